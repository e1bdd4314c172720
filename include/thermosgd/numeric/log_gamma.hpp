// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The logarithm of the gamma function, without the global variable that std::lgamma writes.

#include <cmath>

namespace thermosgd::detail {

/// ln Γ(z) − [(z − ½) ln z − z + ½ ln 2π] for z ≥ 12, to rounding.
/// \see Abramowitz and Stegun 6.1.41
[[nodiscard]] constexpr double stirling_correction(double z) noexcept {
    const double w = 1 / (z * z);
    return (1.0 / 12 -
            w * (1.0 / 360 -
                 w * (1.0 / 1260 - w * (1.0 / 1680 - w * (1.0 / 1188 - w * 691.0 / 360360))))) /
           z;
}

/// ln Γ(z) for z > 0, by Stirling's series after a shift to z ≥ 12.
[[nodiscard]] inline double log_gamma(double z) noexcept {
    double product = 1;
    for (; z < 12; z += 1) {
        product *= z;
    }
    constexpr double half_log_two_pi = 0.918938533204672742;
    return (z - 0.5) * std::log(z) - z + half_log_two_pi + stirling_correction(z) -
           std::log(product);
}

}  // namespace thermosgd::detail
