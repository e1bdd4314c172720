// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/numeric/incomplete_gamma.hpp>

#include <cmath>
#include <limits>
#include <numbers>

#include "catch_shim.hpp"

namespace numeric_incomplete_gamma_test {

using thermosgd::incomplete_gamma;

namespace {

/// P(n, x) = 1 − e^{−x} Σ_{j<n} x^j/j!, term by term in long double.
double poisson_sum(int n, double x) {
    long double term = std::exp(-static_cast<long double>(x)), sum = 0;
    for (int j = 0; j < n; ++j) {
        sum += term;
        term *= static_cast<long double>(x) / (j + 1);
    }
    return static_cast<double>(1 - sum);
}

}  // namespace

TEST_CASE("P(1/2, x) is an error function, P(1, x) an exponential, P(n, x) a Poisson sum") {
    for (const double x : {1e-12, 0.03, 0.5, 1.4, 2.0, 7.0, 40.0}) {
        CAPTURE(x);
        CHECK_THAT(incomplete_gamma(0.5, x), WithinRel(std::erf(std::sqrt(x)), 1e-13));
        CHECK_THAT(incomplete_gamma(1, x), WithinRel(-std::expm1(-x), 1e-13));
        for (const int n : {2, 7, 30, 150}) {
            CHECK_THAT(incomplete_gamma(n, x), WithinAbs(poisson_sum(n, x), 1e-14));
        }
    }
    CHECK_THAT(incomplete_gamma(150, 155), WithinAbs(poisson_sum(150, 155), 1e-13));
    CHECK_THAT(incomplete_gamma(900, 880), WithinAbs(poisson_sum(900, 880), 1e-12));
    // χ² = 3.841458820694124 with one degree of freedom is exceeded in 5 % of cases.
    CHECK_THAT(incomplete_gamma(0.5, 0.5 * 3.841458820694124), WithinAbs(0.95, 1e-14));
}

TEST_CASE("quadrature, power series and continued fraction agree where they meet") {
    for (const double a : {200.0, 333.5, 6669.0, 1e5}) {
        for (double z = -7; z <= 7; z += 0.5) {
            const double x = a + z * std::sqrt(a);
            const double other = x < a + 1 ? thermosgd::detail::gamma_series(a, x)
                                           : 1 - thermosgd::detail::gamma_fraction(a, x);
            CAPTURE(a, z);
            CHECK_THAT(incomplete_gamma(a, x), WithinAbs(other, 1e-11));
        }
    }
}

TEST_CASE("P grows from 0 to 1, and at large shapes it is a normal law") {
    for (const double a : {0.02, 0.7, 11.9, 12.1, 199.0, 201.0, 1e7}) {
        double last = 0;
        for (double z = -9; z <= 12; z += 0.25) {
            const double p = incomplete_gamma(a, a + z * std::sqrt(a));
            REQUIRE(p >= last);
            REQUIRE(p <= 1);
            last = p;
        }
        CHECK_THAT(last, WithinAbs(1, 2e-3));
    }
    // P(a, a) = ½ + 1/(3√(2πa)) + O(a^(−3/2)).
    for (const double a : {1e3, 1e5, 1e7}) {
        CHECK_THAT(incomplete_gamma(a, a),
                   WithinAbs(0.5 + 1 / (3 * std::sqrt(2 * std::numbers::pi * a)),
                             0.01 / std::pow(a, 1.5) + 1e-11));
    }
    CHECK_THAT(incomplete_gamma(1e7, 1e7 + std::sqrt(1e7)), WithinAbs(0.8413447, 1e-4));
}

TEST_CASE("the ends, and shapes that are none") {
    CHECK(incomplete_gamma(3, 0) == 0);
    CHECK(incomplete_gamma(3, -1) == 0);
    CHECK(incomplete_gamma(3, std::numeric_limits<double>::infinity()) == 1);
    CHECK(incomplete_gamma(3, 1e300) == 1);
    CHECK(incomplete_gamma(1e4, 1e-300) == 0);
    CHECK(std::isnan(incomplete_gamma(3, std::nan(""))));
    for (const double a : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
        CHECK_THROWS_AS(incomplete_gamma(a, 1), std::invalid_argument);
    }
}

}  // namespace numeric_incomplete_gamma_test
