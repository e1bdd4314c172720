// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Thermometers of several runs together: the numbers are those of the statistics functions, from
/// memory as from checkpoints, and every run that does not belong is named.

#include "catch_shim.hpp"

#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/io/file.hpp>
#include <thermosgd/report/runs_together_text.hpp>
#include <thermosgd/statistics/effective_sample_size.hpp>
#include <thermosgd/statistics/random_effects.hpp>
#include <thermosgd/statistics/rhat.hpp>
#include <thermosgd/thermometer/put_together.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "random.hpp"
#include "scratch_folder.hpp"

namespace thermometer_put_together_test {

using namespace thermosgd;

namespace {

layout two_groups() {
    layout l;
    l.add("first", {4, 3}, {.filter_axis = 0});
    l.add("second", {5});
    return l;
}

/// What a run is made of.
struct recipe {
    std::uint64_t seed = 1;
    std::uint64_t steps = 3000;
    double noise = 1;
    step_info info{.learning_rate = 0.1, .weight_decay = 0.5, .batch_size = 8};
    thermometer_options options = {};
    layout names = two_groups();
    std::uint64_t nan_at = std::numeric_limits<std::uint64_t>::max();
    bool frozen_second = false;
};

thermometer run(recipe r) {
    thermometer thermo(r.names, r.options);
    test::random_stream random(r.seed);
    std::vector<double> x(r.names.size());
    for (std::uint64_t step = 0; step <= r.steps; ++step) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double kick = r.noise * random.normal();
            x[i] = r.frozen_second && i >= 12 ? 0.5 : x[i] - 0.1 * (x[i] + kick);
        }
        std::vector<double> shown = x;
        if (step == r.nan_at) {
            shown[14] = std::nan("");
        }
        thermo.observe(step, shown, r.info);
    }
    return thermo;
}

std::vector<thermometer> three_runs() {
    return {run({.seed = 1}), run({.seed = 2, .noise = 1.1}), run({.seed = 3})};
}

/// Whether two parts are the same to the bit.
void check_same(const part_over_runs& a, const part_over_runs& b) {
    CAPTURE(a.name);
    CHECK(a.name == b.name);
    CHECK(a.together.mean.value == b.together.mean.value);
    CHECK(a.together.mean.error == b.together.mean.error);
    CHECK(a.together.spread == b.together.spread);
    CHECK(a.together.next.lower == b.together.next.lower);
    CHECK(a.rhat == b.rhat);
    CHECK(a.bulk == b.bulk);
    CHECK(a.tail == b.tail);
    CHECK(a.numbers == b.numbers);
    CHECK(a.in_equilibrium == b.in_equilibrium);
}

/// The message with which runs are refused.
std::string refusal(const std::vector<thermometer>& runs,
                    const std::vector<std::string>& names = {}) {
    try {
        (void)put_together(runs, names);
    } catch (const std::invalid_argument& problem) {
        return problem.what();
    }
    return "not refused";
}

}  // namespace

