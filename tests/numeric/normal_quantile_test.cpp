// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/numeric/normal_quantile.hpp>

#include <cmath>
#include <limits>
#include <numbers>

#include "catch_shim.hpp"

namespace numeric_normal_quantile_test {

using thermosgd::normal_quantile;

TEST_CASE("quantiles of the normal distribution have the digits of tables") {
    // R 4.2, qnorm().
    CHECK_THAT(normal_quantile(0.975), WithinRel(1.95996398454005, 1e-14));
    CHECK_THAT(normal_quantile(0.75), WithinRel(0.674489750196082, 1e-14));
    CHECK_THAT(normal_quantile(0.51), WithinRel(0.0250689082587111, 1e-13));
    CHECK_THAT(normal_quantile(1e-10), WithinRel(-6.36134090240406, 1e-14));
    CHECK_THAT(normal_quantile(1e-300), WithinRel(-37.0470962993612, 1e-14));
    CHECK(normal_quantile(0.5) == 0.0);
    CHECK(normal_quantile(0.25) == -normal_quantile(0.75));
}

TEST_CASE("the quantile is the inverse of the distribution") {
    for (double p = 1e-12; p < 1; p = p < 0.4 ? 1.7 * p : p + 0.013) {
        const double z = normal_quantile(p);
        CAPTURE(p, z);
        CHECK_THAT(0.5 * std::erfc(-z / std::numbers::sqrt2), WithinRel(p, 3e-14));
    }
}

TEST_CASE("the ends are infinite, outside there is nothing") {
    CHECK(normal_quantile(0.0) == -std::numeric_limits<double>::infinity());
    CHECK(normal_quantile(1.0) == std::numeric_limits<double>::infinity());
    CHECK(std::isnan(normal_quantile(-0.1)));
    CHECK(std::isnan(normal_quantile(1.1)));
    CHECK(std::isnan(normal_quantile(std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace numeric_normal_quantile_test
