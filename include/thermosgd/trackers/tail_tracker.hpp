// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The tail index of velocities online: sums over time of every single parameter.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/trackers/observed_groups.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// What is added up, and how far apart.
struct tail_tracker_options {
    std::size_t block = 32;  ///< m, numbers in a sum, from 2 to 1,000
    std::size_t every = 1;   ///< one step in so many is looked at, >= 1: choose it above the
                             ///< correlation time g of the velocity
};

/// The estimator of tail_index() with sums over m decorrelated steps of one parameter at a time.
/// \f[ \frac1\alpha = \Big\langle \frac{\ln|\sum_t v_k(t)| - \frac1m\sum_t \ln|v_k(t)|}{\ln m}
///     \Big\rangle_{k,\,\mathrm{blocks}} \f]
/// The scale of a parameter drops out of its own term: this is what standardising with the exact
/// τ_k would give, and needs no τ_k. Parameters need not be independent; each block of m steps
/// gives one number per group, and the error is that of their mean over time.
///
/// A parameter with a zero, a denormal or a velocity that is not finite in a block (or whose sum is
/// 0) is left out of that block and counted.
/// \cost per step looked at 8 bytes read, 40 read and written per parameter, and two logarithms per
///       parameter and block; nothing at other steps. State 20 bytes per parameter and 12 kB per
///       group, allocated by the constructor
class tail_tracker {
public:
    /// A tracker of no groups, to be assigned to or read from an archive.
    tail_tracker() = default;

    /// \throws std::invalid_argument for an option out of range
    explicit tail_tracker(const layout& layout, tail_tracker_options options = {})
        : block_(options.block),
          every_(options.every),
          groups_(layout),
          store_(layout.groups().size()) {
        if (block_ < 2 || block_ > 1000 || every_ == 0) {
            THERMOSGD_THROW(std::invalid_argument(
                "tail_tracker: block = " + std::to_string(block_) +
                ", every = " + std::to_string(every_) + ", expected 2 to 1000 and at least 1"));
        }
        sum_.resize(groups_.total());
        product_.assign(groups_.total(), 1.0);
        exponent_.resize(groups_.total());
        row_.resize(groups());
        left_out_.resize(groups());
    }

    /// Adds the displacements of the scalars first, first + 1, … of a group, at steps looked at.
    /// \pre the range comes once per step      \throws layout_error where it is not in the group
    void add(std::size_t group, std::size_t first, std::span<const double> v,
             const double* /*x*/ = nullptr) {
        if (steps_ % every_ != 0) {
            return;
        }
        const std::size_t begin = groups_.place("tail_tracker", group, first, v.size());
        double* sum = sum_.data() + begin;
        double* product = product_.data() + begin;
        std::int32_t* exponent = exponent_.data() + begin;
        for (std::size_t i = 0; i < v.size(); ++i) {
            // |v| = mantissa·2^exponent; products of at most 1,000 mantissas below 2 stay finite.
            constexpr std::uint64_t mantissa_mask = 0x000f'ffff'ffff'ffff;
            constexpr std::uint64_t one = 0x3ff0'0000'0000'0000;
            const auto bits = std::bit_cast<std::uint64_t>(v[i]);
            const auto power = static_cast<std::int32_t>((bits >> 52) & 0x7ff);
            const bool normal = power != 0 && power != 0x7ff;
            const double mantissa = std::bit_cast<double>((bits & mantissa_mask) | one);
            sum[i] += v[i];
            product[i] *= normal ? mantissa : 0.0;
            exponent[i] += power - 1023;
        }
    }

    /// Counts the step and closes the block when it is full. \cost O(d) once per block
    void close_step(std::uint64_t /*step*/) noexcept {
        if (steps_++ % every_ == 0 && ++filled_ == block_) {
            for (std::size_t g = 0; g < groups(); ++g) {
                row_[g] = close_block(g);
            }
            store_.append_leading(row_);
            reset_block();
        }
    }

    /// Forgets everything: a new window begins.
    void restart(std::uint64_t /*step*/) noexcept {
        store_.clear();
        std::fill(left_out_.begin(), left_out_.end(), std::uint64_t{0});
        steps_ = 0;
        reset_block();
    }

    /// Adds the complete blocks of a later, disjoint window; the block in progress there is lost.
    /// \throws layout_error when groups or options differ; this tracker is then unchanged
    tail_tracker& operator+=(const tail_tracker& later) {
        if (later.groups_ != groups_ || later.block_ != block_ || later.every_ != every_) {
            THERMOSGD_THROW(layout_error(
                "tail_tracker::operator+=: a tracker of " + std::to_string(later.sum_.size()) +
                " parameters, block " + std::to_string(later.block_) + ", every " +
                std::to_string(later.every_) + ", expected the same groups with " +
                std::to_string(sum_.size()) + ", " + std::to_string(block_) + ", " +
                std::to_string(every_)));
        }
        store_ += later.store_;
        for (std::size_t g = 0; g < groups(); ++g) {
            left_out_[g] += later.left_out_[g];
        }
        return *this;
    }

