// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The updates of an optimiser, decay taken out: size, correlation in time, how they lie to the
/// weights, and what the norm would be if they were all there is.

#include <thermosgd/core/all_finite.hpp>
#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/error.hpp>
#include <thermosgd/core/hyper_parameters.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/thinned_samples.hpp>
#include <thermosgd/trackers/count_sketch_kernel.hpp>
#include <thermosgd/trackers/observed_groups.hpp>
#include <thermosgd/trackers/update_sums.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The sizes of an update_tracker.
struct update_tracker_options {
    std::size_t buckets = 64;    ///< of the sketch of each group: a power of two >= 8
    double window = 400;         ///< greatest lag of memory [step]: 20/(1 − β₁), far below 1/(ηλ)
    std::size_t capacity = 512;  ///< greatest number of batches, even
    std::size_t norms = 1024;    ///< rows of norms() at most, a power of two
};

/// Follows ηu = −(Δθ + (1 − a)θ) of every group, a = hyper_parameters::decay_factor(), or 1.
/// \f[ q = \sum_{k\ge1} a^k W(k)\, \eta u_t \cdot \eta u_{t-k}, \qquad
///     W(k) = 1 - (1 - e^{-k/L})^4, \qquad g_u = 1 + 2\langle q\rangle/\langle|\eta u|^2\rangle \f]
/// on a sketch of the group. W is 1 to (k/L)⁴ below the window L and falls to 0 behind it: what the
/// loss pulls back over 1/(ηλ) steps stays out, as it must, since with all lags the sum is −2⟨θ·u⟩
/// whatever the loss does. Beside it runs N′ = a²N + |ηu|²g_u, linear in g_u: read it with any.
///
/// A tracker to show every step, with the weights: after a gap memory and norm begin afresh.
/// \cost per step about 4 ns per parameter; memory 40 bytes per bucket and 60 kB per group
class update_tracker {
public:
    /// Columns of store() per group: |ηu|², ηθ·u, |θ|² before it [theta²], |Sηu|², q [theta²],
    /// (N′ − a²N − |ηu|²)/(|ηu|√N), what the norm gains beside decay and squares, and |ηu|/√N [1]:
    /// `gain` is (g_u − 1) `turn` and a noise of one size under any schedule of η.
    enum class column : std::size_t { square, position, norm, sketched, memory, gain, turn };
    static constexpr std::size_t columns_per_group = 7;

    /// Numbers of a row of norms(): |θ|² after the step, A, B, C, |ηu|² and 1 − a of it; from the
    /// first step on N = A N₀ + B g_u, and the variance of N is C times that of the noise of
    /// `gain` in the long run: A′ = a²A, B′ = a²B + |ηu|², C′ = a⁴C + |ηu|²N.
    enum class norm_number : std::size_t { norm, decayed, added, spread, square, decay };
    static constexpr std::size_t numbers_per_group = 6;

    /// A tracker of no groups, to be assigned to or read from an archive.
    update_tracker() = default;

    /// \param layout  the groups      \param options  sizes
    /// \throws std::invalid_argument for buckets, window, capacity or norms out of range
    /// \cost allocates all it will need
    explicit update_tracker(const layout& layout, const update_tracker_options& options = {})
        : options_(options), observed_(layout), parameters_(layout.groups().size()) {
        if (options.buckets < detail::sign_lanes || !std::has_single_bit(options.buckets)) {
            THERMOSGD_THROW(std::invalid_argument(
                "update_tracker: buckets = " + std::to_string(options.buckets) +
                ", expected a power of two >= 8"));
        }
        if (!(options.window >= 1) || !is_finite(options.window)) {
            THERMOSGD_THROW(std::invalid_argument(
                "update_tracker: window = " + detail::number_text(options.window) +
                ", expected at least 1 step"));
        }
        groups_.resize(parameters_.size());
        for (group_state& g : groups_) {
            g.image.resize(options.buckets);
            g.past.resize(terms * options.buckets);
        }
        store_ = batch_store(columns_per_group * groups_.size(), options.capacity);
        norms_ = thinned_samples(numbers_per_group * groups_.size() + 1, options.norms);
        row_.resize(store_.columns());
        norm_row_.resize(norms_.width());
    }

