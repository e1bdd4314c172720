// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which filters are hottest and coldest, and how sure that is.
///
/// Filters of a run share every minibatch, so that their errors are correlated; much of the noise
/// cancels in a comparison. All that follows is therefore made of differences on the common clock.

#include <thermosgd/core/ascending.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/random_stream.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/bootstrap_draws.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/rank_correlation.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// How filters are ranked.
struct ranking_options {
    std::size_t hottest = 1;  ///< k: the size of the sets of the hottest and of the coldest, ≥ 1
    double level = 0.95;      ///< simultaneous confidence of all intervals of ranks, in (0, 1)
    std::size_t first_batch = 0;  ///< first batch to use: burn-in is left out [batch]
    std::size_t draws = 2000;     ///< random draws for the probabilities, ≥ 1
    std::uint64_t seed = 1;       ///< of these draws
};

/// The place of one filter among all.
struct filter_rank {
    estimate value;                        ///< the mean of its column [unit of the column]
    double rank = not_available;           ///< 1: hottest; NaN: never observed
    std::size_t best = 1;                  ///< interval of its true rank: from here
    std::size_t worst = 1;                 ///< to here
    double among_hottest = not_available;  ///< P(rank ≤ k) [1]
    double among_coldest = not_available;  ///< P(rank > n − k) [1]

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(value, rank, best, worst, among_hottest, among_coldest);
    }
};

/// The places of all filters.
struct filter_ranking {
    std::vector<filter_rank> filters;  ///< in the order of the columns
    std::vector<std::size_t> order;    ///< indices of observed filters, from the hottest on
    std::size_t hottest = 1;           ///< k of the probabilities
    double level = 0.95;               ///< confidence of the intervals, all at once
    reliability verdict = reliability::unknown;  ///< the worst among the differences of filters

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(filters, order, hottest, level, verdict);
    }
};

namespace detail {

/// The batches of one column, in one piece of memory: a store has those of all columns in turns.
[[nodiscard]] inline std::vector<double> batch_means(const batch_store& store, std::size_t column,
                                                     std::size_t first_batch) {
    std::vector<double> means;
    means.reserve(store.batches() - first_batch);
    for (std::size_t b = first_batch; b < store.batches(); ++b) {
        const moments& batch = store.batch(b, column);
        means.push_back(batch.count > 0 ? batch.mean : not_available);
    }
    return means;
}

/// The difference of two columns with an error bar that knows what they share.
/// \param cells room for the differences
[[nodiscard]] inline lugsail_mean column_difference(std::span<const double> a,
                                                    std::span<const double> b,
                                                    std::vector<moments>& cells) {
    cells.assign(a.size(), {});
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double apart = a[i] - b[i];
        if (is_finite(apart)) {
            cells[i] = {1, apart, 0};
        }
    }
    return lugsail(cells);
}

/// Student's t at one tail probability; the few ν that occur are remembered.
class critical_values {
public:
    explicit critical_values(double tail) : tail_(tail) {}

    [[nodiscard]] double operator()(double nu) {
        for (const auto& known : known_) {
            if (known.nu == nu) {
                return known.t;
            }
        }
        known_.push_back({nu, student_t_critical(tail_, nu)});
        return known_.back().t;
    }

private:
    struct entry {
        double nu, t;
    };
    double tail_;
    std::vector<entry> known_;
};

/// Fills the probabilities of all filters seen to be among the k hottest or coldest.
inline void draw_extremes(const bootstrap_draws& blocks, std::span<const std::size_t> seen,
                          const ranking_options& options, std::vector<filter_rank>& filters) {
    const std::size_t n = seen.size();
    const std::size_t k = (std::min)(options.hottest, n);
    std::vector<double> drawn(n), centre(n);
    for (std::size_t i = 0; i < n; ++i) {
        centre[i] = filters[seen[i]].value.value;
        filters[seen[i]].among_hottest = 0;
        filters[seen[i]].among_coldest = 0;
    }
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    detail::counted_stream random(options.seed);
    const double share = 1 / static_cast<double>(options.draws);
    for (std::size_t d = 0; d < options.draws; ++d) {
        blocks.draw(random, centre, drawn);
        std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
            return drawn[i] != drawn[j] ? drawn[i] > drawn[j] : i < j;
        });
        // Equal ones, which do not vary, share the places that they compete for.
        for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
            while (end < n && drawn[order[end]] == drawn[order[begin]]) {
                ++end;
            }
            const auto equal = static_cast<double>(end - begin);
            const std::size_t hot = (std::min)(end, k) - (std::min)(begin, k);
            const std::size_t cold = (std::max)(end, n - k) - (std::max)(begin, n - k);
            for (std::size_t i = begin; i < end; ++i) {
                filters[seen[order[i]]].among_hottest += share * static_cast<double>(hot) / equal;
                filters[seen[order[i]]].among_coldest += share * static_cast<double>(cold) / equal;
            }
        }
    }
}

}  // namespace detail

