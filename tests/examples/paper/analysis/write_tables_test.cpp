// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "examples/paper/analysis/made_evidence.hpp"
#include "examples/paper/analysis/table_rows.hpp"
#include "scratch_folder.hpp"

#include <paper/analysis/extra_readers.hpp>
#include <paper/analysis/write_tables.hpp>
#include <paper/results/tables.hpp>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace examples_paper_analysis_write_tables_test {

using namespace paper;
using test::number;
using test::rows_of;
using row = test::table_row;

namespace {

void write(const std::filesystem::path& folder, const evidence& runs) {
    const figure_points points = points_of(runs, {});
    claim_row claim;
    claim.claim.id = "E4";
    claim.claim.says = "T is linear, or so";
    claim.first = {verdict::confirmed, "1", "2"};
    write_tables(folder, runs, points, {claim});
}

}  // namespace

TEST_CASE("every table has its header and rows as wide, with or without runs") {
    const scratch_folder folder;
    write(folder.path(), test::make_evidence({}));
    for (const table& t : tables) {
        INFO(t.file);
        CHECK_FALSE(rows_of(folder.path(), t.file).empty());
    }
    CHECK(rows_of(folder.path(), "claims.csv")[0].at("says") == "T is linear, or so");
    CHECK(rows_of(folder.path(), "claims.csv")[0].at("second_seeds") == "not run");

    const scratch_folder empty;
    write(empty.path(), {});
    for (const table& t : tables) {
        INFO(t.file);
        CHECK(rows_of(empty.path(), t.file).size() == (t.file == "claims.csv" ? 1 : 0));
    }
    CHECK_THROWS_AS(table_of("fig7.csv"), std::out_of_range);
}

TEST_CASE("tables say what the laws of the made world are") {
    const scratch_folder folder;
    write(folder.path(), test::make_evidence({}));
    std::size_t checked = 0;
    for (const row& r : rows_of(folder.path(), "fits.csv")) {
        if (r.at("model") != "power" || r.at("figure") == "batch_norm.csv" ||
            r.at("series").starts_with("300")) {
            continue;
        }
        const bool eta = r.at("x") == "eta";
        const bool simple = r.at("group") == "conv2" || r.at("group") == "linear2";
        const double expected =
            simple ? (eta ? 2.0 : 1.0)
                   : (r.at("group") == "conv1" ? (eta ? 1.4 : 0.3) : (eta ? 1.3 : 0.2));
        INFO(r.at("group") << " of " << r.at("series") << " in " << r.at("x"));
        CHECK_THAT(number(r, "slope"), WithinAbs(expected, 5 * number(r, "slope_error")));
        CHECK(number(r, "slope_error") < 0.03);
        CHECK(number(r, "inflation") >= 1);
        ++checked;
    }
    CHECK(checked == 4 * 3 * 2);  // layers, two series over B and one over η, seed sets

    for (const row& r : rows_of(folder.path(), "fig5_eta.csv")) {
        const double t = number(r, "T"), eta = number(r, "eta");
        CHECK_THAT(number(r, "T_b"), WithinRel(t / (2 * eta), 1e-12));
        CHECK_THAT(number(r, "T_c"), WithinRel(t / (4 * eta * eta), 1e-12));
        CHECK(number(r, "T_lower") < t);
        CHECK(number(r, "T_upper") > t);
        CHECK(r.at("equilibrium") == "1");
        CHECK(r.at("law").empty() == (r.at("kind") != "weight" || r.at("group") == "linear2"));
        CHECK(number(r, "seeds") == 3);
        CHECK(std::count(r.at("runs").begin(), r.at("runs").end(), ' ') == 2);
    }
    // A straight line fits where T is linear, and is worse where it is not.
    for (const row& r : rows_of(folder.path(), "fits.csv")) {
        if (r.at("model") == "line" && r.at("series") == "η = 0.01") {
            const bool simple = r.at("group") == "conv2" || r.at("group") == "linear2";
            CHECK((number(r, "misfit") < 0.1) == simple);
            CHECK((number(r, "p") > 1e-6) == simple);
        }
    }
    for (const row& r : rows_of(folder.path(), "fig3_ratios.csv")) {
        CHECK(number(r, "p") < 0.01);
        CHECK(number(r, "ratio_lower") < number(r, "ratio"));
        CHECK(number(r, "ratio_upper") > number(r, "ratio"));
        CHECK(r.at("equilibrium") == "1");
        CHECK(r.at("why_not").empty());
    }
}

