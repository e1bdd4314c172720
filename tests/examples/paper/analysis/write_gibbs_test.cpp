// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tables of what single runs measure besides: removal, Gibbs states, entropy.

#include "catch_shim.hpp"
#include "examples/paper/analysis/made_evidence.hpp"
#include "examples/paper/analysis/table_rows.hpp"
#include "scratch_folder.hpp"

#include <paper/analysis/write_tables.hpp>
#include <paper/results/segment_json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace examples_paper_analysis_write_gibbs_test {

using namespace paper;
using test::number;
using test::rows_of;
using row = test::table_row;
using support::json;

namespace {

/// The run of seed 1 in which everything was measured.
evidence one_run() {
    for (const planned_run& run : make_plan({.only = "fig6"})) {
        if (run.spec.seed == 1 && run.spec.measure.gibbs) {
            return {{test::make_result({}, run), run.id, run.tags}};
        }
    }
    return {};
}

json fit(json ratios, const char* parameter, json value) {
    return {{"status", "fitted"},
            {"samples", 201},
            {"g", 1.5},
            {"p", 0.03},
            {"covariance_p", 0.2},
            {"variance_ratio", ratios},
            {parameter, std::move(value)}};
}

/// The row of a reading, which must be there once.
row reading(const std::vector<row>& rows, const std::string& group, const std::string& subgroup,
            const std::string& what) {
    std::vector<row> found;
    for (const row& r : rows) {
        if (r.at("group") == group && r.at("subgroup") == subgroup && r.at("reading") == what) {
            found.push_back(r);
        }
    }
    CAPTURE(group, subgroup, what);
    REQUIRE(found.size() == 1);
    return found[0];
}

}  // namespace

TEST_CASE("every one-parameter group has its readings, with units, intervals and verdicts") {
    evidence runs = one_run();
    REQUIRE(runs.size() == 1);
    json& layers = runs[0].result.extra["gibbs"]["layers"];
    json& conv1 = layers[0];
    conv1["d_eff"]["variance"] = to_json(test::made_estimate(50, 1));
    conv1["time"]["beta"] = to_json(test::made_estimate(2000, 30));
    conv1["translation"] = fit({40.0, 9.0}, "velocity", to_json(test::made_estimate(1e-6, 2e-6)));
    conv1["rotation"] =
        fit({1.5, 0.5}, "angular_velocity", to_json(test::made_estimate(-0.002, 0.01)));
    conv1["rotation"]["frequency"] = 0.18;
    layers[1]["rotation"] = {{"status", "positions not sampled"}};
    const scratch_folder folder;
    write_gibbs_tables(folder.path(), runs, 0.95);
    const std::vector<row> rows = rows_of(folder.path(), "gibbs.csv");

    const row d = reading(rows, "conv1", "", "d");
    CHECK(number(d, "value") == 200);
    CHECK(d.at("lower").empty());
    const row freedom = reading(rows, "conv1", "", "d_eff by Var K");
    CHECK_THAT(number(freedom, "upper"), WithinRel(50 + 2.0003, 1e-4));
    CHECK_THAT(number(freedom, "lower"), WithinRel(50 - 2.0003, 1e-4));
    CHECK(freedom.at("verdict") == "reliable");

    // d/d_eff, whose interval is that of d_eff turned around.
    const row all =
        reading(rows, "conv1", "time translation", "Var K over that of the Gibbs law, all steps");
    CHECK(number(all, "value") == 4);
    CHECK_THAT(number(all, "lower"), WithinRel(200 / (50 + 2.0003), 1e-4));
    CHECK_THAT(number(all, "upper"), WithinRel(200 / (50 - 2.0003), 1e-4));

    const row beta = reading(rows, "conv1", "time translation", "β");
    CHECK(number(beta, "value") == 2000);
    CHECK(number(beta, "error") == 30);
    CHECK(beta.at("unit") == "1/nat");
    const row velocity = reading(rows, "conv1", "moving frame", "velocity");
    CHECK(number(velocity, "value") == 1e-6);
    CHECK(velocity.at("unit") == "1/step");
    CHECK(velocity.at("verdict") == "fitted");
    const row angular = reading(rows, "conv1", "plane rotation", "angular velocity");
    CHECK(number(angular, "lower") < -0.002);
    CHECK(number(angular, "upper") > 0);
    CHECK(reading(rows, "conv1", "plane rotation", "frequency of the trap").at("lower").empty());
    for (const char* subgroup : {"moving frame", "plane rotation"}) {
        CHECK(number(reading(rows, "conv1", subgroup, "p of the shape"), "value") == 0.03);
        CHECK(number(reading(rows, "conv1", subgroup, "p of the variance"), "value") == 0.2);
        CHECK(number(reading(rows, "conv1", subgroup, "samples"), "value") == 201);
        CHECK(number(reading(rows, "conv1", subgroup, "g"), "value") == 1.5);
    }
    const row p = reading(rows, "conv1", "moving frame", "Var P over that of the Gibbs law");
    CHECK(number(p, "value") == 9);
    CHECK_THAT(number(p, "error"), WithinRel(0.9, 1e-12));  // 9 √(2/200)
    CHECK_THAT(number(p, "lower") * number(p, "upper"), WithinRel(81.0, 1e-9));
    CHECK(number(reading(rows, "conv1", "plane rotation", "Var L over that of the Gibbs law"),
                 "value") == 0.5);

    // Without a fit there is no number, but the reason.
    const row none_there = reading(rows, "conv2", "plane rotation", "p of the shape");
    CHECK(none_there.at("value").empty());
    CHECK(none_there.at("verdict") == "positions not sampled");
    for (const row& r : rows) {
        const bool rotation = r.at("subgroup") == "plane rotation";
        CHECK((rotation && r.at("group") == "conv2") == r.at("value").empty());
        CHECK_FALSE((rotation && r.at("group") == "linear1"));
    }
}

