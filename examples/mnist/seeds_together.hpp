// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What several seeds say together: the temperature of the network, and not of one run.

#include "results.hpp"

#include <thermosgd/report/runs_together.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mnist {

/// A run that has ended well.
struct seed_run {
    std::uint64_t seed = 0;
    std::filesystem::path folder;
};

/// All groups that are layers, and all groups together last.
struct seeds_together {
    std::vector<std::uint64_t> seeds;
    std::vector<thermosgd::part_over_runs> groups;  ///< chains: rows of the series after burn-in
    std::string convention;                         ///< of every T, "T = <K>/(kB d)" for example
};

/// Reads the reports and series of runs.
/// \param runs  at least one, of the same network
/// \throws thermosgd::error naming the file that is not what a run leaves
[[nodiscard]] seeds_together put_together(const std::vector<seed_run>& runs);

/// The table, with a legend.
[[nodiscard]] std::string seeds_text(const seeds_together& all);

/// Writes seeds.txt, seeds.csv and figures.gp.
void write_seeds(const results_folder& folder, const seeds_together& all, const std::string& text);

/// Draws seeds.svg by figures.gp. \return empty, or why there is no figure
[[nodiscard]] std::string draw_seeds(const results_folder& folder);

}  // namespace mnist
