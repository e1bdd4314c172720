// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The autocorrelation of a series at lags from one step to a whole run, in memory O(log lag).

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/autocorrelation_product.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/jackknife.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The sizes of a multiple-τ correlator.
struct correlator_options {
    std::size_t width = 1;       ///< numbers per entry of the series: 1, or those of a vector
    std::size_t levels = 12;     ///< the longest lag is 15 · 2^(levels − 1) [1]
    std::size_t capacity = 256;  ///< greatest number of batches per lag, even, >= 4
    bool about_mean = true;      ///< correlate deviations from the mean; else products as they are
};

/// The correlation at one lag.
struct correlation_point {
    std::uint64_t lag = 0;  ///< k [entry of the series]
    estimate correlation;   ///< ρ_k, with its error over time [1]
    double square = 0;      ///< ⟨(x_t·x_{t+k})²⟩/⟨|x|²⟩² where not about the mean [1]
};

/// The autocorrelation function of a series by the multiple-τ method.
/// \f[ \rho_k = \frac{\langle x_t \cdot x_{t+k}\rangle - \bar x^2}
///                   {\langle |x_t|^2\rangle - \bar x^2} \f]
///
/// Level 0 correlates each entry with its 15 predecessors. Level l does the same for the means of
/// 2^l consecutive entries and gives the lags 8 · 2^l to 15 · 2^l, so that averaging is never over
/// more than an eighth of the lag: an exponential correlation comes out right to 7e-4 of its value
/// at lag 0. An entry may be a vector; then x·y is the scalar product.
///
/// About the mean, half the square of x_t − x_{t+k} is averaged in place of the product: it does
/// not depend on the mean, which is not known before the end. Each average is a column of a
/// batch_store and so has an error bar (at lags beyond a batch it is up to 1.4 times too large). An
/// entry that is not finite, like interrupt(), is a gap: no product reaches across.
///
/// \cost about 14 · width + 120 ns per entry; memory per level 16 · width doubles and 24 bytes
///       times 11 times `capacity` (0.8 MB in all by default); allocated by the constructor
/// \see Ramírez, Sukumaran, Vorselaars and Likhtman 2010
class multiple_tau {
public:
    /// Products per level.
    static constexpr std::size_t points = 16;

    /// A correlator of nothing, to be assigned to.
    multiple_tau() = default;

    /// \param options  sizes
    /// \throws std::invalid_argument unless width >= 1, 1 <= levels <= 48, capacity even and >= 4,
    ///         and width == 1 where about_mean is set
    explicit multiple_tau(const correlator_options& options)
        : width_(options.width), about_mean_(options.about_mean) {
        if (width_ == 0 || (about_mean_ && width_ != 1)) {
            THERMOSGD_THROW(std::invalid_argument(
                "multiple_tau: width = " + std::to_string(width_) +
                (about_mean_ ? ", expected 1 where about_mean is set" : ", expected at least 1")));
        }
        if (options.levels == 0 || options.levels > 48) {
            THERMOSGD_THROW(std::invalid_argument(
                "multiple_tau: levels = " + std::to_string(options.levels) + ", expected 1 to 48"));
        }
        for (std::size_t l = 0; l < options.levels; ++l) {
            levels_.emplace_back(width_, points - first_lag(l) + summaries, options.capacity);
        }
        row_.resize(points + summaries);
        value_.resize(width_);
    }

    /// Adds the next entry. \throws layout_error unless it has width numbers \cost see the class
    void push(std::span<const double> x) {
        detail::require_count("multiple_tau::push: x", x.size(), width_);
        double square = detail::scalar_product(x, x);
        if (!is_finite(square)) {
            interrupt();
            return;
        }
        if (about_mean_ && entries_ == 0) {
            // Any number near the mean: an offset would cost digits.
            origin_ = x[0];
        }
        for (std::size_t i = 0; i < width_; ++i) {
            value_[i] = x[i] - origin_;
        }
        ++entries_;
        square = about_mean_ ? value_[0] * value_[0] : square;
        for (std::size_t l = 0; l < levels_.size(); ++l) {
            if (!add(levels_[l], first_lag(l), square)) {
                break;
            }
        }
    }

    /// Adds the next number of a series of numbers. \pre width == 1
    void push(const double& x) { push({&x, 1}); }

    /// The next entry does not follow the last one. \cost O(levels)
    void interrupt() noexcept {
        for (level& l : levels_) {
            l.filled = 0;
            l.half = false;
        }
    }

    /// Forgets everything. \cost O(levels)
    void clear() noexcept {
        interrupt();
        entries_ = 0;
        origin_ = 0;
        for (level& l : levels_) {
            l.store.clear();
        }
    }

    /// The number of entries so far, gaps not counted [1]. \cost O(1)
    [[nodiscard]] std::uint64_t entries() const noexcept { return entries_; }

    /// ⟨|x|²⟩, less the squared mean where about_mean is set. \cost O(batches), allocates
    [[nodiscard]] estimate variance() const {
        const auto f = [this](std::span<const double> m) {
            return about_mean_ ? m[0] - m[1] * m[1] : m[0];
        };
        return entries_ == 0 ? estimate{}
                             : jackknife(levels_[0].store, {square_column(0), mean_column(0)}, f);
    }

