// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The error bar of a time average of correlated numbers, by lugsail batch means.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/block_trend.hpp>
#include <thermosgd/statistics/block_variance.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE {

/// A mean with its error bar, and the block length at which the error bar was taken.
struct lugsail_mean {
    estimate mean;          ///< the mean with its error bar
    std::size_t block = 0;  ///< length of the chosen blocks [cell with observations]; 0: none
};

namespace detail {

/// Whether numbers are so small that the squares of their deviations are lost to underflow: below
/// 1e-138 (means of v² where |v| < 1e-69) a series that varies may look like one that does not.
[[nodiscard]] inline bool underflows(const moments& total) noexcept {
    constexpr double least = (std::numeric_limits<double>::min)();
    return total.m2 < least && total.mean != 0 && std::fabs(total.mean) < 1e-138;
}

/// The verdict on an error bar from the numbers of independent and of actual observations.
[[nodiscard]] constexpr reliability reliability_of(double n_eff, double count) noexcept {
    const double n = (std::min)(n_eff, count);
    return n >= 100 ? reliability::reliable : n >= 50 ? reliability::rough : reliability::unknown;
}

/// The most blocks whose skewness is taken: more of them are closer to single numbers.
inline constexpr double most_blocks_for_skewness = 64;

/// The block length at which g is read, and what the longer ones say of it.
struct block_choice {
    std::size_t level = 0;                        // 0: none
    double g = 0;                                 // [1]
    reliability at_best = reliability::reliable;  // rough: longer blocks leave some doubt
};

/// Looks for a length from which on V_L neither grows nor falls.
[[nodiscard]] inline block_choice choose_block(const block_ladder& ladder) {
    constexpr double flat = 1.25, rising = 2.6, falling = -3, saturated = 1;
    const auto has = [&](std::size_t level, double blocks) {
        return level < ladder.levels() && ladder.blocks(level) >= blocks;
    };
    const auto long_enough = [&](std::size_t level) {
        return ladder.length(level) >= 3 * ladder.lugsail(level);
    };
    std::size_t first = 1;
    while (has(first, fewest_blocks) && !long_enough(first)) {
        ++first;
    }
    if (!has(first, fewest_blocks)) {
        return {};
    }
    std::size_t longest = first;
    while (has(longest + 1, fewest_blocks)) {
        ++longest;
    }
    double z = fit_block_trend(ladder, first).z();
    if (z < flat || ladder.variance(longest) < ladder.variance(first)) {
        // Where neighbours cancel, the longest blocks know g best.
        std::size_t level = first;
        while ((z < falling || ladder.raw_lugsail(level) < 0.5 * ladder.variance(level)) &&
               has(level + 1, fewest_blocks)) {
            z = fit_block_trend(ladder, ++level).z();
        }
        return {level, ladder.lugsail(level)};
    }
    // Something slow is there. It is known where longer blocks have reached a plateau, that is,
    // where they do not go on as they did so far.
    for (std::size_t level = first + 1; has(level, 2 * fewest_blocks); ++level) {
        const block_trend rest = fit_block_trend(ladder, level);
        const double so_far = std::log(ladder.lugsail(level) / ladder.lugsail(first)) /
                              static_cast<double>(level - first);
        if (long_enough(level) && rest.z() < saturated && rest.slope + 2 * rest.error < so_far) {
            return {level, ladder.lugsail(level)};
        }
    }
    block_choice doubtful{.at_best = reliability::rough};
    if (z < rising) {
        for (std::size_t level = first; has(level, fewest_blocks); ++level) {
            if (ladder.lugsail(level) > doubtful.g) {
                doubtful.level = level;
                doubtful.g = ladder.lugsail(level);
            }
        }
    }
    return doubtful;
}

}  // namespace detail

