// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Position stationarity, which gates whatever needs a sampled distribution of positions, and the
/// drift of the norm. Equilibrium of the kinetic energy is in equilibrium.hpp.

#include <thermosgd/core/scalar.hpp>

namespace THERMOSGD_NAMESPACE {

/// How far a group came in a window, against how far its single steps add up to.
/// \f[ R(n) = \frac{|x_T - x_0|^2}{\sum_t |\Delta x_t|^2} \f]
///
/// R is 1 for a random walk, about n for a drift, and far below 1 once the positions have been
/// sampled many times over (variance ratio; Pesme et al. 2020).
/// \param squared_distance           |x_T − x_0|² over the window [theta²]
/// \param sum_of_squared_steps       Σ|Δx|² over the same window [theta²]
/// \return R [1]; NaN where nothing moved      \cost O(1), noexcept
[[nodiscard]] constexpr double position_variance_ratio(double squared_distance,
                                                       double sum_of_squared_steps) noexcept {
    return sum_of_squared_steps > 0.0 ? squared_distance / sum_of_squared_steps : not_available;
}

/// The bound on R below which positions count as sampled.
inline constexpr double position_stationarity_bound = 0.1;

/// The residual of K = η⟨θ·g⟩ over a window, which needs no gradient and holds for any optimiser.
/// \f[ \frac{|x_T|^2 - |x_0|^2}{\sum_t |\Delta x_t|^2} \f]
///
/// It is a boundary term that falls as one over the window; groups without normalisation need very
/// long windows. Printed beside the verdict, it gates nothing. (Yaida 2019; norm-drift identity)
/// \param norm_change            |x_T|² − |x_0|² [theta²]
/// \param sum_of_squared_steps   Σ|Δx|² over the window [theta²]
/// \return the residual [1]; NaN where nothing moved      \cost O(1), noexcept
[[nodiscard]] constexpr double norm_drift_residual(double norm_change,
                                                   double sum_of_squared_steps) noexcept {
    return sum_of_squared_steps > 0.0 ? norm_change / sum_of_squared_steps : not_available;
}

}  // namespace THERMOSGD_NAMESPACE
