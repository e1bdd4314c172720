// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Functions of several time averages (ratios, exponents), with bias correction and error bar.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// Several columns cut at common times into groups in each of which every column was observed.
class observed_groups {
public:
    observed_groups(const batch_store& store, std::span<const std::size_t> columns,
                    std::size_t first_batch)
        : columns_(columns.size()), totals_(columns.size()) {
        std::vector<moments> open(columns_);
        for (std::size_t b = first_batch; b < store.batches(); ++b) {
            bool complete = true;
            for (std::size_t k = 0; k < columns_; ++k) {
                open[k] += store.batch(b, columns[k]);
                complete = complete && open[k].count > 0;
            }
            if (complete) {
                cells_.insert(cells_.end(), open.begin(), open.end());
                std::fill(open.begin(), open.end(), moments{});
            }
        }
        // What is left over belongs to the means, so it joins the last group.
        const std::size_t last = cells_.size() - (std::min)(cells_.size(), columns_);
        for (std::size_t k = 0; k < columns_; ++k) {
            open[k] += store.current(columns[k]);
            totals_[k] += open[k];
            if (!cells_.empty()) {
                cells_[last + k] += open[k];
            }
        }
        if (!cells_.empty()) {
            std::fill(totals_.begin(), totals_.end(), moments{});
        }
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            totals_[i % columns_] += cells_[i];
        }
    }

    /// The number of groups.
    [[nodiscard]] std::size_t size() const noexcept {
        return columns_ == 0 ? 0 : cells_.size() / columns_;
    }

    /// Writes the mean of each column over all groups; NaN for one that was never observed.
    void means(std::span<double> out) const {
        for (std::size_t k = 0; k < columns_; ++k) {
            out[k] = totals_[k].count == 0 ? not_available : totals_[k].mean;
        }
    }

    /// Writes the mean of each column over all groups except those from `first` up to `last`.
    void means_without(std::size_t first, std::size_t last, std::span<double> out) const {
        for (std::size_t k = 0; k < columns_; ++k) {
            moments left_out;
            for (std::size_t i = first; i < last; ++i) {
                left_out += cells_[i * columns_ + k];
            }
            const double count = static_cast<double>(left_out.count);
            const double rest = static_cast<double>(totals_[k].count - left_out.count);
            out[k] = totals_[k].mean - (left_out.mean - totals_[k].mean) * (count / rest);
        }
    }

private:
    std::size_t columns_;
    std::vector<moments> totals_;
    std::vector<moments> cells_;
};

}  // namespace detail

