// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/core/snapshot.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/thermometer/merge.hpp>
#include <thermosgd/thermometer/summarise.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace thermometer_merge_test {

using namespace thermosgd;
using detail::segment;

namespace {

layout two_groups() {
    layout where;
    where.add("conv", {3, 4}, {.filter_axis = 0});
    where.add("linear", {7});
    return where;
}

/// A random walk that is pulled back, the same for everyone who asks for the same steps.
struct run_record {
    std::vector<std::vector<double>> x;

    explicit run_record(std::size_t steps) {
        test::random_stream random(181);
        x.emplace_back(two_groups().size(), 0.0);
        for (std::size_t t = 0; t < steps; ++t) {
            std::vector<double> next = x.back();
            for (double& value : next) {
                value -= 0.1 * (value + random.normal());
            }
            // Some parameters rest now and then.
            next[t % next.size()] = x.back()[t % next.size()];
            x.push_back(std::move(next));
        }
    }

    /// What a segment measures of the displacements after `from` up to `to`.
    [[nodiscard]] segment watch(std::size_t from, std::size_t to, std::size_t capacity,
                                const step_info& info = {.learning_rate = 0.1},
                                std::uint64_t all_every = 4) const {
        sums_pass pass(two_groups());
        serial_executor pool;
        segment s;
        s.begin(pass.layout(), capacity, from);
        std::vector<double> row;
        for (std::size_t t = from + 1; t <= to; ++t) {
            CHECK_FALSE(s.ends_at(info));
            std::vector<double> before = x[t - 1];
            const sums_level level =
                s.observed % all_every == 0 ? sums_level::all : sums_level::kinetic;
            pass.positions(x[t], std::span<double>(before), level, pool);
            s.append(pass, level, t, static_cast<double>(t % 13), row);
        }
        return s;
    }
};

void check_same_counts(const segment& merged, const segment& whole) {
    CHECK(merged.observed == whole.observed);
    CHECK(merged.since_change == whole.since_change);
    CHECK(merged.first_step == whole.first_step);
    CHECK(merged.missed == whole.missed);
    CHECK(merged.nonfinite_step == whole.nonfinite_step);
    CHECK(merged.nonfinite_group == whole.nonfinite_group);
    CHECK(merged.store.ticks() == whole.store.ticks());
    for (std::size_t i = 0; i < whole.counts.size(); ++i) {
        CHECK(merged.counts[i].zeros == whole.counts[i].zeros);
        CHECK(merged.counts[i].nonfinite_steps == whole.counts[i].nonfinite_steps);
    }
}

/// Compares two moments of the same numbers.
bool alike(const moments& a, const moments& b, double tolerance) {
    const double scale = std::sqrt(b.population_variance());
    return a.count == b.count &&
           (a.count == 0 ||
            (std::fabs(a.mean - b.mean) <= tolerance * (std::fabs(b.mean) + scale) &&
             std::fabs(a.m2 - b.m2) <= tolerance * (std::fabs(b.m2) + 1e-300)));
}

}  // namespace

TEST_CASE("windows that meet at a batch boundary make the segment that saw both") {
    const run_record record(3000);
    for (const std::size_t split : {256U, 1024U, 2048U}) {
        CAPTURE(split);
        const segment whole = record.watch(0, 3000, 64);
        segment merged = record.watch(0, split, 64);
        CHECK(detail::merge(merged, record.watch(split, 3000, 64)));
        check_same_counts(merged, whole);
        REQUIRE(merged.store.batches() == whole.store.batches());
        REQUIRE(merged.store.ticks_per_batch() == whole.store.ticks_per_batch());
        bool same = true;
        for (std::size_t c = 0; c < whole.columns.size(); ++c) {
            for (std::size_t b = 0; b < whole.store.batches(); ++b) {
                same = same && alike(merged.store.batch(b, c), whole.store.batch(b, c), 1e-12);
            }
            same = same && alike(merged.store.current(c), whole.store.current(c), 1e-12);
        }
        CHECK(same);
        // And so the same report, error bars included.
        const detail::unit_system units{temperature_convention::paper, 1, 1, 1};
        const report a = detail::summarise(two_groups(), merged, units);
        const report b = detail::summarise(two_groups(), whole, units);
        CHECK_THAT(a.total.temperature.value, WithinRel(b.total.temperature.value, 1e-12));
        CHECK_THAT(a.groups[1].temperature.error, WithinRel(b.groups[1].temperature.error, 1e-9));
        CHECK(a.filters[2].temperature.verdict == b.filters[2].temperature.verdict);
    }
}

