// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The error bar of a mean whose slow motion is hidden under fast noise but shows in another
/// column.

#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/moments.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// Mean batches of two columns, about the means of both.
struct paired_blocks {
    double xx = 0;  // Σ (x̄_b − x̄)²
    double xy = 0;  // Σ (x̄_b − x̄)(ȳ_b − ȳ)
};

/// The products of the means of blocks of `length` cells.
[[nodiscard]] inline paired_blocks pair_blocks(const std::vector<moments>& y,
                                               const std::vector<moments>& x, std::size_t length) {
    std::vector<moments> y_means, x_means;
    moments y_all, x_all;
    for (std::size_t i = 0; i + length <= y.size(); i += length) {
        moments y_block, x_block;
        for (std::size_t k = i; k < i + length; ++k) {
            y_block += y[k];
            x_block += x[k];
        }
        y_means.push_back({1, y_block.mean, 0});
        x_means.push_back({1, x_block.mean, 0});
        y_all += y_means.back();
        x_all += x_means.back();
    }
    paired_blocks sums{.xx = x_all.m2};
    for (std::size_t b = 0; b < y_means.size(); ++b) {
        sums.xy += (x_means[b].mean - x_all.mean) * (y_means[b].mean - y_all.mean);
    }
    return sums;
}

}  // namespace detail

/// The mean of column y, with an error bar that includes what column x shows of its slow motion.
/// \f[ \sigma^2 = \sigma^2(\overline{y - cx}) + c^2\,\sigma^2(\bar x), \qquad
///     c = \mathrm{Cov}(\bar y_b, \bar x_b)/\mathrm{Var}(\bar x_b) \f]
/// with c from 16 to 31 long blocks b and both errors by lugsail(). A kinetic energy is fast noise
/// on top of what the norm |θ|² does over tens of thousands of steps: block means of K alone take
/// the sum of both for fast. Where y does not follow x, c is noise and raises σ by up to about an
/// eighth. \n
/// Measured coverage of the nominal 95 % interval, white noise of three times the standard
/// deviation of an AR(1) whose own N_eff in the window is 5, 20, 50: 91, 97, 94 % (lugsail alone:
/// 57, 82, 92 %); with noise of thirty times: 87, 95, 96 % (68, 87, 95 %).
///
/// \param store the series   \param y the column to average   \param x the one that moves slowly
/// \param first_batch first batch to use [batch]
/// \return the mean [unit of y]. Where σ(x̄) is a lower bound its part of the error is, too, and
///         the verdict at best rough. As mean_estimate() where x was never observed, never moves,
///         or has fewer than 16 batches
/// \throws as mean_estimate   \cost as two of mean_estimate()
[[nodiscard]] inline estimate mean_with_slow_covariate(const batch_store& store, std::size_t y,
                                                       std::size_t x, std::size_t first_batch = 0) {
    constexpr std::size_t fewest_blocks = 16;
    constexpr double freedom_of_lower_bound = 3;  // it rests on four blocks
    const estimate alone = mean_estimate(store, y, first_batch);
    const estimate slow = mean_estimate(store, x, first_batch);
    std::vector<moments> y_cells, x_cells;
    for (std::size_t b = first_batch; b < store.batches(); ++b) {
        if (store.batch(b, y).count > 0 && store.batch(b, x).count > 0) {
            y_cells.push_back(store.batch(b, y));
            x_cells.push_back(store.batch(b, x));
        }
    }
    const detail::paired_blocks sums = detail::pair_blocks(
        y_cells, x_cells, std::max<std::size_t>(y_cells.size() / fewest_blocks, 1));
    if (y_cells.size() < fewest_blocks || !(sums.xx > 0) || !is_finite(slow.error) ||
        !(alone.error > 0)) {
        return alone;
    }
    const double c = sums.xy / sums.xx;
    for (std::size_t b = 0; b < y_cells.size(); ++b) {
        y_cells[b].mean -= c * (x_cells[b].mean - slow.value);
    }
    moments rest = store.current(y);
    if (store.current(x).count > 0) {
        rest.mean -= c * (store.current(x).mean - slow.value);
    }
    const estimate fast = lugsail(y_cells, rest).mean;
    const double fast_part = fast.error * fast.error;
    const double slow_part = c * c * slow.error * slow.error;
    const double slow_nu = slow.verdict == reliability::unknown ? freedom_of_lower_bound : slow.nu;
    const double fast_nu = fast.verdict == reliability::unknown ? freedom_of_lower_bound : fast.nu;
    estimate all = alone;
    all.error = std::sqrt(fast_part + slow_part);
    all.n_eff = alone.n_eff * (alone.error * alone.error) / (fast_part + slow_part);
    all.g = alone.g * alone.n_eff / all.n_eff;
    all.nu = (fast_part + slow_part) * (fast_part + slow_part) /
             (fast_part * fast_part / fast_nu + slow_part * slow_part / slow_nu);
    const reliability of_slow =
        slow.verdict == reliability::unknown ? reliability::rough : reliability::reliable;
    const reliability of_both =
        detail::reliability_of(all.n_eff, static_cast<double>(store.total(y).count));
    all.verdict = worse(worse(fast.verdict, of_slow), of_both);
    return all;
}

}  // namespace THERMOSGD_NAMESPACE
