// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The error bar of a time average of correlated numbers, by lugsail batch means.

#include <cstddef>
#include <span>

#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace thermosgd {

/// The variance of block means times the length of a block, in units of the variance of one number.
/// \f[ V(b) = b\,\mathrm{Var}(\bar x_b)/\sigma^2 \;\to\; g = 1 + 2\sum_k \rho_k \f]
/// Blocks overlap: one starts at every cell. Cells without observations are skipped.
/// \param cells consecutive batches of one series   \param block block length [cell]
/// \return V [1]; NaN when fewer than two blocks fit or the series is constant
/// \cost O(cells), one allocation of 16 bytes per cell
/// \see Meketon and Schmeiser 1984 (overlapping batch means)
[[nodiscard]] double block_variance(std::span<const moments> cells, std::size_t block);

/// A mean with its error bar, and the block length at which the error bar was taken.
struct lugsail_result {
    estimate mean;          ///< the mean with its error bar
    std::size_t block = 0;  ///< length of the chosen block [cell with observations]; 0: none
};

/// The mean of a series given as consecutive batches, with an error bar that knows correlations.
///
/// g and N_eff are in units of this column's own observations.
/// \param cells consecutive batches of one series, of about equal length; empty ones are skipped
/// \param rest  moments of numbers that belong to the mean but fill no batch
/// \cost O(cells · log cells), one allocation
/// \see Vats and Flegal 2022 (lugsail lag windows)
[[nodiscard]] lugsail_result lugsail(std::span<const moments> cells, const moments& rest = {});

/// The mean of one column of a store from batch `first_batch` on, with its error bar.
/// \throws std::invalid_argument unless column < columns() and first_batch <= batches()
[[nodiscard]] estimate mean_estimate(const batch_store& store, std::size_t column,
                                     std::size_t first_batch = 0);

/// The mean of a plain series with its error bar, by a batch_store of one column.
/// \param series consecutive numbers; non-finite ones count as not observed
[[nodiscard]] estimate mean_of_series(std::span<const double> series);

}  // namespace thermosgd
