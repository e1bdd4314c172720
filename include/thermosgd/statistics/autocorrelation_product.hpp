// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The scalar product of two entries of a series.

#include <thermosgd/core/namespace.hpp>

#include <cstddef>
#include <span>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// x·y in eight chains, so that the latency of an addition does not show.
[[nodiscard]] inline double scalar_product(std::span<const double> x,
                                           std::span<const double> y) noexcept {
    constexpr std::size_t chains = 8;
    double sums[chains]{};
    const double *const a = x.data(), *const b = y.data();
    const std::size_t whole = x.size() - x.size() % chains;
    for (std::size_t i = 0; i < whole; i += chains) {
        for (std::size_t l = 0; l < chains; ++l) {
            sums[l] += a[i + l] * b[i + l];
        }
    }
    for (std::size_t l = 0; l < x.size() - whole; ++l) {
        sums[l] += a[whole + l] * b[whole + l];
    }
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) +
           ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

}  // namespace detail

}  // namespace THERMOSGD_NAMESPACE
