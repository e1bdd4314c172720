// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Exponents: power laws and straight lines through points, with χ².

#include "points.hpp"

#include <thermosgd/statistics/line_fit.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// What is on the axis below.
enum class abscissa { inverse_beta, eta };

[[nodiscard]] constexpr std::string_view to_string(abscissa x) noexcept {
    return x == abscissa::eta ? "eta" : "inverse_beta";
}

/// The place of a point on that axis.
[[nodiscard]] inline double place_of(const point& p, abscissa x) {
    return x == abscissa::eta ? p.eta : 1 / p.beta;
}

/// A curve through points.
///
/// The error of a slope is inflated by √(χ²/ν) where the points scatter more than their error bars
/// allow; where they do not, its freedom is the median of that of the points, since the points share
/// what they know of the scatter between seeds.
struct curve_fit {
    thermosgd::line_fit line;   ///< of ln T against ln x, or of T against x; errors as the points'
    thermosgd::estimate slope;  ///< the exponent, for a power law; its error inflated
    thermosgd::estimate intercept;  ///< ln T at x = 1, or T at x = 0; the same
    double misfit = none;           ///< root mean square of ln T − ln fit
    double x_min = none;
    double x_max = none;

    [[nodiscard]] bool exists() const noexcept { return line.points >= 2; }
};

/// T = C x^a through points, as a line through ln T.
/// \param points  at different x; what is not finite must not be among them
[[nodiscard]] curve_fit fit_power_law(std::span<const point> points, abscissa x);

/// T = a + b x through the same points, with the errors that those of ln T mean for T.
[[nodiscard]] curve_fit fit_straight_line(std::span<const point> points, abscissa x);

/// Where an interval lies.
enum class place { inside, outside, neither };

/// Whether the interval of an estimate lies within expected ± margin, wholly outside, or neither.
/// Neither, too, without an error bar.
[[nodiscard]] place place_of(const thermosgd::estimate& e, double expected, double margin,
                             double level = 0.95);

/// Both fits of one layer.
struct layer_fits {
    std::string figure;  ///< file of the points
    std::string series;
    int seed_set = 1;
    std::string group;
    abscissa x = abscissa::eta;
    curve_fit power;
    curve_fit line;
};

/// Power law and line of every series, seed set and layer of the points of a figure, through those
/// at equilibrium, where there are three or more.
[[nodiscard]] std::vector<layer_fits> fit_layers(std::span<const point> points,
                                                 const std::string& figure, abscissa x);

}  // namespace paper