TEST_CASE("runs together are what the statistics functions say of reports and batches") {
    const std::vector<thermometer> runs = three_runs();
    const runs_together all = put_together(runs, std::vector<std::string>{"a", "b", "c"});
    CHECK(all.runs == std::vector<std::string>{"a", "b", "c"});
    REQUIRE(all.groups.size() == 2);
    REQUIRE(all.filters.size() == 4);
    const detail::column_map columns{detail::parts(runs[0].layout())};
    const std::vector<std::string> parts{"all groups", "first", "second", "first[0]", "first[1]"};
    for (std::size_t part = 0; part < parts.size(); ++part) {
        const part_over_runs& p = all[parts[part]];
        CAPTURE(p.name);
        std::vector<replica> replicas;
        chains series;
        std::size_t in_equilibrium = 0;
        for (const thermometer& one : runs) {
            const report r = one.report();
            const group_report& row = r[parts[part]];
            replicas.push_back(replica_of(row.temperature));
            in_equilibrium += row.equilibrium.verdict == equilibrium_verdict::equilibrium ? 1U : 0U;
            series.push_back(chain_of(one.batches(), columns(part, detail::column::mv2),
                                      row.equilibrium.first_batch));
        }
        const chains cut = last_of_equal_length(series);
        const random_effects expected = random_effects_mean(replicas);
        CHECK(p.together.mean.value == expected.mean.value);
        CHECK(p.together.mean.error == expected.mean.error);
        CHECK(p.together.spread_high == expected.spread_high);
        CHECK(p.together.error_of_one == expected.error_of_one);
        CHECK(p.together.agreement.per_nu() == expected.agreement.per_nu());
        CHECK(p.together.next.upper == expected.next.upper);
        CHECK(p.rhat == rank_normalised_rhat(cut));
        CHECK(p.bulk == bulk_effective_sample_size(cut));
        CHECK(p.tail == tail_effective_sample_size(cut));
        CHECK(p.numbers == cut.front().size());
        CHECK(p.in_equilibrium == in_equilibrium);
    }
    // The second run is hotter by a fifth, which its own error bars do not explain.
    CHECK(all["first"].rhat > 1.05);
    CHECK(all["first"].together.agreement.per_nu() > 5);
    CHECK_THROWS_WITH(all["third"], ContainsSubstring("name = \"third\", expected one of") &&
                                        ContainsSubstring("\"second\""));
}

TEST_CASE("runs read from checkpoints are together what they are in memory, to the bit") {
    const scratch_folder folder;
    const std::vector<thermometer> runs = three_runs();
    std::vector<thermometer> read;
    std::vector<std::string> files;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        files.push_back((folder / ("seed-" + std::to_string(i))).string());
        save_checkpoint(files.back(), runs[i]);
        thermometer one(two_groups());
        load_checkpoint(files.back(), one);
        read.push_back(std::move(one));
    }
    const runs_together a = put_together(runs, files), b = put_together(read, files);
    check_same(a.total, b.total);
    for (std::size_t i = 0; i < 2; ++i) {
        check_same(a.groups[i], b.groups[i]);
    }
    for (std::size_t i = 0; i < 4; ++i) {
        check_same(a.filters[i], b.filters[i]);
    }
    CHECK(to_text(a) == to_text(b));
}

TEST_CASE("another order of the runs changes no more than the rounding of sums") {
    const std::vector<thermometer> runs = three_runs();
    const std::vector<const thermometer*> forwards{&runs[0], &runs[1], &runs[2]};
    const std::vector<const thermometer*> backwards{&runs[2], &runs[0], &runs[1]};
    const runs_together a = put_together(forwards), b = put_together(backwards);
    for (const char* name : {"first", "second", "all groups", "first[2]"}) {
        const part_over_runs &p = a[name], &q = b[name];
        CAPTURE(name);
        CHECK(p.of_run[0].value == q.of_run[1].value);
        CHECK(p.of_run[2].value == q.of_run[0].value);
        CHECK(p.in_equilibrium == q.in_equilibrium);
        CHECK(p.numbers == q.numbers);
        CHECK_THAT(p.together.mean.value, WithinRel(q.together.mean.value, 1e-12));
        CHECK_THAT(p.together.mean.error, WithinRel(q.together.mean.error, 1e-9));
        CHECK_THAT(p.together.spread, WithinRel(q.together.spread, 1e-9));
        CHECK_THAT(p.together.agreement.per_nu(), WithinRel(q.together.agreement.per_nu(), 1e-9));
        CHECK_THAT(p.rhat, WithinRel(q.rhat, 1e-12));
        CHECK_THAT(p.bulk, WithinRel(q.bulk, 1e-9));
        CHECK_THAT(p.tail, WithinRel(q.tail, 1e-9));
    }
}

