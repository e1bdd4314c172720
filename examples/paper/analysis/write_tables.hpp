// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The CSV files behind the figures.

#include <paper/results/tables.hpp>
#include "claims.hpp"
#include "evidence.hpp"
#include "figure_points.hpp"
#include "fits.hpp"

#include <thermosgd/io/csv.hpp>

#include <cmath>
#include <filesystem>
#include <vector>

namespace paper {

/// The fits of Fig. 4, Fig. 5 and of the placements of batch norm.
[[nodiscard]] std::vector<layer_fits> all_fits(const figure_points& points);

/// Writes every file of `tables` in tables.hpp, those without rows with their header only.
/// \throws thermosgd::error naming the file that cannot be written
void write_tables(const std::filesystem::path& folder, const evidence& runs,
                  const figure_points& points, const std::vector<claim_row>& claims,
                  double level = 0.95);

// Parts of it.

/// A table with its header, to append rows to.
[[nodiscard]] inline thermosgd::csv_writer open_table(const std::filesystem::path& folder,
                                                      const char* file) {
    return {folder / file, headers_of(table_of(file))};
}

/// The end of an interval, empty in the table where it is infinite.
[[nodiscard]] inline double end_of(double x) {
    return std::isfinite(x) ? x : none;
}

/// Temperatures of layers and what is fitted to them.
void write_point_tables(const std::filesystem::path& folder, const figure_points& points,
                        double level);
/// Networks, runs, losses, filters, spread within layers.
void write_run_tables(const std::filesystem::path& folder, const evidence& runs, double level);
/// Removed filters.
void write_extra_tables(const std::filesystem::path& folder, const evidence& runs, double level);
/// Gibbs states, entropy and free energy.
void write_gibbs_tables(const std::filesystem::path& folder, const evidence& runs, double level);

}  // namespace paper
