// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The logarithm of the gamma function, without the global variable that std::lgamma writes.

#include <thermosgd/core/namespace.hpp>

#include <cmath>

namespace THERMOSGD_NAMESPACE::detail {

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

/// ln Γ(z + 1/2) − ln Γ(z) for z > 0, which keeps its digits where both are large;
/// by Stirling's series of the difference after a shift to z ≥ 20.
[[nodiscard]] inline double log_gamma_half_step(double z) noexcept {
    double shift = 0;
    for (; z < 20; z += 1) {
        shift += std::log(z / (z + 0.5));
    }
    const double w = 1 / (z * z);
    const double series =
        (-1.0 / 8 + w * (1.0 / 192 + w * (-1.0 / 640 + w * (17.0 / 14336 - w * 31.0 / 18432)))) / z;
    return shift + 0.5 * std::log(z) + series;
}

}  // namespace THERMOSGD_NAMESPACE::detail
