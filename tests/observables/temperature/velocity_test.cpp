// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/observables/temperature/velocity.hpp>

#include <vector>

namespace observables_temperature_velocity_test {

using namespace thermosgd;

TEST_CASE("velocity is the difference of neighbouring positions over the timestep") {
    const std::vector<float> before{1.0F, 2.0F, 3.0F};
    const std::vector<float> after{1.5F, 1.0F, 3.0F};
    CHECK(velocity(before, after) == std::vector<double>{0.5, -1.0, 0.0});
    CHECK(velocity(before, after, 0.25) == std::vector<double>{2.0, -4.0, 0.0});
}

TEST_CASE("velocity pairs a flat buffer with a range of buffers") {
    const std::vector<double> before{1, 2, 3, 4};
    const std::vector<std::vector<float>> after{{2, 4}, {}, {6, 8}};
    CHECK(velocity(before, after) == std::vector<double>{1, 2, 3, 4});
}

TEST_CASE("velocity refuses buffers of different sizes and a bad timestep") {
    const std::vector<double> two(2), three(3);
    CHECK_THROWS_AS(velocity(two, three), layout_error);
    CHECK_THROWS_AS(velocity(two, two, 0.0), std::invalid_argument);
    CHECK_THROWS_AS(velocity(two, two, -1.0), std::invalid_argument);
    CHECK_THROWS_AS(velocity(two, two, std::nan("")), std::invalid_argument);
}

TEST_CASE("a displacement much smaller than the position is exact") {
    // Differencing squares or norms instead would lose it in rounding.
    const std::vector<float> before{1.0F}, after{1.00000012F};
    CHECK(velocity(before, after)[0] == 0x1p-23);
}

}  // namespace observables_temperature_velocity_test
