// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Points that are means over a few runs.

#include "plot.hpp"

#include <thermosgd/statistics/moments.hpp>

#include <cmath>
#include <vector>

namespace paper {

/// A mean over runs with the standard error of their scatter; of one run, with the run's own.
struct over_runs {
    std::vector<double> values{};  ///< [y]
    double own_error = 0.0;        ///< of the last one; NaN draws no bar [y]

    /// The mean at a place. \cost O(runs)
    [[nodiscard]] plot_point at(double x) const {
        thermosgd::moments over;
        for (const double value : values) {
            over.push(value);
        }
        const auto n = static_cast<double>(values.size());
        const double mean = over.mean;
        const double error = n > 1 ? std::sqrt(over.m2 / (n * (n - 1.0))) : own_error;
        return {x, mean, mean - error, mean + error};
    }
};

}  // namespace paper