TEST_CASE("windows that meet anywhere keep all moments, and error bars but for their batches") {
    const run_record record(3000);
    const segment whole = record.watch(0, 3000, 64, {.learning_rate = 0.1}, 1);
    for (const std::size_t split : {1U, 100U, 1001U, 1500U, 2999U}) {
        CAPTURE(split);
        segment merged = record.watch(0, split, 64, {.learning_rate = 0.1}, 1);
        const bool aligned =
            detail::merge(merged, record.watch(split, 3000, 64, {.learning_rate = 0.1}, 1));
        CHECK(aligned == (split % merged.store.ticks_per_batch() == 0));
        check_same_counts(merged, whole);
        bool same = true;
        for (std::size_t c = 0; c < whole.columns.size(); ++c) {
            same = same && alike(merged.store.total(c), whole.store.total(c), 1e-12);
        }
        CHECK(same);
        const std::size_t column = whole.columns(0, detail::column::mv2);
        const estimate a = mean_estimate(merged.store, column);
        const estimate b = mean_estimate(whole.store, column);
        CHECK_THAT(a.value, WithinRel(b.value, 1e-12));
        CHECK_THAT(a.error, WithinRel(b.error, 0.5));
    }
}

TEST_CASE("three windows merge in any grouping, with a gap and different capacities") {
    const run_record record(2000);
    segment left = record.watch(0, 640, 64);
    const segment middle = record.watch(700, 1340, 128);
    const segment right = record.watch(1340, 1980, 32);
    segment pair = middle;
    detail::merge(pair, right);
    segment right_first = left;
    detail::merge(right_first, pair);
    detail::merge(left, middle);
    detail::merge(left, right);
    check_same_counts(left, right_first);
    CHECK(left.observed == 1920);
    for (std::size_t c = 0; c < left.columns.size(); ++c) {
        REQUIRE(alike(left.store.total(c), right_first.store.total(c), 1e-12));
    }
}

TEST_CASE("an empty side leaves the other, its number and what it missed") {
    const run_record record(300);
    const segment data = record.watch(100, 300, 64);
    segment empty;
    empty.begin(two_groups(), 64, 0);
    empty.number = 3;
    empty.missed = 2;
    segment merged = empty;
    CHECK(detail::merge(merged, data));
    CHECK(merged.number == 3);
    CHECK(merged.missed == 2);
    CHECK(merged.first_step == 100);
    CHECK(merged.store.ticks() == 200);
    segment same = data;
    CHECK(detail::merge(same, empty));
    CHECK(same.missed == 2);
    CHECK(same.observed == 200);
    CHECK(same.first_step == 100);
}

TEST_CASE("the first non-finite step of the two is kept, and the counts of both") {
    run_record record(400);
    record.x[50][2] = std::numeric_limits<double>::quiet_NaN();
    record.x[350][15] = std::numeric_limits<double>::infinity();
    const segment whole = record.watch(0, 400, 64);
    CHECK(whole.nonfinite_group == "conv");
    segment merged = record.watch(0, 256, 64);
    detail::merge(merged, record.watch(256, 400, 64));
    check_same_counts(merged, whole);
    CHECK(merged.nonfinite_step == 50);
    segment clean_first = record.watch(60, 300, 64);
    detail::merge(clean_first, record.watch(300, 400, 64));
    CHECK(clean_first.nonfinite_group == "linear");
    CHECK(clean_first.nonfinite_step == 350);
}

