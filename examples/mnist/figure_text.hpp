// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Pieces of gnuplot scripts, as program/figure_text.hpp has them.

#include <program/figure_text.hpp>

namespace mnist {

using program::begin_figure;
using program::colour;
using program::in_quotes;

}  // namespace mnist
