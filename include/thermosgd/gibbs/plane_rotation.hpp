// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Gibbs states of rotations of the phase plane of one degree of freedom.

#include <thermosgd/gibbs/quadratic_energy.hpp>
#include <thermosgd/numeric/random_source.hpp>

#include <array>
#include <cmath>
#include <numbers>

namespace THERMOSGD_NAMESPACE::gibbs {

/// The family of b for J = (q² + p²)/2 on the plane, in units in which q and p are alike.
/// \f[ P = 2\pi/b, \quad Q = 1/b, \quad s = 1 + \ln(2\pi/b), \quad I = 1/b^2, \qquad b > 0 \f]
/// The law of J is that of an oscillator of frequency 1: J is exponential with rate b.
struct plane_rotation : quadratic_energy {
    plane_rotation() noexcept : quadratic_energy{1, std::log(2 * std::numbers::pi)} {}

    /// The moment map (q² + p²)/2. \cost O(1)
    [[nodiscard]] static constexpr vector moment(double q, double p) noexcept {
        return {0.5 * (q * q + p * p)};
    }

    /// Draws a point (q, p) of the Gibbs state: two normal numbers of variance 1/b.
    /// \throws std::invalid_argument unless b > 0 \cost two normal numbers
    template <random_source R>
    [[nodiscard]] std::array<double, 2> sample(const vector& b, R& random) const {
        require_gibbs_state("plane_rotation::sample", *this, b);
        const double sd = 1 / std::sqrt(b[0]);
        const double q = sd * random.normal();
        return {q, sd * random.normal()};
    }
};

}  // namespace THERMOSGD_NAMESPACE::gibbs
