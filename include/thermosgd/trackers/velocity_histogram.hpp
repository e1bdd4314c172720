// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The histogram of standardised velocities v/√τ of a group, in logarithmic bins.

#include <thermosgd/core/all_finite.hpp>
#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/trackers/observed_groups.hpp>
#include <thermosgd/trackers/velocity_map.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Counts of z = v_k/√τ_k over parameters and steps, for each group.
///
/// τ_k comes from a velocity_map of an earlier window: standardise() first, then feed. Without
/// standardisation parameters of different temperatures look like a heavy tail together; with it
/// Gaussian velocities have a standard normal histogram. Positive and negative z are counted apart,
/// in bins of an eighth of an octave between 2⁻¹⁶ and 2¹⁶; exact zeros, and parameters that did not
/// move in the earlier window, are counted and left out. Histograms over disjoint windows add.
///
/// A velocity that is not finite is left out and counted; others of its step are not affected.
/// \cost per step and parameter 16 bytes read and one count, about 3 ns; state 8 bytes per
///       parameter and 4 kB per group, all allocated by the constructor
class velocity_histogram {
public:
    static constexpr std::size_t bins_per_octave = 8;
    static constexpr int lowest_octave = -16;
    static constexpr int highest_octave = 16;

    /// Bins of one sign; the first also takes what is smaller, the last what is larger.
    static constexpr std::size_t bins =
        bins_per_octave * static_cast<std::size_t>(highest_octave - lowest_octave);

    /// A histogram of no groups, to be assigned to or read from an archive.
    velocity_histogram() = default;

    /// An empty histogram for the groups of `layout`. \cost allocates all it will need
    explicit velocity_histogram(const layout& layout) : groups_(layout) {
        scale_.resize(groups_.total());
        counts_.resize(2 * bins * groups());
        zeros_.resize(groups());
        left_out_.resize(groups());
    }

    /// Takes √τ_k of every parameter from a map of the same groups and forgets all counts.
    /// \throws layout_error when the groups differ \cost O(d), no allocation
    void standardise(const velocity_map& map) {
        bool same = map.groups() == groups();
        for (std::size_t g = 0; same && g < groups(); ++g) {
            same = map.size(g) == groups_.size(g);
        }
        if (!same) {
            THERMOSGD_THROW(layout_error(
                "velocity_histogram::standardise: a map of other groups, expected those of the "
                "histogram"));
        }
        for (std::size_t g = 0; g < groups(); ++g) {
            for (std::size_t k = 0; k < map.size(g); ++k) {
                const double tau = map.mean_square(g, k);
                scale_[groups_.begin(g) + k] = tau > 0 ? 1 / std::sqrt(tau) : 0;
            }
        }
        clear();
    }

    /// Counts the displacements of the scalars first, first + 1, … of a group.
    /// \throws layout_error where the range is not in the group
    void add(std::size_t group, std::size_t first, std::span<const double> v,
             const double* /*x*/ = nullptr) {
        const double* scale =
            scale_.data() + groups_.place("velocity_histogram", group, first, v.size());
        std::uint64_t* counts = counts_.data() + 2 * bins * group;
        const bool finite = all_finite(v);
        std::uint64_t zeros = 0;
        for (std::size_t i = 0; i < v.size(); ++i) {
            if (!finite && !all_finite(v.subspan(i, 1))) [[unlikely]] {
                ++left_out_[group];
                continue;
            }
            const double z = v[i] * scale[i];
            zeros += z == 0 ? 1U : 0U;
            // What a zero would count is taken back below, which is cheaper than a branch.
            ++counts[bin_of(z)];
        }
        zeros_[group] += zeros;
        counts[0] -= zeros;
    }

    /// Nothing is done at the end of a step.
    void close_step(std::uint64_t /*step*/) noexcept {}

    /// Forgets all counts and keeps √τ: a new window begins.
    void restart(std::uint64_t /*step*/) noexcept { clear(); }

