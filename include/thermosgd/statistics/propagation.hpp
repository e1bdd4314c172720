// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Sums of independent estimates: of different segments, seeds or layers without shared noise.

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>

#include <thermosgd/core/error.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE {

/// A weighted sum of estimates whose errors are independent of each other.
/// \f[ y = \sum_i c_i x_i, \quad \sigma^2 = \sum_i c_i^2\sigma_i^2, \quad
///     \nu = \sigma^4 \Big/ \sum_i \frac{c_i^4\sigma_i^4}{\nu_i} \f]
/// Estimates of one window share their noise: take those through jackknife() instead. Terms of
/// weight 0 do not count at all; n_eff is the smallest and g the largest of the others, the verdict
/// the worst.
/// \param terms   x_i [any]
/// \param weights c_i, as many [any]
/// \return y with its error; NaN and unknown for no terms
/// \throws std::invalid_argument for another number of weights than of terms
/// \cost O(terms), no allocation   \see Welch 1947; Satterthwaite 1946
[[nodiscard]] inline estimate independent_sum(std::span<const estimate> terms,
                                              std::span<const double> weights) {
    if (weights.size() != terms.size()) {
        THERMOSGD_THROW(std::invalid_argument(
            "independent_sum: weights.size() = " + std::to_string(weights.size()) + ", expected " +
            std::to_string(terms.size())));
    }
    double value = 0;
    double variance = 0;
    double freedom = 0;
    double nu = 0;
    estimate sum;
    std::size_t used = 0;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        const estimate& x = terms[i];
        if (weights[i] == 0) {
            continue;
        }
        const double part = weights[i] * weights[i] * x.error * x.error;
        value += weights[i] * x.value;
        variance += part;
        // A term without error takes nothing off the freedom, whatever its own is.
        freedom += part == 0 ? 0 : part * part / x.nu;
        nu += x.nu;
        sum.n_eff = used == 0 ? x.n_eff : std::fmin(sum.n_eff, x.n_eff);
        sum.g = std::fmax(sum.g, x.g);
        sum.verdict = used == 0 ? x.verdict : worse(sum.verdict, x.verdict);
        ++used;
    }
    if (used == 0) {
        return sum;
    }
    sum.value = value;
    sum.error = std::sqrt(variance);
    sum.nu = variance > 0 ? variance * variance / freedom : nu;
    return sum;
}

/// The difference of two estimates with independent errors. \cost O(1)
[[nodiscard]] inline estimate independent_difference(const estimate& later,
                                                     const estimate& earlier) {
    const estimate terms[]{later, earlier};
    const double weights[]{1, -1};
    return independent_sum(terms, weights);
}

}  // namespace THERMOSGD_NAMESPACE
