// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Several seeds of one run, side by side, each a process of its own.

#include "options.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace mnist {

/// The command line of one of the runs: the options of the whole, its own seed and folder, one
/// thread. What such a run writes is what the same command writes by itself.
[[nodiscard]] std::vector<std::string> arguments_of_seed(const train_options& options,
                                                         std::uint64_t seed,
                                                         const std::filesystem::path& folder);

/// Runs `options.seeds` seeds from `options.sgd.seed` on, as many at a time as there are cores (or
/// --threads), each in OUT/seed-N, and puts together what they found.
///
/// \param binary  the file of this program, which is run once per seed
/// \return the exit code: success, the worst of the runs', or that of the signal that stopped them
/// \throws thermosgd::error if the folder or a process cannot be made
[[nodiscard]] int train_seeds(const train_options& options, const std::filesystem::path& binary);

}  // namespace mnist
