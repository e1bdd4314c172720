// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/io/report_json_lines.hpp>

#include <nlohmann/json.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace io_report_json_lines_test {

using namespace thermosgd;
using nlohmann::json;

TEST_CASE("every estimate stands with its error bar, what is missing is null") {
    estimate e;
    e.value = 5.22e-7;
    e.error = 3e-9;
    e.n_eff = 812.5;
    e.verdict = reliability::reliable;
    const json parsed = json::parse(json_of(e).text());
    CHECK(parsed["value"] == 5.22e-7);
    CHECK(parsed["error"] == 3e-9);
    CHECK(parsed["n_eff"] == 812.5);
    CHECK(parsed["g"].is_null());
    CHECK(parsed["verdict"] == "reliable");
}

TEST_CASE("a report is one line for the segment and one for each group and filter") {
    const scratch_folder folder;
    report r;
    r.parameters.learning_rate = 0.25;
    r.groups.resize(2);
    r.groups[1].name = "conv \"2\"";
    r.groups[1].temperature.value = 0.125;
    r.filters.resize(1);
    r.filters[0].filter = 3;
    json_lines_writer file(folder / "report.jsonl");
    append_report(file, r);
    file.commit();
    std::istringstream text(folder.read("report.jsonl"));
    std::vector<json> lines;
    for (std::string line; std::getline(text, line);) {
        lines.push_back(json::parse(line));
    }
    REQUIRE(lines.size() == 5);
    for (const json& line : lines) {
        CHECK(line["schema"] == output_schema);
    }
    CHECK(lines[0]["record"] == "segment");
    CHECK(lines[0]["convention"] == "T = <K>/(kB d)");
    CHECK(lines[0]["learning_rate"] == 0.25);
    CHECK(lines[0]["weight_decay"].is_null());
    CHECK_FALSE(lines[0].contains("first_nonfinite_group"));
    CHECK(lines[2]["record"] == "group");
    CHECK(lines[2]["name"] == "conv \"2\"");
    CHECK(lines[2]["temperature"]["value"] == 0.125);
    CHECK(lines[2]["equilibrium"]["verdict"] == "not shown");
    CHECK_FALSE(lines[2].contains("filter"));
    CHECK(lines[3]["record"] == "total");
    CHECK((lines[4]["record"] == "filter" && lines[4]["filter"] == 3));
}

TEST_CASE("a step with NaN in it is named") {
    report r;
    r.first_nonfinite_group = "linear2";
    r.first_nonfinite_step = 7;
    const json parsed = json::parse(json_of_segment(r).text());
    CHECK(parsed["first_nonfinite_group"] == "linear2");
    CHECK(parsed["first_nonfinite_step"] == 7);
}

}  // namespace io_report_json_lines_test
