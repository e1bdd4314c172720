// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/temperature/update_noise.hpp>
#include <thermosgd/statistics/lugsail.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace observables_temperature_update_noise_test {

using namespace thermosgd;
using enum optimiser_kind;

namespace {

/// Updates of one optimiser for white Gaussian gradients.
std::vector<double> updates(const hyper_parameters& p, std::size_t steps, std::uint64_t seed) {
    test::random_stream random(seed);
    const double mu = p.momentum();
    double m = 0, v = 0;
    std::vector<double> u;
    const std::size_t burn_in = 20'000;
    for (std::size_t t = 0; t < steps + burn_in; ++t) {
        const double g = random.normal();
        double now = 0;
        switch (p.optimiser) {
        case nesterov:
            m = mu * m + g;
            now = g + mu * m;
            break;
        case adamw:
            m = mu * m + (1 - mu) * g;
            v = p.beta2 * v + (1 - p.beta2) * g * g;
            now = m / std::sqrt(v);
            break;
        case lion:
            now = mu * m + (1 - mu) * g > 0 ? 1 : -1;
            m = p.beta2 * m + (1 - p.beta2) * g;
            break;
        default: m = mu * m + g; now = m;
        }
        if (t >= burn_in) {
            u.push_back(now);
        }
    }
    return u;
}

/// Within the quantile of one in a million of the library's own error.
void check_near(const estimate& e, double exact, double widest) {
    INFO(e.value << " ± " << e.error << ", exact " << exact);
    CHECK(std::fabs(e.value - exact) < e.error * student_t_critical(0.5e-6, e.nu));
    CHECK(e.error < widest);
}

}  // namespace

TEST_CASE("the correlation of updates is what an optimiser makes of white gradients") {
    for (const hyper_parameters p :
         {hyper_parameters{.momentum_coefficient = 0.8},
          hyper_parameters{.momentum_coefficient = 0.8, .optimiser = nesterov},
          hyper_parameters{.momentum_coefficient = 0.9, .beta2 = 0.95, .optimiser = lion},
          hyper_parameters{.momentum_coefficient = 0.8, .beta2 = 0.9999, .optimiser = adamw}}) {
        CAPTURE(to_string(p.optimiser));
        const std::vector<double> u = updates(p, 400'000, 11);
        double variance = 0;
        for (const double x : u) {
            variance += x * x / static_cast<double>(u.size());
        }
        for (const std::size_t lag : {1U, 2U, 5U, 12U}) {
            CAPTURE(lag);
            std::vector<double> products;
            for (std::size_t t = lag; t < u.size(); ++t) {
                products.push_back(u[t] * u[t - lag] / variance);
            }
            check_near(mean_of_series(products),
                       noise_update_correlation(p, static_cast<double>(lag)), 0.02);
        }
    }
}

TEST_CASE("the inefficiency of updates is the sum of their correlations, weighted by decay") {
    for (const double a : {1.0, 0.999, 0.9}) {
        CAPTURE(a);
        const hyper_parameters ball{.momentum_coefficient = 0.9};
        CHECK_THAT(noise_update_inefficiency(ball, a),
                   WithinRel((1 + 0.9 * a) / (1 - 0.9 * a), 1e-14));
        for (const hyper_parameters p :
             {ball, hyper_parameters{.momentum_coefficient = 0.9, .optimiser = nesterov},
              hyper_parameters{.momentum_coefficient = 0.9, .beta2 = 0.99, .optimiser = lion}}) {
            CAPTURE(to_string(p.optimiser));
            double sum = 1;
            for (double lag = 1; lag < 6000; ++lag) {
                sum += 2 * std::pow(a, lag) * noise_update_correlation(p, lag);
            }
            CHECK_THAT(noise_update_inefficiency(p, a), WithinRel(sum, 1e-12));
        }
    }
    CHECK(noise_update_inefficiency({}, 0.99) == 1);
    CHECK_THAT(noise_update_inefficiency({.momentum_coefficient = 0.9}), WithinRel(19.0, 1e-13));
    // Nesterov's own buffer, by hand: μ = ½, ψ = 3/2, ¼, ⅛, …
    const hyper_parameters half{.momentum_coefficient = 0.5, .optimiser = nesterov};
    CHECK_THAT(noise_update_correlation(half, 1),
               WithinRel((1.5 * 0.25 + 0.0625 / 0.75 * 0.5) / (2.25 + 0.0625 / 0.75), 1e-14));
    CHECK(std::isnan(noise_update_inefficiency({.optimiser = muon})));
    CHECK(std::isnan(noise_update_inefficiency({.optimiser = other})));
    CHECK(std::isnan(noise_update_inefficiency({.momentum_coefficient = 1.0})));
    CHECK(std::isnan(noise_update_inefficiency({.momentum_coefficient = -0.1})));
    CHECK(std::isnan(noise_update_inefficiency({.optimiser = lion})));
    CHECK(std::isnan(noise_update_inefficiency({}, 0.0)));
    CHECK(std::isnan(noise_update_inefficiency({}, 1.1)));
}

TEST_CASE("an update of Adam made of pure noise has the mean square of the integral") {
    for (const auto& [beta1, beta2] :
         {std::pair{0.9, 0.95}, {0.9, 0.99}, {0.0, 0.9}, {0.5, 0.5}, {0.7, 0.3}}) {
        CAPTURE(beta1, beta2);
        std::vector<double> squares = updates(
            {.momentum_coefficient = beta1, .beta2 = beta2, .optimiser = adamw}, 1'000'000, 12);
        for (double& u : squares) {
            u *= u;
        }
        const double exact = adam_noise_mean_square_update(beta1, beta2);
        check_near(mean_of_series(squares), exact, 0.01 * exact);
    }
    // β₂ → 1: v is a constant, and β₂ → 0 with β₁ = 0: u = ±1.
    CHECK_THAT(adam_noise_mean_square_update(0.9, 0.9999), WithinRel(0.1 / 1.9, 2e-4));
    CHECK(adam_noise_mean_square_update(0.9, 0.9999) < 0.1 / 1.9);
    CHECK_THAT(adam_noise_mean_square_update(0.0, 1e-9), WithinAbs(1 - std::sqrt(1e-9), 1e-8));
    CHECK(adam_noise_mean_square_update(0.0, 0.0) == 1.0);
    CHECK(std::isinf(adam_noise_mean_square_update(0.5, 0.0)));
    CHECK(std::isnan(adam_noise_mean_square_update(1.0, 0.9)));
    CHECK(std::isnan(adam_noise_mean_square_update(0.9, 1.0)));
    CHECK(std::isnan(adam_noise_mean_square_update(0.9, not_available)));
}

TEST_CASE("the size of an update of noise is known where the optimiser sets it") {
    CHECK(noise_mean_square_update({.optimiser = lion}) == 1);
    CHECK(
        noise_mean_square_update({.momentum_coefficient = 0.9, .beta2 = 0.99, .optimiser = adam}) ==
        adam_noise_mean_square_update(0.9, 0.99));
    for (const optimiser_kind kind : {sgd, nesterov, muon, other}) {
        CHECK(std::isnan(noise_mean_square_update({.optimiser = kind})));
    }
}

}  // namespace observables_temperature_update_noise_test
