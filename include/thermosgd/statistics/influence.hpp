// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What each batch says of a function of several time averages.

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE::detail {

/// The influence of every batch on f, about the means of those from `reference` on.
/// \f[ u_b = n\left[f\!\left(\bar x + \frac{\bar x_b - \bar x}{n}\right) - f(\bar x)\right] \f]
/// \param store the series   \param columns which f takes, in its order
/// \param reference  first batch of the means x̄ [batch]
/// \param f          double(std::span<const double> means), smooth near the means
/// \return u of every batch [f]; NaN where a column was not observed, or f is not a number
/// \pre every column < columns()   \cost one call of f per batch
/// \see Hampel 1974
template <class Function>
[[nodiscard]] std::vector<double> influence_of_batches(const batch_store& store,
                                                       std::span<const std::size_t> columns,
                                                       std::size_t reference, const Function& f) {
    std::vector<double> means, moved(columns.size()), influence(store.batches(), not_available);
    for (const std::size_t column : columns) {
        const moments total = store.total(column, reference);
        means.push_back(total.count == 0 ? not_available : total.mean);
    }
    const double at_means = f(std::span<const double>(means));
    const double share = 1 / static_cast<double>(std::max<std::size_t>(store.batches(), 1));
    for (std::size_t b = 0; b < influence.size(); ++b) {
        for (std::size_t k = 0; k < columns.size(); ++k) {
            const moments& cell = store.batch(b, columns[k]);
            const double mean = cell.count == 0 ? not_available : cell.mean;
            moved[k] = means[k] + share * (mean - means[k]);
        }
        influence[b] = (f(std::span<const double>(moved)) - at_means) / share;
    }
    return influence;
}

}  // namespace THERMOSGD_NAMESPACE::detail
