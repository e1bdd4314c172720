// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The gnuplot script that draws what a run found.

#include "results.hpp"

#include <string>

namespace contact {

/// figures.gp for the parts that ran; it draws from the CSV files beside it and from means over
/// seeds, which it contains.
[[nodiscard]] std::string figure_script(const run_results& results, const run_options& options);

}  // namespace contact
