// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What an option's text must be: as program/checks.hpp has it, and names of observables.

#include <support/checks.hpp>

#include <CLI/CLI.hpp>
#include <thermosgd/diagnostics/topics.hpp>

#include <stdexcept>
#include <string>

namespace mnist {

using support::count;
using support::number;
using support::one_of;

/// Accepts what thermosgd::topics::of() reads.
inline CLI::Validator observable_list() {
    return {[](std::string& text) {
                try {
                    (void)thermosgd::topics::of(text);
                } catch (const std::invalid_argument& problem) {
                    return std::string(problem.what());
                }
                return std::string();
            },
            ""};
}

}  // namespace mnist