TEST_CASE("entropy is a sum without error, free energy has errors and its own layers") {
    evidence runs = one_run();
    REQUIRE(runs.size() == 1);
    thermosgd::estimate rough = test::made_estimate(0.9, 0.001);
    rough.verdict = thermosgd::reliability::unknown;
    runs[0].result.extra["gibbs"]["free_energy"] = {
        {"layers", {"conv1", "linear1"}},
        {"left_out", {{"conv2", "too few"}}},
        {"step", {70, 90}},
        {"F", {to_json(test::made_estimate(1.25, 0.002)), to_json(rough)}},
        {"U", {to_json(test::made_estimate(0.75, 0.003)), to_json(rough)}}};
    const scratch_folder folder;
    write_gibbs_tables(folder.path(), runs, 0.95);
    std::map<std::string, std::vector<row>> curves;
    for (const row& r : rows_of(folder.path(), "entropy.csv")) {
        curves[r.at("curve")].push_back(r);
    }
    REQUIRE(curves.size() == 4);
    for (const char* sum : {"S", "heat"}) {
        REQUIRE(curves[sum].size() == 3);
        for (const row& r : curves[sum]) {
            CHECK(r.at("unit") == (sum == std::string("S") ? "nat step" : "nat"));
            CHECK(r.at("error").empty());
            CHECK(r.at("verdict").empty());
            CHECK(r.at("layers") == "conv1 conv2 linear1 linear2");
        }
    }
    for (const char* energy : {"F", "U"}) {
        REQUIRE(curves[energy].size() == 2);
        const bool free = energy == std::string("F");
        const row &first = curves[energy][0], &second = curves[energy][1];
        CHECK(first.at("unit") == "nat");
        CHECK(number(first, "step") == 70);
        CHECK(number(first, "value") == (free ? 1.25 : 0.75));
        CHECK(number(first, "error") == (free ? 0.002 : 0.003));
        CHECK(first.at("verdict") == "reliable");
        CHECK(second.at("verdict") == "unknown");
        CHECK(first.at("layers") == (free ? "conv1 linear1" : "all parameters"));
    }
}

TEST_CASE("units that were removed have the error of their temperature, correlations two p") {
    evidence runs = one_run();
    REQUIRE(runs.size() == 1);
    runs[0].result.segments.back().filters.pop_back();
    const scratch_folder folder;
    write_extra_tables(folder.path(), runs, 0.95);
    const std::vector<row> damage = rows_of(folder.path(), "damage.csv");
    REQUIRE(damage.size() == 8);
    for (const row& r : damage) {
        const std::size_t unit = static_cast<std::size_t>(number(r, "unit"));
        CHECK(r.at("T_error").empty() == (unit == 7));
        if (unit < 7) {
            CHECK(number(r, "T_error") ==
                  runs[0].result.segments.back().filters.at(unit).temperature.error);
        }
    }
    std::map<std::string, std::vector<row>> families;
    for (const row& r : rows_of(folder.path(), "correlation.csv")) {
        families[r.at("run")].push_back(r);
    }
    REQUIRE(families.size() == 2);
    for (const auto& [name, family] : families) {
        const auto m = static_cast<double>(family.size());
        double least = 1, least_corrected = 1;
        for (const row& r : family) {
            CHECK(number(r, "p_holm") >= number(r, "p"));
            CHECK(number(r, "p_holm") <= std::min(1.0, m * number(r, "p")) + 1e-15);
            least = std::min(least, number(r, "p"));
            least_corrected = std::min(least_corrected, number(r, "p_holm"));
        }
        CHECK(m > 3);
        CHECK_THAT(least_corrected, WithinRel(m * least, 1e-12));
    }
}

}  // namespace examples_paper_analysis_write_gibbs_test
