// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/trackers/tracker.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace trackers_tracker_test {

using namespace thermosgd;

namespace {

/// Writes down what it is shown.
struct scribe {
    std::vector<std::vector<double>> v, x;
    std::vector<std::uint64_t> closed, restarted;
    std::size_t longest = 0;
    bool in_order = true;

    explicit scribe(const layout& where) : v(where.groups().size()), x(v.size()) {}

    void add(std::size_t group, std::size_t first, std::span<const double> block,
             const double* before) {
        in_order = in_order && first == v[group].size();
        longest = std::max(longest, block.size());
        v[group].insert(v[group].end(), block.begin(), block.end());
        if (before != nullptr) {
            x[group].insert(x[group].end(), before, before + block.size());
        }
    }
    void close_step(std::uint64_t step) { closed.push_back(step); }
    void restart(std::uint64_t step) { restarted.push_back(step); }
    void require_layout(const layout& shown) const {
        if (shown.groups().size() != v.size()) {
            throw layout_error("scribe: another layout");
        }
    }
};

struct without_restart {
    void add(std::size_t, std::size_t, std::span<const double>, const double*) {}
    void close_step(std::uint64_t) {}
    void require_layout(const layout&) const {}
};

struct without_layout {
    void add(std::size_t, std::size_t, std::span<const double>, const double*) {}
    void close_step(std::uint64_t) {}
    void restart(std::uint64_t) {}
};

static_assert(tracker<scribe>);
static_assert(!tracker<without_restart>);
static_assert(!tracker<without_layout>);
static_assert(!tracker<int>);

layout with_gaps() {
    layout where;
    where.skip(3);
    where.add("a", {2, 5}, {.filter_axis = 0});
    where.skip(10'000);
    where.add("b", {9'001}, {.filter_axis = no_filters});
    where.add("c", {1});
    where.skip(2);
    return where;
}

}  // namespace

TEMPLATE_TEST_CASE("trackers see every scalar of every group once, in order, and no other", "",
                   float, double) {
    const layout where = with_gaps();
    std::vector<TestType> before(where.size()), after(where.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        before[i] = static_cast<TestType>(i);
        after[i] = static_cast<TestType>(i) + static_cast<TestType>(i % 7);
    }
    scribe one(where), two(where);
    track_positions(where, after, std::span<const TestType>(before), 5, one, two);
    for (const scribe& s : {one, two}) {
        CHECK(s.in_order);
        CHECK(s.longest <= 4096);
        CHECK(s.closed == std::vector<std::uint64_t>{5});
        for (std::size_t g = 0; g < where.groups().size(); ++g) {
            REQUIRE(s.v[g].size() == where.groups()[g].size);
            for (std::size_t i = 0; i < s.v[g].size(); ++i) {
                const std::size_t place = where.groups()[g].offset + i;
                REQUIRE(s.x[g][i] == static_cast<double>(place));
                REQUIRE(s.v[g][i] == static_cast<double>(place % 7));
            }
        }
    }
}

TEST_CASE("buffers may be cut anywhere, as long as no piece overlaps a group in part") {
    const layout where = with_gaps();
    std::vector<double> before(where.size(), 1.0), after(where.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        after[i] = static_cast<double>(i);
    }
    scribe whole(where), cut(where);
    track_positions(where, after, std::span<const double>(before), 1, whole);
    // Within groups, within what is skipped, and where groups begin and end.
    std::vector<std::vector<double>> pieces;
    std::ptrdiff_t from = 0;
    for (const std::ptrdiff_t to : {3, 8, 9, 13, 5'000, 10'013, 12'345, 19'014, 19'017}) {
        pieces.emplace_back(after.begin() + from, after.begin() + to);
        from = to;
    }
    track_positions(where, pieces, std::span<const double>(before), 1, cut);
    CHECK(whole.v == cut.v);
    CHECK(cut.in_order);
}

TEST_CASE("a displacement is shown as it is, with positions where they are given") {
    layout where;
    where.add("a", {3});
    const std::vector<float> v{1.0F, -2.0F, 0.5F}, x{4.0F, 5.0F, 6.0F};
    scribe alone(where), placed(where);
    track_displacement(where, v, std::span<const float>(), 2, alone);
    track_displacement(where, v, std::span<const float>(x), 2, placed);
    CHECK(alone.v[0] == std::vector<double>{1.0, -2.0, 0.5});
    CHECK(alone.x[0].empty());
    CHECK(placed.v == alone.v);
    CHECK(placed.x[0] == std::vector<double>{4.0, 5.0, 6.0});
    CHECK(placed.closed == std::vector<std::uint64_t>{2});
}

}  // namespace trackers_tracker_test
