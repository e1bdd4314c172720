// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The map: what the velocity of every single parameter adds up to over a window.

#include <thermosgd/core/all_finite.hpp>
#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/trackers/observed_groups.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// What a map keeps of each parameter besides Σv and Σv².
struct velocity_map_options {
    bool fourth_powers = false;  ///< also Σv⁴, which tells unequal temperatures from heavy tails
};

/// A variance that is the difference of two nearly equal numbers, and what rounding leaves of it.
struct floored_variance {
    double value = not_available;  ///< σ² ≥ 0 [theta²/step²]
    double floor = not_available;  ///< bound of its rounding error

    /// Whether the value is more than rounding; otherwise all that is known is σ² < floor.
    [[nodiscard]] constexpr bool resolved() const noexcept { return value > floor; }
};

/// Σv, Σv² and, if wanted, Σv⁴ over the observed steps of a window, for every parameter.
/// \f[ \tau_k = \langle v_k^2\rangle, \qquad
///     \sigma_k^2 = \langle v_k^2\rangle - \langle v_k\rangle^2, \qquad
///     \langle v_k\rangle = \frac1n\sum_t v_k(t) = \frac{x_k(T)-x_k(0)}{n} \f]
///
/// Fed once per observed step, block by block; v is the displacement of one step. The mean velocity
/// telescopes: over a window without gaps Σv is x_T − x_0, so that the bias of σ² from the
/// estimated mean is MSD(n)/n², far below the 1/n of independent samples, and no factor n/(n − 1)
/// belongs here. Maps of disjoint windows add.
///
/// A velocity that is not finite (see all_finite) is left out of the sums of its own parameter and
/// counted there; the other parameters keep the step.
///
/// \cost per step and parameter 8 bytes read, 32 read and written (48 with Σv⁴); state 20 bytes per
///       parameter (28), all allocated by the constructor
class velocity_map {
public:
    /// A map of no groups, to be assigned to or read from an archive.
    velocity_map() = default;

    /// An empty map for the groups of `layout`. \cost allocates all it will need
    explicit velocity_map(const layout& layout, velocity_map_options options = {})
        : groups_(layout) {
        v_.resize(groups_.total());
        v2_.resize(groups_.total());
        v4_.resize(options.fourth_powers ? groups_.total() : 0);
        left_out_.resize(groups_.total());
    }

    /// Adds the displacements of the scalars first, first + 1, … of a group in the present step.
    /// \pre the range comes once per step      \throws layout_error where it is not in the group
    void add(std::size_t group, std::size_t first, std::span<const double> v,
             const double* /*x*/ = nullptr) {
        const std::size_t begin = groups_.place("velocity_map", group, first, v.size());
        if (!all_finite(v)) [[unlikely]] {
            for (std::size_t i = 0; i < v.size(); ++i) {
                if (all_finite(v.subspan(i, 1))) {
                    add_finite(begin + i, v.subspan(i, 1));
                } else {
                    ++left_out_[begin + i];
                }
            }
            return;
        }
        add_finite(begin, v);
    }

    /// Counts the step, after its last block. \param step its number
    void close_step(std::uint64_t step) noexcept {
        if (steps_ == 0 && !restarted_) {
            first_step_ = step == 0 ? 0 : step - 1;
        }
        ++steps_;
        last_step_ = step;
    }

    /// Forgets everything: a new window begins after step `step`. \cost O(d)
    void restart(std::uint64_t step) noexcept {
        std::fill(v_.begin(), v_.end(), 0.0);
        std::fill(v2_.begin(), v2_.end(), 0.0);
        std::fill(v4_.begin(), v4_.end(), 0.0);
        std::fill(left_out_.begin(), left_out_.end(), 0U);
        steps_ = 0;
        restarted_ = true;
        first_step_ = step;
        last_step_ = step;
    }

