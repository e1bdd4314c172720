// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Where a series has forgotten how it began: the batch from which on it may be averaged.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/influence.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE {

/// The first batch of the stationary part of a series, in the first half of it.
/// \f[ t_* = \arg\min_{t \le n/2} \frac{1}{(n-t)^2} \sum_{i \ge t} (\bar x_i - \bar x_{\ge t})^2,
///     \qquad t_0 = \min(\tfrac32 t_*, \tfrac n2) \f]
/// The minimum is sought on 64 to 128 blocks of the series, whose length of about √N to 2√N
/// observations keeps noise from hiding the tail of a transient. Half as much again is dropped,
/// because at the minimum the tail left in costs as much as the data thrown away: for AR(1)
/// φ = 0.9 with an excess of 3 to 30 sd that decays in 500 of 20,000 ticks, 0.26 of a standard
/// error of bias becomes 0.03 to 0.10, and a nominal 95 % interval of the rest covers 94 %.
/// \param cells consecutive batches of one series; empty ones are skipped over
/// \return index of the first batch to keep, at most cells.size()/2 [batch]. That limit itself says
///         that no stationary part was found; measure_drift() will then tell
/// \cost O(cells), no allocation
/// \see White 1997 (MSER); Hoad, Robinson and Davies 2008 (on batch means)
[[nodiscard]] inline std::size_t find_burn_in(std::span<const moments> cells) {
    const std::size_t length = std::max<std::size_t>(1, cells.size() / 64);
    const std::size_t blocks = cells.size() / length;
    // Blocks end where the series ends; what does not fill a block is at its beginning.
    const std::size_t offset = cells.size() - blocks * length;
    double least = detail::infinity;
    std::size_t best = 0;
    moments retained;
    for (std::size_t b = blocks; b-- > 0;) {
        moments block;
        for (std::size_t i = 0; i < length; ++i) {
            block += cells[offset + b * length + i];
        }
        if (block.count > 0) {
            retained.push(block.mean);
        }
        if (b <= blocks / 2 && retained.count > 0) {
            const double n = static_cast<double>(retained.count);
            const double cost = retained.m2 / (n * n);
            if (cost <= least) {
                least = cost;
                best = b;
            }
        }
    }
    const std::size_t first = best == 0 ? 0 : offset + best * length;
    return (std::min)(first + first / 2, cells.size() / 2);
}

/// The first batch of the stationary part of one column of a store.
/// \param store the series   \param column which one
/// \return index of the first batch to keep, at most batches()/2 [batch]
/// \throws std::invalid_argument unless column < columns()
/// \cost O(batches), one allocation
[[nodiscard]] inline std::size_t find_burn_in(const batch_store& store, std::size_t column) {
    detail::check_window("find_burn_in", store, column, 0);
    return find_burn_in(detail::column_cells(store, column, 0, store.batches()));
}

/// The batch from which on all named columns are stationary: the latest of their burn-ins.
/// \param store the series   \param columns which of them; 0 is returned for none
/// \return index of the first batch to keep, at most batches()/2 [batch]
/// \throws std::invalid_argument unless every column < columns()
/// \cost O(batches · columns)
[[nodiscard]] inline std::size_t find_burn_in(const batch_store& store,
                                              std::span<const std::size_t> columns) {
    std::size_t first = 0;
    for (const std::size_t column : columns) {
        first = (std::max)(first, find_burn_in(store, column));
    }
    return first;
}

namespace detail {

/// How many leading numbers lie farther from the mean of the second half than all of it does, and
/// half as many again; at most half of all. NaN ends them.
[[nodiscard]] inline std::size_t leading_outliers(std::span<const double> u) {
    const std::size_t half = u.size() / 2;
    moments late;
    for (const double& x : u.subspan(half)) {
        if (is_finite(x)) {
            late.push(x);
        }
    }
    double farthest = 0;
    for (const double& x : u.subspan(half)) {
        farthest = is_finite(x) ? std::fmax(farthest, std::fabs(x - late.mean)) : farthest;
    }
    std::size_t leading = 0;
    while (late.count > 0 && leading < half && is_finite(u[leading]) &&
           std::fabs(u[leading] - late.mean) > farthest) {
        ++leading;
    }
    return (std::min)(leading + (leading + 1) / 2, half);
}

}  // namespace detail

/// The batch from which on a function of several time averages is stationary: a variance, a
/// skewness, a kurtosis.
/// \f[ u_b = n\left[f\!\left(\bar x + \frac{\bar x_b - \bar x}{n}\right) - f(\bar x)\right] \f]
/// is what batch b says of f, about the means x̄ of the second half. Leading batches whose u lies
/// beyond all of the second half are dropped, and half as many again; and the burn-in of the first
/// column. That alone does not do: a start that is lost in the mean of a batch of K may be many
/// times Var K. The rule of find_burn_in() on u, or on K³, would drop rare large values wherever
/// they are, which moments are made of; of a stationary series this one drops two batches in one
/// case of n/2.
/// \param store the series   \param columns which f takes, in its order; one at least
/// \param f     double(std::span<const double> means), smooth near the means
/// \return index of the first batch to keep, at most batches()/2 [batch]
/// \throws std::invalid_argument unless every column < columns()
/// \cost one call of f per batch; O(batches · columns)
template <class Function>
[[nodiscard]] std::size_t find_burn_in_of(const batch_store& store,
                                          std::span<const std::size_t> columns, Function&& f) {
    THERMOSGD_ASSERT(!columns.empty());
    for (const std::size_t column : columns) {
        detail::check_window("find_burn_in_of", store, column, 0);
    }
    const std::vector<double> said =
        detail::influence_of_batches(store, columns, store.batches() / 2, f);
    return (std::max)(find_burn_in(store, columns.front()), detail::leading_outliers(said));
}

}  // namespace THERMOSGD_NAMESPACE
