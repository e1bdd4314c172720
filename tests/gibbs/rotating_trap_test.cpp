// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/gibbs/rotating_trap.hpp>

#include <array>
#include <cmath>

#include "catch_shim.hpp"
#include "family_checks.hpp"
#include "random.hpp"

namespace gibbs_rotating_trap_test {

using thermosgd::gibbs::rotating_trap;

static_assert(thermosgd::sampled_family<rotating_trap, test::random_stream>);

namespace {

const rotating_trap trap{1.3, 1.7, 1};
const auto state = rotating_trap::parameter(0.8, 0.9);

}  // namespace

TEST_CASE("the rotating trap at m = 1.7, omega = 1.3, beta = 0.8, Omega = 0.9") {
    CHECK_THAT(std::exp(trap.log_partition(state)), WithinRel(70.0966221668278, 1e-14));
    const auto q = trap.mean_heat(state);
    CHECK_THAT(q[0], WithinAbs(4.801136363636, 1e-12));
    CHECK_THAT(q[1], WithinAbs(2.556818181818, 1e-12));
    CHECK_THAT(thermosgd::gibbs_entropy(trap, state), WithinAbs(6.249874606957, 1e-12));
    const auto metric = trap.fisher_metric(state);
    CHECK_THAT(metric[0][0], WithinAbs(17.049489927687, 1e-11));
    CHECK_THAT(metric[0][1], WithinAbs(12.275632747934, 1e-11));
    CHECK_THAT(metric[1][1], WithinAbs(10.088455578512, 1e-11));
    CHECK_THAT(rotating_trap::angular_velocity(state), WithinRel(0.9, 1e-15));
    test::check_derivatives(trap, state);
    test::check_inverse(trap, state);
}

TEST_CASE("N particles: N times ln P, Q, I and s of one, and the mass does not matter") {
    const rotating_trap many{1.3, 0.4, 250};
    CHECK_THAT(many.log_partition(state), WithinRel(250 * trap.log_partition(state), 1e-14));
    CHECK_THAT(many.mean_heat(state)[1], WithinRel(250 * trap.mean_heat(state)[1], 1e-14));
    CHECK_THAT(many.fisher_metric(state)[0][1],
               WithinRel(250 * trap.fisher_metric(state)[0][1], 1e-14));
    CHECK_THAT(thermosgd::gibbs_entropy(many, state),
               WithinRel(250 * thermosgd::gibbs_entropy(trap, state), 1e-14));
    test::check_derivatives(many, state);
    test::check_inverse(many, state);
    test::random_stream random(8);
    test::check_draws(many, state, [&] { return many.sample_moment(state, random); });
}

TEST_CASE("close to the centrifugal limit nothing cancels") {
    for (const double deficit : {1e-3, 1e-9, 1e-13}) {
        const rotating_trap unit;
        // b₀ω + b₁ is exact in double for these numbers, whatever ω² − Ω² would lose.
        const std::array<double, 2> b{1, -(1 - deficit)};
        const double rate = 1 + b[1];
        CHECK(unit.refusal(b) == nullptr);
        CHECK_THAT(unit.mean_heat(b)[1], WithinRel(1 / rate - 1 / (1 - b[1]), 1e-14));
        CHECK_THAT(unit.fisher_metric(b)[0][1],
                   WithinRel(1 / rate / rate - 1 / (1 - b[1]) / (1 - b[1]), 1e-14));
    }
}

TEST_CASE("drawn particles: (H, L) has the law of two independent circular actions") {
    test::random_stream random(9);
    test::check_draws(trap, state, [&] { return trap.moment(trap.sample(state, random)); });
    test::check_draws(trap, state, [&] { return trap.sample_moment(state, random); });
    thermosgd::moments plus, minus, both;
    constexpr int n = 100'000;
    for (int t = 0; t < n; ++t) {
        const auto action = trap.actions(trap.moment(trap.sample(state, random)));
        plus.push(action[0]);
        minus.push(action[1]);
        both.push((action[0] * 0.32 - 1) * (action[1] * 1.76 - 1));
    }
    // Rates β(ω ∓ Ω) = 0.32 and 1.76; exponentials have sd = mean. Reach: t for 1e-6/3, two-sided.
    const double reach = thermosgd::student_t_critical(0.5e-6 / 3, n - 1) / std::sqrt(n);
    CHECK_THAT(0.32 * plus.mean, WithinAbs(1, reach));
    CHECK_THAT(1.76 * minus.mean, WithinAbs(1, reach));
    CHECK_THAT(both.mean, WithinAbs(0, reach));
}

TEST_CASE("a drawn state stays what it is under the motion in the trap") {
    // The flow of H is a rotation of (mωx, p_x) and of (mωy, p_y); it commutes with L.
    test::random_stream random(10);
    const double mw = 1.7 * 1.3, c = std::cos(0.77), s = std::sin(0.77);
    double change = 0;
    test::check_draws(trap, state, [&] {
        const auto x = trap.sample(state, random);
        rotating_trap::point y{};
        for (std::size_t i = 0; i < 2; ++i) {
            y[i] = c * x[i] + s * x[2 + i] / mw;
            y[2 + i] = c * x[2 + i] - s * x[i] * mw;
        }
        const auto before = trap.moment(x), after = trap.moment(y);
        change =
            std::fmax(change, std::fabs(after[0] - before[0]) + std::fabs(after[1] - before[1]));
        return after;
    });
    CHECK(change < 1e-12);
}

TEST_CASE("from |Omega| = omega on there is no state, and the message says why") {
    for (const double ratio : {1.0, -1.0, 1.5, -3.0}) {
        const auto b = rotating_trap::parameter(0.8, 1.3 * ratio);
        CHECK_THAT(trap.refusal(b), ContainsSubstring("centrifugal"));
        CHECK_THROWS_WITH(trap.log_partition(b), ContainsSubstring("centrifugal"));
        CHECK_THROWS_AS(trap.mean_heat(b), std::invalid_argument);
        CHECK_THROWS_AS(trap.fisher_metric(b), std::invalid_argument);
        test::random_stream random(11);
        CHECK_THROWS_AS(trap.sample(b, random), std::invalid_argument);
    }
    CHECK(trap.refusal(rotating_trap::parameter(0.8, 1.3 * (1 - 1e-9))) == nullptr);
    CHECK_THAT(trap.refusal({-1, 0}), ContainsSubstring("beta must be > 0"));
    CHECK(trap.refusal({std::nan(""), 0}) != nullptr);
    CHECK((rotating_trap{0, 1, 1}).refusal({1, 0}) != nullptr);
    // ω|L| < H for any points; a mean outside is that of no state.
    CHECK_FALSE(thermosgd::parameter_of_mean(trap, {1.3, 1.0}));
    CHECK_FALSE(thermosgd::parameter_of_mean(trap, {1.3, -1.1}));
    CHECK(thermosgd::parameter_of_mean(trap, {1.3, 0.99999}));
}

}  // namespace gibbs_rotating_trap_test
