// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/diagnostics/warnings.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace diagnostics_warnings_test {

using namespace thermosgd;

namespace {

/// The warnings of 600 steps of ±1 about `offset`, as `change(step, x)` leaves them.
template <class Change>
std::vector<reading> warnings(double offset, Change change) {
    layout where;
    where.add("a", {2, 3}, {.filter_axis = 0});
    where.add("b", {2, 3}, {.filter_axis = 0});
    thermometer t(where);
    diagnostics_recorder recorder(where);
    for (std::uint64_t step = 0; step < 600; ++step) {
        std::vector<float> x(where.size(), static_cast<float>(offset + double(step % 2)));
        if (change(step, x)) {
            t.observe(step, x, {}, recorder);
        }
    }
    std::vector<reading> all;
    detail::add_warning_readings(t.report(), {0, 1}, recorder, all);
    return all;
}

}  // namespace

TEST_CASE("nothing is said of data without fault") {
    CHECK(warnings(0, [](auto, auto&) { return true; }).empty());
}

TEST_CASE("missed steps and steps left out are counted, with the first of them") {
    const auto all = warnings(0, [](std::uint64_t step, std::vector<float>& x) {
        x[7] = step == 80 || step == 580 ? std::numeric_limits<float>::infinity() : x[7];
        return step != 40;
    });
    REQUIRE(all.size() == 3);
    // Steps 40 and 41 have no velocity.
    CHECK((all[0].key == "data.steps_missed" && all[0].value.value == 2));
    CHECK((all[1].group == "b" && all[1].value.value == 4));
    CHECK_THAT(all[1].remark, ContainsSubstring("\"b\" at step 80"));
    // The map of the newer window has the two of steps 580 and 581; the older one is that of steps
    // 257 to 512.
    CHECK(all[2].key == "data.velocities_left_out");
    CHECK((all[2].group == "b" && all[2].value.value == 2));
    CHECK(std::isnan(all[2].value.error));
}

TEST_CASE("coarse weights are named with their displacement in units of the grid") {
    // Floats of 2^24 are 2 apart: steps of one are lost. At 2^22 they are 1/2 apart.
    const auto still = warnings(0x1p24, [](auto, auto&) { return true; });
    REQUIRE(still.size() == 2);
    CHECK((still[0].group == "a" && still[0].value.value == 1));
    const auto few = warnings(0x1p22, [](auto, auto&) { return true; });
    REQUIRE(few.size() == 2);
    CHECK(few[1].value.value == 0);
    CHECK_THAT(few[1].remark, ContainsSubstring("rms displacement is 2 ulp"));
    CHECK(warnings(0x1p19, [](auto, auto&) { return true; }).empty());
}

}  // namespace diagnostics_warnings_test