    /// Adds the map of another, disjoint window of the same groups.
    /// \return this map; Σv⁴ is kept where both have it
    /// \throws layout_error when the groups differ; this map is then unchanged
    /// \cost O(d)
    velocity_map& operator+=(const velocity_map& other) {
        if (other.groups_ != groups_) {
            THERMOSGD_THROW(layout_error(
                "velocity_map::operator+=: a map of " + std::to_string(other.v_.size()) +
                " parameters, expected the same groups with " + std::to_string(v_.size())));
        }
        if (other.v4_.empty()) {
            v4_.clear();
        }
        for (std::size_t i = 0; i < v_.size(); ++i) {
            v_[i] += other.v_[i];
            v2_[i] += other.v2_[i];
            left_out_[i] += other.left_out_[i];
        }
        for (std::size_t i = 0; i < v4_.size(); ++i) {
            v4_[i] += other.v4_[i];
        }
        if (other.steps_ > 0) {
            first_step_ =
                steps_ == 0 ? other.first_step_ : (std::min)(first_step_, other.first_step_);
            last_step_ = steps_ == 0 ? other.last_step_ : (std::max)(last_step_, other.last_step_);
        }
        steps_ += other.steps_;
        return *this;
    }

    /// The number of groups. \cost O(1)
    [[nodiscard]] std::size_t groups() const noexcept { return groups_.count(); }

    /// Throws unless the map was made for the groups of `layout`. \throws layout_error naming both
    void require_layout(const layout& layout) const {
        groups_.require_same("velocity_map", layout);
    }

    /// The number of parameters of a group. \pre group < groups() \cost O(1)
    [[nodiscard]] std::size_t size(std::size_t group) const noexcept { return groups_.size(group); }

    /// The number of observed steps n. \cost O(1)
    [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }

    /// Whether every step since the window began was observed, so that Σv is x_T − x_0. \cost O(1)
    [[nodiscard]] bool gapless() const noexcept { return last_step_ - first_step_ == steps_; }

    /// Whether Σv⁴ is kept. \cost O(1)
    [[nodiscard]] bool has_fourth_powers() const noexcept { return !v4_.empty(); }

    /// The number of steps that count for parameter k of a group. \pre k < size(group) \cost O(1)
    [[nodiscard]] std::uint64_t count(std::size_t group, std::size_t k) const noexcept {
        return steps_ - left_out_[groups_.begin(group) + k];
    }

    /// Σv of parameter k [theta]; x_T − x_0 where the map is gapless. \cost O(1)
    [[nodiscard]] double displacement(std::size_t group, std::size_t k) const noexcept {
        return v_[groups_.begin(group) + k];
    }

    /// ⟨v_k⟩ [theta/step]; NaN where nothing was seen. \cost O(1)
    [[nodiscard]] double mean(std::size_t group, std::size_t k) const noexcept {
        return average(v_, group, k);
    }

    /// τ_k = ⟨v_k²⟩ [theta²/step²]; NaN where nothing was seen. \cost O(1)
    [[nodiscard]] double mean_square(std::size_t group, std::size_t k) const noexcept {
        return average(v2_, group, k);
    }

    /// ⟨v_k⁴⟩ [theta⁴/step⁴]; NaN where nothing was seen or Σv⁴ is not kept. \cost O(1)
    [[nodiscard]] double mean_fourth(std::size_t group, std::size_t k) const noexcept {
        return v4_.empty() ? not_available : average(v4_, group, k);
    }

    /// σ_k² = ⟨v_k²⟩ − ⟨v_k⟩² with the bound of its rounding error, 2nε⟨v_k²⟩: n additions to Σv²
    /// and to Σv, each off by at most half an ε of what it adds to. \cost O(1)
    [[nodiscard]] floored_variance variance(std::size_t group, std::size_t k) const noexcept {
        constexpr double epsilon = std::numeric_limits<double>::epsilon();
        const double square = mean_square(group, k);
        const double velocity = mean(group, k);
        const double n = static_cast<double>(count(group, k));
        return {(std::max)(square - velocity * velocity, 0.0), 2 * n * epsilon * square};
    }

