// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What friction takes out of a step: the first law, with the work of the step's gradient.

#include <cstddef>
#include <span>

namespace contact {

/// Sums over one step from momenta p₀ to p₁ under the gradient g.
struct step_sums {
    double before = 0.0;  ///< |p₀|²
    double after = 0.0;   ///< |p₁|²
    double push = 0.0;    ///< g·p₀
    double pull = 0.0;    ///< g·p₁
};

/// \copydoc step_sums
template <class T>
[[nodiscard]] step_sums sums_of_step(std::span<const T> p0, std::span<const T> p1,
                                     std::span<const T> g) {
    step_sums s;
    for (std::size_t i = 0; i < p0.size(); ++i) {
        const double a = p0[i], b = p1[i], slope = g[i];
        s.before += a * a;
        s.after += b * b;
        s.push += slope * a;
        s.pull += slope * b;
    }
    return s;
}

/// Heat dissipated by a step over h.
/// \f[ Q = K_0 - K_1 - \tfrac h2\, g\cdot(v_0 + v_1) \f]
///
/// The work of a gradient that kicks before and after friction (DKFKD) is exactly this for any γh,
/// for gradient descent too; other schemes differ from it by O(h³).
/// \param k0, k1  kinetic energies [loss]      \param factor0, factor1  v = factor · p
[[nodiscard]] inline double heat_of_step(const step_sums& s, double k0, double k1, double factor0,
                                         double factor1, double timestep) {
    return k0 - k1 - 0.5 * timestep * (s.push * factor0 + s.pull * factor1);
}

}  // namespace contact
