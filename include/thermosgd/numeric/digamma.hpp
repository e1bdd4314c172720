// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The logarithmic derivatives of the gamma function, and the bias of the logarithm of a variance.

#include <thermosgd/core/scalar.hpp>

#include <cmath>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// From here on the asymptotic series below are exact to rounding.
inline constexpr double asymptotic_gamma = 12;

/// ψ(x) − ln x for x ≥ 12 (Abramowitz and Stegun 6.3.18).
[[nodiscard]] constexpr double digamma_tail(double x) noexcept {
    const double w = 1 / (x * x);
    return -0.5 / x -
           w * (1.0 / 12 -
                w * (1.0 / 120 -
                     w * (1.0 / 252 - w * (1.0 / 240 - w * (1.0 / 132 - w * 691.0 / 32760)))));
}

/// ψ'(x) for x ≥ 12 (Abramowitz and Stegun 6.4.12).
[[nodiscard]] constexpr double trigamma_tail(double x) noexcept {
    const double w = 1 / (x * x);
    return 1 / x + 0.5 * w +
           w / x *
               (1.0 / 6 -
                w * (1.0 / 30 -
                     w * (1.0 / 42 - w * (1.0 / 30 - w * (5.0 / 66 - w * 691.0 / 2730)))));
}

}  // namespace detail

/// ψ(x) − ln x, which keeps its digits where both are large.
/// \param x > 0 [1]
/// \return the difference, negative, to about 1e-15 of 1 + 1/x [1]; NaN unless x > 0, 0 at infinity
/// \cost below 100 ns
[[nodiscard]] inline double digamma_minus_log(double x) noexcept {
    if (!(x > 0)) {
        return not_available;
    }
    double shift = 0;
    double at = x;
    for (; at < detail::asymptotic_gamma; at += 1) {
        shift -= 1 / at;
    }
    return at == x ? detail::digamma_tail(x) : shift + detail::digamma_tail(at) + std::log(at / x);
}

/// The digamma function.
/// \f[ \psi(x) = \frac{d}{dx} \ln\Gamma(x) \f]
/// \param x > 0 [1]   \return ψ(x), to about 1e-15 of 1 + |ψ| [1]; NaN unless x > 0
/// \cost below 100 ns   \see Abramowitz and Stegun 6.3.5, 6.3.18
[[nodiscard]] inline double digamma(double x) noexcept {
    return digamma_minus_log(x) + std::log(x);
}

/// The trigamma function.
/// \f[ \psi'(x) = \frac{d^2}{dx^2} \ln\Gamma(x) \f]
/// \param x > 0 [1]   \return ψ'(x), to about 1e-15 relative [1]; NaN unless x > 0
/// \cost below 100 ns   \see Abramowitz and Stegun 6.4.6, 6.4.12
[[nodiscard]] inline double trigamma(double x) noexcept {
    if (!(x > 0)) {
        return not_available;
    }
    double shift = 0;
    for (; x < detail::asymptotic_gamma; x += 1) {
        shift += 1 / (x * x);
    }
    return shift + detail::trigamma_tail(x);
}

/// How much the logarithm of a measured variance falls short of that of the true one.
/// \f[ \langle\ln s^2\rangle - \ln\sigma^2 = \psi(\nu/2) - \ln(\nu/2) \approx -1/\nu \f]
/// For Gaussian numbers, s² unbiased with ν degrees of freedom.
/// \param nu ν > 0 [1]   \return the bias [1]; NaN unless ν > 0   \cost below 100 ns
[[nodiscard]] inline double log_variance_bias(double nu) noexcept {
    return digamma_minus_log(0.5 * nu);
}

}  // namespace THERMOSGD_NAMESPACE
