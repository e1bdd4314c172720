// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The noise scale of every group over time, from squared norms of gradients of two batch sizes.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/require_fit.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/gradient/gradient_noise.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/burn_in.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/jackknife.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Adds up |g|² of every group, or gᵀPg with a preconditioner P.
/// \param layout    the groups
/// \param gradient  as many scalars as the layout has [loss/theta]
/// \param norms     out, one per group [loss²/theta², with P loss]
/// \param preconditioner  the diagonal of P, θ′ = θ − ηPg: under Adam 1/(√v̂ + ε); empty: 1
///                        [theta²/loss]
/// \throws layout_error if a size differs from the layout's
/// \cost one read of both; no allocation
template <real_scalar T>
void squared_norms_of(const layout& layout, std::span<const T> gradient, std::span<double> norms,
                      std::span<const T> preconditioner = {}) {
    require_size("squared_norms_of: gradient", layout, gradient.size());
    if (!preconditioner.empty()) {
        require_size("squared_norms_of: preconditioner", layout, preconditioner.size());
    }
    if (norms.size() != layout.groups().size()) {
        THERMOSGD_THROW(layout_error("squared_norms_of: norms for " + std::to_string(norms.size()) +
                                     " groups, expected " +
                                     std::to_string(layout.groups().size())));
    }
    constexpr std::size_t lanes = 8;
    for (std::size_t g = 0; g < norms.size(); ++g) {
        const group& here = layout.groups()[g];
        double sums[lanes] = {};
        for (std::size_t i = 0; i < here.size; ++i) {
            const auto x = static_cast<double>(gradient[here.offset + i]);
            const double p =
                preconditioner.empty() ? 1.0 : static_cast<double>(preconditioner[here.offset + i]);
            sums[i % lanes] += p * x * x;
        }
        norms[g] = 0;
        for (const double sum : sums) {
            norms[g] += sum;
        }
    }
}

/// The group whose noise scale is the smallest: the first that gains nothing from larger batches.
struct limiting_group {
    std::size_t group = 0;  ///< its index
    estimate noise_scale;   ///< its own [sample]
    std::size_t next = 0;   ///< the group that comes next
    estimate ratio;         ///< noise scale of the next over this one, on the same steps [1]
    double p_value = not_available;  ///< of the two being equal, two-sided [1]
};

/// Collects |G|² and tr Σ of every group and of all together on one clock.
///
/// Show it, at every step or now and then, the squared norms of each group of gradients of two
/// batch sizes at the same point: of one rank, or the mean over ranks, before the all-reduce, and
/// after it; or of the parts of an accumulated gradient and of their sum. With norms weighted by
/// the preconditioner of the optimiser, gᵀPg, the noise scale is the critical batch size
/// tr(PΣ)/(GᵀPG) where 1/P is the curvature, as Adam supposes; unweighted it is B_simple, which
/// is that of SGD on a loss of one curvature. Batch normalisation makes the mean gradient depend
/// on the batch size: then both norms must come from batches normalised alike.
///
/// \code
/// squared_norms_of(layout, part, of_part);    // std::span<const float>, std::span<double>
/// squared_norms_of(layout, whole, of_whole);
/// noise.add(of_part, of_whole, {.part = 32, .whole = 256});
/// \endcode
/// \cost 24 kB per group; a step O(groups), no allocation
/// \see McCandlish et al. 2018; Gray et al. 2024 (per layer)
class noise_scale_series {
public:
    /// A series of no groups, to be assigned to.
    noise_scale_series() = default;

    /// \param layout    the groups
    /// \param capacity  greatest number of batches, even, >= 4
    explicit noise_scale_series(thermosgd::layout layout, std::size_t capacity = 512)
        : layout_(std::move(layout)),
          store_(2 * (layout_.groups().size() + 1), capacity),
          row_(store_.columns()) {}

    /// Adds a step. The sizes may differ from step to step, as with a ragged last batch.
    ///
    /// A group with a norm that is not finite or negative is left out of this step, and with it the
    /// total.
    /// \param part   |g_b|² of every group, the mean over the parts where there are several
    /// \param whole  |g_B|² of every group [loss²/theta²]      \param size  b and B [sample]
    /// \throws layout_error for another number of groups; std::invalid_argument unless 0 < b < B
    void add(std::span<const double> part, std::span<const double> whole, batch_size_pair size) {
        detail::check_batch_sizes("noise_scale_series::add", size);
        for (const auto& [name, norms] : {std::pair{"part", part}, std::pair{"whole", whole}}) {
            if (norms.size() != groups()) {
                THERMOSGD_THROW(layout_error(std::string("noise_scale_series::add: ") + name +
                                             " has norms of " + std::to_string(norms.size()) +
                                             " groups, expected " + std::to_string(groups())));
            }
        }
        double all_part = 0, all_whole = 0;
        bool sound = true;
        for (std::size_t g = 0; g < groups(); ++g) {
            put(g, part[g], whole[g], size);
            all_part += part[g];
            all_whole += whole[g];
            sound = sound && is_finite(row_[2 * g]);
        }
        put(groups(), sound ? all_part : not_available, all_whole, size);
        store_.append(row_);
    }

