// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What gradients add to a thermometer: their variance, and their product with the positions.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/sums_pass.hpp>
#include <thermosgd/statistics/batches.hpp>

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace thermosgd {

/// Batches of Σ|Δθ|², Σθ·g and Σ|g|² of every group on one clock, g = ∇L + λθ.
///
/// Shown the gradient of every observed step with the positions at which it was taken, beside the
/// sums of the displacement that followed. From its batches come the laws of the stationary state
/// (fluctuation_dissipation_ratio), the temperature of the gradient and the virial temperature.
/// \cost per step 8 bytes read per float parameter and 3 columns per group; memory 36 kB per group
class gradient_meter {
public:
    /// The scalars kept of each group.
    enum class column : std::size_t { v2, theta_g, g2 };

    /// A meter of no groups, to be assigned to.
    gradient_meter() = default;

    /// \param layout         the groups
    /// \param weight_decay  λ, if the gradients shown are those of the loss alone; 0 if they hold
    ///                      λθ already [loss/theta²]
    /// \param capacity      greatest number of batches, even, >= 4
    /// \cost allocates everything it will need
    explicit gradient_meter(thermosgd::layout layout, double weight_decay = 0.0,
                            std::size_t capacity = 512)
        : pass_(std::move(layout)),
          weight_decay_(weight_decay),
          store_(3 * pass_.layout().groups().size(), capacity),
          row_(store_.columns()) {}

    /// Shows one step.
    /// \param gradient  of the minibatch, at the positions before the step, as many scalars as the
    ///                  layout has [loss/theta]
    /// \param before    positions before the step, as many [theta]
    /// \param followed  the sums of the displacement that followed: thermometer::last_sums()
    /// \param pool      runs the pass; any executor
    /// \throws layout_error if a size differs from the layout's
    /// \cost one read of both, no allocation after the first
    template <parameter_argument P, executor Executor = serial_executor>
    void observe(const P& gradient, std::span<const parameter_value_t<P>> before,
                 const sums_pass& followed, Executor&& pool = Executor{}) {
        require_size("gradient_meter::observe: before", pass_.layout(), before.size());
        pass_.displacements(gradient, before, sums_level::all, pool);
        for (std::size_t g = 0; g < pass_.groups().size(); ++g) {
            const sums& s = pass_.groups()[g];
            const sums& v = followed.groups()[g];
            const double lambda = weight_decay_;
            const bool finite = s.n_nonfinite == 0 && v.n_nonfinite == 0;
            constexpr double left_out = std::numeric_limits<double>::quiet_NaN();
            row_[of(g, column::v2)] = finite ? v.v2 : left_out;
            row_[of(g, column::theta_g)] = finite ? s.xv + lambda * s.x2 : left_out;
            row_[of(g, column::g2)] =
                finite ? s.v2 + 2.0 * lambda * s.xv + lambda * lambda * s.x2 : left_out;
        }
        store_.append(row_);
    }

    /// Forgets everything: a new segment begins. \cost O(batches)
    void restart() noexcept { store_.clear(); }

    /// The column of a scalar of a group in batches(). \cost O(1)
    [[nodiscard]] static constexpr std::size_t of(std::size_t group, column c) noexcept {
        return 3 * group + static_cast<std::size_t>(c);
    }

    /// The batches. \cost O(1)
    [[nodiscard]] const batch_store& batches() const noexcept { return store_; }

    /// The layout given at construction. \cost O(1)
    [[nodiscard]] const thermosgd::layout& layout() const noexcept { return pass_.layout(); }

    /// The memory held for the batches [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept { return store_.state_bytes(); }

    /// Memory traffic of one step for parameters of type T [byte per parameter]. \cost O(1)
    template <real_scalar T>
    [[nodiscard]] static constexpr std::size_t bytes_per_parameter() noexcept {
        return 2 * sizeof(T);
    }

    /// Reads or writes the batches; layout and options are given again.
    /// \throws error where they are others
    template <class Archive>
    void archive(Archive& ar) {
        std::string layout = pass_.layout().fingerprint();
        detail::check_archived_setting(ar, "gradient_meter: layout", layout);
        detail::check_archived_setting(ar, "gradient_meter: weight_decay", weight_decay_);
        ar(store_);
    }

private:
    sums_pass pass_;
    double weight_decay_ = 0.0;
    batch_store store_;
    std::vector<double> row_;
};

}  // namespace thermosgd
