// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/thermometer/observation_clock.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <cmath>
#include <vector>

#include "catch_shim.hpp"

namespace thermometer_observation_clock_test {

using namespace thermosgd;

using kind = observation_clock::kind;

TEST_CASE("the median does not feel one slow time") {
    observation_clock clock;
    CHECK(std::isnan(clock.median(kind::step)));
    for (const double seconds : {3.0, 1.0, 2.0, 1e9, 2.0}) {
        clock.note(kind::step, seconds);
    }
    clock.note(kind::step, -5.0);
    CHECK(clock.count(kind::step) == 5);
    CHECK(clock.median(kind::step) == 2.0);
    CHECK_FALSE(clock.ready());
    for (int i = 0; i < 100; ++i) {
        clock.note(kind::step, 1.0);
        clock.note(kind::difference, 1.0);
    }
    CHECK(clock.ready());
    CHECK(clock.count(kind::step) == 64);
    clock.clear();
    CHECK(clock.count(kind::step) == 0);
}

TEST_CASE("a scope is timed where that is wanted") {
    observation_clock clock;
    {
        const auto timed = clock.time(kind::snapshot, true);
    }
    {
        const auto timed = clock.time(kind::step, false);
    }
    CHECK(clock.count(kind::snapshot) == 1);
    CHECK(clock.median(kind::snapshot) >= 0.0);
    CHECK(clock.count(kind::step) == 0);
}

TEST_CASE("a budget calibrates itself from timed steps, or from their time alone") {
    layout one;
    one.add("w", {2000});
    std::vector<float> x(2000);
    thermometer scoped(one, {.schedule = schedule::budget(0.5, 2)});
    thermometer told(one, {.schedule = schedule::budget(0.5, 2)});
    CHECK_FALSE(told.calibrate(1e-3));  // nothing was timed yet
    volatile double work = 0;
    for (std::uint64_t step = 0; step < 200; ++step) {
        {
            const auto timed = scoped.time_step();
            for (int i = 0; i < 20'000; ++i) {
                work = work + std::sqrt(static_cast<double>(i));
            }
        }
        x[step % 2000] += 1.0F;
        scoped.observe(step, x, {.learning_rate = 0.1});
        told.observe(step, x, {.learning_rate = 0.1});
    }
    CHECK(scoped.schedule().calibrated());
    CHECK_FALSE(told.schedule().calibrated());
    // A step of an hour has time for every observation.
    CHECK(told.calibrate(3600.0));
    CHECK(told.schedule().calibrated());
    CHECK(told.schedule().interval() == 1);
    CHECK_FALSE(told.calibrate(3600.0));
}

}  // namespace thermometer_observation_clock_test
