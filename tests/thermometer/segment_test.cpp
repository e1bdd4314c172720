// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/thermometer/segment.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

namespace thermometer_segment_test {

using namespace thermosgd;

namespace {

/// Follows a schedule of learning rates; \return the ticks at which segments ended.
template <class Schedule>
std::vector<std::uint64_t> ends(detail::segment& s, std::uint64_t ticks, const Schedule& eta) {
    std::vector<std::uint64_t> at;
    for (std::uint64_t t = 0; t < ticks; ++t) {
        const step_info next{.learning_rate = eta(t)};
        if (s.ends_at(next)) {
            at.push_back(t);
            const bool was_short = s.observed < detail::shortest_segment;
            s = {};
            s.after_short = was_short;
            s.parameters = next;
        }
        ++s.observed;
        ++s.since_change;
    }
    return at;
}

}  // namespace

TEST_CASE("constant parameters never end a segment, the first are no change") {
    detail::segment s;
    CHECK(ends(s, 5000, [](std::uint64_t) { return 0.1; }).empty());
    CHECK_FALSE(s.driven);
    detail::segment silent;
    CHECK(ends(silent, 5000, [](std::uint64_t) { return std::nan(""); }).empty());
}

TEST_CASE("a step schedule ends a segment at each step") {
    detail::segment s;
    CHECK(ends(s, 3000, [](std::uint64_t t) {
              return t < 1000 ? 1.0 : t < 2000 ? 0.1 : 0.01;
          }) == std::vector<std::uint64_t>{1000, 2000});
    CHECK_FALSE(s.driven);
}

TEST_CASE("one short warm-up is a segment, not a continuous schedule") {
    detail::segment s;
    CHECK(ends(s, 3000, [](std::uint64_t t) { return t < 100 ? 0.01 : 0.1; }) ==
          std::vector<std::uint64_t>{100});
    CHECK_FALSE(s.driven);
}

TEST_CASE("a schedule that keeps changing is driven in one segment, until it rests") {
    detail::segment s;
    const auto decay = [](std::uint64_t t) {
        return t < 1000 ? 1.0 / (1.0 + static_cast<double>(t)) : 1e-4;
    };
    CHECK(ends(s, 1100, decay) == std::vector<std::uint64_t>{1});
    CHECK(s.driven);
    detail::segment rested;
    // The last change is at tick 1,000, hence the rest is noticed 256 observations later.
    CHECK(ends(rested, 3000, decay) == std::vector<std::uint64_t>{1, 1256});
    CHECK_FALSE(rested.driven);
}

TEST_CASE("a change of any hyper-parameter counts, one of the loss does not") {
    const step_info base{.loss = 1.0,
                         .learning_rate = 0.1,
                         .weight_decay = 0.2,
                         .momentum_coefficient = 0.3,
                         .batch_size = 32};
    step_info other = base;
    other.loss = 2.0;
    CHECK(detail::same_parameters(base, other));
    const auto check = [&](auto field) {
        other = base;
        other.*field = 7.0;
        CHECK_FALSE(detail::same_parameters(base, other));
        other.*field = std::nan("");
        CHECK_FALSE(detail::same_parameters(base, other));
    };
    check(&step_info::learning_rate);
    check(&step_info::weight_decay);
    check(&step_info::momentum_coefficient);
    check(&step_info::batch_size);
    CHECK(detail::same_parameters(step_info{}, step_info{}));
}

TEST_CASE("the name of any group fits without an allocation, in a copy too, once room was made") {
    layout names;
    for (const char* name : {"a", "the longest name of all groups there are", "b"}) {
        names.add(name, {2});
    }
    detail::segment s;
    s.begin(names, 8, 0);
    const std::size_t longest = names.groups()[1].name.size();
    std::vector<double> row;
    detail::segment copy = s;
    s.make_room(row, 0);
    CHECK(s.nonfinite_group.capacity() >= longest);
    CHECK(row.capacity() >= s.columns.size());
    CHECK(copy.nonfinite_group.capacity() < longest);  // as a checkpoint, a copy has no room
    copy.make_room(row, 0);
    CHECK(copy.nonfinite_group.capacity() >= longest);
}

}  // namespace thermometer_segment_test
