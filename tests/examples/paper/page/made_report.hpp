// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The folder of a report on a made world, and tables that are damaged.

#include "examples/paper/analysis/made_evidence.hpp"
#include "examples/running_program.hpp"
#include "scratch_folder.hpp"

#include <paper/analysis/claims.hpp>
#include <paper/analysis/write_tables.hpp>
#include <paper/page/page.hpp>
#include <paper/results/tables.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>

namespace test {

/// Writes the tables of a made world with the verdicts on its claims, and the result whose weights
/// and maps are drawn. Nothing is drawn yet.
inline paper::page_sources make_report(const scratch_folder& folder, const made_world& world = {}) {
    const paper::page_sources report{folder.path(), folder / "runs", {{"Plan, wall time", "6 h"}}};
    std::filesystem::create_directories(paper::tables_of_page(report.folder));
    std::filesystem::create_directories(report.results);
    const paper::thresholds limits = paper::read_thresholds(
        std::filesystem::path(THERMOSGD_SOURCE_DIR) / "examples/paper/reference/thresholds.json");
    const paper::evidence runs = make_evidence(world);
    const paper::figure_points points = paper::points_of(runs, limits.rules);
    paper::write_tables(paper::tables_of_page(report.folder), runs, points,
                        paper::judge_claims(runs, points, {}, limits));
    for (const paper::measured_run& run : runs) {
        if (run.has("fig6")) {
            paper::write_result(report.results, run.result);
            break;
        }
    }
    return report;
}

/// Cuts the last half of a table off, in the middle of a line.
inline void cut_short(const scratch_folder& folder, const std::string& table) {
    const std::string text = text_of(folder / "csv" / table);
    const std::size_t line = text.find('\n', text.size() / 2);
    folder.write("csv/" + table, text.substr(0, line - 1));
}

/// Writes a word in place of the number in the last row of a table's column.
inline void spoil_number(const scratch_folder& folder, const std::string& table,
                         const std::string& column) {
    const auto columns = paper::table_of(table).columns;
    const auto place = std::find_if(columns.begin(), columns.end(),
                                    [&](const auto& c) { return c.name == column; });
    const std::string text = text_of(folder / "csv" / table);
    std::size_t begin = text.rfind('\n', text.size() - 2) + 1;
    bool quoted = false;
    for (auto commas = place - columns.begin(); commas > 0; ++begin) {
        quoted = quoted != (text.at(begin) == '"');
        commas -= text[begin] == ',' && !quoted ? 1 : 0;
    }
    const std::size_t end = text.find_first_of(",\n", begin);
    folder.write("csv/" + table, text.substr(0, begin) + "many" + text.substr(end));
}

}  // namespace test
