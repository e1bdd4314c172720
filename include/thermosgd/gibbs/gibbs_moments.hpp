// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// From what a training step leaves behind to moments J: kinetic energy and total momentum from the
/// sums, energy and angular momentum in a plane from projections.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/core/sums.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// (K, P) of a group of d scalars of mass m at one step: the J of gibbs::moving_box<1> with d
/// particles, its first number that of gibbs::quadratic_energy::kinetic(d, m).
/// \f[ K = \frac{m}{2\Delta t^2}\sum_i v_i^2, \qquad P = \frac{m}{\Delta t}\sum_i v_i \f]
/// \param s         sums of the step, at any level [theta per step]
/// \param mass      m [loss·time²/theta²]      \param timestep  Δt [time]
/// \return K [loss], P [mass·theta/time]; NaN where the step had numbers that are not finite, which
///         the fit leaves out
/// \cost O(1), noexcept
[[nodiscard]] constexpr std::array<double, 2> kinetic_moment(const sums& s, double mass = 1,
                                                             double timestep = 1) noexcept {
    if (s.n_nonfinite != 0) {
        constexpr double none = not_available;
        return {none, none};
    }
    return {0.5 * mass * s.v2 / (timestep * timestep), mass * s.v / timestep};
}

/// What moves in the plane of two projections during one step.
struct plane_motion {
    double kinetic_energy = 0;    ///< ½m(ẋ_i² + ẋ_j²) [loss]
    double squared_radius = 0;    ///< x_i² + x_j² in the middle of the step [theta²]
    double angular_momentum = 0;  ///< m(x_i ẋ_j − x_j ẋ_i) [mass·theta²/time]

    /// (H, L), the J of gibbs::rotating_trap: H = K + ½ k r². ω|L| ≤ H for any single step.
    /// \param stiffness  k = mω² of the trap [loss/theta²] \cost O(1)
    [[nodiscard]] constexpr std::array<double, 2> trap_moment(double stiffness) const noexcept {
        return {kinetic_energy + 0.5 * stiffness * squared_radius, angular_momentum};
    }
};

/// The motion in the plane of projections i and j.
///
/// L is the same with positions before, after or in the middle of the step, and the mean of L/(2m)
/// is the circulation of estimate_probability_current(). r² is taken in the middle, where the
/// velocity lives.
/// \param x         projected positions before the step, from the centre of the motion [theta]
/// \param v         projected displacements of the step [theta]
/// \param i,j       which two      \param mass  m      \param timestep  Δt [time]
/// \return K, r², L
/// \throws std::invalid_argument unless i and j differ and lie below the number of projections
/// \cost O(1)
[[nodiscard]] inline plane_motion motion_in_plane(std::span<const double> x,
                                                  std::span<const double> v, std::size_t i,
                                                  std::size_t j, double mass = 1,
                                                  double timestep = 1) {
    if (x.size() != v.size() || i >= x.size() || j >= x.size() || i == j) {
        THERMOSGD_THROW(std::invalid_argument(
            "motion_in_plane: i = " + std::to_string(i) + ", j = " + std::to_string(j) +
            ", expected two different numbers below " + std::to_string(x.size()) + " = " +
            std::to_string(v.size()) + ", the numbers of positions and displacements"));
    }
    const double xi = x[i] + 0.5 * v[i], xj = x[j] + 0.5 * v[j];
    return {.kinetic_energy = 0.5 * mass * (v[i] * v[i] + v[j] * v[j]) / (timestep * timestep),
            .squared_radius = xi * xi + xj * xj,
            .angular_momentum = mass * (x[i] * v[j] - x[j] * v[i]) / timestep};
}

}  // namespace THERMOSGD_NAMESPACE
