// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Runs gnuplot on a script.

#include <filesystem>
#include <string>

namespace mnist {

/// Runs `gnuplot -e ASSIGNMENTS figures.gp` in a folder and waits for its end.
///
/// \param silent  whether what it prints on standard output is dropped
/// \return empty, or one line on why there are no figures
[[nodiscard]] std::string run_gnuplot(const std::filesystem::path& folder,
                                      const std::string& assignments, bool silent);

}  // namespace mnist
