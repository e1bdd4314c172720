// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Whether a block of numbers can be added up: finiteness of many at the price of one.

#include <thermosgd/core/scalar.hpp>

#include <cstddef>
#include <span>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// Σv² of `count` numbers in fixed chains; not finite if any of `v` is not.
[[nodiscard]] inline double sum_of_squares(const double* v, std::size_t count) noexcept {
    constexpr std::size_t lanes = 8;
    double parts[lanes] = {};
    const std::size_t whole = count - count % lanes;
    for (std::size_t i = 0; i < whole; i += lanes) {
        for (std::size_t j = 0; j < lanes; ++j) {
            parts[j] += v[i + j] * v[i + j];
        }
    }
    for (std::size_t i = whole; i < count; ++i) {
        parts[0] += v[i] * v[i];
    }
    return ((parts[0] + parts[1]) + (parts[2] + parts[3])) +
           ((parts[4] + parts[5]) + (parts[6] + parts[7]));
}

}  // namespace detail

/// True when every number of a block is finite and so small that its fourth power is finite too.
///
/// Told by the bits of (Σv²)², so also under -ffast-math. Sizes up to 1e76 pass in blocks of 4,096.
/// \param v any numbers      \return true for none
/// \cost one read, a multiplication and an addition each; no allocation
[[nodiscard]] inline bool all_finite(std::span<const double> v) noexcept {
    // Volatile, so that -ffast-math cannot assume it is finite.
    const volatile double sum = detail::sum_of_squares(v.data(), v.size());
    const volatile double square = sum * sum;
    const double seen = square;
    return is_finite(seen);
}

}  // namespace THERMOSGD_NAMESPACE
