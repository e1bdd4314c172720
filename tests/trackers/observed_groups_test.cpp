// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/trackers/count_sketch.hpp>
#include <thermosgd/trackers/observed_groups.hpp>
#include <thermosgd/trackers/tail_tracker.hpp>
#include <thermosgd/trackers/tracker.hpp>
#include <thermosgd/trackers/velocity_histogram.hpp>
#include <thermosgd/trackers/velocity_map.hpp>

#include <span>
#include <string>
#include <vector>

#include "catch_shim.hpp"

namespace trackers_observed_groups_test {

using namespace thermosgd;

namespace {

layout groups_of(const std::vector<std::size_t>& sizes) {
    layout made;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        made.add("g" + std::to_string(i), {sizes[i]});
        made.skip(3);
    }
    return made;
}

std::string refusal(const auto& call) {
    try {
        call();
    } catch (const layout_error& problem) {
        return problem.what();
    }
    return "";
}

}  // namespace

TEST_CASE("groups are numbered through without what is skipped") {
    const observed_groups groups(groups_of({4, 7}));
    CHECK(groups.count() == 2);
    CHECK(groups.size(1) == 7);
    CHECK(groups.begin(1) == 4);
    CHECK(groups.total() == 11);
    CHECK(groups.place("t", 1, 5, 2) == 9);
    CHECK(groups.place("t", 1, 7, 0) == 11);
}

TEST_CASE("a block outside its group is refused, at every edge") {
    const observed_groups groups(groups_of({4, 7}));
    CHECK(refusal([&] { (void)groups.place("t", 0, 3, 2); }) ==
          "t::add: scalars 3 to 5 of group 0, expected a part of 2 groups of 4, 7 scalars");
    CHECK_THROWS_AS(groups.place("t", 2, 0, 0), layout_error);
    CHECK_THROWS_AS(groups.place("t", 0, 5, 0), layout_error);
    CHECK_THROWS_AS(groups.place("t", 0, static_cast<std::size_t>(-1), 2), layout_error);
    CHECK_THROWS_AS(observed_groups().place("t", 0, 0, 1), layout_error);
}

TEST_CASE("another layout is refused, and both are named") {
    const observed_groups groups(groups_of({10, 30}));
    CHECK_NOTHROW(groups.require_same("t", groups_of({10, 30})));
    CHECK(refusal([&] { groups.require_same("t", groups_of({30, 10})); }) ==
          "t: made for 2 groups of 10, 30 scalars, shown a layout of 2 groups of 30, 10 scalars");
    CHECK(refusal([&] { observed_groups().require_same("t", groups_of({1})); }) ==
          "t: made for no layout, shown a layout of 1 groups of 1 scalars");
    CHECK(refusal([&] { observed_groups().require_same("t", layout()); }) != "");
    CHECK_NOTHROW(observed_groups(layout()).require_same("t", layout()));
}

TEMPLATE_TEST_CASE("a tracker of another layout or of none writes nothing past its arrays", "",
                   velocity_map, velocity_histogram, tail_tracker, count_sketch) {
    const std::vector<double> v(4096, 1.0);
    TestType none;
    CHECK_THROWS_AS(none.add(0, 0, std::span(v).first(1), nullptr), layout_error);
    CHECK_THROWS_AS(none.require_layout(groups_of({4})), layout_error);
    TestType small(groups_of({4, 7}));
    CHECK_NOTHROW(small.add(1, 0, std::span(v).first(7), nullptr));
    CHECK_THROWS_AS(small.add(1, 0, std::span(v).first(8), nullptr), layout_error);
    CHECK_THROWS_AS(small.add(2, 0, std::span(v).first(1), nullptr), layout_error);
    CHECK_THROWS_AS(small.require_layout(groups_of({7, 4})), layout_error);
    CHECK_NOTHROW(small.require_layout(groups_of({4, 7})));
}

TEST_CASE("a step is shown to all trackers of this layout, or to none") {
    const layout shown = groups_of({4, 7});
    const std::vector<double> before(shown.size(), 0.0), after(shown.size(), 1.0);
    velocity_map right(shown), wrong(groups_of({4, 8}));
    CHECK_THROWS_AS(track_positions(shown, after, std::span(before), 1, right, wrong),
                    layout_error);
    CHECK(right.steps() == 0);
    CHECK(right.displacement(0, 0) == 0);
    CHECK_THROWS_AS(track_positions(shown, after, std::span(before).first(3), 1, right),
                    layout_error);
    CHECK_THROWS_AS(track_displacement(shown, std::vector<double>(3), {}, 1, right), layout_error);
}

}  // namespace trackers_observed_groups_test