TEST_CASE("intervals hold their value where the error is known, and are empty where it is not") {
    evidence runs = test::make_evidence({});
    for (measured_run& run : runs) {
        if (run.result.spec.seed == 2) {
            for (segment_record& s : run.result.segments) {
                s.loss.verdict = thermosgd::reliability::unknown;
                for (group_record& g : s.groups) {
                    g.cv2.verdict = thermosgd::reliability::unknown;
                    g.stationary = "drifting";
                }
            }
        }
    }
    const scratch_folder folder;
    write(folder.path(), runs);
    const auto check = [&](const char* file, const std::string& value, bool and_equilibrium) {
        std::size_t known = 0, unknown = 0;
        for (const row& r : rows_of(folder.path(), file)) {
            const bool second = r.at("seed") == "2";
            CHECK(r.at(value + "_lower").empty() == second);
            CHECK(r.at(value + "_upper").empty() == second);
            if (!second) {
                // Student's t with the 60 degrees of freedom that were made.
                const double half = 2.0003 * number(r, value + "_error");
                CHECK_THAT(number(r, value + "_upper") - number(r, value), WithinRel(half, 1e-4));
                CHECK_THAT(number(r, value) - number(r, value + "_lower"), WithinRel(half, 1e-4));
            }
            if (and_equilibrium) {
                CHECK(r.at("equilibrium") == (second ? "0" : "1"));
            }
            (second ? unknown : known) += 1;
        }
        CHECK(known > 0);
        CHECK(unknown > 0);
    };
    check("fig2_stages.csv", "loss", false);
    check("equipartition.csv", "cv2", true);
}

TEST_CASE("ratios with a layer that drifts have no p and are not counted in that of others") {
    const auto ratios_of = [](const evidence& runs) {
        const scratch_folder folder;
        write(folder.path(), runs);
        return rows_of(folder.path(), "fig3_ratios.csv");
    };
    evidence runs = test::make_evidence({.between = 0.9});
    const std::vector<row> whole = ratios_of(runs);
    for (measured_run& run : runs) {
        for (segment_record& s : run.result.segments) {
            for (group_record& g : s.groups) {
                g.stationary = g.name == "conv1" ? "drifting" : g.stationary;
            }
        }
    }
    const std::vector<row> some = ratios_of(runs);
    REQUIRE(some.size() == whole.size());
    std::size_t empty = 0;
    double least = 1;
    for (std::size_t i = 0; i < some.size(); ++i) {
        const bool drifts = some[i].at("group") == "conv1" || some[i].at("over") == "conv1";
        CHECK(some[i].at("equilibrium") == (drifts ? "0" : "1"));
        CHECK(some[i].at("why_not").empty() == !drifts);
        CHECK(some[i].at("p").empty() == drifts);
        empty += drifts ? 1 : 0;
        if (!drifts) {
            CHECK(number(some[i], "p") <= number(whole[i], "p"));
            least = std::min(least, number(some[i], "p") / number(whole[i], "p"));
        }
    }
    CHECK(empty == some.size() / 2);
    CHECK(least < 1);
}

