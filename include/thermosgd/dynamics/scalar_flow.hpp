// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Two coupled scalars carried over a step to rounding, for dissipations without a closed flow.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>

#include <array>
#include <cmath>
#include <cstddef>

namespace thermosgd::detail {

/// S and the logarithm of the factor of p.
struct scalar_pair {
    double s = 0.0;
    double log_factor = 0.0;
};

/// One large step of Gragg's modified midpoint rule in n small ones, smoothed.
template <class Rate>
[[nodiscard]] scalar_pair modified_midpoint(Rate&& rate, scalar_pair y, double h, int n) {
    const double step = h / n;
    const scalar_pair first = rate(y);
    scalar_pair before = y;
    scalar_pair now{y.s + step * first.s, y.log_factor + step * first.log_factor};
    for (int i = 1; i < n; ++i) {
        const scalar_pair slope = rate(now);
        const scalar_pair next{before.s + 2 * step * slope.s,
                               before.log_factor + 2 * step * slope.log_factor};
        before = now;
        now = next;
    }
    const scalar_pair last = rate(now);
    return {0.5 * (now.s + before.s + step * last.s),
            0.5 * (now.log_factor + before.log_factor + step * last.log_factor)};
}

/// Carries y' = rate(y) over h to about 1e-14, by extrapolation in the square of the step.
///
/// The interval is halved, up to 12 times, where the columns of the extrapolation do not agree.
/// \param resolved  false on return if they never did, as where the solution leaves the finite
///        numbers within the interval
/// \cost about 100 evaluations for a smooth rate, no allocation
/// \see Gragg 1965; Bulirsch and Stoer 1966
template <class Rate>
[[nodiscard]] scalar_pair carry_scalars(Rate&& rate, scalar_pair y, double h, bool& resolved,
                                        int depth = 0) {
    constexpr std::size_t columns = 10;
    constexpr double rounding = 2e-15, acceptable = 5e-14;
    std::array<scalar_pair, columns> row{};
    scalar_pair best;
    double change = 0;
    for (std::size_t k = 0; k < columns; ++k) {
        // row[j] holds column j of the row before; it is replaced from the left.
        scalar_pair value = modified_midpoint(rate, y, h, 2 * static_cast<int>(k + 1));
        for (std::size_t j = 0; j < k; ++j) {
            const double ratio = static_cast<double>(k + 1) / static_cast<double>(k - j);
            const double weight = 1.0 / (ratio * ratio - 1.0);
            const scalar_pair above = row[j];
            row[j] = value;
            value = {value.s + weight * (value.s - above.s),
                     value.log_factor + weight * (value.log_factor - above.log_factor)};
        }
        row[k] = value;
        best = value;
        if (k > 0) {
            const scalar_pair left = row[k - 1];
            change = std::fmax(std::fabs(value.s - left.s) / std::fmax(std::fabs(value.s), 1e-300),
                               std::fabs(value.log_factor - left.log_factor));
            if (change <= rounding) {
                break;
            }
        }
    }
    resolved = change <= acceptable && is_finite(best.s) && is_finite(best.log_factor);
    if (resolved || depth == 12) {
        return best;
    }
    const scalar_pair middle = carry_scalars(rate, y, 0.5 * h, resolved, depth + 1);
    return resolved ? carry_scalars(rate, middle, 0.5 * h, resolved, depth + 1) : middle;
}

}  // namespace thermosgd::detail
