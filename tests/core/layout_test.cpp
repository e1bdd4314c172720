// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/core/layout.hpp>

#include <cmath>
#include <limits>

namespace core_layout_test {

using thermosgd::layout;
using thermosgd::layout_error;
using thermosgd::no_filters;

namespace {

template <class F>
std::string message_of(F&& f) {
    try {
        f();
    } catch (const std::exception& e) {
        return e.what();
    }
    return "nothing thrown";
}

}  // namespace

TEST_CASE("groups and skipped ranges are numbered through") {
    layout where;
    CHECK(where.add("conv1", {8, 1, 5, 5}, {.filter_axis = 0}) == 0);
    where.skip(8);
    CHECK(where.add("linear1", {128, 64}, {.filter_axis = 0}) == 1);
    CHECK(where.size() == 200 + 8 + 8192);
    CHECK(where.groups()[0].offset == 0);
    CHECK(where.groups()[1].offset == 208);
    CHECK(where.at("linear1").size == 8192);
    CHECK(where.filters() == 8 + 128);
}

TEST_CASE("the filter axis decides how many filters there are and how they lie") {
    layout where;
    where.add("first", {8, 3, 5, 5}, {.filter_axis = 0});
    where.add("last", {5, 5, 3, 8}, {.filter_axis = 3});
    where.add("middle", {2, 7, 3}, {.filter_axis = 1});
    where.add("whole", {4, 4}, {.filter_axis = no_filters});
    where.add("bias", {8});
    where.add("scalar", {});
    const auto groups = where.groups();
    CHECK((groups[0].filters() == 8 && groups[0].filter_size() == 75));
    CHECK(groups[0].filter_chunk() == 75);
    CHECK((groups[1].filters() == 8 && groups[1].filter_size() == 75));
    CHECK(groups[1].filter_chunk() == 1);
    CHECK((groups[2].filters() == 7 && groups[2].filter_size() == 6));
    CHECK(groups[2].filter_chunk() == 3);
    CHECK((groups[3].filters() == 0 && groups[3].filter_size() == 0));
    CHECK(groups[4].filters() == 0);
    CHECK((groups[5].filters() == 0 && groups[5].size == 1));
}

TEST_CASE("a bad group is refused with its name, the value and what was expected") {
    layout where;
    where.add("a", {2, 2}, {.filter_axis = 0});
    CHECK_THAT(message_of([&] { where.add("a", {2}); }),
               ContainsSubstring("\"a\", expected one not used"));
    CHECK_THAT(message_of([&] { where.add("", {2}); }), ContainsSubstring("name is empty"));
    CHECK_THAT(message_of([&] { where.add("b", {2, 2}, {.filter_axis = 2}); }),
               ContainsSubstring("filter_axis = 2") && ContainsSubstring("2"));
    for (const double mass : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
        CHECK_THAT(message_of([&] { where.add("c", {2}, {.mass = mass}); }),
                   ContainsSubstring("\"c\": mass = ") &&
                       ContainsSubstring("expected a positive finite number"));
    }
    for (const double scale : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
        CHECK_THAT(message_of([&] { where.add("c", {2}, {.learning_rate_scale = scale}); }),
                   ContainsSubstring("\"c\": learning_rate_scale = ") &&
                       ContainsSubstring("expected a positive finite number"));
        CHECK_THAT(message_of([&] { where.add("c", {2}, {.weight_decay_scale = scale}); }),
                   ContainsSubstring("\"c\": weight_decay_scale = ") &&
                       ContainsSubstring("expected a finite number from 0"));
    }
    CHECK_THAT(message_of([&] { where.add("c", {2}, {.learning_rate_scale = 0.0}); }),
               ContainsSubstring("learning_rate_scale = 0"));
    const std::size_t huge = std::numeric_limits<std::size_t>::max() / 2;
    CHECK_THAT(message_of([&] { where.add("d", {huge, 3}, {.filter_axis = 0}); }),
               ContainsSubstring("overflows"));
    CHECK_THAT(message_of([&] { (void)where.at("e"); }), ContainsSubstring("\"e\""));
    CHECK(where.size() == 4);
}

TEST_CASE("a buffer of another size is refused with both sizes") {
    layout where;
    where.add("a", {2, 2}, {.filter_axis = 0});
    CHECK_NOTHROW(require_size("f", where, 4));
    CHECK_THROWS_AS(require_size("f", where, 5), layout_error);
    CHECK(message_of([&] { require_size("f", where, 5); }) ==
          "f: the buffers hold 5 scalars, expected 4 as in the layout (1 groups, \"a\" last)");
}

TEST_CASE("a group that decays not at all, or learns at its own rate, has another fingerprint") {
    const auto make = [](const thermosgd::group_options& options) {
        layout where;
        where.add("a", {2}, options);
        return where.fingerprint();
    };
    CHECK(make({.weight_decay_scale = 0.0}) != make({}));
    CHECK(make({.learning_rate_scale = 0.5}) != make({}));
    CHECK(make({.learning_rate_scale = 0.5}) != make({.weight_decay_scale = 0.5}));
    CHECK(make({.mass = 0.5}) != make({.learning_rate_scale = 0.5}));
    CHECK(make({.learning_rate_scale = 1.0, .weight_decay_scale = 1.0}) == make({}));
}

TEST_CASE("equal layouts have equal fingerprints, and whatever differs shows") {
    const auto make = [](std::size_t rows, std::size_t gap, bool invariant, double mass = 1.0) {
        layout where;
        where.add("a", {rows, 3}, {.filter_axis = 0, .mass = mass, .scale_invariant = invariant});
        where.skip(gap);
        where.add("b", {2});
        return where.fingerprint();
    };
    CHECK(make(2, 1, false) == make(2, 1, false));
    CHECK(make(2, 1, false) != make(3, 1, false));
    CHECK(make(2, 1, false) != make(2, 2, false));
    CHECK(make(2, 1, false) != make(2, 1, true));
    CHECK(make(2, 1, false, 1.0 + 1e-15) != make(2, 1, false));
    CHECK(make(2, 1, false, 1.0 + 1e-15) == make(2, 1, false, 1.0 + 1e-15));
}

TEST_CASE("sizes that no memory holds are refused, one by one and in sum") {
    layout where;
    where.add("a", {10});
    CHECK_THROWS_WITH(where.skip(static_cast<std::size_t>(-1)),
                      ContainsSubstring("layout::skip: 18446744073709551615 scalars after 10"));
    const std::size_t half = std::size_t{1} << 59U;
    CHECK_NOTHROW(where.add("half", {half}));
    CHECK_THROWS_AS(where.add("the other", {half}), std::invalid_argument);
    CHECK_THROWS_AS(where.skip(half), std::invalid_argument);
    CHECK_THROWS_AS(where.add("2^63", {2, half, 8}), std::invalid_argument);
    // A product that comes back to a small number on its way round.
    const std::size_t root = (std::size_t{1} << 32U) + 1;
    CHECK_THROWS_WITH(where.add("wraps", {root, root}), ContainsSubstring("overflows"));
    CHECK(where.size() == half + 10);
    CHECK(where.groups().size() == 2);
    CHECK_THROWS_AS(where.index("the other"), std::invalid_argument);
}

TEST_CASE("a group is not called as all are together") {
    layout where;
    CHECK_THROWS_WITH(where.add("all groups", {3}), ContainsSubstring("reports use it"));
    CHECK_FALSE(where.contains("all groups"));
}

TEST_CASE("many groups are found by name, in copies too") {
    layout where;
    for (int i = 0; i < 20'000; ++i) {
        where.add("g" + std::to_string(i), {1});
    }
    const layout copy = where;
    CHECK(copy.index("g19999") == 19'999);
    CHECK(copy.contains("g0"));
    CHECK_FALSE(copy.contains("g20000"));
}

TEST_CASE("in a column-major group the filters of the first axis lie scalar by scalar") {
    layout where;
    where.add("rows", {3, 8}, {.filter_axis = 0});
    where.add("columns", {3, 8}, {.filter_axis = 0, .column_major = true});
    where.add("inner", {2, 3, 4}, {.filter_axis = 1, .column_major = true});
    CHECK(where.at("rows").filter_chunk() == 8);
    CHECK(where.at("columns").filter_chunk() == 1);
    CHECK(where.at("inner").filter_chunk() == 2);
    layout plain;
    plain.add("columns", {3, 8}, {.filter_axis = 0});
    layout other;
    other.add("columns", {3, 8}, {.filter_axis = 0, .column_major = true});
    CHECK(plain.fingerprint() != other.fingerprint());
}

}  // namespace core_layout_test