TEST_CASE("runs of other lengths are brought to one length of batches, and to the shortest") {
    const std::vector<thermometer> runs{run({.seed = 1, .steps = 700}),
                                        run({.seed = 2, .steps = 5000})};
    REQUIRE(runs[0].batches().ticks_per_batch() == 2);
    REQUIRE(runs[1].batches().ticks_per_batch() == 16);
    const std::vector<std::string> names{"short", "long"};
    const runs_together all = put_together(runs, names);
    CHECK(all.observations_per_number == 16);
    CHECK(all.observed_steps == std::vector<std::uint64_t>{700, 5000});
    // 350 batches of 2 are at most 43 of 16.
    CHECK((all.total.numbers >= 20 && all.total.numbers <= 43));
    CHECK(is_finite(all.total.rhat));
    CHECK_THAT(to_text(all), ContainsSubstring("700 (short) to 5000 (long) displacements, chains "
                                               "cut to the shortest"));
    // Longer runs keep their own T.
    CHECK(all.total.of_run[1].value == runs[1].report().total.temperature.value);
    // So few numbers are nothing to compare, and no reason to refuse.
    const runs_together few = put_together(
        std::vector<thermometer>{run({.seed = 1, .steps = 20}), run({.seed = 2, .steps = 9000})});
    CHECK(few.total.numbers < 4);
    CHECK(std::isnan(few.total.rhat));
    CHECK(is_finite(few.total.together.mean.value));
}

TEST_CASE("one run alone has its own T and error bar, no spread and no R-hat") {
    const std::vector<thermometer> runs{run({})};
    const runs_together all = put_together(runs);
    const estimate own = runs[0].report().total.temperature;
    CHECK(all.total.together.mean.value == own.value);
    CHECK(all.total.together.mean.error == own.error);
    CHECK(std::isnan(all.total.together.spread));
    CHECK(std::isnan(all.total.rhat));
    CHECK(all.total.bulk > 50);
    CHECK_THAT(to_text(all), ContainsSubstring("one run alone: no spread and no R-hat"));
}

TEST_CASE("a layer that is frozen in all runs is together at T = 0, without R-hat") {
    const runs_together all = put_together(std::vector<thermometer>{
        run({.seed = 1, .frozen_second = true}), run({.seed = 2, .frozen_second = true})});
    CHECK(all["second"].together.mean.value == 0);
    CHECK(std::isnan(all["second"].rhat));
    CHECK(is_finite(all["first"].rhat));
}

TEST_CASE("temperatures as small as those of trained networks have an R-hat, too") {
    std::vector<thermometer> runs;
    for (const std::uint64_t seed : {1, 2}) {
        runs.push_back(run({.seed = seed, .noise = 1e-9}));
    }
    const runs_together all = put_together(runs);
    REQUIRE(all.total.together.mean.value < 1e-16);
    CHECK(all.total.rhat > 0.9);
    CHECK(all.total.bulk > 50);
}

