// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Gibbs states of rotations of a sphere about an axis: a compact orbit, where any b has one.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/gibbs/exponential_family.hpp>
#include <thermosgd/numeric/random_source.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace THERMOSGD_NAMESPACE::gibbs {

/// The family of b for J = z on the unit sphere with its area as the measure: a classical spin.
/// \f[ P = 4\pi\,\frac{\sinh b}{b}, \quad Q = \frac1b - \coth b, \quad
///     I = \frac{1}{b^2} - \frac{1}{\sinh^2 b} \f]
/// b of either sign, and 0, where P = 4π, Q = 0, I = 1/3. Digits are kept at small and at large b.
/// \see Souriau 1969; Langevin 1905 (−Q)
struct sphere_rotation {
    static constexpr std::size_t dimension = 1;
    using vector = std::array<double, 1>;
    using matrix = small_matrix<1>;

    /// nullptr for any finite b. \cost O(1)
    [[nodiscard]] const char* refusal(const vector& b) const noexcept {
        return is_finite(b[0]) ? nullptr : "b is not a finite number";
    }

    /// ln P. \throws std::invalid_argument unless b is finite \cost two elementary functions
    [[nodiscard]] double log_partition(const vector& b) const {
        require_gibbs_state("sphere_rotation::log_partition", *this, b);
        const double a = std::fabs(b[0]);
        const double log_area = std::log(4 * std::numbers::pi);
        if (a < 1e-4) {
            return log_area + a * a / 6;
        }
        return a < 1 ? log_area + std::log(std::sinh(a) / a)
                     : log_area + a + std::log1p(-std::exp(-2 * a)) - std::log(2 * a);
    }

    /// Q, the mean of z, in (−1, 1). \throws std::invalid_argument unless b is finite
    /// \cost below 100 ns
    [[nodiscard]] vector mean_heat(const vector& b) const {
        require_gibbs_state("sphere_rotation::mean_heat", *this, b);
        return {-b[0] * langevin_over_argument(std::fabs(b[0]))};
    }

    /// I, the variance of z, at most 1/3. \throws std::invalid_argument unless b is finite
    /// \cost below 100 ns
    [[nodiscard]] matrix fisher_metric(const vector& b) const {
        require_gibbs_state("sphere_rotation::fisher_metric", *this, b);
        const double a = std::fabs(b[0]);
        if (a > direct) {
            const double csch = 2 * std::exp(-a) / -std::expm1(-2 * a);
            return {{{1 / (a * a) - csch * csch}}};
        }
        const double ratio = langevin_over_argument(a);
        return {{{1 - a * a * ratio * ratio - 2 * ratio}}};
    }

    /// b = 0, the uniform distribution. \cost O(1)
    [[nodiscard]] vector reference() const noexcept { return {0}; }

    /// The moment map: z of a point of the sphere. \cost O(1)
    [[nodiscard]] static constexpr vector moment(const std::array<double, 3>& point) noexcept {
        return {point[2]};
    }

    /// z drawn from its law, exp(−b z) on [−1, 1], by inversion.
    /// \throws std::invalid_argument unless b is finite \cost one uniform number
    template <random_source R>
    [[nodiscard]] vector sample_moment(const vector& b, R& random) const {
        require_gibbs_state("sphere_rotation::sample_moment", *this, b);
        const double u = random.uniform();
        const double a = std::fabs(b[0]);
        // The density of z + 1 falls as exp(−a (z + 1)) for b = a; for b = −a the sphere is turned.
        const double above =
            a > 1e-12 ? (std::min)(2.0, -std::log1p(u * std::expm1(-2 * a)) / a) : 2 * u;
        return {b[0] < 0 ? 1 - above : above - 1};
    }

    /// A point (x, y, z) of the sphere drawn from the Gibbs state.
    /// \throws std::invalid_argument unless b is finite \cost two uniform numbers
    template <random_source R>
    [[nodiscard]] std::array<double, 3> sample(const vector& b, R& random) const {
        const double z = sample_moment(b, random)[0];
        const double angle = 2 * std::numbers::pi * random.uniform();
        const double radius = std::sqrt((std::max)(0.0, (1 - z) * (1 + z)));
        return {radius * std::cos(angle), radius * std::sin(angle), z};
    }

    /// The distribution function of z. \cost two elementary functions
    [[nodiscard]] vector uniforms(const vector& j, const vector& b) const {
        const double a = std::fabs(b[0]);
        const double above = b[0] < 0 ? 1 - j[0] : 1 + j[0];
        const double f = a > 1e-12 ? std::expm1(-a * above) / std::expm1(-2 * a) : 0.5 * above;
        return {b[0] < 0 ? 1 - f : f};
    }

private:
    static constexpr double direct = 2;  ///< from here on 1/b − coth b loses no digit to speak of

    /// (coth a − 1/a)/a for a ≥ 0; below `direct` by the continued fraction 1/(3 + a²/(5 + …)), all
    /// terms of which are positive.
    [[nodiscard]] static double langevin_over_argument(double a) noexcept {
        if (a > direct) {
            return (1 / std::tanh(a) - 1 / a) / a;
        }
        double denominator = 27;
        for (double odd = 25; odd > 2; odd -= 2) {
            denominator = odd + a * a / denominator;
        }
        return 1 / denominator;
    }
};

}  // namespace THERMOSGD_NAMESPACE::gibbs
