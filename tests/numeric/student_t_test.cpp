// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Student's t against tables, finite sums for integer ν, and numerical integration.

#include <cmath>
#include <limits>

#include <thermosgd/numeric/student_t.hpp>

#include "catch_shim.hpp"

namespace numeric_student_t_test {

using thermosgd::normal_critical;
using thermosgd::normal_tail;
using thermosgd::student_t_critical;
using thermosgd::student_t_quantile;
using thermosgd::student_t_tail;

namespace {

constexpr long double pi = 3.14159265358979323846L;

/// P(T > t) for integer ν by the finite sums of Abramowitz and Stegun 26.7.3 and 26.7.4.
long double tail_by_sum(long double t, int nu) {
    const long double theta = std::atan(t / std::sqrt(static_cast<long double>(nu)));
    const long double cosine = std::cos(theta);
    const long double sine = std::sin(theta);
    long double term = nu % 2 == 1 ? cosine : 1;
    long double sum = 0;
    for (int k = nu % 2 == 1 ? 1 : 0; k <= nu - 2; k += 2) {
        sum += term;
        term *= cosine * cosine * static_cast<long double>(k + 1) / static_cast<long double>(k + 2);
    }
    const long double between =
        nu % 2 == 1 ? (theta + (nu > 1 ? sine * sum : 0)) * 2 / pi : sine * sum;
    return (1 - between) / 2;
}

/// The integral of sin^(ν−1) from 0 to φ, by Simpson's rule in φ, or in φ^(1/4) for small ν,
/// where the integrand has a root at 0.
long double sine_power_integral(long double nu, long double phi) {
    const bool root = nu < 4;
    const long double end = root ? std::sqrt(std::sqrt(phi)) : phi;
    constexpr int steps = 20'000;
    const auto integrand = [&](long double w) -> long double {
        if (w == 0) {
            return 0;
        }
        return root ? 4 * w * w * w * std::pow(std::sin(w * w * w * w), nu - 1)
                    : std::pow(std::sin(w), nu - 1);
    };
    long double sum = integrand(0) + integrand(end);
    for (int i = 1; i < steps; ++i) {
        sum += (i % 2 == 1 ? 4 : 2) * integrand(end * i / steps);
    }
    return sum * end / (3 * steps);
}

/// P(T > t) for t > 0 by integration over the angle whose cotangent is t/√ν.
long double tail_by_integral(long double t, long double nu) {
    return sine_power_integral(nu, std::atan(std::sqrt(nu) / t)) /
           (2 * sine_power_integral(nu, pi / 2));
}

}  // namespace

TEST_CASE("quantiles agree with published tables") {
    CHECK_THAT(normal_critical(0.025), WithinRel(1.959963984540054, 1e-14));
    CHECK_THAT(normal_critical(1e-6), WithinRel(4.753424308822899, 1e-13));
    CHECK_THAT(normal_critical(1e-9), WithinRel(5.997807015007687, 1e-13));
    CHECK_THAT(student_t_critical(0.025, 1), WithinRel(12.70620473617471, 1e-13));
    CHECK_THAT(student_t_critical(0.025, 2), WithinRel(4.302652729749464, 1e-13));
    CHECK_THAT(student_t_critical(0.025, 3), WithinRel(3.182446305284263, 1e-10));
    CHECK_THAT(student_t_critical(0.025, 5), WithinRel(2.570581835636314, 1e-10));
    CHECK_THAT(student_t_critical(0.025, 10), WithinRel(2.228138851964939, 1e-10));
    CHECK_THAT(student_t_critical(0.025, 30), WithinRel(2.042272456301238, 1e-10));
    CHECK_THAT(student_t_critical(0.005, 3), WithinRel(5.840909309733, 1e-10));
}

TEST_CASE("quantiles of one and two degrees of freedom have their closed form") {
    for (const double tail : {0.49, 0.3, 0.1, 1e-3, 1e-6, 1e-9, 1e-12}) {
        CAPTURE(tail);
        const double cauchy =
            static_cast<double>(1 / std::tan(pi * static_cast<long double>(tail)));
        CHECK_THAT(student_t_critical(tail, 1), WithinRel(cauchy, 1e-12));
        const double two = (1 - 2 * tail) / std::sqrt(2 * tail * (1 - tail));
        CHECK_THAT(student_t_critical(tail, 2), WithinRel(two, 1e-12));
    }
}

TEST_CASE("tails of integer degrees of freedom agree with their finite sums") {
    for (int nu = 1; nu <= 60; nu = nu < 10 ? nu + 1 : nu + 7) {
        for (const double tail : {0.45, 0.2, 0.025, 1e-4, 1e-6, 1e-9}) {
            CAPTURE(nu, tail);
            const double t = student_t_critical(tail, nu);
            // The sums lose digits to 1 − …: 1e-19 absolute.
            const double exact = static_cast<double>(tail_by_sum(t, nu));
            CHECK_THAT(exact, WithinRel(tail, 1e-12 + 3e-18 / tail));
            CHECK_THAT(student_t_tail(t, nu), WithinRel(tail, 1e-12));
        }
    }
}

TEST_CASE("tails of any degrees of freedom agree with integration") {
    for (const double nu : {0.5, 1.5, 7.7, 38.4, 71.3}) {
        for (const double tail : {0.45, 0.2, 0.025, 1e-4, 1e-9}) {
            CAPTURE(nu, tail);
            const double t = student_t_critical(tail, nu);
            CHECK_THAT(static_cast<double>(tail_by_integral(t, nu)), WithinRel(tail, 1e-10));
        }
    }
}

TEST_CASE("critical values invert tails from tiny to huge degrees of freedom") {
    for (const double nu : {0.05, 0.3, 1.0, 3.3, 20.0, 1e3, 9.9e4, 1.01e5, 1e7, 1e12}) {
        for (const double tail : {0.499, 0.25, 0.2499, 0.01, 1e-5, 1e-9}) {
            CAPTURE(nu, tail);
            CHECK_THAT(student_t_tail(student_t_critical(tail, nu), nu), WithinRel(tail, 1e-9));
        }
    }
}

TEST_CASE("critical values run continuously into those of the normal distribution") {
    for (const double tail : {0.4, 0.025, 1e-6, 1e-9}) {
        const double below = student_t_critical(tail, 1e5);
        const double above = student_t_critical(tail, std::nextafter(1e5, 2e5));
        CHECK_THAT(below, WithinRel(above, 1e-12));
        const double limit = student_t_critical(tail, std::numeric_limits<double>::infinity());
        CHECK_THAT(limit, WithinRel(normal_critical(tail), 1e-14));
        CHECK(below > limit);
    }
}

TEST_CASE("the distribution is symmetric and its median is 0") {
    CHECK(student_t_critical(0.5, 3.5) == 0);
    CHECK(normal_critical(0.5) == 0);
    CHECK(student_t_tail(0, 3.5) == 0.5);
    CHECK_THAT(student_t_tail(-1.25, 3.5) + student_t_tail(1.25, 3.5), WithinAbs(1, 1e-15));
    CHECK_THAT(student_t_critical(0.75, 3.5), WithinRel(-student_t_critical(0.25, 3.5), 1e-14));
    CHECK_THAT(student_t_quantile(0.975, 8), WithinRel(student_t_critical(0.025, 8), 1e-12));
    CHECK_THAT(student_t_quantile(0.025, 8), WithinRel(-student_t_critical(0.025, 8), 1e-14));
    CHECK_THAT(normal_tail(normal_critical(0.3)), WithinRel(0.3, 1e-14));
}

TEST_CASE("what is no probability or no freedom is refused") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double tail : {0.0, 1.0, -0.1, 1.5, nan}) {
        CHECK_THROWS_AS(normal_critical(tail), std::invalid_argument);
        CHECK_THROWS_AS(student_t_critical(tail, 5), std::invalid_argument);
        CHECK_THROWS_AS(student_t_quantile(tail, 5), std::invalid_argument);
    }
    for (const double nu : {0.0, -1.0, nan}) {
        CHECK_THROWS_AS(student_t_critical(0.1, nu), std::invalid_argument);
        CHECK_THROWS_AS(student_t_tail(0.1, nu), std::invalid_argument);
    }
}

}  // namespace numeric_student_t_test
