// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Where a series has forgotten its start: the batch from which on it may be averaged.

#include <cstddef>
#include <span>

#include <thermosgd/statistics/batches.hpp>

namespace thermosgd {

/// The first batch of the stationary part of a series, in the first half of it.
/// \param cells consecutive batches of one series
/// \return index of the first batch to keep, at most cells.size()/2 [batch]. The limit itself says
///         that no stationary part was found: the drift test will then tell
/// \cost O(cells)   \see White 1997 (MSER), on batch means
[[nodiscard]] std::size_t find_start(std::span<const moments> cells);

/// The first batch of the stationary part of one column of a store.
/// \throws std::invalid_argument unless column < columns()
[[nodiscard]] std::size_t find_start(const batch_store& store, std::size_t column);

/// The batch from which on all named columns are stationary: the latest of their starts.
/// \throws std::invalid_argument unless every column < columns()
[[nodiscard]] std::size_t find_start(const batch_store& store,
                                     std::span<const std::size_t> columns);

}  // namespace thermosgd