TEST_CASE("driven windows are driven together, and know when the schedule last changed") {
    const run_record record(400);
    segment a = record.watch(0, 200, 64);
    segment b = record.watch(200, 400, 64);
    a.driven = true;
    CHECK_THROWS_AS(detail::merge(a, b), std::invalid_argument);
    b.driven = true;
    b.parameters.learning_rate = 0.05;
    b.since_change = 30;
    segment both = a;
    detail::merge(both, b);
    CHECK(both.driven);
    CHECK(both.since_change == 30);
    CHECK(both.parameters.learning_rate == 0.05);
    // A change right at the seam.
    b.since_change = b.observed;
    both = a;
    detail::merge(both, b);
    CHECK(both.since_change == 200);
}

TEST_CASE("what is not one segment is refused, and nothing is changed") {
    const run_record record(400);
    segment a = record.watch(0, 200, 64);
    const segment other = record.watch(200, 400, 64, {.learning_rate = 0.2});
    CHECK_THROWS_AS(detail::merge(a, other), std::invalid_argument);
    CHECK_THROWS_AS(detail::merge(a, record.watch(150, 400, 64)), std::invalid_argument);
    CHECK_THROWS_AS(detail::merge(a, a), std::invalid_argument);
    segment late = record.watch(200, 400, 64);
    CHECK_THROWS_AS(detail::merge(late, a), std::invalid_argument);
    layout bigger = two_groups();
    bigger.add("more", {2});
    segment elsewhere;
    elsewhere.begin(bigger, 64, 200);
    CHECK_THROWS_AS(detail::merge(a, elsewhere), layout_error);
    check_same_counts(a, record.watch(0, 200, 64));
}

TEST_CASE("windows of positions join at their ends") {
    const run_record record(300);
    const auto window = [&](std::uint64_t from, std::uint64_t to) {
        detail::window_snapshots<double> kept;
        kept.last.take(record.x[from], from);
        kept.begin_window();
        kept.last.take(record.x[to], to);
        return kept;
    };
    detail::window_snapshots<double> joint = window(0, 100);
    detail::merge(joint, window(100, 300));
    CHECK(joint.older_origin.step == 0);
    CHECK(joint.newer_origin.step == 100);
    CHECK(joint.last.step == 300);
    CHECK(joint.last.x == record.x[300]);
    const layout where = two_groups();
    const auto compare = [&](const detail::window_snapshots<double>& kept) {
        return compare_positions(where.groups()[0], no_filters,
                                 std::span<const double>(kept.older_origin.x),
                                 std::span<const double>(kept.last.x));
    };
    CHECK(compare(joint).squared_distance == compare(window(0, 300)).squared_distance);
    CHECK(compare(joint).norm_change == compare(window(0, 300)).norm_change);

    detail::window_snapshots<double> empty;
    detail::merge(empty, window(10, 20));
    CHECK(empty.older_origin.step == 10);
    detail::merge(empty, detail::window_snapshots<double>{});
    CHECK(empty.last.step == 20);
    CHECK_THROWS_AS(detail::merge(empty, window(15, 30)), std::invalid_argument);
    detail::window_snapshots<double> small;
    small.last.take(std::vector<double>{1}, 50);
    small.begin_window();
    CHECK_THROWS_AS(detail::merge(empty, small), layout_error);
    CHECK(empty.last.step == 20);
}

