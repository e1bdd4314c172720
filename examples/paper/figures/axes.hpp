// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Numbers and words at the axes of a plot, in gnuplot's enhanced mode.

#include <string>
#include <utility>
#include <vector>

namespace paper {

/// Text as it stands for gnuplot's enhanced mode, which gives '_', '^' and
/// others a meaning.
[[nodiscard]] std::string plain(const std::string& text);

/// Text in double quotes for gnuplot; it may have several lines.
[[nodiscard]] std::string gnuplot_text(std::string text);

/// A number for people: "0.01", "5×10^{−7}"; "5e-7" where not `enhanced`.
[[nodiscard]] std::string number_label(double value, bool enhanced = true);

/// Labels and lesser marks of a logarithmic axis, as `set xtics (…)` takes
/// them; labels at 2 and 5 too where the axis covers few decades, and at more unless they are long
/// and stand side by side.
[[nodiscard]] std::string log_tics(double low, double high, bool side_by_side = false);

/// Marks of an axis of 1/B: "1/8", "1/16" and so on to "1/512", by this factor.
[[nodiscard]] std::vector<std::pair<double, std::string>> inverse_beta_tics(int factor);

/// The power of ten that the labels of a linear axis are divided by: 0 for
/// handy numbers.
[[nodiscard]] int exponent_of(double low, double high);

/// The power in the unit of an axis: "T [1]" becomes "T [10^{−7}]", "S [nat]"
/// "S [10^{−7} nat]".
[[nodiscard]] std::string with_power(const std::string& label, int e);

}  // namespace paper