    /// The number of groups. \cost O(1)
    [[nodiscard]] std::size_t groups() const noexcept { return groups_.count(); }

    /// Throws unless it was made for the groups of `layout`. \throws layout_error naming both
    void require_layout(const layout& layout) const {
        groups_.require_same("tail_tracker", layout);
    }

    /// 1/α of every complete block, one column per group. \cost O(1)
    [[nodiscard]] const batch_store& inverse_index() const noexcept { return store_; }

    /// α of a group [1]; unknown below 50 blocks, NaN without one.
    /// \throws std::invalid_argument unless group < groups() \cost that of a jackknife
    [[nodiscard]] estimate index(std::size_t group) const {
        const std::size_t column = group;
        estimate alpha =
            jackknife(store_, {column}, [](std::span<const double> mean) { return 1 / mean[0]; });
        if (store_.total(group).count == 0) {
            alpha = estimate{};
        }
        return alpha;
    }

    /// How often a parameter of a group was left out of a block. \cost O(1)
    [[nodiscard]] std::uint64_t left_out(std::size_t group) const noexcept {
        return left_out_[group];
    }

    /// Resident memory of the parameters' state [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        return sum_.size() * (2 * sizeof(double) + sizeof(std::int32_t));
    }

    /// Memory traffic of a step, averaged over those not looked at [byte per parameter].
    [[nodiscard]] double bytes_per_parameter() const noexcept {
        return 48.0 / static_cast<double>(every_);
    }

    /// Reads or writes everything; a tracker read back continues bit for bit.
    /// \throws error where a tracker with groups is given one of other groups or options
    template <class Archive>
    void archive(Archive& ar) {
        const bool open = groups() == 0;
        detail::check_archived_setting(ar, "tail_tracker: block", block_, open);
        detail::check_archived_setting(ar, "tail_tracker: every", every_, open);
        groups_.archive(ar, "tail_tracker: sizes of groups");
        ar(sum_, product_, exponent_, left_out_, steps_, filled_, store_);
        const std::size_t total = groups_.total();
        // A power of a double is below 2^11 in size, and a step adds one.
        const auto reached = static_cast<std::int64_t>(filled_) << 11;
        detail::require_stored(
            "tail_tracker",
            sum_.size() == total && product_.size() == total && exponent_.size() == total &&
                left_out_.size() == groups() && (filled_ < block_ || block_ == 0) &&
                store_.columns() == groups() && every_ != 0 &&
                store_.capacity() == batch_store().capacity() &&
                std::all_of(exponent_.begin(), exponent_.end(),
                            [reached](std::int64_t e) { return -reached <= e && e <= reached; }));
        row_.resize(groups());
        store_.make_room();
    }

private:
    /// 1/α of the full block of a group, averaged over its parameters; NaN if all were left out.
    [[nodiscard]] double close_block(std::size_t group) noexcept {
        constexpr double log_two = 0.693147180559945309;
        const auto m = static_cast<double>(block_);
        double total = 0;
        std::uint64_t count = 0;
        for (std::size_t k = groups_.begin(group); k < groups_.begin(group + 1); ++k) {
            if (product_[k] == 0 || sum_[k] == 0) {
                ++left_out_[group];
                continue;
            }
            const double logs = std::log(product_[k]) + log_two * exponent_[k];
            total += std::log(std::fabs(sum_[k])) - logs / m;
            ++count;
        }
        return count == 0 ? not_available : total / (static_cast<double>(count) * std::log(m));
    }

    void reset_block() noexcept {
        filled_ = 0;
        std::fill(sum_.begin(), sum_.end(), 0.0);
        std::fill(product_.begin(), product_.end(), 1.0);
        std::fill(exponent_.begin(), exponent_.end(), 0);
    }

    std::size_t block_ = 0;
    std::size_t every_ = 1;
    observed_groups groups_;
    std::vector<double> sum_;
    std::vector<double> product_;  // of mantissas; 0: left out of this block
    std::vector<std::int32_t> exponent_;
    std::vector<std::uint64_t> left_out_;
    std::uint64_t steps_ = 0;
    std::uint64_t filled_ = 0;  // steps in the block in progress
    batch_store store_;
    std::vector<double> row_;
};

}  // namespace THERMOSGD_NAMESPACE
