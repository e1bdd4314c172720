// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What gradients add to a thermometer: their variance, and their product with the positions.

#include <thermosgd/core/all_finite.hpp>
#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/trackers/observed_groups.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Batches of Σ|Δθ|², Σθ·g and Σ|g|² of every group on one clock, g = ∇L + λθ.
///
/// A tracker: give it the gradient of the step, then pass it to thermometer::observe, which brings
/// the displacement and the positions before it, at which the gradient was taken. It begins again
/// with every segment. From its batches come the laws of the stationary state
/// (fluctuation_dissipation_ratio), the temperature of the gradient and the virial temperature.
///
/// \code
/// gradients.set_gradient(std::span<const float>(gradient));
/// thermometer.observe(step, weights, info, gradients);
/// \endcode
///
/// The gradient is a view: it must stay as it is until the step has been observed, and counts for
/// that step alone. A step without one, or with a NaN, is left out of the averages of its groups;
/// a step without positions has no Σθ·g, and no Σ|g|² where λ is not 0.
/// \cost per step 4 bytes read per float parameter and 3 columns per group; memory 36 kB per group
class gradient_tracker {
public:
    /// The scalars kept of each group.
    enum class column : std::size_t { v2, theta_g, g2 };

    /// A tracker of no groups, to be assigned to.
    gradient_tracker() = default;

    /// \param layout        the groups
    /// \param weight_decay  λ, if the gradients shown are those of the loss alone; 0 if they hold
    ///                      λθ already [loss/theta²]
    /// \param capacity      greatest number of batches, even, >= 4
    /// \cost allocates everything it will need
    explicit gradient_tracker(thermosgd::layout layout, double weight_decay = 0.0,
                              std::size_t capacity = 512)
        : layout_(std::move(layout)),
          observed_(layout_),
          weight_decay_(weight_decay),
          store_(3 * layout_.groups().size(), capacity),
          row_(store_.columns()),
          step_(layout_.groups().size()) {}

    /// Gives the gradient of the minibatch of the step that is observed next.
    /// \param gradient  at the positions before the step, as many scalars as the layout has
    ///                  [loss/theta]; a view, which must last until the step has been observed
    /// \throws layout_error if its size differs from the layout's      \cost O(1)
    void set_gradient(std::span<const float> gradient) { take(gradient); }

    /// The same for double. \throws layout_error as above      \cost O(1)
    void set_gradient(std::span<const double> gradient) { take(gradient); }

    /// The same for bfloat16. \throws layout_error as above      \cost O(1)
    void set_gradient(std::span<const bfloat16> gradient) { take(gradient); }

    /// The same for float16. \throws layout_error as above      \cost O(1)
    void set_gradient(std::span<const float16> gradient) { take(gradient); }

    /// Shows displacements of the step in progress; see tracker.
    /// \throws layout_error where they are not in the group, as for a tracker of no groups
    /// \cost one read of the gradient, no allocation
    void add(std::size_t group, std::size_t first, std::span<const double> v, const double* x) {
        (void)observed_.place("gradient_tracker", group, first, v.size());
        sums_of_step& s = step_[group];
        s.v2 += detail::sum_of_squares(v.data(), v.size());
        const std::size_t place = layout_.groups()[group].offset + first;
        std::visit(
            [&](const auto gradient) {
                if (!gradient.empty()) {
                    add_gradient(s, gradient.subspan(place, v.size()), x);
                }
            },
            gradient_);
    }

    /// Ends a step, and with it the view of its gradient. \cost O(groups), no allocation
    void close_step(std::uint64_t /*step*/) {
        const bool shown = std::visit([](const auto g) { return !g.empty(); }, gradient_);
        constexpr double left_out = not_available;
        for (std::size_t g = 0; g < step_.size(); ++g) {
            const sums_of_step& s = step_[g];
            const double lambda = weight_decay_;
            const bool finite = shown && is_finite(s.v2) && is_finite(s.g2);
            row_[of(g, column::v2)] = finite ? s.v2 : left_out;
            row_[of(g, column::theta_g)] = finite ? s.xg + lambda * s.x2 : left_out;
            row_[of(g, column::g2)] = !finite ? left_out
                                      : lambda == 0.0
                                          ? s.g2
                                          : s.g2 + 2.0 * lambda * s.xg + lambda * lambda * s.x2;
        }
        if (!step_.empty()) {
            store_.append(row_);
        }
        forget_step();
        gradient_ = {};
    }

    /// Forgets everything: a new segment begins after step `step`. The gradient that was set for
    /// the first step of the segment stays. \cost O(batches)
    void restart(std::uint64_t /*step*/ = 0) noexcept {
        store_.clear();
        forget_step();
    }

    /// The column of a scalar of a group in batches(). \cost O(1)
    [[nodiscard]] static constexpr std::size_t of(std::size_t group, column c) noexcept {
        return 3 * group + static_cast<std::size_t>(c);
    }

    /// The batches. \cost O(1)
    [[nodiscard]] const batch_store& batches() const noexcept { return store_; }

    /// Throws unless it was made for the groups of `layout`. \throws layout_error naming both
    void require_layout(const thermosgd::layout& layout) const {
        observed_.require_same("gradient_tracker", layout);
    }

    /// The layout given at construction. \cost O(1)
    [[nodiscard]] const thermosgd::layout& layout() const noexcept { return layout_; }

    /// The memory held for the batches [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept { return store_.state_bytes(); }

    /// Memory traffic of one step for gradients of type T, given displacements and positions
    /// [byte per parameter]. \cost O(1)
    template <real_scalar T>
    [[nodiscard]] static constexpr std::size_t bytes_per_parameter() noexcept {
        return sizeof(T);
    }

    /// Reads or writes the batches; layout and options are given again.
    /// \throws error where they are others
    template <class Archive>
    void archive(Archive& ar) {
        std::string layout = layout_.fingerprint();
        detail::check_archived_setting(ar, "gradient_tracker: layout", layout);
        detail::check_archived_setting(ar, "gradient_tracker: weight_decay", weight_decay_);
        ar(store_);
    }

private:
    /// Of one group in the step in progress.
    struct sums_of_step {
        double v2 = 0, xg = 0, g2 = 0, x2 = 0;
    };

    template <class T>
    void take(std::span<const T> gradient) {
        require_size("gradient_tracker::set_gradient", layout_, gradient.size());
        gradient_ = gradient;
    }

    template <class T>
    static void add_gradient(sums_of_step& s, std::span<const T> gradient, const double* x) {
        constexpr std::size_t lanes = 8;
        double xg[lanes] = {}, g2[lanes] = {}, x2[lanes] = {};
        for (std::size_t i = 0; i < gradient.size(); ++i) {
            const auto g = static_cast<double>(gradient[i]);
            const double position = x == nullptr ? not_available : x[i];
            const std::size_t lane = i % lanes;
            xg[lane] += position * g;
            g2[lane] += g * g;
            x2[lane] += position * position;
        }
        for (std::size_t j = 0; j < lanes; ++j) {
            s.xg += xg[j];
            s.g2 += g2[j];
            s.x2 += x2[j];
        }
    }

    void forget_step() noexcept { std::fill(step_.begin(), step_.end(), sums_of_step{}); }

    thermosgd::layout layout_;
    observed_groups observed_;
    double weight_decay_ = 0.0;
    batch_store store_;
    std::vector<double> row_;
    std::vector<sums_of_step> step_;
    std::variant<std::span<const float>, std::span<const double>, std::span<const bfloat16>,
                 std::span<const float16>>
        gradient_;
};

}  // namespace THERMOSGD_NAMESPACE
