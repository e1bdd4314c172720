// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What the program is to do, from the command line.

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace paper {

/// All that the command line says.
struct run_options {
    enum class command { plan, run, report, verdicts, convert, nothing };

    command what = command::nothing;  ///< nothing: help or version was all that was asked for
    std::vector<std::string> data;    ///< folders, or "synthetic"; empty: search
    std::string data_set;             ///< mnist, fashion or cifar10, or empty: what `data` holds
    bool everything = false;          ///< beyond the default plan
    bool short_form = false;          ///< a hundredth of the steps, to see that all is well
    std::string only;                 ///< a tag of the plan, or empty: the whole plan
    std::size_t threads = 0;          ///< runs at a time; 0: one per core
    std::filesystem::path results;    ///< empty: default_results()
    std::filesystem::path out = "results/paper";  ///< page, figures, CSV, weights and checkpoints
    bool force = false;                           ///< take over an `out` that no report has marked
    bool quiet = false;
};

/// Reads the words after the program's name; prints help where that is asked for.
///
/// \throws thermosgd::error in one line that names the option, its value and what was expected
[[nodiscard]] run_options parse_command_line(std::vector<std::string> arguments);

}  // namespace paper
