// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Tail probabilities and quantiles of Student's t and of the normal distribution.

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include <thermosgd/core/error.hpp>

namespace thermosgd {

namespace detail {

/// The one-sided tail (1 − level)/2 of a two-sided confidence level, or an exception.
[[nodiscard]] inline double checked_tail(const char* function, double level) {
    if (!(level > 0 && level < 1)) {
        THERMOSGD_THROW(std::invalid_argument(std::string(function) + ": level = " +
                                              std::to_string(level) + ", expected 0 < level < 1"));
    }
    return 0.5 * (1 - level);
}

}  // namespace detail

/// Upper tail of the standard normal distribution.
/// \f[ Q(z) = \tfrac12\,\mathrm{erfc}(z/\sqrt2) \f]
/// \param z where the tail starts [1]   \return P(Z > z) [1]   \cost O(1), no allocation
[[nodiscard]] double normal_tail(double z) noexcept;

/// The point above which the standard normal distribution has the probability `tail`.
/// \param tail in (0, 1) [1]   \return z with P(Z > z) = tail, to 1e-13 relative [1]
/// \throws std::invalid_argument for a tail outside (0, 1)
/// \cost under 1 µs, no allocation   \see Newton's method on ln Q
[[nodiscard]] double normal_critical(double tail);

/// Upper tail of Student's t distribution with `nu` degrees of freedom.
/// \f[ P(T > t) = \tfrac12 I_{\nu/(\nu+t^2)}(\nu/2, 1/2), \quad t \ge 0 \f]
/// \param t  where the tail starts [1]   \param nu degrees of freedom > 0, infinity for the normal [1]
/// \return P(T > t), to about 1e-13 relative [1]
/// \throws std::invalid_argument unless nu > 0
/// \cost about 1 µs, no allocation
/// \see Abramowitz and Stegun 26.5.8 and 26.7.1
[[nodiscard]] double student_t_tail(double t, double nu);

/// The point above which Student's t distribution has the probability `tail`.
/// \param tail in (0, 1); as small as 1e-300 [1]   \param nu degrees of freedom > 0, or infinity [1]
/// \return t with P(T > t) = tail, to about 1e-12 relative; infinity where it exceeds all doubles [1]
/// \throws std::invalid_argument for a tail outside (0, 1) or unless nu > 0
/// \cost about 5 µs, no allocation   \see Newton's method on ln P(T > t) as a function of ln t
[[nodiscard]] double student_t_critical(double tail, double nu);

/// The quantile function of Student's t: the t with P(T ≤ t) = `probability`.
///
/// Prefer student_t_critical for the far upper tail, where 1 − probability has no digits left.
/// \param probability in (0, 1) [1]   \param nu degrees of freedom > 0, or infinity [1]
/// \throws std::invalid_argument for a probability outside (0, 1) or unless nu > 0
/// \cost about 5 µs, no allocation
[[nodiscard]] double student_t_quantile(double probability, double nu);

}  // namespace thermosgd
