// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Gradients of two batch sizes and of all data at one point, group by group: their noise and how
/// much of a step it is.

#include <thermosgd/core/all_finite.hpp>
#include <thermosgd/core/displacement_sums.hpp>
#include <thermosgd/core/executor.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/require_fit.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/core/sums_pass.hpp>
#include <thermosgd/observables/gradient/gradient_noise.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/lugsail.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// What gradients at one point θ say of a group, B the smaller batch size.
struct point_noise {
    gradient_noise noise;      ///< |G|², tr Σ and their ratio from two batch sizes
    estimate batch_variance;   ///< ⟨|g_B|²⟩ − |⟨g_B⟩|² from batches of B alone [loss²/theta²]
    estimate square_step;      ///< ⟨|g_B + λθ|²⟩: steps of plain SGD over η² [loss²/theta²]
    estimate full_step_share;  ///< |G + λθ|²/⟨|g_B + λθ|²⟩, G of all data; NaN if not shown [1]
};

/// Collects gradients of independent batches at parameters that do not change.
///
/// A draw is several gradients of b samples each and one of B. Batches of one size alone give the
/// variance of minibatch gradients, ⟨|g_b|²⟩ − |⟨g_b⟩|², two sizes give tr Σ = b times that and
/// |G|². The two agree where the mean gradient does not depend on the batch size. With batch
/// normalisation it does, since a batch is normalised by its own moments: tr Σ and |G|² from two
/// sizes then are those of an effective gradient, and the variance is the one to trust.
///
/// \cost 8 bytes per parameter, 12 kB per number and group; a gradient is read once
class gradient_samples {
public:
    /// \param layout         the groups
    /// \param size          b and B [sample]
    /// \param weight_decay  λ of the optimiser; gradients are shown without it [loss/theta²]
    /// \throws std::invalid_argument unless 0 < b < B
    gradient_samples(layout layout, batch_size_pair size, double weight_decay = 0.0)
        : size_(size),
          weight_decay_(weight_decay),
          pass_(std::move(layout)),
          sum_(pass_.layout().size()),
          store_(columns * (pass_.layout().groups().size() + 1)),
          full_(pass_.layout().groups().size() + 1, not_available),
          parts_(full_.size()),
          row_(store_.columns()) {
        detail::check_batch_sizes("gradient_samples", size);
    }

    /// Shows a gradient of b samples of the draw in progress.
    /// \param gradient  of the mean loss, without weight decay [loss/theta]
    /// \param point     θ, the same for all [theta]
    /// \throws layout_error if a size differs from the layout's      \cost one read of both
    template <parameter_argument P>
    void add_part(const P& gradient, std::span<const parameter_storage_t<P>> point) {
        read(gradient, point);
        detail::for_each_block(gradient,
                               [&](std::size_t first, std::size_t count, const auto* block) {
                                   for (std::size_t i = 0; i < count; ++i) {
                                       sum_[first + i] += static_cast<double>(block[i]);
                                   }
                               });
        for (std::size_t g = 0; g < parts_.size(); ++g) {
            const sums s = of(g);
            parts_[g].norm2 += finite_or_nan(s, s.v2);
            parts_[g].step2 += finite_or_nan(s, with_decay(s));
        }
        ++parts_in_draw_;
        ++total_parts_;
    }

    /// Shows the gradient of B samples of the draw and ends it.
    /// \throws layout_error; error without an add_part() since the last draw \cost one read
    template <parameter_argument P>
    void add_whole(const P& gradient, std::span<const parameter_storage_t<P>> point) {
        if (parts_in_draw_ == 0) {
            THERMOSGD_THROW(
                error("gradient_samples::add_whole: no part shown, expected add_part() before it"));
        }
        read(gradient, point);
        const double share = 1.0 / static_cast<double>(parts_in_draw_);
        for (std::size_t g = 0; g < parts_.size(); ++g) {
            const sums s = of(g);
            row_[columns * g] = share * parts_[g].norm2;
            row_[columns * g + 1] = finite_or_nan(s, s.v2);
            row_[columns * g + 2] = share * parts_[g].step2;
            parts_[g] = {};
        }
        store_.append(row_);
        parts_in_draw_ = 0;
    }

