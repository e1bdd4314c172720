// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Starts the program `contact` as a user would.

#include "examples/running_program.hpp"

#include <string>
#include <utility>
#include <vector>

/// Runs the program to its end.
inline program_result run_contact(const scratch_folder& folder,
                                  std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), THERMOSGD_CONTACT_PROGRAM);
    return running_program(folder, std::move(arguments)).wait();
}
