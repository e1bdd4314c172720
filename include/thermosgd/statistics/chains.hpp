// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Several runs of one system as chains: whether they have come to the same distribution (R̂), and
/// how many independent numbers they hold together.
///
/// Error bars of single runs say nothing of what a run never left. R̂ compares what lies between
/// chains with what lies within them: 1 where they agree, above 1.01 where they do not yet.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/normal_quantile.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE {

/// Series of equal length, one per run.
using chains = std::vector<std::vector<double>>;

/// The batch means of one column as a chain.
/// \param store  of a run   \param column  which scalar   \param first_batch  burn-in is left out
/// \return one number per batch in which it was observed [unit of the column]
/// \throws std::invalid_argument for a column or batch out of range
/// \cost O(batches), one vector
[[nodiscard]] inline std::vector<double> chain_of(const batch_store& store, std::size_t column,
                                                  std::size_t first_batch = 0) {
    detail::check_window("chain_of", store, column, first_batch);
    std::vector<double> chain;
    for (std::size_t b = first_batch; b < store.batches(); ++b) {
        if (const moments& cell = store.batch(b, column); cell.count > 0) {
            chain.push_back(cell.mean);
        }
    }
    return chain;
}

/// The same of longer stretches, so that runs of other lengths have numbers of one kind: each is
/// the mean over as many batches as make `ticks`, counted from the last complete one backwards.
/// \param ticks  of a number: ticks_per_batch() of the store times a whole number [tick]
/// \return one number per stretch in which the column was observed; what is left over at the start
///         is left out [unit of the column]
/// \throws std::invalid_argument for a column or batch out of range, and another number of ticks
/// \cost O(batches), one vector
[[nodiscard]] inline std::vector<double> chain_of(const batch_store& store, std::size_t column,
                                                  std::size_t first_batch, std::uint64_t ticks) {
    detail::check_window("chain_of", store, column, first_batch);
    if (ticks == 0 || ticks % store.ticks_per_batch() != 0) {
        THERMOSGD_THROW(std::invalid_argument(
            "chain_of: ticks = " + std::to_string(ticks) + ", expected a multiple of " +
            std::to_string(store.ticks_per_batch()) + ", the length of a batch"));
    }
    const std::uint64_t together = ticks / store.ticks_per_batch();
    std::vector<double> chain;
    for (std::size_t b = first_batch + (store.batches() - first_batch) % together;
         b < store.batches();) {
        moments stretch;
        for (const std::size_t end = b + together; b < end; ++b) {
            stretch += store.batch(b, column);
        }
        if (stretch.count > 0) {
            chain.push_back(stretch.mean);
        }
    }
    return chain;
}

/// Chains cut to the length of the shortest: their last numbers, in which the starts are forgotten.
/// \cost one copy
[[nodiscard]] inline chains last_of_equal_length(const chains& of_any_length) {
    std::size_t least = (std::numeric_limits<std::size_t>::max)();
    for (const std::vector<double>& chain : of_any_length) {
        least = (std::min)(least, chain.size());
    }
    chains cut;
    for (const std::vector<double>& chain : of_any_length) {
        cut.emplace_back(chain.end() - static_cast<std::ptrdiff_t>(least), chain.end());
    }
    return cut;
}

