// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The terminal, as program/terminal.hpp has it.

#include <program/terminal.hpp>

namespace mnist {

using program::is_terminal;
using program::size_of_terminal;
using program::terminal_size;
using program::wants_colour;

}  // namespace mnist
