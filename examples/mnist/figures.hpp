// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Figures of a run by gnuplot, from a script that stays in the results folder.

#include "results.hpp"

#include <string>

namespace mnist {

/// Writes figures.gp, which draws loss.svg, layer_temperatures.svg and filter_temperatures.svg from
/// series.csv and from the final estimates, which it contains.
///
/// \throws thermosgd::error if the script cannot be written
void write_plot_script(const results_folder& folder, const train_options& options,
                       const trainer::data_facts& data, const std::string& network,
                       const outcome& result);

/// Writes figures.gp again from configuration.json and figures.json of a folder.
///
/// \throws thermosgd::error naming the file that is missing, or not what a run leaves
void rewrite_plot_script(const results_folder& folder);

/// Runs the script of a folder, so that its SVG files appear, each once it is whole.
///
/// \return empty, or why there are no figures: a line for the user, no reason to fail
[[nodiscard]] std::string draw_figures(const results_folder& folder);

/// Draws the same figures in text on standard output, as wide as the terminal.
///
/// \return as draw_figures
[[nodiscard]] std::string draw_in_terminal(const results_folder& folder);

}  // namespace mnist
