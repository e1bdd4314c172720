// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Signals, as program/interrupt.hpp has them.

#include <program/interrupt.hpp>

namespace mnist {

using program::ignore_write_signals;
using program::install_signal_handlers;
using program::interrupted_by;

}  // namespace mnist
