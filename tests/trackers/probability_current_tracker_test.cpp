// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/trackers/probability_current_tracker.hpp>

#include <vector>

#include "catch_shim.hpp"

namespace trackers_probability_current_tracker_test {

using namespace thermosgd;

TEST_CASE("a point on a circle has a current, the same point turning back has the opposite one") {
    const std::vector<double> x{1.0, 0.0}, left{0.0, 0.5}, right{0.0, -0.5};
    current_tracker one_way(2), other_way(2);
    for (int step = 0; step < 8; ++step) {
        one_way.push(x, left);
        other_way.push(x, right);
    }
    const double current = one_way.store().total(one_way.current(0, 1)).mean;
    CHECK(current != 0);
    CHECK(other_way.store().total(other_way.current(0, 1)).mean == -current);
    CHECK(one_way.store().total(one_way.v(1)).mean == 0.5);
    CHECK(one_way.store().total(one_way.vv(1, 1)).mean == 0.25);
    one_way.clear();
    CHECK(one_way.store().total(one_way.v(1)).count == 0);
}

TEST_CASE("points and displacements of another dimension are refused") {
    current_tracker tracker(2);
    const std::vector<double> one(1), two(2), three(3);
    CHECK_THROWS_AS(tracker.push(one, two), layout_error);
    CHECK_THROWS_AS(tracker.push(two, three), layout_error);
    CHECK(tracker.store().ticks() == 0);
    CHECK_NOTHROW(tracker.push(two, two));
}

TEST_CASE("motion along the position has no current") {
    current_tracker tracker(2);
    for (int step = 0; step < 8; ++step) {
        tracker.push(std::vector<double>{1.0, 2.0}, std::vector<double>{0.5, 1.0});
    }
    CHECK(tracker.store().total(tracker.current(0, 1)).mean == 0);
}

}  // namespace trackers_probability_current_tracker_test
