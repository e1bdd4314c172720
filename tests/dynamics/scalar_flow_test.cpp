// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The extrapolation that carries two scalars over a step, against closed forms.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/scalar_flow.hpp>

#include <cmath>

namespace dynamics_scalar_flow_test {

using thermosgd::detail::carry_scalars;
using thermosgd::detail::modified_midpoint;
using thermosgd::detail::scalar_pair;

namespace {

/// S' = -S², (log f)' = -2S: S = S₀/(1 + S₀t), f = (S/S₀)².
scalar_pair square(const scalar_pair& y) {
    return {-y.s * y.s, -2.0 * y.s};
}

}  // namespace

TEST_CASE("smooth flows come out to rounding, forwards and backwards") {
    for (const double h : {1e-3, 0.1, 1.0, 8.0, -0.1, -0.3}) {
        INFO("h " << h);
        bool resolved = false;
        const scalar_pair y = carry_scalars(square, {2.0, 0.0}, h, resolved);
        CHECK(resolved);
        CHECK_THAT(y.s, WithinRel(2.0 / (1.0 + 2.0 * h), 4e-14));
        CHECK_THAT(y.log_factor, WithinAbs(-2.0 * std::log1p(2.0 * h), 6e-14));
        const scalar_pair e = carry_scalars(
            [](const scalar_pair& z) { return scalar_pair{-z.s, -1.0}; }, {3.0, 0.5}, h, resolved);
        CHECK(resolved);
        CHECK_THAT(e.s, WithinRel(3.0 * std::exp(-h), 8e-14));
        CHECK_THAT(e.log_factor, WithinAbs(0.5 - h, 4e-14));
    }
}

TEST_CASE("there and back is where it began") {
    bool resolved = false;
    const auto rate = [](const scalar_pair& y) {
        return scalar_pair{-std::sinh(y.s), -std::cosh(y.s)};
    };
    const scalar_pair there = carry_scalars(rate, {0.7, 0.0}, 0.4, resolved);
    const scalar_pair back = carry_scalars(rate, there, -0.4, resolved);
    CHECK(resolved);
    CHECK(there.s < 0.6);
    CHECK_THAT(back.s, WithinRel(0.7, 2e-14));
    CHECK_THAT(back.log_factor, WithinAbs(0.0, 2e-14));
}

TEST_CASE("a solution that leaves the finite numbers within the step is not resolved") {
    bool resolved = true;
    static_cast<void>(carry_scalars(square, {-2.0, 0.0}, 0.6, resolved));
    CHECK_FALSE(resolved);
    // Just short of the pole at t = 1/2 it still is.
    const scalar_pair y = carry_scalars(square, {-2.0, 0.0}, 0.45, resolved);
    CHECK(resolved);
    CHECK_THAT(y.s, WithinRel(-20.0, 1e-12));
}

TEST_CASE("the midpoint rule has an error in even powers of its step alone") {
    const auto error = [](int n) { return modified_midpoint(square, {1.0, 0.0}, 1.0, n).s + 0.5; };
    // Order 2, two-sided, and order 4 after one extrapolation.
    CHECK_THAT(std::log2(error(128) / error(256)), WithinAbs(2.0, 0.02));
    const auto better = [&](int n) { return (4.0 * error(2 * n) - error(n)) / 3.0; };
    CHECK_THAT(std::log2(better(64) / better(128)), WithinAbs(4.0, 0.1));
}

}  // namespace dynamics_scalar_flow_test