/// Ranks filters, or groups, by the means of their columns.
///
/// - `best` to `worst` holds the true rank of every filter at once with probability `level`: 1 plus
///   the number of filters that are significantly hotter, up to n less those significantly colder;
///   differences of all pairs with lugsail() errors, Bonferroni's correction over n(n − 1)/2 pairs.
///   A pair without a known error bar is never significant.
/// - `among_hottest` and `among_coldest` are probabilities under a flat prior, by bootstrap_draws.
///
/// \param store   the batches of a run
/// \param columns one per filter, of averages that compare, such as Σmv² of filters of equal size
/// \param options k, level, burn-in and draws
/// \return the ranking; verdict unknown, intervals 1 to n, where no error bar is known,
///         probabilities NaN below 10 blocks. Filters never observed have rank NaN, count nowhere
/// \throws std::invalid_argument for options, columns or a batch out of range
/// \cost about 20 µs per pair, n(n − 1)/2 pairs, and draws · n · (32 + log n) operations
/// \see Al Mohamad, Goeman and van Zwet 2022 (intervals of ranks)
[[nodiscard]] inline filter_ranking rank_filters(const batch_store& store,
                                                 std::span<const std::size_t> columns,
                                                 const ranking_options& options = {}) {
    for (const std::size_t column : columns) {
        detail::check_window("rank_filters", store, column, options.first_batch);
    }
    detail::check_probability("rank_filters", "level", options.level);
    if (options.draws == 0 || options.hottest == 0) {
        THERMOSGD_THROW(std::invalid_argument(std::string("rank_filters: ") +
                                              (options.draws == 0 ? "draws" : "hottest") +
                                              " = 0, expected at least 1"));
    }
    filter_ranking result;
    result.hottest = options.hottest;
    result.level = options.level;
    std::vector<double> values;
    std::vector<std::size_t> seen_columns;
    for (const std::size_t column : columns) {
        result.filters.emplace_back();
        result.filters.back().value = mean_estimate(store, column, options.first_batch);
        if (is_finite(result.filters.back().value.value)) {
            result.order.push_back(result.filters.size() - 1);
            seen_columns.push_back(column);
            values.push_back(result.filters.back().value.value);
        }
    }
    const std::vector<std::size_t> seen = result.order;
    const std::size_t n = seen.size();
    const std::vector<double> ranks = ranks_from_greatest(values);
    for (std::size_t i = 0; i < n; ++i) {
        result.filters[seen[i]].rank = ranks[i];
        result.filters[seen[i]].worst = n;
    }
    if (n == 0) {
        return result;
    }
    result.verdict = n == 1 ? result.filters[seen[0]].value.verdict : reliability::reliable;
    const double pairs = 0.5 * static_cast<double>(n) * (static_cast<double>(n) - 1);
    detail::critical_values critical(0.5 * (1 - options.level) / (std::max)(1.0, pairs));
    std::vector<std::size_t> lengths{1};
    std::vector<moments> cells;
    std::vector<std::vector<double>> means;
    for (const std::size_t column : seen_columns) {
        means.push_back(detail::batch_means(store, column, options.first_batch));
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const lugsail_mean difference = detail::column_difference(means[i], means[j], cells);
            const estimate& e = difference.mean;
            result.verdict = worse(result.verdict, e.verdict);
            lengths.push_back(std::max<std::size_t>(1, difference.block));
            if (e.verdict == reliability::unknown) {
                continue;
            }
            const double apart = values[i] - values[j];
            if (std::fabs(apart) > (e.error > 0 ? e.error * critical(e.nu) : 0.0)) {
                ++result.filters[seen[apart > 0 ? j : i]].best;
                --result.filters[seen[apart > 0 ? i : j]].worst;
            }
        }
    }
    const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
    std::nth_element(lengths.begin(), middle, lengths.end(), detail::ascending{});
    const bootstrap_draws blocks(store, seen_columns, options.first_batch, store.batches(),
                                 *middle);
    if (static_cast<double>(blocks.blocks()) >= detail::fewest_blocks) {
        detail::draw_extremes(blocks, seen, options, result.filters);
    }
    // By index among equals: std::stable_sort makes clang warn of deprecations in libstdc++ 12.
    std::sort(result.order.begin(), result.order.end(), [&](std::size_t a, std::size_t b) {
        const double first = result.filters[a].rank, second = result.filters[b].rank;
        return first != second ? first < second : a < b;
    });
    return result;
}

}  // namespace THERMOSGD_NAMESPACE