    /// The number of groups [1]. \cost O(1)
    [[nodiscard]] std::size_t groups() const noexcept { return groups_.size(); }

    /// The sizes given at construction. \cost O(1)
    [[nodiscard]] const update_tracker_options& options() const noexcept { return options_; }

    /// Batches of the sums of each step, columns_per_group for each group. \cost O(1)
    [[nodiscard]] const batch_store& store() const noexcept { return store_; }

    /// Where a column of a group stands in store(). \cost O(1)
    [[nodiscard]] static constexpr std::size_t column_of(std::size_t group, column c) noexcept {
        return columns_per_group * group + static_cast<std::size_t>(c);
    }

    /// At some steps in equal distances, their number, then numbers_per_group for each group.
    [[nodiscard]] const thinned_samples& norms() const noexcept { return norms_; }

    /// Where a number of a group stands in a row of norms(). \cost O(1)
    [[nodiscard]] static constexpr std::size_t number_of(std::size_t group,
                                                         norm_number n) noexcept {
        return 1 + numbers_per_group * group + static_cast<std::size_t>(n);
    }

    /// |θ|² of a group before the first step [theta²]; NaN before it. \cost O(1)
    [[nodiscard]] double first_norm(std::size_t group) const { return groups_[group].first_norm; }

    /// The hyper-parameters of the last step of a group. \cost O(1)
    [[nodiscard]] const hyper_parameters& parameters(std::size_t group) const {
        return parameters_[group];
    }

    /// Takes how the next step was made. \pre one entry per group \cost O(groups)
    void begin_step(std::span<const hyper_parameters> parameters) {
        std::copy_n(parameters.begin(), (std::min)(parameters.size(), parameters_.size()),
                    parameters_.begin());
    }

    /// Takes a step in which nothing moved for no gap. \cost O(1)
    void skip_step(std::uint64_t step) noexcept { last_step_ += step == last_step_ + 1 ? 1U : 0U; }

    /// Shows displacements of the step in progress; see tracker.
    /// \throws layout_error where they are not in the group
    void add(std::size_t group, std::size_t first, std::span<const double> v, const double* x) {
        (void)observed_.place("update_tracker", group, first, v.size());
        group_state& g = groups_[group];
        g.positions = g.positions && x != nullptr;
        std::array<double, 4096> w;
        if (x != nullptr) {
            g.sums.add(1 - left_of(group), v, x, w.data());
        } else {
            std::transform(v.begin(), v.end(), w.begin(), [](double moved) { return -moved; });
        }
        g.square += detail::add_signed(seed, first, std::span(w.data(), v.size()), g.image.data(),
                                       options_.buckets);
    }

    /// Ends a step. \cost O(groups · buckets)
    void close_step(std::uint64_t step) {
        if (started_ && step != last_step_ + 1) {
            forget();
        }
        started_ = true;
        last_step_ = step;
        ++remembered_;
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            file(g);
        }
        if (!groups_.empty()) {
            store_.append(row_);
            norm_row_[0] = static_cast<double>(step);
            norms_.push(norm_row_);
        }
    }

    /// Begins a new segment: sums begin afresh, memory and norm only after a gap. \cost O(memory)
    void restart(std::uint64_t step) {
        store_.clear();
        if (!started_ || step != last_step_) {
            forget();
        }
    }

    /// Throws unless it was made for the groups of `layout`. \throws layout_error naming both
    void require_layout(const layout& layout) const {
        observed_.require_same("update_tracker", layout);
    }

    /// The memory held [byte]. \cost O(groups)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        return store_.state_bytes() + norms_.state_bytes() +
               groups_.size() * (terms + 1) * options_.buckets * sizeof(double);
    }

    /// Reads or writes everything but layout and options, which the caller gives again.
    /// \throws error where they are others
    template <class Archive>
    void archive(Archive& ar) {
        std::uint64_t buckets = options_.buckets;
        detail::check_archived_setting(ar, "update_tracker: buckets", buckets);
        detail::check_archived_setting(ar, "update_tracker: window", options_.window);
        observed_.archive(ar, "update_tracker: sizes of groups");
        ar(parameters_, groups_, store_, norms_, started_, last_step_, remembered_);
        bool whole = groups_.size() == observed_.count() && parameters_.size() == groups_.size();
        for (const group_state& g : groups_) {
            whole = whole && g.past.size() == terms * g.image.size() &&
                    g.image.size() == options_.buckets;
        }
        detail::require_stored("update_tracker", whole && store_.columns() == row_.size() &&
                                                     norms_.width() == norm_row_.size());
    }

