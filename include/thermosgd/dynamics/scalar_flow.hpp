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

namespace THERMOSGD_NAMESPACE::detail {

/// S and the logarithm of the factor of p.
struct scalar_pair {
    double s = 0.0;
    double log_factor = 0.0;
};

/// What one large step of Gragg's modified midpoint rule in n small ones, smoothed, adds to y.
///
/// The sum of the small steps is kept apart from y, so that its rounding is that of the change.
template <class Rate>
[[nodiscard]] scalar_pair modified_midpoint(Rate&& rate, scalar_pair y, double h, int n) {
    const double step = h / n;
    const auto slope_at = [&](const scalar_pair& change) {
        return rate(scalar_pair{y.s + change.s, y.log_factor + change.log_factor});
    };
    scalar_pair before;
    const scalar_pair first = slope_at(before);
    scalar_pair now{step * first.s, step * first.log_factor};
    for (int i = 1; i < n; ++i) {
        const scalar_pair slope = slope_at(now);
        const scalar_pair next{before.s + 2 * step * slope.s,
                               before.log_factor + 2 * step * slope.log_factor};
        before = now;
        now = next;
    }
    const scalar_pair last = slope_at(now);
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
    constexpr double rounding = 5e-16, good = 5e-15, acceptable = 5e-14;
    constexpr int most_halvings = 12;
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
            const double size =
                std::fmax(std::fmax(std::fabs(y.s), std::fabs(y.s + value.s)), 1e-300);
            change = std::fmax(std::fabs(value.s - left.s) / size,
                               std::fabs(value.log_factor - left.log_factor));
            if (change <= rounding) {
                break;
            }
        }
    }
    best = {y.s + best.s, y.log_factor + best.log_factor};
    const double enough = depth < most_halvings / 2 ? good : acceptable;
    resolved = change <= enough && is_finite(best.s) && is_finite(best.log_factor);
    if (resolved || depth == most_halvings) {
        return best;
    }
    const scalar_pair middle = carry_scalars(rate, y, 0.5 * h, resolved, depth + 1);
    return resolved ? carry_scalars(rate, middle, 0.5 * h, resolved, depth + 1) : middle;
}

}  // namespace THERMOSGD_NAMESPACE::detail
