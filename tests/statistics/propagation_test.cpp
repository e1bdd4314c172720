// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/statistics/propagation.hpp>

#include <array>
#include <cmath>
#include <stdexcept>

namespace statistics_propagation_test {

using namespace thermosgd;

namespace {

const estimate a{3.0, 0.3, 200, 2, 20, reliability::reliable};
const estimate b{5.0, 0.4, 80, 7, 10, reliability::rough};

}  // namespace

TEST_CASE("independent errors add in quadrature, with Welch's freedom") {
    const estimate difference = independent_difference(b, a);
    CHECK_THAT(difference.value, WithinRel(2.0, 1e-15));
    CHECK_THAT(difference.error, WithinRel(0.5, 1e-15));
    CHECK_THAT(difference.nu,
               WithinRel(0.25 * 0.25 / (0.09 * 0.09 / 20 + 0.16 * 0.16 / 10), 1e-14));
    CHECK(difference.n_eff == 80);
    CHECK(difference.g == 7);
    CHECK(difference.verdict == reliability::rough);
    const estimate sum = independent_sum(std::array{a, b}, std::array{2.0, -0.5});
    CHECK_THAT(sum.value, WithinRel(3.5, 1e-15));
    CHECK_THAT(sum.error, WithinRel(std::hypot(0.6, 0.2), 1e-15));
}

TEST_CASE("a term of weight 0 does not count, nor does the freedom of an exact one") {
    const estimate only = independent_sum(std::array{a, b, estimate{}}, std::array{1.0, 0.0, 0.0});
    CHECK(only.value == a.value);
    CHECK_THAT(only.error, WithinRel(a.error, 1e-15));
    CHECK_THAT(only.nu, WithinRel(a.nu, 1e-14));
    CHECK(only.verdict == reliability::reliable);
    const estimate exact{1.0, 0.0, 1e6, 1, 0, reliability::reliable};
    CHECK_THAT(independent_difference(a, exact).nu, WithinRel(a.nu, 1e-14));
    CHECK(independent_difference(exact, exact).error == 0);
}

TEST_CASE("what is not known stays unknown") {
    CHECK(independent_sum({}, {}).verdict == reliability::unknown);
    CHECK(std::isnan(independent_sum({}, {}).value));
    const estimate broken = independent_difference(a, estimate{});
    CHECK(std::isnan(broken.value));
    CHECK(std::isnan(broken.error));
    CHECK(broken.verdict == reliability::unknown);
    CHECK_THROWS_AS(independent_sum(std::array{a, b}, std::array{1.0}), std::invalid_argument);
}

}  // namespace statistics_propagation_test
