// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What the figures of a run show beside its series: figures.json of the results folder.

#include "results.hpp"

namespace mnist {

/// As much of a run as its figures need.
struct figure_source {
    train_options options;     ///< those that captions name
    trainer::data_facts data;  ///< name and number of test images
    outcome result;            ///< temperatures, curves and readings, the accuracy
};

/// Writes figures.json. \throws thermosgd::error if it cannot be written
void write_figure_data(const results_folder& folder, const outcome& result);

/// Reads figures.json and configuration.json of a folder.
///
/// \throws thermosgd::error naming the file and what is wrong with it, names included that a run does
///         not give to groups and curves
[[nodiscard]] figure_source read_figure_data(const results_folder& folder);

}  // namespace mnist