namespace detail {

/// Throws unless there is a chain and all have the length of the first.
inline void check_chains(const char* function, const chains& c) {
    if (c.empty()) {
        THERMOSGD_THROW(
            std::invalid_argument(std::string(function) + ": 0 chains, expected at least 1"));
    }
    for (std::size_t i = 0; i < c.size(); ++i) {
        if (c[i].size() != c.front().size()) {
            THERMOSGD_THROW(std::invalid_argument(
                std::string(function) + ": chain " + std::to_string(i) + " has " +
                std::to_string(c[i].size()) + " numbers, expected " +
                std::to_string(c.front().size()) + " as in chain 0"));
        }
    }
}

/// Whether there is nothing to compare: no number, one that is not finite, or all the same to
/// rounding, whatever their unit.
[[nodiscard]] inline bool nothing_to_compare(const chains& c) {
    double least = infinity, most = -infinity;
    for (const std::vector<double>& chain : c) {
        for (const double& x : chain) {
            if (!is_finite(x)) {
                return true;
            }
            least = std::fmin(least, x);
            most = std::fmax(most, x);
        }
    }
    const double size = std::fmax(std::fabs(least), std::fabs(most));
    return !(most - least > std::numeric_limits<double>::epsilon() * size);
}

/// Each chain as two of half its length; the middle number of an odd length is left out.
[[nodiscard]] inline chains split(const chains& c) {
    if (c.front().size() < 2) {
        return c;
    }
    chains halves;
    const auto half = static_cast<std::ptrdiff_t>(c.front().size() / 2);
    for (const std::vector<double>& chain : c) {
        halves.emplace_back(chain.begin(), chain.begin() + half);
        halves.emplace_back(chain.end() - half, chain.end());
    }
    return halves;
}

/// The normal scores of all numbers together: Φ⁻¹((r − 3/8)/(S + 1/4)), ties at their mean rank.
[[nodiscard]] inline chains normal_scores(chains c) {
    std::vector<std::pair<double, double*>> order;
    for (std::vector<double>& chain : c) {
        for (double& x : chain) {
            order.emplace_back(x, &x);
        }
    }
    std::sort(order.begin(), order.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    const double all = static_cast<double>(order.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first + 1;
        while (last < order.size() && order[last].first == order[first].first) {
            ++last;
        }
        const double rank = 0.5 * static_cast<double>(first + 1 + last);
        const double score = normal_quantile((rank - 0.375) / (all + 0.25));
        for (; first < last; ++first) {
            *order[first].second = score;
        }
    }
    return c;
}

/// All numbers, sorted.
[[nodiscard]] inline std::vector<double> sorted_numbers(const chains& c) {
    std::vector<double> all;
    for (const std::vector<double>& chain : c) {
        all.insert(all.end(), chain.begin(), chain.end());
    }
    std::sort(all.begin(), all.end());
    return all;
}

/// The quantile of sorted numbers, by the straight line between their order statistics.
[[nodiscard]] inline double quantile_of_sorted(const std::vector<double>& all, double probability) {
    const double place = probability * static_cast<double>(all.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const std::size_t above = (std::min)(below + 1, all.size() - 1);
    const double share = place - static_cast<double>(below);
    return share == 0 ? all[below] : all[below] + share * (all[above] - all[below]);
}

/// The distances of all numbers from their common median.
[[nodiscard]] inline chains folded(chains c) {
    const std::vector<double> all = sorted_numbers(c);
    const std::size_t half = all.size() / 2;
    const double median = all.size() % 2 == 1 ? all[half] : 0.5 * (all[half - 1] + all[half]);
    for (std::vector<double>& chain : c) {
        for (double& x : chain) {
            x = std::fabs(x - median);
        }
    }
    return c;
}

/// Variances between chains (of their means) and within them.
struct chain_variances {
    double between = 0, within = 0;
};

[[nodiscard]] inline chain_variances variances_of(const chains& c) {
    moments means;
    chain_variances v;
    for (const std::vector<double>& chain : c) {
        moments numbers;
        for (const double x : chain) {
            numbers.push(x);
        }
        means.push(numbers.mean);
        v.within +=
            numbers.m2 / static_cast<double>(numbers.count - 1) / static_cast<double>(c.size());
    }
    v.between = means.m2 / static_cast<double>(means.count - 1);
    return v;
}

/// √((B/W + n − 1)/n) of chains as they are; NaN where there is nothing to compare.
[[nodiscard]] inline double plain_rhat(const chains& c) {
    if (nothing_to_compare(c)) {
        return not_available;
    }
    const double n = static_cast<double>(c.front().size());
    const chain_variances v = variances_of(c);
    return std::sqrt((n * v.between / v.within + n - 1) / n);
}

/// The autocovariance at one lag, divided by the length, averaged over chains of known means.
[[nodiscard]] inline double mean_autocovariance(const chains& c, const std::vector<double>& means,
                                                std::size_t lag) {
    double all = 0;
    for (std::size_t i = 0; i < c.size(); ++i) {
        double sum = 0;
        for (std::size_t t = 0; t + lag < c[i].size(); ++t) {
            sum += (c[i][t] - means[i]) * (c[i][t + lag] - means[i]);
        }
        all += sum / static_cast<double>(c[i].size());
    }
    return all / static_cast<double>(c.size());
}

}  // namespace detail

}  // namespace THERMOSGD_NAMESPACE