    /// The number of groups; result(groups()) is of all of them together. \cost O(1)
    [[nodiscard]] std::size_t groups() const noexcept { return layout_.groups().size(); }

    /// The layout given at construction. \cost O(1)
    [[nodiscard]] const thermosgd::layout& layout() const noexcept { return layout_; }

    /// |G|², tr Σ and the noise scale of a group after a burn-in of its own.
    /// \param group  its index, or groups() for all together \throws std::invalid_argument beyond
    /// \cost as three jackknife()
    [[nodiscard]] gradient_noise result(std::size_t group) const {
        require_group(group);
        const std::array columns = columns_of(group);
        return detail::gradient_noise_of(
            store_, columns, [](std::span<const double> m) { return m[0]; },
            [](std::span<const double> m) { return m[1]; },
            find_burn_in(store_, std::span<const std::size_t>(columns)));
    }

    /// Which group limits the batch size, and how sure that is.
    /// \return group, scale, runner-up, their ratio and p-value; NaN and unknown where fewer than
    ///         two groups have a noise scale
    /// \cost as 3 groups jackknife()
    [[nodiscard]] limiting_group limit() const {
        limiting_group found;
        std::vector<std::pair<double, std::size_t>> scales;
        for (std::size_t g = 0; g < groups(); ++g) {
            if (const double scale = result(g).noise_scale.value; is_finite(scale)) {
                scales.emplace_back(scale, g);
            }
        }
        if (scales.size() < 2) {
            return found;
        }
        std::partial_sort(scales.begin(), scales.begin() + 2, scales.end());
        found.group = scales[0].second;
        found.next = scales[1].second;
        found.noise_scale = result(found.group).noise_scale;
        const auto first = columns_of(found.group), next = columns_of(found.next);
        const std::array columns{first[0], first[1], next[0], next[1]};
        found.ratio = jackknife(
            store_, columns, [](std::span<const double> m) { return m[3] * m[0] / (m[2] * m[1]); },
            find_burn_in(store_, std::span<const std::size_t>(columns)));
        if (found.ratio.error > 0 && found.ratio.verdict != reliability::unknown) {
            // Two-sided: which of the two comes first was seen on the same data.
            const double t = std::fabs(found.ratio.value - 1) / found.ratio.error;
            found.p_value = 2 * student_t_tail(t, found.ratio.nu);
        }
        return found;
    }

    /// The batches: |G|² and tr Σ of group 0, of group 1, ..., of all. \cost O(1)
    [[nodiscard]] const batch_store& batches() const noexcept { return store_; }

    /// Forgets everything. \cost O(batches)
    void clear() noexcept { store_.clear(); }

    /// Reads or writes the batches; the layout is given again. \throws error where it is another
    template <class Archive>
    void archive(Archive& ar) {
        std::string layout = layout_.fingerprint();
        detail::check_archived_setting(ar, "noise_scale_series: layout", layout);
        ar(store_);
    }

private:
    [[nodiscard]] static constexpr std::array<std::size_t, 2> columns_of(
        std::size_t group) noexcept {
        return {2 * group, 2 * group + 1};
    }
    void put(std::size_t group, double part, double whole, batch_size_pair size) {
        const bool sound = is_finite(part) && is_finite(whole) && part >= 0 && whole >= 0;
        row_[2 * group] = sound ? squared_gradient(part, whole, size) : not_available;
        row_[2 * group + 1] = sound ? gradient_noise_trace(part, whole, size) : not_available;
    }
    void require_group(std::size_t group) const {
        if (store_.columns() == 0 || group > groups()) {
            THERMOSGD_THROW(std::invalid_argument(
                "noise_scale_series::result: group = " + std::to_string(group) + " of " +
                std::to_string(groups()) + ", expected at most that"));
        }
    }

    thermosgd::layout layout_;
    batch_store store_;
    std::vector<double> row_;
};

}  // namespace THERMOSGD_NAMESPACE
