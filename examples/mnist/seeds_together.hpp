// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What several seeds say together: the temperature of the network, and not of one run.

#include "results.hpp"

#include <thermosgd/statistics/random_effects.hpp>

#include <cstddef>
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

/// One group over all seeds.
struct group_over_seeds {
    std::string name;
    std::vector<thermosgd::estimate> of_seed;     ///< T of each run, in the order of the seeds
    std::size_t in_equilibrium = 0;               ///< runs in which equilibrium was shown
    thermosgd::random_effects together;           ///< of T
    double rhat = thermosgd::not_available;       ///< of the series of T after burn-in [1]
    double effective = thermosgd::not_available;  ///< bulk effective sample size of those [1]
};

/// All groups that are layers, and all groups together last.
struct seeds_together {
    std::vector<std::uint64_t> seeds;
    std::vector<group_over_seeds> groups;
    std::string convention;  ///< of every T, "T = <K>/(kB d)" for example
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