TEST_CASE("points say how many images they were trained on, and what ε makes of the law") {
    evidence runs = test::make_evidence({});
    for (measured_run& run : runs) {
        for (segment_record& s : run.result.segments) {
            const double seed = static_cast<double>(run.result.spec.seed);
            s.epsilon.push_back(
                {.layer = "conv2", .predicted_law = 0.4 + 0.01 * seed, .predicted_error = 0.003});
            s.epsilon.push_back({.layer = "linear2", .predicted_law = 5, .predicted_error = 1});
        }
    }
    const scratch_folder folder;
    write(folder.path(), runs);
    std::size_t predicted = 0;
    for (const row& r : rows_of(folder.path(), "fig5_eta.csv")) {
        CHECK(number(r, "images") == 60000);
        // Batch norm follows conv1 and linear1 too, whose share of ε was not measured, and does not
        // follow linear2.
        CHECK(r.at("law_predicted").empty() == (r.at("group") != "conv2"));
        CHECK(r.at("law_predicted_error").empty() == (r.at("group") != "conv2"));
        if (r.at("group") == "conv2") {
            CHECK_THAT(number(r, "law_predicted"),
                       WithinAbs(r.at("seed_set") == "1" ? 0.42 : 0.52, 1e-12));
            CHECK(number(r, "law_predicted_error") > 0.001);
            CHECK(number(r, "law_predicted_error") < 0.01);
            ++predicted;
        }
    }
    CHECK(predicted == 6 * 2);
    for (const row& r : rows_of(folder.path(), "full_batch.csv")) {
        CHECK(number(r, "images") == 6000);
    }
    for (const row& r : rows_of(folder.path(), "velocity.csv")) {
        CHECK(r.at("law_predicted").empty() ==
              (r.at("group") != "conv2" || r.at("series").ends_with("epoch")));
    }
}

TEST_CASE("points that drift are hollow and say why, and no curve is fitted to them") {
    test::made_world world;
    world.stationary_fixed = false;
    const scratch_folder folder;
    write(folder.path(), test::make_evidence(world));
    std::size_t hollow = 0;
    for (const row& r : rows_of(folder.path(), "fig4_beta.csv")) {
        const bool fixed = r.at("series").starts_with("300 epochs");
        CHECK((r.at("equilibrium") == "0") == fixed);
        CHECK((r.at("why_not") == "0 of 1 runs stationary") == fixed);
        hollow += fixed ? 1 : 0;
    }
    CHECK(hollow == 3 * 8);
    for (const row& r : rows_of(folder.path(), "fits.csv")) {
        CHECK_FALSE(r.at("series").starts_with("300 epochs"));
    }
}

TEST_CASE("a folder that is not there is refused") {
    const scratch_folder folder;
    CHECK_THROWS_AS(write(folder / "absent", {}), thermosgd::error);
}

TEST_CASE("results are read as the plan has them, without those that are missing or not sound") {
    const std::vector<planned_run> plan = make_plan({.only = "fig6"});
    REQUIRE(plan.size() == 6);
    const scratch_folder folder;
    for (std::size_t i = 0; i < 4; ++i) {
        write_result(folder.path(), test::make_result({}, plan[i]));
    }
    std::ofstream(folder / (plan[1].id + ".json"), std::ios::app) << "x";
    std::vector<std::string> notices;
    const evidence runs = read_evidence(plan, folder.path(),
                                        [&](std::string_view text) { notices.emplace_back(text); });
    REQUIRE(runs.size() == 3);
    CHECK(runs[0].id == plan[0].id);
    CHECK(runs[1].id == plan[2].id);
    CHECK(runs[1].has("fig6"));
    CHECK_FALSE(runs[1].has("bn"));
    REQUIRE(notices.size() == 1);
    CHECK_THAT(notices[0], ContainsSubstring(plan[1].id));
    // What was written says the same as what was made.
    const figure_points made = points_of({{test::make_result({}, plan[0]), "", {"fig5"}}}, {});
    const figure_points read = points_of({{runs[0].result, "", {"fig5"}}}, {});
    CHECK_THAT(read.eta[0].log_temperature.value,
               WithinAbs(made.eta[0].log_temperature.value, 1e-6));
    CHECK(removal_of(runs[0].result).size() == 1);
    CHECK(gibbs_of(runs[0].result).size() == 4);
}

}  // namespace examples_paper_analysis_write_tables_test
