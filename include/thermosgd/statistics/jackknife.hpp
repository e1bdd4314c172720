// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Functions of several time averages (ratios, exponents), with bias correction and error bar.

#include <cstddef>
#include <initializer_list>
#include <span>

#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/lugsail.hpp>

namespace thermosgd {

/// The value of `f(mean_1, mean_2, …)` with bias correction and error bar, by jackknife over blocks.
/// \f[ \theta_J = n\theta - (n-1)\overline{\theta_{(-i)}} \f]
/// The columns may be correlated with each other in any way and observed at different ticks.
/// n_eff is the smallest and g the largest of the columns involved, the verdict the worst.
/// \param store   the series
/// \param columns which columns f takes, in its order
/// \param f       callable double(std::span<const double> means), smooth near the means
/// \param first_batch first batch to use [batch]
/// \throws std::invalid_argument for a column or batch out of range
/// \cost f is called at most 2 · batches times; O(batches · columns) and a few allocations
/// \see Quenouille 1956; Künsch 1989 (blocks)
template <class Function>
[[nodiscard]] estimate jackknife(const batch_store& store, std::span<const std::size_t> columns,
                                 Function&& f, std::size_t first_batch = 0);

/// The same for columns written in place: `jackknife(store, {0, 1}, ratio)`.
template <class Function>
[[nodiscard]] estimate jackknife(const batch_store& store,
                                 std::initializer_list<std::size_t> columns, Function&& f,
                                 std::size_t first_batch = 0) {
    return jackknife(store, std::span<const std::size_t>(columns.begin(), columns.size()), f,
                     first_batch);
}

}  // namespace thermosgd
