// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How fast the schemes converge on the reference oscillators.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace contact {

/// The errors of one scheme at one step, at the end of an oscillator's time.
struct convergence_point {
    double timestep;        ///< h [time]
    std::size_t gradients;  ///< in all
    double position_error;  ///< the greatest over q and p
    double action_error;    ///< of S
};

/// One scheme on one oscillator.
struct convergence_curve {
    std::string scheme;  ///< "Su4/D(KF)D"
    int order;           ///< that it states
    int gradients_per_step;
    std::vector<convergence_point> points;  ///< steps halve from one to the next

    /// The order measured on the finest pair of steps whose errors stand above a floor of rounding.
    /// \param error  position_error or action_error      \return NaN without such a pair
    [[nodiscard]] double measured_order(double convergence_point::* error, double floor) const;
};

/// All schemes on one oscillator.
struct convergence_case {
    std::string name, formula;
    double exact_error =
        std::numeric_limits<double>::quiet_NaN();  ///< of the reference, where known
    double halved_error = 0.0;  ///< how much the reference changes with twice its step
    std::vector<convergence_curve> curves = {};

    /// Fifty times what the reference may be wrong by: errors below are not used.
    [[nodiscard]] double floor() const {
        return 50.0 * std::max({1e-14, halved_error, std::isnan(exact_error) ? 0.0 : exact_error});
    }

    /// The curve of a scheme, or null. \param scheme  its name, "" for the default one of `order`
    [[nodiscard]] const convergence_curve* find(const std::string& scheme, int order) const;
};

/// The step of the reference solutions, which KL6 over the default scheme computes [time].
inline constexpr double reference_step = 0.005;

/// Integrates all oscillators with all schemes that are exact for them.
///
/// \param steps  h, each half of the one before; those that a scheme refuses, or that do not divide
///               the time, are left out
/// \cost about a second
[[nodiscard]] std::vector<convergence_case> measure_convergence(const std::vector<double>& steps);

}  // namespace contact
