// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The report of a run for programs: JSON lines.

#include "results.hpp"

namespace mnist {

/// Writes report.jsonl: one object per line, told apart by its member "record".
///
/// "run" (all options, the data, how it ended), "test" (accuracy, unless it diverged), "segment"
/// (conventions, loss), then "group" for each, "total", and "filter" for each. Every estimate is an
/// object with value, error, n_eff, g, nu and verdict. No times of day: equal runs, equal bytes.
/// \throws thermosgd::error if the file cannot be written; nothing of it is left then
void write_report_lines(const results_folder& folder, const train_options& options,
                        const trainer::data_facts& data, const trainer::network_facts& network,
                        const outcome& result);

}  // namespace mnist