    /// τ of every parameter of a group, in order [theta²/step²]. \cost O(d), allocates
    [[nodiscard]] std::vector<double> mean_squares(std::size_t group) const {
        std::vector<double> tau(size(group));
        for (std::size_t k = 0; k < tau.size(); ++k) {
            tau[k] = mean_square(group, k);
        }
        return tau;
    }

    /// Resident memory [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        return (v_.size() + v2_.size() + v4_.size()) * sizeof(double) +
               left_out_.size() * sizeof(std::uint32_t);
    }

    /// Memory traffic of one step [byte per parameter]. \cost O(1)
    [[nodiscard]] std::size_t bytes_per_parameter() const noexcept {
        return (has_fourth_powers() ? 7 : 5) * sizeof(double);
    }

    /// Reads or writes everything; a map read back continues bit for bit.
    /// \throws error where a map with groups is given one of other groups or powers
    template <class Archive>
    void archive(Archive& ar) {
        bool fourth_powers = has_fourth_powers();
        detail::check_archived_setting(ar, "velocity_map: fourth_powers", fourth_powers,
                                       groups() == 0);
        groups_.archive(ar, "velocity_map: sizes of groups");
        ar(v_, v2_, v4_, left_out_, steps_, restarted_, first_step_, last_step_);
        const std::size_t total = groups_.total();
        detail::require_stored("velocity_map", v_.size() == total && v2_.size() == total &&
                                                   v4_.size() == (fourth_powers ? total : 0) &&
                                                   left_out_.size() == total);
    }

private:
    [[nodiscard]] double average(const std::vector<double>& sum, std::size_t group,
                                 std::size_t k) const noexcept {
        const std::uint64_t n = count(group, k);
        return n == 0 ? not_available : sum[groups_.begin(group) + k] / static_cast<double>(n);
    }

    /// Fixed numbers of turns, so that compilers use vectors at -O2 too.
    static constexpr std::size_t lanes = 16;

    static void add_powers(const double* __restrict v, double* __restrict sum,
                           double* __restrict squares, std::size_t count) noexcept {
        std::size_t i = 0;
        for (; i + lanes <= count; i += lanes) {
            for (std::size_t j = 0; j < lanes; ++j) {
                sum[i + j] += v[i + j];
                squares[i + j] += v[i + j] * v[i + j];
            }
        }
        for (; i < count; ++i) {
            sum[i] += v[i];
            squares[i] += v[i] * v[i];
        }
    }

    static void add_fourth(const double* __restrict v, double* __restrict fourth,
                           std::size_t count) noexcept {
        std::size_t i = 0;
        for (; i + lanes <= count; i += lanes) {
            for (std::size_t j = 0; j < lanes; ++j) {
                fourth[i + j] += (v[i + j] * v[i + j]) * (v[i + j] * v[i + j]);
            }
        }
        for (; i < count; ++i) {
            fourth[i] += (v[i] * v[i]) * (v[i] * v[i]);
        }
    }

    void add_finite(std::size_t begin, std::span<const double> v) noexcept {
        add_powers(v.data(), v_.data() + begin, v2_.data() + begin, v.size());
        if (!v4_.empty()) {
            add_fourth(v.data(), v4_.data() + begin, v.size());
        }
    }

    observed_groups groups_;  // of each group among the observed scalars, and the end
    std::vector<double> v_;
    std::vector<double> v2_;
    std::vector<double> v4_;
    std::vector<std::uint32_t> left_out_;  // steps that do not count
    std::uint64_t steps_ = 0;
    bool restarted_ = false;
    std::uint64_t first_step_ = 0;  // the step before the window
    std::uint64_t last_step_ = 0;
};

}  // namespace THERMOSGD_NAMESPACE
