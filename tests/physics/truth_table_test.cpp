// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Every rule of the optimiser on a quadratic with independent noise: closed forms, the discrete
/// Lyapunov equation and simulation agree.
///
/// Liu, Ziyin & Ueda 2021 for plain SGD and heavy ball; Nesterov as ARMA(2, 1). Tolerances are
/// Student t quantiles of the library's own error bars, for 1e-6 divided by the 80 comparisons at
/// most in this file: it fails falsely with probability below 1e-6.

#include "catch_shim.hpp"
#include "physics/update_rules.hpp"
#include "random.hpp"

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/temperature/fluctuation_dissipation.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/statistics/lugsail.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace physics_truth_table_test {

using namespace thermosgd;
using test::update_rule;
using test::variant;

namespace {

constexpr double false_failure = 1e-6 / 80;

void check_value(const estimate& measured, double exact, double widest = 0.03) {
    INFO("exact " << exact << ", measured " << measured << ", nu " << measured.nu);
    CHECK(measured.verdict != reliability::unknown);
    CHECK(measured.error < widest * std::fabs(exact));
    CHECK_THAT(
        measured.value,
        WithinAbs(exact, measured.error * student_t_critical(0.5 * false_failure, measured.nu)));
}

struct row {
    update_rule rule;
    double x2, v2;  // as printed in the literature's form, six digits
};

const std::vector<row>& table() {
    static const std::vector<row> rows{
        {{.eta = 0.1, .h = 1}, 0.0526316, 0.0105263},
        {{.eta = 0.1, .h = 1, .beta = 0.9}, 0.513514, 0.0540541},
        {{.eta = 0.01, .h = 1, .beta = 0.9}, 0.0501319, 5.27704e-4},
        {{.eta = 0.3, .h = 3, .s2 = 2, .beta = 0.5}, 0.285714, 0.342857},
        {{.eta = 0.1, .h = 1, .beta = 0.9, .lambda = 0.05}, 0.489722, 0.0541272},
        {{.eta = 0.1, .h = 1, .beta = 0.9, .lambda = 0.05, .form = variant::decoupled},
         0.489053,
         0.0518595},
        {{.eta = 0.1, .h = 1, .beta = 0.9, .form = variant::nesterov}, 0.321770, 0.0544498},
        {{.eta = 0.05, .h = 2, .s2 = 1.5, .beta = 0.8, .form = variant::nesterov},
         0.0805175,
         0.0156416},
    };
    return rows;
}

/// |θ|², |v|², θ·g, Σ v(t) v(t−k) for k = 1, 2, 3 over copies of one mode.
batch_store simulate(const update_rule& rule, std::uint64_t seed, int steps) {
    constexpr std::size_t copies = 16;
    test::random_stream random(seed);
    std::array<test::mode_state, copies> modes{};
    std::array<std::array<double, 4>, copies> v{};
    batch_store store(6);
    const double s = std::sqrt(rule.s2);
    for (int t = -3000; t < steps; ++t) {
        std::array<double, 6> sums{};
        for (std::size_t c = 0; c < copies; ++c) {
            const double before = modes[c].x;
            const double g = rule.step(modes[c], s * random.normal());
            v[c] = {modes[c].x - before, v[c][0], v[c][1], v[c][2]};
            sums[0] += before * before;
            sums[1] += v[c][0] * v[c][0];
            sums[2] += before * g;
            for (std::size_t k = 1; k < 4; ++k) {
                sums[2 + k] += v[c][0] * v[c][k];
            }
        }
        for (double& sum : sums) {
            sum /= copies;
        }
        if (t >= 0) {
            store.append(sums);
        }
    }
    return store;
}

}  // namespace

TEST_CASE("the Lyapunov equation gives the printed digits of every rule") {
    for (const row& r : table()) {
        CAPTURE(r.rule.eta, r.rule.h, r.rule.beta, r.rule.lambda);
        const test::stationary_state exact = test::solve(r.rule);
        CHECK_THAT(exact.x2, WithinRel(r.x2, 1.1e-6));
        CHECK_THAT(exact.v_lag[0], WithinRel(r.v2, 1.1e-6 * (r.v2 < 0.02 ? 5 : 1)));
    }
}

TEST_CASE("closed forms of plain SGD and heavy ball solve the Lyapunov equation") {
    for (const row& r : table()) {
        const update_rule& u = r.rule;
        if (u.form != variant::coupled) {
            continue;
        }
        CAPTURE(u.eta, u.h, u.beta, u.lambda);
        const test::stationary_state exact = test::solve(u);
        const double h = u.h + u.lambda, a = u.eta * h, b = u.beta;
        const double room = 2 * (1 + b) - a;
        CHECK_THAT(exact.x2, WithinRel(u.eta * u.s2 * (1 + b) / (h * (1 - b) * room), 1e-12));
        CHECK_THAT(exact.v_lag[0], WithinRel(2 * u.eta * u.eta * u.s2 / ((1 - b) * room), 1e-12));
        // ⟨K⟩ = 2η⟨L − L_min⟩/(1 + μ) with m = 1, ρ_v(1) = μ − ηh/2, and g of the position.
        CHECK_THAT(0.5 * exact.v_lag[0],
                   WithinRel(2 * u.eta * 0.5 * h * exact.x2 / (1 + b), 1e-12));
        CHECK_THAT(exact.v_lag[1] / exact.v_lag[0], WithinRel(b - 0.5 * a, 1e-10));
        CHECK_THAT(exact.g_position, WithinRel((1 - b) * room / ((1 + b) * a), 1e-9));
    }
    const test::stationary_state plain = test::solve(table()[0].rule);
    CHECK_THAT(plain.g_position, WithinAbs(19, 1e-9));
    CHECK_THAT(plain.g_kinetic, WithinAbs(1.026316, 5e-7));
    const test::stationary_state ball = test::solve(table()[1].rule);
    CHECK_THAT(ball.g_position, WithinAbs(1.947368, 5e-7));
    CHECK_THAT(ball.g_kinetic, WithinAbs(9.527027, 5e-7));
    CHECK_THAT(ball.v_lag[1] / ball.v_lag[0], WithinAbs(0.85, 1e-10));
    CHECK_THAT(ball.v_lag[2] / ball.v_lag[0], WithinAbs(0.63, 1e-10));
    CHECK_THAT(ball.v_lag[3] / ball.v_lag[0], WithinAbs(0.369, 1e-10));
    const test::stationary_state slow = test::solve(table()[2].rule);
    CHECK_THAT(slow.v_lag[1] / slow.v_lag[0], WithinAbs(0.895, 1e-9));
}

TEST_CASE("Nesterov is the ARMA process of its closed form, and breaks the first relation") {
    for (const row& r : table()) {
        const update_rule& u = r.rule;
        if (u.form != variant::nesterov) {
            continue;
        }
        const double a = 1 - u.eta * u.h;
        const double phi1 = (1 + u.beta) * a, phi2 = -u.beta * a;
        const double b0 = -u.eta * (1 + u.beta), b1 = u.eta * u.beta;
        const double gamma0 = u.s2 * ((1 - phi2) * (b0 * b0 + b1 * b1) + 2 * phi1 * b0 * b1) /
                              ((1 + phi2) * ((1 - phi2) * (1 - phi2) - phi1 * phi1));
        const double gamma1 = (phi1 * gamma0 + b0 * b1 * u.s2) / (1 - phi2);
        const test::stationary_state exact = test::solve(u);
        CHECK_THAT(exact.x2, WithinRel(gamma0, 1e-11));
        CHECK_THAT(exact.v_lag[0], WithinRel(2 * (gamma0 - gamma1), 1e-10));
        CHECK((1 + u.beta) * exact.v_lag[0] / (2 * u.eta * u.h * exact.x2) > 1.5);
    }
}

TEST_CASE("simulations of every rule agree with it", "[stochastic]") {
    std::uint64_t seed = 111;
    for (const row& r : table()) {
        const update_rule& u = r.rule;
        CAPTURE(u.eta, u.h, u.beta, u.lambda, static_cast<int>(u.form));
        const test::stationary_state exact = test::solve(u);
        const batch_store store = simulate(u, seed++, 60'000);
        check_value(mean_estimate(store, 0), exact.x2);
        check_value(mean_estimate(store, 1), exact.v_lag[0]);
        for (std::size_t k = 1; k < 4; ++k) {
            const double rho = exact.v_lag[k] / exact.v_lag[0];
            const estimate measured =
                jackknife(store, {1, 2 + k}, [](std::span<const double> m) { return m[1] / m[0]; });
            CAPTURE(k, rho);
            check_value(measured, rho, 0.3);
        }
        // The first relation, with the gradient at hand: exact but for Nesterov and for decay that
        // is no part of the gradient.
        const double h = u.h + (u.form == variant::decoupled ? 0 : u.lambda);
        const double law = (1 + u.beta) * exact.v_lag[0] / (2 * u.eta * h * exact.x2);
        check_value(fluctuation_dissipation_ratio(store, 1, 2, u.eta, u.beta), law);
        CHECK((std::fabs(law - 1) < 1e-9) == (u.form == variant::coupled));
    }
}

TEST_CASE("heavy ball in two dimensions, noise not commuting with the curvature", "[stochastic]") {
    // (1 + μ)⟨vvᵀ⟩ = η(HΣ + ΣH) entry by entry for any C; H = diag(1, 3), C = [[1, ½], [½, 1]].
    const double eta = 0.1, beta = 0.7;
    const std::array<double, 2> h{1, 3};
    test::random_stream random(121);
    std::array<double, 2> x{}, m{};
    batch_store store(6);
    for (int t = -1000; t < 300'000; ++t) {
        const double a = random.normal();
        const std::array<double, 2> noise{a, 0.5 * a + std::sqrt(0.75) * random.normal()};
        const std::array<double, 2> before = x;
        for (std::size_t k = 0; k < 2; ++k) {
            m[k] = beta * m[k] + h[k] * x[k] + noise[k];
            x[k] -= eta * m[k];
        }
        if (t >= 0) {
            const double v0 = x[0] - before[0], v1 = x[1] - before[1];
            store.append(std::array{before[0] * before[0], before[0] * before[1],
                                    before[1] * before[1], v0 * v0, v0 * v1, v1 * v1});
        }
    }
    const std::array<double, 3> sums{2, 4, 6};  // h_i + h_j
    for (std::size_t k = 0; k < 3; ++k) {
        CAPTURE(k);
        check_value(jackknife(store, {k, 3 + k},
                              [&](std::span<const double> mean) {
                                  return (1 + beta) * mean[1] / (eta * sums[k] * mean[0]);
                              }),
                    1, 0.05);
    }
}

}  // namespace physics_truth_table_test
