// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Square root, exponential and logarithm that constant expressions may use too.

#include <thermosgd/core/scalar.hpp>

#include <cmath>
#include <type_traits>

namespace THERMOSGD_NAMESPACE::detail {

inline constexpr long double constexpr_ln2 = 0.693147180559945309417232121458176568L;

/// √x for x ≥ 0; in constant expressions by Newton's method.
[[nodiscard]] constexpr double constexpr_sqrt(double x) noexcept {
    if (!std::is_constant_evaluated() || !(x > 0.0) || x == detail::infinity) {
        return std::is_constant_evaluated() ? x : std::sqrt(x);
    }
    long double scale = 1.0L, y = x;
    for (; y >= 4.0L; scale *= 2.0L) {
        y /= 4.0L;
    }
    for (; y < 1.0L; scale /= 2.0L) {
        y *= 4.0L;
    }
    long double root = 0.5L * (1.0L + y);
    for (int i = 0; i < 8; ++i) {
        root = 0.5L * (root + y / root);
    }
    return static_cast<double>(scale * root);
}

/// eˣ; in constant expressions by its series after halving x, to one unit in the last place.
[[nodiscard]] constexpr double constexpr_exp(double x) noexcept {
    if (!std::is_constant_evaluated()) {
        return std::exp(x);
    }
    if (x < -745.2) {
        return 0.0;
    }
    if (x > 709.79) {
        return detail::infinity;
    }
    const auto twos = static_cast<int>(static_cast<long double>(x) / constexpr_ln2);
    const long double r = static_cast<long double>(x) - twos * constexpr_ln2;
    long double term = 1.0L, sum = 1.0L;
    for (int k = 1; k < 30; ++k) {
        term *= r / k;
        sum += term;
    }
    for (int k = 0; k < twos; ++k) {
        sum *= 2.0L;
    }
    for (int k = 0; k > twos; --k) {
        sum /= 2.0L;
    }
    return static_cast<double>(sum);
}

/// ln x for x ≥ 0; in constant expressions by 2 artanh((m − 1)/(m + 1)) after scaling to m ≈ 1.
[[nodiscard]] constexpr double constexpr_log(double x) noexcept {
    if (!std::is_constant_evaluated()) {
        return std::log(x);
    }
    if (x <= 0.0) {
        return -detail::infinity;
    }
    long double m = x;
    int twos = 0;
    for (; m > 1.5L; ++twos) {
        m /= 2.0L;
    }
    for (; m < 0.75L; --twos) {
        m *= 2.0L;
    }
    const long double z = (m - 1.0L) / (m + 1.0L);
    long double power = z, sum = 0.0L;
    for (int k = 1; k < 40; k += 2) {
        sum += power / k;
        power *= z * z;
    }
    return static_cast<double>(2.0L * sum + twos * constexpr_ln2);
}

/// (1 − e^{−x})/x, 1 at x = 0 and 0 at infinity.
[[nodiscard]] constexpr double constexpr_mean_decay(double x) noexcept {
    if (x == 0.0) {
        return 1.0;
    }
    if (x == detail::infinity) {
        return 0.0;
    }
    if (!std::is_constant_evaluated()) {
        return -std::expm1(-x) / x;
    }
    if (x > 0.5 || x < -0.5) {
        return (1.0 - constexpr_exp(-x)) / x;
    }
    long double term = 1.0L, sum = 1.0L;
    for (int k = 2; k < 25; ++k) {
        term *= -static_cast<long double>(x) / k;
        sum += term;
    }
    return static_cast<double>(sum);
}

}  // namespace THERMOSGD_NAMESPACE::detail
