// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The results folder and the numbers that are written to it.

#include "convergence.hpp"
#include "ensembles.hpp"
#include "optimisers.hpp"
#include "options.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace contact {

/// What a run found; parts that did not run are empty.
struct run_results {
    std::string data;  ///< "MNIST"; empty where no images were needed
    std::vector<convergence_case> oscillators;
    std::vector<training_run> optimisers;
    ensemble_results dynamics;
};

/// The figures that there can be.
[[nodiscard]] std::vector<std::string> figure_names();

/// Creates the folder of a run. \throws thermosgd::error if it cannot be created
[[nodiscard]] std::filesystem::path create_folder(const run_options& options);

/// Has the folder hold no results; with `force` removes what an earlier run left in it, and nothing
/// else. To be called by who has locked it.
/// \throws thermosgd::error if it holds files already, or files that no run made
void clear_folder(const std::filesystem::path& folder, bool force);

/// Writes oscillators.csv, optimisers.csv, ensembles.csv, energies.csv and equipartition_*.csv, as
/// far as their parts ran.
/// \throws thermosgd::error naming the file that cannot be written
void write_numbers(const std::filesystem::path& folder, const run_results& results);

/// The name of the file with the equipartition readings of an ensemble.
[[nodiscard]] std::string equipartition_file(const std::string& ensemble);

/// Writes a file that appears under its name once it is whole.
/// \throws thermosgd::error
void write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace contact
