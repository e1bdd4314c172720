// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "examples/paper/analysis/made_evidence.hpp"
#include "scratch_folder.hpp"

#include <paper/analysis/extra_readers.hpp>
#include <paper/analysis/write_tables.hpp>
#include <paper/tables.hpp>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace paper;

namespace {

using row = std::map<std::string, std::string>;

/// The fields of a line of CSV; what is quoted may hold commas.
std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    return fields;
}

/// The rows of a file, by the names of columns without units.
std::vector<row> rows_of(const std::filesystem::path& folder, std::string_view file) {
    std::ifstream in(folder / file);
    std::string line;
    std::getline(in, line);
    const table& t = table_of(file);
    REQUIRE(fields_of(line) == headers_of(t));
    std::vector<row> rows;
    while (std::getline(in, line)) {
        const std::vector<std::string> fields = fields_of(line);
        REQUIRE(fields.size() == t.columns.size());
        row one;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            one[std::string(t.columns[i].name)] = fields[i];
        }
        rows.push_back(std::move(one));
    }
    return rows;
}

double number(const row& r, const std::string& column) {
    return std::stod(r.at(column));
}

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
    CHECK(checked == 4 * 3 * 2);  // layers, two series over β and one over η, seed sets

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
