// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a run is to do, from the command line.

#include "ensembles.hpp"
#include "optimisers.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace contact {

/// The parts of a run, as they are called on the command line.
struct parts {
    bool oscillators = true;
    bool optimisers = true;
    bool dynamics = true;
};

/// All that the command line says.
struct run_options {
    bool run = true;  ///< false: help or version was all that was asked for
    parts what;
    std::string data;           ///< a folder, "synthetic", or empty: search
    std::filesystem::path out;  ///< empty: results/contact-DATE-TIME
    bool force = false;         ///< replace what an earlier run left in the folder
    bool quick = false;
    bool quiet = false;
    std::size_t threads = 0;  ///< 0: one per core
    training_settings training;
    ensemble_settings ensembles;
};

/// Reads the schemes after the program's name; prints help where that is asked for.
///
/// \throws thermosgd::error in one line for schemes that mean nothing, or values out of range
[[nodiscard]] run_options parse_command_line(std::vector<std::string> arguments);

}  // namespace contact
