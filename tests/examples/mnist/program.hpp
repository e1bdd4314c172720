// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Starts the program `mnist` as a user would.

#include "examples/running_program.hpp"

#include <string>
#include <utility>
#include <vector>

/// The words of a command line of the program.
inline std::vector<std::string> mnist_words(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), THERMOSGD_MNIST_PROGRAM);
    return arguments;
}

/// Runs the program to its end.
inline program_result run_mnist(const scratch_folder& folder, std::vector<std::string> arguments) {
    return running_program(folder, mnist_words(std::move(arguments))).wait();
}
