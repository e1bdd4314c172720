// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/dynamics/constexpr_math.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace dynamics_constexpr_math_test {

using namespace thermosgd::detail;

namespace {

constexpr std::array<double, 14> points{0.0,  1e-300, 3e-9, 0.1, 0.5,  0.7071, 1.0,
                                        1.41, 2.0,    10.0, 77., 700., 1e10,   1.7e308};

template <class F>
consteval std::array<double, points.size()> at_points(F f, double sign) {
    std::array<double, points.size()> values{};
    for (std::size_t i = 0; i < points.size(); ++i) {
        values[i] = f(sign * points[i]);
    }
    return values;
}

// Equal, or apart by one unit in the last place.
void check_close(double a, double b) {
    CHECK((a == b || std::nextafter(a, b) == b));
}

}  // namespace

TEST_CASE("values of constant expressions are those of the standard library up to rounding") {
    constexpr auto roots = at_points(constexpr_sqrt, 1.0);
    constexpr auto growths = at_points(constexpr_exp, 1.0);
    constexpr auto decays = at_points(constexpr_exp, -1.0);
    constexpr auto logs = at_points(constexpr_log, 1.0);
    constexpr auto means = at_points(constexpr_mean_decay, 1.0);
    for (std::size_t i = 0; i < points.size(); ++i) {
        INFO(points[i]);
        check_close(roots[i], std::sqrt(points[i]));
        check_close(growths[i], std::exp(points[i]));
        check_close(decays[i], std::exp(-points[i]));
        check_close(logs[i], std::log(points[i]));
        CHECK_THAT(means[i],
                   WithinRel(points[i] == 0.0 ? 1.0 : -std::expm1(-points[i]) / points[i], 4e-16));
    }
}

TEST_CASE("at run time they are the standard library's, with the limits of the mean decay") {
    volatile double x = 0.3;
    CHECK(constexpr_sqrt(x) == std::sqrt(0.3));
    CHECK(constexpr_exp(x) == std::exp(0.3));
    CHECK(constexpr_log(x) == std::log(0.3));
    CHECK(constexpr_mean_decay(x) == -std::expm1(-0.3) / 0.3);
    CHECK(constexpr_mean_decay(std::numeric_limits<double>::infinity()) == 0.0);
    CHECK(constexpr_mean_decay(0.0) == 1.0);
}

}  // namespace dynamics_constexpr_math_test
