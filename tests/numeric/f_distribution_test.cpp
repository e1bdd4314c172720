// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The F distribution against closed forms: two degrees of freedom, one, and whole numbers.

#include <cmath>
#include <limits>
#include <stdexcept>

#include <thermosgd/numeric/f_distribution.hpp>

#include "catch_shim.hpp"

namespace numeric_f_distribution_test {

using thermosgd::f_tail;
using thermosgd::incomplete_beta;
using thermosgd::student_t_tail;

TEST_CASE("ln Γ is that of factorials and of one half") {
    double factorial = 1;
    for (int n = 1; n <= 30; ++n) {
        CHECK_THAT(thermosgd::detail::log_gamma(n), WithinAbs(std::log(factorial), 2e-14 * n));
        factorial *= n;
    }
    CHECK_THAT(thermosgd::detail::log_gamma(0.5),
               WithinAbs(0.5 * std::log(std::acos(-1.0)), 1e-14));
}

TEST_CASE("the incomplete beta function is a power law, a binomial sum, and symmetric") {
    for (const double x : {1e-9, 0.1, 0.5, 0.77, 0.999}) {
        CAPTURE(x);
        CHECK_THAT(incomplete_beta(3.7, 1, x), WithinRel(std::pow(x, 3.7), 1e-12));
        CHECK_THAT(incomplete_beta(1, 2.5, x), WithinRel(-std::expm1(2.5 * std::log1p(-x)), 1e-12));
        // I_x(a, n − a + 1) = P(at least a of n).
        for (const int a : {1, 4, 9}) {
            constexpr int n = 9;
            double sum = 0;
            double choose = 1;
            for (int j = 0; j <= n; ++j) {
                sum += j >= a ? choose * std::pow(x, j) * std::pow(1 - x, n - j) : 0;
                choose = choose * (n - j) / (j + 1);
            }
            CHECK_THAT(incomplete_beta(a, n - a + 1, x), WithinRel(sum, 1e-12));
        }
        CHECK_THAT(incomplete_beta(5.5, 40, x) + incomplete_beta(40, 5.5, 1 - x, x),
                   WithinAbs(1, 1e-12));
    }
    CHECK(incomplete_beta(2, 3, 0) == 0);
    CHECK(incomplete_beta(2, 3, 1) == 1);
}

TEST_CASE("F with two degrees above is a power, with one it is t squared") {
    for (const double f : {1e-6, 0.3, 1.0, 4.7, 30.0, 1e4}) {
        for (const double nu : {1.0, 2.5, 11.0, 300.0, 5e4}) {
            CAPTURE(f, nu);
            CHECK_THAT(f_tail(f, 2, nu),
                       WithinRel(std::exp(-0.5 * nu * std::log1p(2 * f / nu)), 1e-10));
            CHECK_THAT(f_tail(f, 1, nu), WithinRel(2 * student_t_tail(std::sqrt(f), nu), 1e-9));
        }
    }
}

TEST_CASE("F tells both tails: P(F > f) and P(1/F > 1/f) add up to 1") {
    for (const double f : {0.2, 1.0, 3.0}) {
        CHECK_THAT(f_tail(f, 7, 23) + f_tail(1 / f, 23, 7), WithinAbs(1, 1e-13));
    }
}

TEST_CASE("F at its ends and outside its domain") {
    CHECK(f_tail(0, 3, 4) == 1);
    CHECK(f_tail(-1, 3, 4) == 1);
    CHECK(f_tail(std::numeric_limits<double>::infinity(), 3, 4) == 0);
    CHECK(std::isnan(f_tail(std::numeric_limits<double>::quiet_NaN(), 3, 4)));
    CHECK_THROWS_AS(f_tail(1, 0, 4), std::invalid_argument);
    CHECK_THROWS_AS(f_tail(1, 3, -1), std::invalid_argument);
    CHECK_THROWS_AS(incomplete_beta(0, 1, 0.5), std::invalid_argument);
    CHECK_THROWS_AS(incomplete_beta(1, 1, 1.5), std::invalid_argument);
    CHECK_THROWS_AS(incomplete_beta(1, 1, std::numeric_limits<double>::quiet_NaN()),
                    std::invalid_argument);
}

}  // namespace numeric_f_distribution_test
