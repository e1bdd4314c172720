// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The options of the optimiser and of the schedule of its learning rate, and what is told of them.

#include "options.hpp"

#include <CLI/CLI.hpp>

#include <string>

namespace mnist {

/// Adds --optimiser, --schedule and their constants; values go to `o`, which must outlive `app`.
void add_optimiser_options(CLI::App& app, train_options& o);

/// Refuses constants that do not belong to the optimiser or the schedule.
///
/// \throws thermosgd::error naming the option, its value and what was expected
void check_optimiser(const train_options& options);

/// Fits the schedule to the length of the run, which must be known in steps: what was left out of
/// its length becomes that of the run.
///
/// \throws thermosgd::error where its parts are longer than the whole, or the run is
void settle_schedule(train_options& options);

/// Those of the options above that decide what a run computes.
void add_optimiser(support::json& decisive, const cnn::options& settings);

/// Reads as much of that as captions name; a run of an older version has SGD.
void read_optimiser(const support::json& decisive, cnn::options& settings);

/// Lines on optimiser and schedule for people; none for SGD at a constant rate.
[[nodiscard]] std::string optimiser_lines(const cnn::options& settings);

/// The same in two words for a caption: ", adamw, cosine".
[[nodiscard]] std::string optimiser_caption(const cnn::options& settings);

}  // namespace mnist
