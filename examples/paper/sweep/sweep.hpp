// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The plan that the options ask for, carried out.

#include <paper/plan/options.hpp>
#include <paper/plan/plan.hpp>
#include "data_sets.hpp"
#include "jobs.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// A run of the plan and its data.
struct sweep_run {
    planned_run run;
    std::size_t data = 0;  ///< number in the list of data sets
};

/// What the configurations of runs call a data set.
[[nodiscard]] std::string name_in_plan(const loaded_data& data);

/// Where results are if the command line does not say: with the source where that is there, else, and
/// for what is not worth keeping there (`--short`, synthetic data), OUT/runs.
///
/// \param writing  whether the source's folder must be writable
[[nodiscard]] std::filesystem::path results_folder(const run_options& options, bool writing);

/// The plans of all data sets, one after the other; `--everything` goes beyond the default plan for
/// the first.
[[nodiscard]] std::vector<sweep_run> make_sweep(const run_options& options,
                                                const std::vector<loaded_data>& data);

/// Does the runs that have no result yet.
///
/// \param interrupted  asked often     \param notice  receives lines worth knowing
/// \throws thermosgd::error, std::invalid_argument as do_jobs() and execute()
jobs_outcome run_sweep(const run_options& options, const std::vector<loaded_data>& data,
                       const std::function<bool()>& interrupted,
                       const std::function<void(std::string_view)>& notice);

/// Which runs have a sound result; changes nothing.
[[nodiscard]] std::vector<bool> done_runs(const run_options& options,
                                          const std::vector<loaded_data>& data,
                                          const std::vector<sweep_run>& runs,
                                          const std::function<void(std::string_view)>& notice);

/// Runs at a time: `--threads`, or one per core.
[[nodiscard]] std::size_t threads_of(const run_options& options);

}  // namespace paper