    /// Adds the counts of another, disjoint window of as many groups.
    /// \throws layout_error when the groups differ; this histogram is then unchanged
    velocity_histogram& operator+=(const velocity_histogram& other) {
        if (other.groups_ != groups_) {
            THERMOSGD_THROW(layout_error("velocity_histogram::operator+=: a histogram of " +
                                         std::to_string(other.scale_.size()) +
                                         " parameters, expected the same groups with " +
                                         std::to_string(scale_.size())));
        }
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            counts_[i] += other.counts_[i];
        }
        for (std::size_t g = 0; g < groups(); ++g) {
            zeros_[g] += other.zeros_[g];
            left_out_[g] += other.left_out_[g];
        }
        return *this;
    }

    /// The number of groups. \cost O(1)
    [[nodiscard]] std::size_t groups() const noexcept { return groups_.count(); }

    /// Throws unless it was made for the groups of `layout`. \throws layout_error naming both
    void require_layout(const layout& layout) const {
        groups_.require_same("velocity_histogram", layout);
    }

    /// Where bin `b` of |z| begins [1]; edge(bins) is where the last one ends. \cost O(1)
    [[nodiscard]] static double edge(std::size_t b) noexcept {
        const auto part = static_cast<double>(b % bins_per_octave) / bins_per_octave;
        return std::ldexp(1 + part, lowest_octave + static_cast<int>(b / bins_per_octave));
    }

    /// How many z > 0 fell into bin `b` of a group. \pre group < groups(), b < bins \cost O(1)
    [[nodiscard]] std::uint64_t positive(std::size_t group, std::size_t b) const noexcept {
        return counts_[2 * bins * group + b];
    }

    /// How many z < 0 fell into bin `b` of a group. \cost O(1)
    [[nodiscard]] std::uint64_t negative(std::size_t group, std::size_t b) const noexcept {
        return counts_[2 * bins * group + bins + b];
    }

    /// How many z of a group were 0: no motion, now or in the earlier window. \cost O(1)
    [[nodiscard]] std::uint64_t zeros(std::size_t group) const noexcept { return zeros_[group]; }

    /// How many velocities of a group were not finite. \cost O(1)
    [[nodiscard]] std::uint64_t left_out(std::size_t group) const noexcept {
        return left_out_[group];
    }

    /// How many z of a group were counted, zeros excepted. \cost O(bins)
    [[nodiscard]] std::uint64_t total(std::size_t group) const noexcept {
        std::uint64_t sum = 0;
        for (std::size_t b = 0; b < bins; ++b) {
            sum += positive(group, b) + negative(group, b);
        }
        return sum;
    }

    /// The probability density of |z| in bin `b`, both signs together; NaN for an empty histogram.
    [[nodiscard]] double density(std::size_t group, std::size_t b) const noexcept {
        return static_cast<double>(positive(group, b) + negative(group, b)) /
               (static_cast<double>(total(group)) * (edge(b + 1) - edge(b)));
    }

    /// The share of |z| at and beyond edge(b): P(|z| ≥ edge(b)); NaN for an empty histogram.
    [[nodiscard]] double beyond(std::size_t group, std::size_t b) const noexcept {
        std::uint64_t sum = 0;
        for (std::size_t i = b; i < bins; ++i) {
            sum += positive(group, i) + negative(group, i);
        }
        return static_cast<double>(sum) / static_cast<double>(total(group));
    }

    /// Resident memory [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        return scale_.size() * sizeof(double) +
               (counts_.size() + zeros_.size() + left_out_.size()) * sizeof(std::uint64_t);
    }

    /// Memory traffic of one step [byte per parameter]. \cost O(1)
    [[nodiscard]] static constexpr std::size_t bytes_per_parameter() noexcept {
        return 2 * sizeof(double);
    }

    /// Reads or writes everything; a histogram read back continues bit for bit.
    /// \throws error where a histogram with groups is given one of others
    template <class Archive>
    void archive(Archive& ar) {
        groups_.archive(ar, "velocity_histogram: sizes of groups");
        ar(scale_, counts_, zeros_, left_out_);
        detail::require_stored("velocity_histogram", scale_.size() == groups_.total() &&
                                                         counts_.size() == 2 * bins * groups() &&
                                                         zeros_.size() == groups() &&
                                                         left_out_.size() == groups());
    }

private:
    /// The exponent and the first three bits of the mantissa number the bins.
    [[nodiscard]] static std::size_t bin_of(double z) noexcept {
        constexpr int mantissa_bits = 52;
        constexpr int kept_bits = 3;
        constexpr std::int64_t lowest = (1023 + lowest_octave) << kept_bits;
        const auto bits = std::bit_cast<std::uint64_t>(z);
        const auto number =
            static_cast<std::int64_t>((bits << 1) >> (mantissa_bits - kept_bits + 1)) - lowest;
        constexpr std::int64_t last = static_cast<std::int64_t>(bins) - 1;
        const auto bin = static_cast<std::size_t>(std::clamp<std::int64_t>(number, 0, last));
        // -0 counts among the positive ones, as +0 does.
        return z < 0 ? bins + bin : bin;
    }

    void clear() noexcept {
        std::fill(counts_.begin(), counts_.end(), std::uint64_t{0});
        std::fill(zeros_.begin(), zeros_.end(), std::uint64_t{0});
        std::fill(left_out_.begin(), left_out_.end(), std::uint64_t{0});
    }

    observed_groups groups_;
    std::vector<double> scale_;          // 1/√τ; 0: no motion
    std::vector<std::uint64_t> counts_;  // per group positive bins, then negative ones
    std::vector<std::uint64_t> zeros_;
    std::vector<std::uint64_t> left_out_;
};

}  // namespace THERMOSGD_NAMESPACE
