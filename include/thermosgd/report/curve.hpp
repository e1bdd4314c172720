// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What is a curve rather than a number: points with error bars, named axes and units.

#include <thermosgd/statistics/estimate.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// One axis of a curve.
struct curve_axis {
    std::string label;  ///< what, in words: "lag"
    std::string unit;   ///< "step", "theta^2", "1", …
};

/// A point of a curve.
struct curve_point {
    double x = 0;  ///< [unit of the x axis]
    estimate y;    ///< the value there, with its error bar where it has one [unit of the y axis]
};

/// A function that was measured of one group.
struct curve {
    std::string key;                  ///< what, stable: "position_ratio"
    std::string label;                ///< the same as free text
    std::string group;                ///< whose: "conv1"
    curve_axis x;                     ///< the variable
    curve_axis y;                     ///< the function
    std::vector<curve_point> points;  ///< by growing x; values are finite
};

/// The curve of that key and group. \return a pointer to it, or null \cost O(curves)
[[nodiscard]] inline const curve* find_curve(std::span<const curve> curves, std::string_view key,
                                             std::string_view group) noexcept {
    for (const curve& c : curves) {
        if (c.key == key && c.group == group) {
            return &c;
        }
    }
    return nullptr;
}

}  // namespace THERMOSGD_NAMESPACE