namespace {

/// A thermometer that is shown positions from..to of a run, to included.
thermometer shown(const run_record& record, std::size_t from, std::size_t to,
                  thermometer_options options = {.all_every = 8, .capacity = 64}) {
    thermometer t(two_groups(), std::move(options));
    for (std::size_t step = from; step <= to; ++step) {
        t.observe(step, record.x[step], {.loss = double(step % 13), .learning_rate = 0.1});
    }
    return t;
}

/// The message of what merging two throws; `earlier` must be as it was.
std::string refusal(thermometer earlier, const thermometer& later) {
    const report before = earlier.report();
    std::string message;
    try {
        merge(earlier, later);
        return "nothing thrown";
    } catch (const std::exception& e) {
        message = e.what();
    }
    const report after = earlier.report();
    CHECK(after.observed_steps == before.observed_steps);
    CHECK(after.last_step == before.last_step);
    return message;
}

void check_same_report(const report& a, const report& b) {
    CHECK(a.observed_steps == b.observed_steps);
    CHECK(a.missed_steps == b.missed_steps);
    CHECK((a.first_step == b.first_step && a.last_step == b.last_step));
    const auto same = [](const estimate& x, const estimate& y) {
        CHECK_THAT(x.value, WithinRel(y.value, 1e-11));
        CHECK_THAT(x.error, WithinRel(y.error, 1e-8));
        CHECK(x.verdict == y.verdict);
    };
    same(a.total.temperature, b.total.temperature);
    for (std::size_t g = 0; g < b.groups.size(); ++g) {
        same(a.groups[g].temperature, b.groups[g].temperature);
        same(a.groups[g].mean_square_position, b.groups[g].mean_square_position);
        CHECK(a.groups[g].zero_velocities == b.groups[g].zero_velocities);
        CHECK(a.groups[g].equilibrium.verdict == b.groups[g].equilibrium.verdict);
    }
}

}  // namespace

TEST_CASE("two thermometers that meet at a batch boundary make the one that saw both") {
    const run_record record(3000);
    const thermometer whole = shown(record, 0, 3000);
    thermometer merged = shown(record, 0, 2048);
    CHECK(merge(merged, shown(record, 2048, 3000)));
    check_same_report(merged.report(), whole.report());
    // From the first position to the last, whatever the windows of the parts were.
    const report r = merged.report();
    CHECK(r.window_step <= 1024);
    CHECK(std::isfinite(r.groups[0].position_ratio));
    // And it goes on as the whole one does.
    run_record longer(3200);
    thermometer on = whole;
    for (std::size_t step = 3001; step <= 3200; ++step) {
        for (thermometer* t : {&merged, &on}) {
            t->observe(step, longer.x[step], {.loss = double(step % 13), .learning_rate = 0.1});
        }
    }
    check_same_report(merged.report(), on.report());
}

TEST_CASE("checkpoints of two processes, read and merged, are the run of one") {
    const run_record record(3000);
    const scratch_folder folder;
    save_checkpoint(folder / "a", "run", shown(record, 0, 1024));
    save_checkpoint(folder / "b", "run", shown(record, 1024, 2048));
    save_checkpoint(folder / "c", "run", shown(record, 2048, 3000));
    std::vector<thermometer> parts(3, thermometer(two_groups(), {.all_every = 8, .capacity = 64}));
    load_checkpoint(folder / "a", "run", parts[0]);
    load_checkpoint(folder / "b", "run", parts[1]);
    load_checkpoint(folder / "c", "run", parts[2]);
    CHECK(merge(parts[1], parts[2]));
    CHECK(merge(parts[0], parts[1]));
    check_same_report(parts[0].report(), shown(record, 0, 3000).report());
}

TEST_CASE("thermometers shown displacements merge, and one that saw nothing changes nothing") {
    const run_record record(2048);
    const auto watch = [&](std::size_t from, std::size_t to) {
        thermometer t(two_groups(), {.all_every = 8, .capacity = 64});
        for (std::size_t step = from + 1; step <= to; ++step) {
            std::vector<double> v = record.x[step];
            for (std::size_t i = 0; i < v.size(); ++i) {
                v[i] -= record.x[step - 1][i];
            }
            t.observe_displacement(step, v, record.x[step - 1], {.learning_rate = 0.1});
        }
        return t;
    };
    thermometer merged = watch(0, 0);
    CHECK(merge(merged, watch(0, 1024)));
    CHECK(merge(merged, watch(5, 5)));
    CHECK(merge(merged, watch(1024, 2048)));
    check_same_report(merged.report(), watch(0, 2048).report());
    thermometer one = watch(0, 1);
    (void)merge(one, watch(1, 512));
    CHECK(one.report().observed_steps == 512);
    CHECK(one.report().missed_steps == 0);
    CHECK_THAT(refusal(merged, shown(record, 2048, 2048)), ContainsSubstring("displacements"));
}