TEST_CASE("runs that do not belong together are named, with what was found and expected") {
    const thermometer good = run({.seed = 1});
    const std::vector<std::string> names{"seed-1.bin", "seed-2.bin"};
    const auto refused = [&](recipe r) {
        r.seed = 2;
        return refusal({good, run(std::move(r))}, names);
    };
    const std::string run_2 = "put_together: run 'seed-2.bin': ";
    const std::string as_in = " as in run 'seed-1.bin'";
    CHECK(refusal({}) == "put_together: 0 runs, expected at least one");
    CHECK(refusal({good}, names) == "put_together: 2 names for 1 runs, expected one each, or none");

    step_info info = recipe{}.info;
    info.learning_rate = 0.2;
    CHECK(refused({.info = info}) == run_2 + "learning_rate = 0.2, expected 0.1" + as_in);
    info = recipe{}.info;
    info.weight_decay = step_info::not_given;
    CHECK(refused({.info = info}) == run_2 + "weight_decay = not given, expected 0.5" + as_in);
    info = recipe{}.info;
    info.momentum_coefficient = 0.9;
    CHECK(refused({.info = info}) ==
          run_2 + "momentum_coefficient = 0.9, expected not given" + as_in);
    info = recipe{}.info;
    info.batch_size = 16;
    CHECK(refused({.info = info}) == run_2 + "batch_size = 16, expected 8" + as_in);
    info = recipe{}.info;
    info.optimiser = optimiser_kind::other;
    CHECK(refused({.info = info}) == run_2 + "optimiser 'other', expected 'sgd'" + as_in);

    CHECK(refused({.options = {.mass = 2.0}}) == run_2 + "mass = 2, expected 1" + as_in);
    CHECK(refused({.options = {.timestep = 0.5}}) == run_2 + "timestep = 0.5, expected 1" + as_in);
    CHECK(refused({.options = {.boltzmann = 3.0}}) == run_2 + "boltzmann = 3, expected 1" + as_in);
    CHECK(refused({.options = {.convention = temperature_convention::physical}}) ==
          run_2 + "T = 2<K>/(kB d), expected T = <K>/(kB d)" + as_in);
    CHECK(refused({.options = {.schedule = schedule::every(2)}}) ==
          run_2 + "observes one pair in 2 steps, expected every step" + as_in);
    CHECK(refused({.options = {.masses = std::vector<double>(17, 1.0)}}) ==
          run_2 + "other masses of single scalars, expected those of run 'seed-1.bin'");

    layout other;
    other.add("first", {4, 3}, {.filter_axis = 0});
    other.add("third", {5});
    CHECK(refused({.names = other}) ==
          run_2 + "group 1 is \"third\" of 5, expected \"second\" of 5" + as_in);
    layout one_more = two_groups();
    one_more.add("third", {2});
    CHECK(refused({.names = one_more}) == run_2 + "layout of 3 groups, expected 2" + as_in);
    layout no_filter;
    no_filter.add("first", {4, 3});
    no_filter.add("second", {5});
    CHECK_THAT(refused({.names = no_filter}), ContainsSubstring("other filters, masses"));

    CHECK(refused({.steps = 0}) == run_2 + "0 displacements observed, expected some");
    CHECK(refused({.nan_at = 77}) ==
          run_2 + "NaN or infinity in \"second\" at step 77, expected a run that stays finite");
    CHECK_THAT(refused({.frozen_second = true}),
               ContainsSubstring(run_2 + "K of \"second\" is one number, 0, in all of its ") &&
                   ContainsSubstring("expected it to move as in run 'seed-1.bin'"));
    CHECK(refusal({good, run({.seed = 2}), good}) ==
          "put_together: run '2': the same numbers as run '0', expected another seed");
    // The first run is no better than the others.
    CHECK_THAT(refusal({run({.nan_at = 77}), good}), ContainsSubstring("run '0': NaN or infinity"));
    info = recipe{}.info;
    info.learning_rate = step_info::not_given;
    CHECK_THAT(refusal({run({.info = info, .options = {.mass = mass::of_learning_rate}})}),
               ContainsSubstring("run '0': learning_rate = not given, expected a number"));
}

TEST_CASE("runs whose hyper-parameters changed throughout are refused") {
    thermometer driven(two_groups());
    test::random_stream random(3);
    std::vector<double> x(17);
    for (std::uint64_t step = 0; step < 1000; ++step) {
        for (double& one : x) {
            one -= 0.1 * (one + random.normal());
        }
        driven.observe(step, x, {.learning_rate = 1 / (1.0 + static_cast<double>(step))});
    }
    REQUIRE(driven.report().driven);
    CHECK(refusal({driven}) ==
          "put_together: run '0': its hyper-parameters changed throughout, expected them at rest");
}

TEST_CASE("a checkpoint of another format version is named with both versions") {
    const scratch_folder folder;
    const std::string file = (folder / "old.bin").string();
    save_checkpoint(file, run({.steps = 50}));
    {
        std::fstream bytes(file, std::ios::binary | std::ios::in | std::ios::out);
        bytes.seekp(8);
        bytes.put(1);
    }
    thermometer one(two_groups());
    CHECK_THROWS_WITH(load_checkpoint(file, one),
                      "'" + file + "': checkpoint of format version 1, expected " +
                          std::to_string(detail::checkpoint_version));
}

}  // namespace thermometer_put_together_test
