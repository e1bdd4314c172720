// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/io/report_csv.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace io_report_csv_test {

using namespace thermosgd;

TEST_CASE("a report is a table of its groups, their total and their filters") {
    const scratch_folder folder;
    report r;
    r.groups.resize(2);
    r.groups[0].name = "conv1";
    r.groups[0].temperature.value = 0.1;
    r.groups[1].name = "a, b";
    r.total.name = "all groups";
    r.filters.resize(1);
    r.filters[0].name = "conv1[0]";
    write_report_csv(folder / "report.csv", r);
    std::istringstream text(folder.read("report.csv"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) {
        lines.push_back(line);
    }
    REQUIRE(lines.size() == 5);
    CHECK(lines[0].substr(0, 36) == "segment,name,degrees_of_freedom,temp");
    CHECK(lines[1].substr(0, 16) == "0,conv1,0,0.1,,0");
    CHECK(lines[2].substr(0, 10) == "0,\"a, b\",0");
    CHECK(lines[3].substr(0, 13) == "0,all groups,");
    CHECK(lines[4].substr(0, 11) == "0,conv1[0],");
    // No field of line 1 has a comma in it: as many separators as in the header.
    CHECK(std::count(lines[0].begin(), lines[0].end(), ',') ==
          std::count(lines[1].begin(), lines[1].end(), ','));
    CHECK_THAT(lines[1], ContainsSubstring("unknown,not shown,"));
    CHECK(lines[0].ends_with(",convention,schema"));
    CHECK_THAT(lines[0], ContainsSubstring(",zero_velocities,invisible_in_bfloat16,"));
    CHECK(lines[1].ends_with(",3"));
}

TEST_CASE("a driven segment says so in every row") {
    const scratch_folder folder;
    report r;
    r.driven = true;
    write_report_csv(folder / "report.csv", r);
    CHECK_THAT(folder.read("report.csv"), ContainsSubstring(",driven,"));
}

}  // namespace io_report_csv_test