TEST_CASE("steps between two thermometers are missed, as if one had not been shown them") {
    const run_record record(900);
    thermometer skipping = shown(record, 0, 512);
    for (std::size_t step = 540; step <= 900; ++step) {
        skipping.observe(step, record.x[step], {.loss = double(step % 13), .learning_rate = 0.1});
    }
    thermometer merged = shown(record, 0, 512);
    merge(merged, shown(record, 540, 900));
    check_same_report(merged.report(), skipping.report());
    CHECK(merged.report().missed_steps == 28);
}

TEST_CASE("a thermometer that was shown steps and measured none has let them go by") {
    const run_record record(600);
    const thermometer_options rarely{
        .schedule = schedule::every(256), .all_every = 8, .capacity = 64};
    const auto shown_to = [&](thermometer t, std::size_t from, std::size_t to,
                              std::size_t stride = 1) {
        for (std::size_t step = from; step <= to; step += stride) {
            t.observe(step, record.x[step], {.learning_rate = 0.1});
        }
        return t;
    };
    const auto check_same_steps = [](const report& a, const report& b) {
        CHECK(a.observed_steps == b.observed_steps);
        CHECK(a.missed_steps == b.missed_steps);
        CHECK(a.first_step == b.first_step);
        CHECK(a.last_step == b.last_step);
        CHECK(a.groups[0].zero_velocities == b.groups[0].zero_velocities);
    };
    const thermometer empty(two_groups(), rarely);
    const thermometer whole = shown_to(shown_to(empty, 0, 300), 304, 600, 4);
    const std::uint64_t due_and_missed = whole.report().missed_steps;
    CHECK(due_and_missed == 1);
    thermometer merged = shown_to(empty, 0, 300);
    CHECK(merge(merged, shown_to(empty, 304, 600, 4)));
    check_same_steps(merged.report(), whole.report());
    CHECK_THROWS_AS(merged.observe(600, record.x[600]), std::invalid_argument);
    CHECK_THAT(refusal(merged, shown_to(empty, 500, 590, 4)),
               ContainsSubstring("expected at least"));

    thermometer nothing_first = shown_to(empty, 1, 100, 4);
    CHECK(merge(nothing_first, shown_to(empty, 200, 300)));
    check_same_steps(nothing_first.report(),
                     shown_to(shown_to(empty, 1, 100, 4), 200, 300).report());
    CHECK_THAT(refusal(nothing_first, shown_to(empty, 200, 300)),
               ContainsSubstring("expected at least"));

    thermometer no_measurement = empty;
    CHECK(merge(no_measurement, shown_to(empty, 304, 600, 4)));
    CHECK(no_measurement.report().missed_steps == 1);
    CHECK(no_measurement.report().last_step == 600);
}

TEST_CASE("what a thermometer without measurements receives has its own capacity") {
    const run_record record(600);
    thermometer small(two_groups(), {.all_every = 8, .capacity = 8});
    merge(small, shown(record, 0, 600));
    CHECK(small.batches().capacity() == 8);
    CHECK(small.batches().ticks() == 600);
}