private:
    static constexpr std::size_t terms = 4;
    static constexpr std::uint64_t seed = 0x7570'6461'7465'7300U;

    struct group_state {
        double square = 0;         // of the step in progress, as
        detail::update_sums sums;  // these
        bool positions = true;
        std::vector<double> image;  // sketch of ηu of the step in progress
        std::vector<double> past;  // Σ_k (a c^i)^k ηu_{t−k} for i = 1 to terms, one after the other
        double first_norm = not_available;
        double decayed = 1, added = 0, spread = 0;

        template <class Archive>
        void archive(Archive& ar) {
            ar(square, sums, positions, image, past, first_norm, decayed, added, spread);
        }
    };

    /// What a step leaves of the weights by decay, 1 where that is not known.
    [[nodiscard]] double left_of(std::size_t g) const noexcept {
        const double a = parameters_[g].decay_factor();
        return is_finite(a) ? a : 1.0;
    }

    void file(std::size_t g) {
        constexpr std::array<double, terms> binomial{4, -6, 4, -1};
        group_state& s = groups_[g];
        const double a = left_of(g);
        const std::size_t k = options_.buckets;
        double sketched = detail::sum_of_squares(s.image.data(), k), memory = 0;
        for (std::size_t term = 0; term < terms; ++term) {
            const double kept = a * std::exp(-static_cast<double>(term + 1) / options_.window);
            double* const past = s.past.data() + term * k;
            double product = 0;
            for (std::size_t i = 0; i < k; ++i) {
                product += s.image[i] * past[i];
                past[i] = kept * (past[i] + s.image[i]);
            }
            memory += binomial[term] * product;
        }
        const bool known = s.positions;
        if (known && !is_finite(s.first_norm)) {
            s.first_norm = s.sums.norm;
            s.decayed = 1;
            s.added = s.spread = 0;
        }
        s.decayed *= a * a;
        s.added = a * a * s.added + s.square;
        s.spread = a * a * a * a * s.spread + (known ? s.square * s.sums.norm : 0.0);
        if (!known) {
            s.sums = {not_available, not_available, not_available};
        }
        if (!(static_cast<double>(remembered_) > options_.window)) {
            sketched = memory = not_available;
        }
        const double scale = std::sqrt(s.square * s.sums.norm);  // NaN without positions
        const double gain = (s.sums.norm_after - a * a * s.sums.norm - s.square) / scale;
        const std::array<double, columns_per_group> sums{
            s.square, s.sums.position, s.sums.norm, sketched, memory, gain, s.square / scale};
        std::copy(sums.begin(), sums.end(),
                  row_.begin() + static_cast<std::ptrdiff_t>(column_of(g, column::square)));
        const std::array numbers{s.sums.norm_after, s.decayed, s.added, s.spread, s.square, 1 - a};
        std::copy(numbers.begin(), numbers.end(),
                  norm_row_.begin() + static_cast<std::ptrdiff_t>(number_of(g, norm_number::norm)));
        s.square = 0;
        s.sums = {};
        s.positions = true;
        std::fill(s.image.begin(), s.image.end(), 0.0);
    }

    void forget() {
        for (group_state& s : groups_) {
            std::fill(s.past.begin(), s.past.end(), 0.0);
            s.first_norm = not_available;
            s.decayed = 1;
            s.added = s.spread = 0;
        }
        norms_.clear();
        remembered_ = 0;
    }

    update_tracker_options options_;
    observed_groups observed_;
    std::vector<hyper_parameters> parameters_;
    std::vector<group_state> groups_;
    batch_store store_;
    thinned_samples norms_;
    std::vector<double> row_, norm_row_;
    bool started_ = false;
    std::uint64_t last_step_ = 0;
    std::uint64_t remembered_ = 0;  // steps without a gap
};

}  // namespace THERMOSGD_NAMESPACE
