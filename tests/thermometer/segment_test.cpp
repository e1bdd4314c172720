// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/thermometer/segment.hpp>

#include <cmath>
#include <cstdint>
#include <numbers>
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
            const bool gradually = s.next_is_after_gradual(next);
            s = {};
            s.after_short = was_short;
            s.after_gradual = gradually;
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

TEST_CASE(
    "smooth schedules over 20,000 steps make five segments at most, step by step or by epoch") {
    constexpr std::uint64_t steps = 20'000, warm = 1000;
    const auto rising = [](std::uint64_t t) {
        return static_cast<double>(t + 1) / static_cast<double>(warm);
    };
    const auto left = [](std::uint64_t t) {
        return static_cast<double>(steps - t) / static_cast<double>(steps - warm);
    };
    const auto cosine = [&](std::uint64_t t) {
        return t < warm ? rising(t) : 0.5 * (1 - std::cos(std::numbers::pi * left(t)));
    };
    const auto linear = [&](std::uint64_t t) { return t < warm ? rising(t) : left(t); };
    // Of this many steps each value holds; every so many of them one is observed.
    for (const std::uint64_t held : {1U, 50U, 200U, 300U, 391U, 1000U}) {
        for (const std::uint64_t every : {1U, 10U}) {
            CAPTURE(held, every);
            for (int which = 0; which < 2; ++which) {
                detail::segment s;
                const auto at = ends(s, steps / every, [&](std::uint64_t tick) {
                    const std::uint64_t t = tick * every / held * held;
                    return which == 0 ? cosine(t) : linear(t);
                });
                CHECK(at.size() <= 4);
                CHECK(s.driven);
            }
        }
    }
}

TEST_CASE("the stable stretch of WSD is a segment of its own, a warm-up and a decay are driven") {
    const auto wsd = [](std::uint64_t t) {
        return t < 1000    ? static_cast<double>(t + 1) / 1000
               : t < 16000 ? 1.0
                           : static_cast<double>(20'000 - t) / 4001;
    };
    detail::segment s;
    // The second step doubles η; that it rests is seen after 256 steps of the last value.
    CHECK(ends(s, 20'000, wsd) == std::vector<std::uint64_t>{1, 1255, 16'000});
    CHECK(s.driven);
    for (const std::uint64_t step : {5000U, 18'000U}) {
        detail::segment until;
        (void)ends(until, step, wsd);
        CHECK(until.driven == (step == 18'000));
    }
}

TEST_CASE(
    "a stretch that lasts is a segment, however small the change; shorter ones are a schedule") {
    const auto staircase = [](std::uint64_t length) {
        return [length](std::uint64_t t) { return std::pow(0.9, static_cast<double>(t / length)); };
    };
    detail::segment lasting;
    CHECK(ends(lasting, 5 * detail::lasting_segment, staircase(detail::lasting_segment)).size() ==
          4);
    CHECK_FALSE(lasting.driven);
    detail::segment shorter;
    const std::uint64_t length = detail::lasting_segment - 1;
    CHECK(ends(shorter, 5 * length, staircase(length)) == std::vector<std::uint64_t>{length});
    CHECK(shorter.driven);
    // Twice as long as each stair is a rest.
    detail::segment rested;
    CHECK(ends(rested, 10'000, [](std::uint64_t t) {
              return std::pow(0.9, static_cast<double>(t < 3000 ? t / 500 : 5));
          }) == std::vector<std::uint64_t>{500, 3501});
    CHECK_FALSE(rested.driven);
}

TEST_CASE("a change is gradual from 3/4 to 4/3, of eta and lambda, and of nothing else") {
    const step_info from{.learning_rate = 0.3, .weight_decay = 0.03, .batch_size = 8};
    const auto gradual = [&](auto change) {
        step_info to = from;
        change(to);
        return detail::changed_gradually(from, to);
    };
    CHECK(gradual([](step_info& s) { s.learning_rate = 0.23; }));
    CHECK(gradual([](step_info& s) { s.weight_decay = 0.039; }));
    CHECK_FALSE(gradual([](step_info&) {}));
    CHECK_FALSE(gradual([](step_info& s) { s.learning_rate = 0.22; }));
    CHECK_FALSE(gradual([](step_info& s) { s.learning_rate = 0.41; }));
    CHECK_FALSE(gradual([](step_info& s) { s.learning_rate = -0.3; }));
    CHECK_FALSE(gradual([](step_info& s) { s.learning_rate = std::nan(""); }));
    CHECK_FALSE(gradual([](step_info& s) { s.batch_size = 9; }));
    CHECK_FALSE(gradual([](step_info& s) { s.momentum_coefficient = 0.9; }));
    step_info groups = from, other = from;
    std::vector<hyper_parameters> p{{.learning_rate = 1}}, q{{.learning_rate = 0.9}};
    groups.of_groups = p;
    other.of_groups = q;
    CHECK(detail::changed_gradually(groups, other));
    q[0].learning_rate = 0.5;
    CHECK_FALSE(detail::changed_gradually(groups, other));
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
