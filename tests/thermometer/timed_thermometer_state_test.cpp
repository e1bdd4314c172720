// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/thermometer/thermometer.hpp>

#include <concepts>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace thermometer_timed_thermometer_state_test {

using namespace thermosgd;

static_assert(std::derived_from<thermometer, timed_thermometer_state>);
static_assert(!std::is_constructible_v<timed_thermometer_state, layout>);
static_assert(!std::is_copy_constructible_v<timed_thermometer_state>);

TEST_CASE(
    "a budget is calibrated once per segment, and not before there is anything to calibrate it "
    "with") {
    layout where;
    where.add("w", {4});
    thermometer t(where, {.schedule = schedule::budget(0.01)});
    std::vector<double> x(4);
    CHECK_FALSE(t.calibrate(1.0));  // nothing was timed yet
    for (std::uint64_t step = 0; step < 15; ++step) {
        x[0] += 1;
        t.observe(step, x);
    }
    CHECK_FALSE(t.calibrate(1.0));
    CHECK(t.schedule().awaits_calibration());
    CHECK(t.calibrate(1.0, 0.02));
    CHECK_FALSE(t.schedule().awaits_calibration());
    CHECK_FALSE(t.calibrate(1.0, 0.02));
}

}  // namespace thermometer_timed_thermometer_state_test