/// The value of `f(mean_1, mean_2, …)` with bias correction and error bar, by jackknife.
/// \f[ u_i = n\theta - (n-1)\theta_{(-i)}, \qquad
///     \theta_J = n_b\theta - \sum_B \left(1 - \tfrac{|B|}{n}\right) \theta_{(-B)} \f]
/// u_i, what f makes of all batches without batch i, is a time series in which every column enters
/// with its weight in f. Its lugsail() error is the error of the result: correlations in time and
/// between columns are both in it, also where they cancel in f. The bias is taken from the blocks
/// B that lugsail() chose, each at least two correlation times long. Columns may be observed at
/// different ticks.
///
/// n_eff is the smallest and g the largest among the columns; the verdict is the worst among those
/// of the columns and of the series u. Where f is not finite, error is NaN and the verdict unknown.
/// \param store   the series
/// \param columns which columns f takes, in its order
/// \param f       double(std::span<const double> means), smooth near the means
/// \param first_batch first batch to use [batch]
/// \return the value of f with its error; value f(means) without bias correction below two groups
/// \throws std::invalid_argument for a column or batch out of range
/// \cost at most 1.5 · batches + 1 calls of f; O(batches · columns) time and memory
/// \see Quenouille 1956; Künsch 1989 (blocks); Busing, Meijer and van der Leeden 1999 (lengths)
template <class Function>
[[nodiscard]] estimate jackknife(const batch_store& store, std::span<const std::size_t> columns,
                                 Function&& f, std::size_t first_batch = 0) {
    for (const std::size_t column : columns) {
        detail::check_window("jackknife", store, column, first_batch);
    }
    const detail::observed_groups groups(store, columns, first_batch);
    const std::size_t n = groups.size();
    std::vector<double> means(columns.size());
    const auto evaluate = [&]() -> double { return f(std::span<const double>(means)); };

    groups.means(means);
    const double theta = evaluate();
    estimate result;
    result.value = theta;
    if (n < 2) {
        return result;
    }
    std::vector<moments> series(n);
    for (std::size_t i = 0; i < n; ++i) {
        groups.means_without(i, i + 1, means);
        const double u = theta - static_cast<double>(n - 1) * (evaluate() - theta);
        if (!is_finite(u)) {
            return result;
        }
        series[i].push(u);
    }
    const lugsail_mean fluctuation = lugsail(series);
    result = fluctuation.mean;

    const std::size_t length = std::max<std::size_t>(1, fluctuation.block);
    result.value = theta;
    for (std::size_t first = 0; first < n; first += length) {
        const std::size_t last = (std::min)(first + length, n);
        groups.means_without(first, last, means);
        const double kept = 1 - static_cast<double>(last - first) / static_cast<double>(n);
        result.value -= kept * (evaluate() - theta);
    }
    result.n_eff = static_cast<double>(store.ticks());
    result.g = 0;
    for (const std::size_t column : columns) {
        const estimate mean = mean_estimate(store, column, first_batch);
        result.n_eff = (std::min)(result.n_eff, mean.n_eff);
        result.g = (std::max)(result.g, mean.g);
        result.verdict = worse(result.verdict, mean.verdict);
    }
    return result;
}

/// The same for columns written in place: `jackknife(store, {0, 1}, ratio)`.
template <class Function>
[[nodiscard]] estimate jackknife(const batch_store& store,
                                 std::initializer_list<std::size_t> columns, Function&& f,
                                 std::size_t first_batch = 0) {
    return jackknife(store, std::span<const std::size_t>(columns.begin(), columns.size()), f,
                     first_batch);
}

/// The errors of its own that the denominator of a ratio must be away from 0.
inline constexpr double fewest_errors_of_denominator = 4.0;

/// A ratio of two functions of time averages, unknown where its denominator may be 0.
/// \f[ \frac{n(\bar x)}{d(\bar x)}, \quad |d| \ge 4\,\sigma_d \f]
/// A ratio whose denominator is noise has no mean and no variance, and its jackknife does not know:
/// for a denominator of one error, the interval of 95 % of a "reliable" ratio covers any value.
/// \param store, columns, first_batch  as for jackknife()
/// \param numerator, denominator       double(std::span<const double> means)
/// \return as jackknife() of their quotient; where the denominator is closer to 0, or its error is
///         unknown and it is closer than three times that, the value with error NaN, unknown
/// \throws as jackknife()   \cost that of two
/// \see Fieller 1954 (the interval is unbounded there)
template <class Numerator, class Denominator>
[[nodiscard]] estimate jackknife_ratio(const batch_store& store,
                                       std::initializer_list<std::size_t> columns,
                                       const Numerator& numerator, const Denominator& denominator,
                                       std::size_t first_batch = 0) {
    estimate ratio = jackknife(
        store, columns,
        [&](std::span<const double> means) { return numerator(means) / denominator(means); },
        first_batch);
    const estimate below = jackknife(store, columns, denominator, first_batch);
    const double errors =
        fewest_errors_of_denominator * (below.verdict == reliability::unknown ? 3.0 : 1.0);
    if (!(std::fabs(below.value) >= errors * below.error)) {
        ratio.error = not_available;
        ratio.verdict = reliability::unknown;
    }
    return ratio;
}

}  // namespace THERMOSGD_NAMESPACE
