// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/temperature/fluctuation_dissipation.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/jackknife.hpp>

#include <array>
#include <cmath>
#include <vector>

namespace observables_temperature_fluctuation_dissipation_test {

using namespace thermosgd;

namespace {

/// ⟨|Δθ|²⟩, ⟨θ·Δθ⟩, ⟨θ·g⟩ and ⟨|θ|²⟩ along a run of heavy ball on a loss.
struct run_batches {
    batch_store store{4};

    template <class Gradient>
    run_batches(std::size_t d, double eta, double mu, double lambda, int burn_in, int steps,
                double start, const Gradient& gradient) {
        std::vector<double> theta(d, start), buffer(d, 0.0);
        for (int t = -burn_in; t < steps; ++t) {
            std::vector<double> g = gradient(theta);
            std::array<double, 4> row{};
            for (std::size_t k = 0; k < d; ++k) {
                g[k] += lambda * theta[k];
                buffer[k] = mu * buffer[k] + g[k];
                const double step = -eta * buffer[k];
                row[0] += step * step;
                row[1] += theta[k] * step;
                row[2] += theta[k] * g[k];
                row[3] += theta[k] * theta[k];
                theta[k] += step;
            }
            if (t >= 0) {
                store.append(row);
            }
        }
    }
};

/// Whether an estimate is 1 within the t quantile for 1e-6/6, and its bar below `bound`.
void check_is_one(const estimate& ratio, double bound) {
    const double tolerance = ratio.error * student_t_critical(0.5e-6 / 6.0, ratio.nu);
    INFO(ratio);
    CHECK(ratio.verdict == reliability::reliable);
    CHECK(ratio.error < bound);
    CHECK_THAT(ratio.value, WithinAbs(1.0, tolerance));
}

}  // namespace

TEST_CASE("the first relation holds on a quadratic, plain and heavy ball", "[stochastic]") {
    // Six comparisons in this file share a false-failure probability of 1e-6. Seed 7.
    test::random_stream random(7);
    const auto gradient = [&](const std::vector<double>& theta) {
        std::vector<double> g(theta.size());
        for (std::size_t k = 0; k < g.size(); ++k) {
            g[k] = (k % 2 == 0 ? 1.0 : 0.3) * theta[k] + random.normal();
        }
        return g;
    };
    for (const double mu : {0.0, 0.9}) {
        CAPTURE(mu);
        const double eta = 0.05;
        const run_batches run(10, eta, mu, 0.0, 2000, 60'000, 0.0, gradient);
        const auto balance = [&](std::span<const double> m) {
            return norm_balance_ratio(m[0], m[1], mu);
        };
        check_is_one(fluctuation_dissipation_ratio(run.store, 0, 2, eta, mu), 0.02);
        // An optimiser that used half the rate would show.
        CHECK_THAT(fluctuation_dissipation_ratio(run.store, 0, 2, 2 * eta, mu).value,
                   WithinRel(0.5, 0.1));
        check_is_one(jackknife(run.store, {0, 1}, balance), 0.02);
    }
}

TEST_CASE("weight decay alone balances a loss that does not feel the norm", "[stochastic]") {
    // Noise at right angles to θ, of size s/|θ|, as behind batch normalisation; seed 8.
    test::random_stream random(8);
    const double eta = 0.05, lambda = 0.02;
    const std::size_t d = 50;
    const auto gradient = [&](const std::vector<double>& theta) {
        std::vector<double> g(d);
        double norm2 = 0.0, along = 0.0;
        for (std::size_t k = 0; k < d; ++k) {
            g[k] = random.normal();
            norm2 += theta[k] * theta[k];
            along += theta[k] * g[k];
        }
        for (std::size_t k = 0; k < d; ++k) {
            g[k] = (g[k] - along / norm2 * theta[k]) / std::sqrt(norm2);
        }
        return g;
    };
    for (const double mu : {0.0, 0.9}) {
        CAPTURE(mu);
        const run_batches run(d, eta, mu, lambda, 20'000, 200'000, 1.0, gradient);
        const auto law = [&](std::span<const double> m) {
            return weight_decay_ratio(m[0], eta, lambda, m[1], mu);
        };
        check_is_one(jackknife(run.store, {0, 3}, law), 0.01);
        if (mu == 0.0) {
            // |θ|² ≈ √(η s² (d − 1)/(2λ − ηλ²)): the norm itself, to 3 %.
            const double norm2 = std::sqrt(eta * 49.0 / (2.0 * lambda - eta * lambda * lambda));
            CHECK_THAT(run.store.total(3).mean, WithinRel(norm2, 0.03));
        }
    }
}

TEST_CASE("a wrong learning rate, momentum or decay shows as a ratio off 1") {
    CHECK_THAT(fluctuation_dissipation_ratio(2.0, 1.0, 1.0), WithinRel(1.0, 1e-15));
    CHECK_THAT(fluctuation_dissipation_ratio(2.0, 2.0, 1.0), WithinRel(0.5, 1e-15));
    CHECK_THAT(weight_decay_ratio(2.0, 0.1, 0.1, 100.0), WithinRel(1.0, 1e-15));
    CHECK_THAT(weight_decay_ratio(2.0, 0.1, 0.1, 100.0, 0.5), WithinRel(1.5, 1e-15));
    CHECK(std::isnan(weight_decay_ratio(2.0, 0.1, 0.0, 100.0)));
    const batch_store empty(2);
    CHECK(fluctuation_dissipation_ratio(empty, 0, 1, 0.1).verdict == reliability::unknown);
    for (const double bad : {0.0, -1.0, std::nan("")}) {
        CHECK_THROWS_AS(fluctuation_dissipation_ratio(empty, 0, 1, bad), std::invalid_argument);
    }
    for (const double bad : {1.0, -0.1, std::nan("")}) {
        CHECK_THROWS_AS(fluctuation_dissipation_ratio(empty, 0, 1, 0.1, bad),
                        std::invalid_argument);
    }
    CHECK_THROWS_AS(fluctuation_dissipation_ratio(empty, 0, 2, 0.1), std::invalid_argument);
    // Plain SGD in balance: 2 θ·Δθ = −|Δθ|².
    CHECK(norm_balance_ratio(2.0, -1.0) == 1.0);
}

}  // namespace observables_temperature_fluctuation_dissipation_test
