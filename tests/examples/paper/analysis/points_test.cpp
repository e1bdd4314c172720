// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "examples/paper/analysis/made_evidence.hpp"

#include <paper/analysis/points.hpp>
#include <thermosgd/statistics/random_effects.hpp>

#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace examples_paper_analysis_points_test {

using namespace paper;

namespace {

/// The runs of Fig. 5, whose temperatures have error bars that may be taken away.
evidence runs_of_eta(bool with_error_bars) {
    evidence runs;
    for (measured_run& run : test::make_evidence({})) {
        if (!run.has("fig5") || run.has("seeds2")) {
            continue;
        }
        for (segment_record& segment : run.result.segments) {
            for (group_record& group : segment.groups) {
                if (!with_error_bars) {
                    group.temperature.verdict = thermosgd::reliability::unknown;
                }
            }
        }
        runs.push_back(std::move(run));
    }
    return runs;
}

point conv1_of(const evidence& runs, std::size_t count, const layer_scatter& scatter) {
    point_collector collector;
    for (std::size_t i = 0, taken = 0; taken < count; ++i) {
        const segment_record& last = runs.at(i).result.segments.back();
        if (last.learning_rate == runs.front().result.segments.back().learning_rate) {
            collector.add("made", runs[i], last);
            ++taken;
        }
    }
    return select(collector.finish(scatter), "made", 1, "conv1", false).at(0);
}

layer_scatter scatter_of(const evidence& runs) {
    point_collector collector;
    for (const measured_run& run : runs) {
        collector.add("made", run, run.result.segments.back());
    }
    return layer_scatter(collector.finish({}));
}

}  // namespace

TEST_CASE("a point of one run has an error bar by its run, or by the seeds of other points") {
    const evidence known = runs_of_eta(true), unknown = runs_of_eta(false);
    const point own = conv1_of(known, 1, {});
    CHECK(own.why_not.empty());
    CHECK(own.log_temperature.error == own.seeds[0].log_temperature.error);
    const point none = conv1_of(unknown, 1, {});
    CHECK(none.why_not == "no error bar");
    CHECK_FALSE(none.equilibrium);
    CHECK_FALSE(std::isfinite(none.interval().upper));
    const point borrowed = conv1_of(unknown, 1, scatter_of(unknown));
    CHECK(borrowed.why_not.empty());
    CHECK(borrowed.log_temperature.nu >= 2);
    CHECK(borrowed.log_temperature.error > 0);
}

TEST_CASE("the mean of a point is the random-effects mean of its runs, the point itself left out") {
    const evidence runs = runs_of_eta(true);
    const layer_scatter scatter = scatter_of(runs);
    const point p = conv1_of(runs, 3, scatter);
    std::vector<replica> seeds;
    for (const point_seed& seed : p.seeds) {
        seeds.push_back(seed.log_temperature);
    }
    REQUIRE(seeds.size() == 3);
    const auto others = scatter.beside(p);
    REQUIRE(others.size() > 1);
    for (const auto& other : others) {
        CHECK(other.at(0).value != seeds[0].value);
    }
    const auto together = thermosgd::random_effects_mean(seeds, others).mean;
    CHECK(p.log_temperature.value == together.value);
    CHECK(p.log_temperature.error == together.error);
    CHECK(p.log_temperature.nu == together.nu);
    CHECK(p.log_temperature.nu > 2);
    // The law of a layer stands for itself.
    CHECK(p.law.nu == 2);
}

TEST_CASE("without seeds nothing is known") {
    const thermosgd::estimate none = mean_over_seeds({});
    CHECK(std::isnan(none.value));
    CHECK(none.verdict == thermosgd::reliability::unknown);
}

}  // namespace examples_paper_analysis_points_test
