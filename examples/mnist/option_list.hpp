// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The options of the commands, declared to CLI11.

#include "options.hpp"

#include <CLI/CLI.hpp>

namespace mnist {

/// Adds what names the data; values go to `o`, which must outlive `app`.
void add_data_options(CLI::App& app, train_options& o);

/// Adds all options of `train`.
void add_train_options(CLI::App& app, train_options& o);

/// Where data come from, for the end of a help text.
extern const char* const about_data;

}  // namespace mnist
