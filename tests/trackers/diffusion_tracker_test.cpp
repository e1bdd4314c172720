// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/trackers/diffusion_tracker.hpp>

#include <cstddef>
#include <vector>

#include "catch_shim.hpp"

namespace trackers_diffusion_tracker_test {

using namespace thermosgd;

TEST_CASE("steps of one make |Δx|² = n² over n steps, and Σ|v|² = n") {
    displacement_tracker tracker(1, {.levels = 4});
    const std::vector<double> one{1.0};
    for (int step = 0; step < 64; ++step) {
        tracker.push(one, 1.0);
    }
    for (std::size_t level = 0; level < 4; ++level) {
        const auto n = static_cast<double>(std::size_t{1} << level);
        const batch_store& lag = tracker.lag(level);
        CHECK(lag.total(displacement_tracker::squared_displacement).mean == n * n);
        CHECK(lag.total(displacement_tracker::sum_of_squared_steps).mean == n);
        CHECK(lag.total(displacement_tracker::squared_displacement).count == 64U >> level);
    }
}

TEST_CASE("an image of another width is refused") {
    displacement_tracker tracker(2, {.levels = 4});
    CHECK_THROWS_AS(tracker.push(std::vector<double>(1), 1.0), layout_error);
    CHECK_THROWS_AS(tracker.push(std::vector<double>(3), 1.0), layout_error);
    CHECK_NOTHROW(tracker.push(std::vector<double>(2), 1.0));
}

TEST_CASE("no window reaches over an interruption") {
    displacement_tracker tracker(1, {.levels = 2});
    const std::vector<double> one{1.0};
    tracker.push(one, 1.0);
    tracker.interrupt();
    tracker.push(one, 1.0);
    CHECK(tracker.lag(1).total(displacement_tracker::squared_displacement).count == 0);
    tracker.push(one, 1.0);
    CHECK(tracker.lag(1).total(displacement_tracker::squared_displacement).count == 1);
    tracker.clear();
    CHECK(tracker.lag(0).total(displacement_tracker::squared_displacement).count == 0);
}

}  // namespace trackers_diffusion_tracker_test