/// The mean of a series given as consecutive batches, with an error bar that knows correlations.
/// \f[ \sigma_{\bar x}^2 = g\,\sigma^2/N, \qquad g = V_L(b) = 2V(b) - V(b/2) \f]
/// V_L is free of the 1/b bias of V. b is the smallest of 2, 4, 8, … cells with at least 10 blocks,
/// n_b = cells/b, and b ≥ 3 V_L(b) observations, if V_L has no trend from there on
/// (fit_block_trend(), z < 1.25; above 3 sd downwards, longer blocks are taken). Where it rises,
/// there is something slow under the fast noise, and b is the first length of 20 blocks or more
/// from which on V_L is flat (z < 1) and does not rise as it did before (two standard deviations).
/// Without one, a rise of less than 2.6 standard deviations is rough, with the largest V_L; a
/// clearer one is unknown: the memory may be longer than the series. The freedom of the error is ν
/// = 0.75 n_b, from the variance 8/(3 n_b) of V_L. Skewed block means (γ² at b, or of 64 blocks),
/// whose mean and error are correlated, make it larger by the share 7γ²/(8 n_b): the variance of
/// Student's t by Edgeworth's series.
///
/// Measured coverage of the nominal 95 % interval where the verdict is reliable, AR(1) with φ = 0,
/// 0.5, 0.9, 0.95 and N/g from 50 to 2,000, squared and exponentiated ones: docs/statistics.md. Of
/// series with a short memory a tenth is called rough or unknown by chance; of fractional noise
/// with H = 0.7, 80 % and more.
///
/// g and N_eff are in units of this series' own observations. g < 1 where neighbours are
/// anticorrelated; V_L is kept above V(b)/2 and above 1/N (the mean moves by σ/N when the window
/// moves by one observation), so that g → 0, as for a velocity whose sum telescopes, gives an error
/// too large (by 4 to 6 where g is exactly 0), never one too small. A series that never changes has
/// error 0 and counts as g = 1; one so small that its variance underflows has none (error NaN,
/// unknown). Where no block length qualifies, g is the largest V(b) seen with 4
/// blocks or more: the error then is a lower bound and the verdict unknown.
/// \param cells consecutive batches of one series, of about equal length; empty ones are skipped
/// \param rest  moments of numbers that belong to the mean but fill no batch
/// \cost O(cells · log cells), two allocations of 8 bytes per cell
/// \see Vats and Flegal 2022 (lugsail lag windows); Flyvbjerg and Petersen 1989
[[nodiscard]] inline lugsail_mean lugsail(std::span<const moments> cells,
                                          const moments& rest = {}) {
    const detail::block_sums sums(cells, rest);
    const moments& total = sums.total();
    const double count = static_cast<double>(total.count);
    lugsail_mean result;
    estimate& mean = result.mean;
    if (total.count == 0) {
        return result;
    }
    mean.value = total.mean;
    if (total.count < 2 || !is_finite(total.m2)) {
        return result;
    }
    if (detail::underflows(total)) {
        return result;
    }
    if (total.m2 == 0) {
        mean = {total.mean, 0, count, 1, count - 1, detail::reliability_of(count, count)};
        return result;
    }
    const detail::block_ladder ladder(sums);
    const detail::block_choice choice = detail::choose_block(ladder);
    if (choice.level != 0) {
        result.block = std::size_t{1} << choice.level;
        mean.nu = 0.75 * ladder.blocks(choice.level);
        std::size_t level = choice.level;
        while (ladder.blocks(level) > detail::most_blocks_for_skewness) {
            ++level;
        }
        const double skewness = sums.squared_skewness(std::size_t{1} << level);
        mean.g = choice.g * (1 + 1.75 * skewness / ladder.blocks(level));
    } else {
        mean.g = 1 / count;
        for (std::size_t level = 0; level < ladder.levels(); ++level) {
            mean.g = (std::max)(mean.g, ladder.variance(level));
        }
    }
    mean.n_eff = count / mean.g;
    mean.error = std::sqrt(total.variance() / mean.n_eff);
    mean.verdict = choice.level == 0
                       ? reliability::unknown
                       : worse(detail::reliability_of(mean.n_eff, count), choice.at_best);
    return result;
}

namespace detail {

/// Throws unless the store has this column and this batch.
inline void check_window(const char* function, const batch_store& store, std::size_t column,
                         std::size_t first_batch) {
    if (column >= store.columns()) {
        THERMOSGD_THROW(std::invalid_argument(std::string(function) +
                                              ": column = " + std::to_string(column) +
                                              ", expected < " + std::to_string(store.columns())));
    }
    if (first_batch > store.batches()) {
        THERMOSGD_THROW(std::invalid_argument(std::string(function) +
                                              ": first_batch = " + std::to_string(first_batch) +
                                              ", expected <= " + std::to_string(store.batches())));
    }
}

/// The complete batches first ≤ b < last of one column.
[[nodiscard]] inline std::vector<moments> column_cells(const batch_store& store, std::size_t column,
                                                       std::size_t first, std::size_t last) {
    std::vector<moments> cells;
    cells.reserve(last - first);
    for (std::size_t b = first; b < last; ++b) {
        cells.push_back(store.batch(b, column));
    }
    return cells;
}

}  // namespace detail

/// The mean of one column of a store from batch `first_batch` on, with its error bar by lugsail().
///
/// The mean includes the batch in progress, the error bar rests on the complete batches.
/// \param store the series   \param column which one
/// \param first_batch first batch to use [batch]
/// \return the mean [unit of the column]; unknown, with error NaN, below two observations
/// \throws std::invalid_argument unless column < columns() and first_batch <= batches()
/// \cost O(batches · log batches): about 10 µs; three allocations
[[nodiscard]] inline estimate mean_estimate(const batch_store& store, std::size_t column,
                                            std::size_t first_batch = 0) {
    detail::check_window("mean_estimate", store, column, first_batch);
    return lugsail(detail::column_cells(store, column, first_batch, store.batches()),
                   store.current(column))
        .mean;
}

/// The mean of a plain series with its error bar, by a batch_store of one column.
/// \param series consecutive numbers; non-finite ones count as not observed [any]
/// \return the mean [the same unit]   \cost O(size), a few allocations of 12 kB
[[nodiscard]] inline estimate mean_of_series(std::span<const double> series) {
    batch_store store(1);
    for (const double& x : series) {
        store.append({&x, 1});
    }
    return mean_estimate(store, 0);
}

}  // namespace THERMOSGD_NAMESPACE
