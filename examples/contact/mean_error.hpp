// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Mean and standard error over independent runs.

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>

#include <thermosgd/statistics/estimate.hpp>

namespace contact {

/// The mean of n independent numbers and its standard error, s/√n.
struct mean_error {
    double mean = std::numeric_limits<double>::quiet_NaN();
    double error = std::numeric_limits<double>::quiet_NaN();  ///< NaN for fewer than two numbers

    /// "0.1234(56)"; without an error bar "0.1234 ± ?".
    [[nodiscard]] std::string text() const {
        return std::isfinite(error) ? thermosgd::format_value_error(mean, error)
                                    : fmt::format("{:.4g}", mean) + " ± ?";
    }
};

/// \copydoc mean_error
[[nodiscard]] inline mean_error mean_of(std::span<const double> values) {
    mean_error result;
    const auto n = static_cast<double>(values.size());
    if (values.empty()) {
        return result;
    }
    double sum = 0.0, squares = 0.0;
    for (const double value : values) {
        sum += value;
    }
    result.mean = sum / n;
    for (const double value : values) {
        squares += (value - result.mean) * (value - result.mean);
    }
    if (values.size() > 1) {
        result.error = std::sqrt(squares / (n * (n - 1.0)));
    }
    return result;
}

}  // namespace contact
