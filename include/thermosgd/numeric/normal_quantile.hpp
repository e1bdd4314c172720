// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Quantiles of the standard normal distribution.

#include <cmath>
#include <numbers>

#include <thermosgd/core/scalar.hpp>

namespace THERMOSGD_NAMESPACE {

/// The z below which a standard normal number lies with a given probability.
/// \f[ \Phi(z) = p \f]
/// A rational start for the smaller tail, good to 4.5e-4, and three steps of Halley's method on
/// erfc.
/// \param probability  p in (0, 1) [1]
/// \return z, to a few units in the last place; ∓∞ at 0 and 1, NaN outside
/// \cost about 0.2 µs, noexcept
/// \see Abramowitz and Stegun 1964, 26.2.23; Halley 1694
[[nodiscard]] inline double normal_quantile(double probability) noexcept {
    const double tail = probability < 0.5 ? probability : 1 - probability;
    if (!(tail >= 0)) {
        return not_available;
    }
    if (tail == 0) {
        return probability < 0.5 ? -detail::infinity : detail::infinity;
    }
    if (tail == 0.5) {
        return 0.0;
    }
    const double t = std::sqrt(-2 * std::log(tail));
    double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    for (int step = 0; step < 3; ++step) {
        // In units of the density, so that small tails keep their digits.
        const double density =
            std::exp(-0.5 * z * z) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
        const double miss = (0.5 * std::erfc(z / std::numbers::sqrt2) - tail) / density;
        z += miss / (1 - 0.5 * z * miss);
    }
    return probability < 0.5 ? -z : z;
}

}  // namespace THERMOSGD_NAMESPACE
