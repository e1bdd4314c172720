// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// All tables, and that of claims.

#include "write_tables.hpp"

#include <thermosgd/io/csv.hpp>

namespace paper {

void write_tables(const std::filesystem::path& folder, const evidence& runs,
                  const figure_points& points, const std::vector<claim_row>& claims, double level) {
    write_point_tables(folder, points, level);
    write_run_tables(folder, runs, level);
    write_extra_tables(folder, runs, level);
    write_gibbs_tables(folder, runs, level);
    constexpr const char* file = "claims.csv";
    thermosgd::csv_writer out = open_table(folder, file);
    for (const claim_row& row : claims) {
        out.append(row.claim.id, row.claim.section, row.claim.says, row.first.measured,
                   to_string(row.first.what), row.first.decides, to_string(row.second.what),
                   row.second.decides, row.claim.figure);
    }
    out.flush();
}

}  // namespace paper