    /// Shows the gradient of many samples, at best of all there are.
    /// \param samples  how many independent ones it is of; infinity: all there are, so that it has
    ///                 no noise [sample]
    /// \throws layout_error \cost one read
    template <parameter_argument P>
    void set_full(const P& gradient, std::span<const parameter_storage_t<P>> point,
                  const double& samples = detail::infinity) {
        read(gradient, point);
        for (std::size_t g = 0; g < full_.size(); ++g) {
            const sums s = of(g);
            full_[g] = finite_or_nan(s, with_decay(s));
        }
        full_samples_ = samples;
    }

    /// The number of groups; part groups() is all of them together. \cost O(1)
    [[nodiscard]] std::size_t groups() const noexcept { return full_.size() - 1; }

    /// The two batch sizes [sample]. \cost O(1)
    [[nodiscard]] batch_size_pair sizes() const noexcept { return size_; }

    /// The samples of the gradient of set_full(); infinity for all [sample]. \cost O(1)
    [[nodiscard]] double full_samples() const noexcept { return full_samples_; }

    /// Draws so far [1]. \cost O(1)
    [[nodiscard]] std::uint64_t draws() const { return store_.ticks(); }

    /// What was found of a group, or with group == groups() of all together.
    /// \pre group <= groups() \cost as estimate_gradient_noise(), and O(d)
    [[nodiscard]] point_noise result(std::size_t group) const {
        point_noise r;
        const std::size_t first = columns * group;
        r.noise = estimate_gradient_noise(store_, first, first + 1, size_);
        r.square_step = mean_estimate(store_, first + 2);
        r.batch_variance = mean_estimate(store_, first);
        const auto n = static_cast<double>(total_parts_);
        const double unbiased = n > 1 ? n / (n - 1) : not_available;
        r.batch_variance.value =
            unbiased * (r.batch_variance.value - square_of_sum(group) / (n * n));
        // What the full gradient has left of noise raises its square; the error is a bound.
        const double noise = size_.part * r.batch_variance.value / full_samples_;
        const double full = full_[group] - noise;
        const double step2 = r.square_step.value;
        r.full_step_share = r.square_step;
        r.full_step_share.value = full / step2;
        r.full_step_share.error =
            std::hypot(full / step2 * r.square_step.error / step2,
                       (2 * std::sqrt(std::fmax(full, 0.0) * noise) + noise) / step2);
        return r;
    }

private:
    static constexpr std::size_t columns = 3;

    /// Sums over the parts of the draw in progress.
    struct part_sums {
        double norm2 = 0;
        double step2 = 0;
    };

    template <class P>
    void read(const P& gradient, std::span<const parameter_storage_t<P>> point) {
        require_fit("gradient_samples: gradient", pass_.layout(), gradient);
        require_size("gradient_samples: point", pass_.layout(), point.size());
        serial_executor pool;
        pass_.displacements(gradient, detail::as_read(point), sums_level::all, pool);
        all_ = pairwise_sum(pass_.groups());
    }
    [[nodiscard]] sums of(std::size_t group) const {
        return group < groups() ? pass_.groups()[group] : all_;
    }
    [[nodiscard]] double with_decay(const sums& s) const noexcept {
        return s.v2 + 2 * weight_decay_ * s.xv + weight_decay_ * weight_decay_ * s.x2;
    }
    [[nodiscard]] static double finite_or_nan(const sums& s, double value) noexcept {
        return s.n_nonfinite == 0 ? value : not_available;
    }
    [[nodiscard]] double square_of_sum(std::size_t group) const {
        double square = 0;
        for (std::size_t g = 0; g < groups(); ++g) {
            const thermosgd::group& here = pass_.layout().groups()[g];
            square += g == group || group == groups()
                          ? detail::sum_of_squares(sum_.data() + here.offset, here.size)
                          : 0.0;
        }
        return square;
    }

    batch_size_pair size_;
    double weight_decay_;
    sums_pass pass_;
    sums all_;
    std::vector<double> sum_;  // of all gradients of b samples
    batch_store store_;
    std::vector<double> full_;  // |G + λθ|²
    std::vector<part_sums> parts_;
    std::vector<double> row_;
    double full_samples_ = detail::infinity;
    std::uint64_t parts_in_draw_ = 0;
    std::uint64_t total_parts_ = 0;
};

}  // namespace THERMOSGD_NAMESPACE
