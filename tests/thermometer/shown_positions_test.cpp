// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/thermometer/shown_positions.hpp>

#include "catch_shim.hpp"

namespace thermometer_shown_positions_test {

using namespace thermosgd;

TEST_CASE("the first type shown is the only one") {
    detail::shown_positions shown;
    CHECK(shown.digits() == 0);
    int visits = 0;
    shown.visit([&](const auto&) { ++visits; });
    CHECK(visits == 0);
    shown.of<float>().last.x = {1.0F, 2.0F};
    CHECK(shown.digits() == 24);
    CHECK(shown.state_bytes() == 2 * sizeof(float));
    CHECK_THROWS_AS(shown.of<double>(), layout_error);
    shown.visit([&](const auto& kept) { visits += static_cast<int>(kept.last.x.size()); });
    CHECK(visits == 2);
    detail::shown_positions other;
    CHECK_FALSE(other.same_type(shown));
    (void)other.of<float>();
    CHECK(other.same_type(shown));
}

}  // namespace thermometer_shown_positions_test