TEST_CASE("the first thermometer may have finished segments, the second may not") {
    const run_record record(2000);
    const auto watch = [&](std::size_t from, std::size_t to) {
        thermometer t(two_groups(), {.all_every = 8, .capacity = 64});
        for (std::size_t step = from; step <= to; ++step) {
            t.observe(step, record.x[step], {.learning_rate = step <= 500 ? 0.2 : 0.1});
        }
        return t;
    };
    thermometer merged = watch(0, 500 + 1024);
    CHECK(merge(merged, watch(500 + 1024, 2000)));
    REQUIRE(merged.finished_segments().size() == 1);
    CHECK(merged.report().segment == 1);
    check_same_report(merged.report(), watch(0, 2000).report());
    CHECK_THAT(refusal(watch(0, 100), watch(100, 2000)),
               ContainsSubstring("has finished 1 segments, expected none"));
}

TEST_CASE("thermometers that do not belong together are refused by name, and nothing is changed") {
    const run_record record(1000);
    const thermometer first = shown(record, 0, 500);
    CHECK_THAT(refusal(first, shown(record, 499, 1000)),
               ContainsSubstring("begins at step 499, expected at least"));
    CHECK_THAT(refusal(shown(record, 500, 1000), first), ContainsSubstring("begins at step 0"));
    CHECK_THAT(refusal(first, shown(record, 500, 1000, {.mass = 1e-9, .all_every = 8})),
               ContainsSubstring("mass = 1.0000000000000001e-09"));
    CHECK_THAT(refusal(first, shown(record, 500, 1000, {.timestep = 0.5, .all_every = 8})),
               ContainsSubstring("timestep"));
    CHECK_THAT(refusal(first, shown(record, 500, 1000)), ContainsSubstring("nothing thrown"));
    CHECK_THAT(refusal(first, shown(record, 500, 1000, {.all_every = 10})),
               ContainsSubstring("all_every = 10, expected that of the earlier one, 8"));
    CHECK_THAT(refusal(first, shown(record, 500, 1000,
                                    {.all_every = 8,
                                     .masses = std::vector<double>(two_groups().size(), 2.0)})),
               ContainsSubstring("masses"));
    CHECK_THAT(
        refusal(first, shown(record, 500, 1000, {.schedule = schedule::every(2), .all_every = 8})),
        ContainsSubstring("one pair in 2 steps"));
    layout heavy;
    heavy.add("conv", {3, 4}, {.filter_axis = 0, .mass = 2.0});
    heavy.add("linear", {7});
    CHECK_THAT(refusal(first, thermometer(heavy, {.all_every = 8})), ContainsSubstring("layout"));
    thermometer hotter(two_groups(), {.all_every = 8});
    thermometer single(two_groups(), {.all_every = 8});
    for (std::size_t step = 500; step <= 600; ++step) {
        hotter.observe(step, record.x[step], {.learning_rate = 0.3});
        single.observe(step, std::vector<float>(19, 0.0F), {.learning_rate = 0.1});
    }
    CHECK_THAT(refusal(first, hotter), ContainsSubstring("other hyper-parameters"));
    CHECK_THAT(refusal(first, single), ContainsSubstring("floats, doubles"));
}

TEST_CASE("a smaller batch at the end of the later window is remembered, as by one thermometer") {
    layout where;
    where.add("w", {3});
    thermometer whole(where), earlier(where), later(where);
    std::vector<double> x(where.size());
    const auto info = [](std::uint64_t step) {
        return step_info{.learning_rate = 0.1, .batch_size = step >= 600 ? 32 : 64};
    };
    for (std::uint64_t step = 0; step <= 600; ++step) {
        x[0] = static_cast<double>(step);
        whole.observe(step, x, info(step));
        if (step <= 300) {
            earlier.observe(step, x, info(step));
        }
        if (step >= 300) {
            later.observe(step, x, info(step));
        }
    }
    merge(earlier, later);
    for (thermometer* t : {&whole, &earlier}) {
        CHECK(t->finished_segments().empty());
        x[0] = 601;
        t->observe(601, x, info(601));
        CHECK(t->finished_segments().size() == 1);
    }
}

}  // namespace thermometer_merge_test