    /// ρ at every lag at which there are products, by growing lag, from 1 on.
    /// \return the points; correlation NaN where the series does not vary
    /// \cost O(points · levels · batches); allocates
    [[nodiscard]] std::vector<correlation_point> correlations() const {
        std::vector<correlation_point> result;
        for (std::size_t l = 0; l < levels_.size(); ++l) {
            const batch_store& store = levels_[l].store;
            for (std::size_t j = std::max<std::size_t>(1, first_lag(l)); j < points; ++j) {
                const std::size_t column = j - first_lag(l);
                const moments product = store.total(column);
                if (product.count == 0) {
                    break;
                }
                const auto f = [this](std::span<const double> m) {
                    const double mean = m[3] * m[3];
                    return about_mean_ ? (m[2] - mean - m[0]) / (m[1] - mean) : m[0] / m[1];
                };
                const std::array<std::size_t, 4> columns{column, square_column(l),
                                                         square_column(l) + 1, mean_column(l)};
                const double scale = store.total(square_column(l)).mean;
                const double square = product.mean * product.mean + product.population_variance();
                result.push_back({std::uint64_t{j} << l, jackknife(store, columns, f),
                                  square / (scale * scale)});
            }
        }
        return result;
    }

    /// The memory held for recent entries and batches [byte]. \cost O(levels)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        std::size_t bytes = 0;
        for (const level& l : levels_) {
            bytes += sizeof(double) * (l.recent.size() + l.carry.size()) + l.store.state_bytes();
        }
        return bytes;
    }

    /// Reads or writes everything; the options are given again. \throws error where they are others
    template <class Archive>
    void archive(Archive& ar) {
        std::size_t levels = levels_.size();
        std::size_t capacity = levels_.empty() ? 0 : levels_[0].store.capacity();
        detail::check_archived_setting(ar, "multiple_tau: width", width_);
        detail::check_archived_setting(ar, "multiple_tau: about_mean", about_mean_);
        detail::check_archived_setting(ar, "multiple_tau: levels", levels);
        detail::check_archived_setting(ar, "multiple_tau: capacity", capacity);
        ar(entries_, origin_, levels_);
        bool possible = levels_.size() == levels;
        for (std::size_t l = 0; possible && l < levels; ++l) {
            possible = levels_[l].is_of(width_, points - first_lag(l) + summaries) &&
                       levels_[l].store.capacity() == capacity;
        }
        detail::require_stored("multiple_tau", possible);
        for (level& one : levels_) {
            one.store.make_room();
        }
    }

private:
    /// The recent entries of one level and the products found there.
    struct level {
        level() = default;
        level(std::size_t width, std::size_t columns, std::size_t capacity)
            : recent(points * width), carry(width), store(columns, capacity) {}

        [[nodiscard]] bool is_of(std::size_t width, std::size_t columns) const noexcept {
            return recent.size() == points * width && carry.size() == width && next < points &&
                   filled <= points && store.columns() == columns;
        }

        std::vector<double> recent;  // a ring of `points` entries
        std::uint64_t next = 0;      // place in the ring
        std::uint64_t filled = 0;
        std::vector<double> carry;  // first of a pair of entries that make one of the next level
        double carry_square = 0;
        bool half = false;  // whether there is one
        batch_store store;  // averages by lag, then the summaries

        template <class Archive>
        void archive(Archive& ar) {
            ar(recent, next, filled, carry, carry_square, half, store);
        }
    };

    /// The shortest lag of a level, in its own entries.
    [[nodiscard]] static constexpr std::size_t first_lag(std::size_t level) noexcept {
        return level == 0 ? 0 : points / 2;
    }

    /// Columns behind those of the lags: ⟨|x|²⟩ of single entries, ⟨|x̄|²⟩ of the means that are
    /// the entries of a level, and the mean itself.
    static constexpr std::size_t summaries = 3;

    [[nodiscard]] static constexpr std::size_t square_column(std::size_t level) noexcept {
        return points - first_lag(level);
    }

    [[nodiscard]] static constexpr std::size_t mean_column(std::size_t level) noexcept {
        return square_column(level) + 2;
    }

    /// Adds value_ to a level; true when value_ and `square` are now an entry of the next one.
    [[nodiscard]] bool add(level& l, std::size_t first, double& square) {
        std::copy(value_.begin(), value_.end(),
                  l.recent.begin() + static_cast<std::ptrdiff_t>(l.next * width_));
        l.filled = std::min<std::uint64_t>(l.filled + 1, points);
        std::size_t column = 0;
        for (std::size_t j = first; j < points; ++j) {
            double product = not_available;
            if (j < l.filled) {
                const double* other = l.recent.data() + (l.next + points - j) % points * width_;
                product = about_mean_ ? 0.5 * (value_[0] - other[0]) * (value_[0] - other[0])
                                      : detail::scalar_product(value_, {other, width_});
            }
            row_[column++] = product;
        }
        row_[column++] = square;
        row_[column++] = detail::scalar_product(value_, value_);
        row_[column++] = value_[0];
        l.store.append({row_.data(), column});
        l.next = (l.next + 1) % points;
        if (!l.half) {
            l.carry = value_;
            l.carry_square = square;
            l.half = true;
            return false;
        }
        for (std::size_t i = 0; i < width_; ++i) {
            value_[i] = 0.5 * (l.carry[i] + value_[i]);
        }
        square = 0.5 * (l.carry_square + square);
        l.half = false;
        return true;
    }

    std::size_t width_ = 1;
    bool about_mean_ = true;
    std::uint64_t entries_ = 0;
    double origin_ = 0;
    std::vector<level> levels_;
    std::vector<double> row_;
    std::vector<double> value_;
};

}  // namespace THERMOSGD_NAMESPACE
