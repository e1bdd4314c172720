// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The error bar of a balance: a mean whose terms add up to little more than what a bounded series
/// changes by from the first step to the last.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/influence.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// What each batch says of f, per tick and about the means of all, beside the mean of a series x.
struct influence_and_series {
    std::vector<double> influence, x;

    template <class Function>
    influence_and_series(const batch_store& store, std::span<const std::size_t> columns,
                         std::size_t x_column, const Function& f, std::size_t first) {
        const std::vector<double> all = influence_of_batches(store, columns, first, f);
        for (std::size_t b = first; b < all.size(); ++b) {
            const moments& cell = store.batch(b, x_column);
            if (is_finite(all[b]) && cell.count > 0) {
                influence.push_back(all[b]);
                x.push_back(cell.mean);
            }
        }
    }

    /// The change of x across batch i, per batch, from the means of its neighbours.
    [[nodiscard]] double change(std::size_t i) const noexcept {
        const std::size_t before = i == 0 ? 0 : i - 1, after = (std::min)(i + 1, x.size() - 1);
        return (x[after] - x[before]) / static_cast<double>(after - before);
    }
};

/// The error of the mean of cells whose sum may be bounded.
/// \f[ V(b) = s + \frac{w}{b}, \quad \sigma^2 = \frac1n\Big(s + \frac wn\Big), \quad s, w \ge 0 \f]
/// from V of blocks of 4 cells up to an eighth of all, weighted by what is known of each. lugsail()
/// keeps s above half of V(b), since a memory could be longer than the series; here the slow part
/// has been taken out.
[[nodiscard]] inline double error_of_bounded(std::span<const moments> cells) {
    constexpr double fewest = 8;
    const block_sums sums(cells, {});
    const block_ladder ladder(sums);
    const double unit = sums.total().variance();
    double s = 0, w = 0;
    for (int round = 0; round < 4; ++round) {
        double w0 = 0, w1 = 0, w2 = 0, y0 = 0, y1 = 0;
        for (std::size_t level = 2; level < ladder.levels() && ladder.blocks(level) >= fewest;
             ++level) {
            const double inverse = 1 / static_cast<double>(std::size_t{1} << level);
            const double v = ladder.variance(level);
            const double fitted = round == 0 ? v : s + w * inverse;
            const double weight = ladder.blocks(level) / (fitted * fitted);
            w0 += weight;
            w1 += weight * inverse;
            w2 += weight * inverse * inverse;
            y0 += weight * v;
            y1 += weight * v * inverse;
        }
        const double determinant = w0 * w2 - w1 * w1;
        if (!(determinant > 0)) {
            return not_available;
        }
        s = (y0 * w2 - y1 * w1) / determinant;
        w = (w0 * y1 - w1 * y0) / determinant;
        if (s < 0) {
            s = 0;
            w = y1 / w2;
        } else if (w < 0) {
            w = 0;
            s = y0 / w0;
        }
    }
    const double n = static_cast<double>(sums.cells());
    return std::sqrt(unit * (s + w / n) / n);
}

}  // namespace detail

/// A function of time averages whose fluctuations are mostly changes of a bounded series x.
/// \f[ y_b = c\,\Delta x_b + r_b, \qquad
///     \sigma^2 = \sigma_{\bar r}^2 + \frac{2 c^2 \operatorname{Var} x}{n^2} \f]
/// The norm of weights is such an x: what decay takes and what updates bring add up to its change,
/// so that the ratio of the two is known far better than either, and better than blocks show that
/// are short against the time in which x forgets. y is the influence of batch b on f, Δx_b the
/// change of x across it, n the number of batches; r is what is left, whose sum may be bounded,
/// too. The value is that of jackknife(): the change of x is not taken out of it, since it is what
/// tells a series that has not settled.
/// \param store the series   \param columns which f takes, in its order
/// \param x     column of the bounded series
/// \param gain  what the influences of all ticks add up to per change of x: for the ratio of what x
///              gains to what it loses, one over the mean loss per tick [1/x]
/// \param f  double(std::span<const double> means)
/// \param first_batch first batch to use [batch]
/// \return as jackknife(), with that error where its square is below half of the other and x is
///         known; ν by Satterthwaite from that of r and of Var x
/// \throws as jackknife()   \cost that of jackknife() and one call of f per batch
template <class Function>
[[nodiscard]] estimate jackknife_balance(const batch_store& store,
                                         std::span<const std::size_t> columns, std::size_t x,
                                         double gain, Function&& f, std::size_t first_batch = 0) {
    constexpr std::size_t fewest = 32;
    constexpr double clearly_smaller = 0.5;  // of the variance
    estimate result = jackknife(store, columns, f, first_batch);
    const estimate of_x = mean_estimate(store, x, first_batch);
    const detail::influence_and_series all(store, columns, x, f, first_batch);
    const std::size_t n = all.x.size();
    if (n < fewest || !(result.error > 0) || !(of_x.n_eff > 2)) {
        return result;
    }
    moments series;
    for (const double x_of_batch : all.x) {
        series.push(x_of_batch);
    }
    const double count = static_cast<double>(n);
    const double c = gain / static_cast<double>(store.ticks_per_batch());
    std::vector<moments> rest(n);
    for (std::size_t b = 0; b < n; ++b) {
        rest[b].push(all.influence[b] - c * all.change(b));
    }
    const estimate left = lugsail(rest).mean;
    // The mean was taken from the same correlated batches, which costs one of N_eff.
    const double variance = series.m2 / count / (1 - 1 / of_x.n_eff);
    const double ends = 2 * c * c * variance / (count * count);
    const double bounded = detail::error_of_bounded(rest);
    const double error = is_finite(bounded) ? bounded : left.error;
    const double of_rest = error * error;
    // The smaller of two estimates of the same error would be too small.
    if (!(of_rest + ends < clearly_smaller * result.error * result.error)) {
        return result;
    }
    result.error = std::sqrt(of_rest + ends);
    result.nu = (of_rest + ends) * (of_rest + ends) /
                (of_rest * of_rest / left.nu + ends * ends / (of_x.n_eff - 1));
    result.verdict = worse(left.verdict, detail::reliability_of(of_x.n_eff, of_x.n_eff));
    return result;
}

}  // namespace THERMOSGD_NAMESPACE
