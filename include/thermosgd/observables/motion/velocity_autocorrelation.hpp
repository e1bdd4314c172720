// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The autocorrelation of velocities: momentum, confinement, and the edge of stability.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/autocorrelation.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The velocity autocorrelation function of a group, averaged over its parameters.
/// \f[ \rho_v(k) = \frac{\langle v_t \cdot v_{t+k} \rangle}{\langle |v|^2 \rangle} \f]
/// Plain SGD on a quadratic: −(ηh/2)(1 − ηh)^{k−1}, so that 1 + 2Σρ_v = 0, for a confined motion
/// goes nowhere; heavy ball: ρ_v(1) = μ − ηh/2 > 0 for small ηh.
///
/// Where the velocities are sketches of w numbers, the signs add an error of at most √(2/w) and, as
/// an average over time is over vectors of many directions, mostly far less:
/// √(2/w · ⟨(v_t·v_s)²⟩)/⟨|v|²⟩ with t and s far apart (15 steps here). It is added in squares.
///
/// \param velocities  a correlator of velocities or of their sketches, not about the mean
/// \param width       w, numbers per sketch; 0: the velocities are whole [1]
/// \return one point per lag, by growing lag \cost O(lags · batches); allocates
[[nodiscard]] inline std::vector<correlation_point> velocity_autocorrelation(
    const multiple_tau& velocities, std::size_t width = 0) {
    std::vector<correlation_point> points = velocities.correlations();
    if (points.empty() || width == 0) {
        return points;
    }
    const std::size_t last = (std::min)(points.size(), multiple_tau::points - 1) - 1;
    const double spread = (std::min)(1.0, points[last].square);
    const double of_signs = std::sqrt(2.0 / static_cast<double>(width) * spread);
    for (correlation_point& p : points) {
        if (p.correlation.error >= 0) {
            const double both = std::hypot(p.correlation.error, of_signs);
            p.correlation.nu *= std::pow(both / p.correlation.error, 4);
            p.correlation.error = both;
        }
    }
    return points;
}

/// The velocity autocorrelation that follows from that of positions.
/// \f[ \rho_v(k) = \frac{2\rho_x(k) - \rho_x(k-1) - \rho_x(k+1)}{2\,(1 - \rho_x(1))} \f]
/// Exact for stationary positions of one parameter; digits are lost where ρ_x(1) is close to 1.
/// \param rho_x  ρ_x(0) = 1, ρ_x(1), ρ_x(2), … [1]
/// \return ρ_v(0) = 1, ρ_v(1), …, one fewer than there are ρ_x; empty below two; NaN where
///         nothing moves
/// \cost O(size), allocates the result
[[nodiscard]] inline std::vector<double> velocity_autocorrelation_from_positions(
    std::span<const double> rho_x) {
    std::vector<double> rho_v;
    if (rho_x.size() < 2) {
        return rho_v;
    }
    const double scale = 2 * (1 - rho_x[1]);
    for (std::size_t k = 0; k + 1 < rho_x.size(); ++k) {
        const double before = k == 0 ? rho_x[1] : rho_x[k - 1];
        const double bend = 2 * rho_x[k] - before - rho_x[k + 1];
        rho_v.push_back(scale > 0 ? bend / scale : not_available);
    }
    return rho_v;
}

/// The bound on ρ_v(1) below which motion counts as oscillation at the edge of stability.
inline constexpr double edge_of_stability_bound = -0.9;

/// Whether a group mostly jumps to and fro, as at the edge of stability (ηh near 2 without
/// momentum), where velocities are large without any noise: not a temperature.
///
/// For noise on a quadratic ρ_v(1) = −ηh/2, so that the bound is ηh = 1.8.
/// \param points  from velocity_autocorrelation()
/// \return true when ρ_v(1) plus two of its errors is below the bound; false where it is not known
/// \cost O(1)
[[nodiscard]] inline bool at_edge_of_stability(std::span<const correlation_point> points) noexcept {
    if (points.empty() || points.front().lag != 1) {
        return false;
    }
    const estimate& e = points.front().correlation;
    return e.value + 2 * e.error < edge_of_stability_bound;
}

}  // namespace THERMOSGD_NAMESPACE
