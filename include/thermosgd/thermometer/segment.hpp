// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A stretch of a run with constant hyper-parameters, and what was measured in it.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/thermometer/columns.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

/// Whether two steps were made with the same hyper-parameters; the loss may differ.
[[nodiscard]] inline bool same_parameters(const step_info& a, const step_info& b) noexcept {
    return same(a.common(), b.common()) && same(a.batch_size, b.batch_size) &&
           std::equal(
               a.of_groups.begin(), a.of_groups.end(), b.of_groups.begin(), b.of_groups.end(),
               [](const hyper_parameters& p, const hyper_parameters& q) { return same(p, q); });
}

/// Whether a step differs from others in its batch size alone, which is the smaller one: the last
/// batch of an epoch holds what was left.
[[nodiscard]] inline bool has_smaller_batch(const step_info& step, const step_info& others) {
    const double &batch = step.batch_size, &usual = others.batch_size;
    if (!is_finite(batch) || !is_finite(usual) || batch >= usual) {
        return false;
    }
    step_info full = step;
    full.batch_size = others.batch_size;
    return same_parameters(full, others);
}

/// Observations between two changes of hyper-parameters below which the schedule may be continuous.
inline constexpr std::uint64_t shortest_segment = 256;

/// Observations from which on a stretch at constant hyper-parameters is a segment of its own,
/// however small the changes about it.
inline constexpr std::uint64_t lasting_segment = 4096;

/// Whether a number changed by so little that it may be the next value of a smooth schedule: to
/// between three quarters and four thirds of it.
[[nodiscard]] inline bool changed_gradually(const double& from, const double& to) noexcept {
    constexpr double most = 0.75;
    const double a = std::fabs(from), b = std::fabs(to);
    return same(from, to) ||
           (std::signbit(from) == std::signbit(to) && a >= most * b && b >= most * a);
}

/// Whether two steps were made with other η or λ, that changed gradually, and the rest the same.
[[nodiscard]] inline bool changed_gradually(const step_info& from, const step_info& to) noexcept {
    const auto gradual = [](const hyper_parameters& a, hyper_parameters b) {
        const bool slight = changed_gradually(a.learning_rate, b.learning_rate) &&
                            changed_gradually(a.weight_decay, b.weight_decay);
        b.learning_rate = a.learning_rate;
        b.weight_decay = a.weight_decay;
        return slight && same(a, b);
    };
    return !same_parameters(from, to) && same(from.batch_size, to.batch_size) &&
           gradual(from.common(), to.common()) &&
           std::equal(from.of_groups.begin(), from.of_groups.end(), to.of_groups.begin(),
                      to.of_groups.end(), gradual);
}

/// Counts of one part that need no error bar.
struct part_counts {
    std::uint64_t zeros = 0;            ///< velocities that were exactly 0, over all steps
    std::uint64_t nonfinite_steps = 0;  ///< steps left out
    std::uint64_t invisible = 0;        ///< updates that no bfloat16 copy sees, over some steps
    std::uint64_t compared = 0;         ///< of so many updates

    template <class Archive>
    void archive(Archive& ar) {
        ar(zeros, nonfinite_steps, invisible, compared);
    }
};

/// The batches of one segment and its counts.
struct segment {
    std::size_t number = 0;    ///< from 0
    bool after_short = false;  ///< the segment before was shorter than shortest_segment
    step_info parameters;      ///< those of the last step, a single smaller batch aside,
                               ///< without of_groups
    std::vector<hyper_parameters> of_groups;  ///< of_groups of that step; empty where not given
    bool after_gradual = false;        ///< the segment before was shorter than lasting_segment and
                                       ///< ended by a gradual change
    bool driven = false;               ///< parameters changed before shortest_segment was over, or
                                       ///< gradually, again and again
    bool after_smaller = false;        ///< the last step had a smaller batch than parameters
    std::uint64_t observed = 0;        ///< displacements measured: ticks of the store
    std::uint64_t since_change = 0;    ///< of these, since the last change of parameters
    std::uint64_t longest_rest = 0;    ///< the most of these between two changes
    std::uint64_t first_step = 0;      ///< the step before the first displacement
    std::uint64_t missed = 0;          ///< displacements scheduled and not seen
    std::uint64_t skipped = 0;         ///< steps in which nothing at all changed, left out
    std::uint64_t nonfinite_step = 0;  ///< first step with NaN or infinity
    std::string nonfinite_group;       ///< and the first group that had one; empty if none
    column_map columns;                ///< of the store
    batch_store store;                 ///< see columns.hpp
    std::vector<part_counts> counts;   ///< one per part
    std::size_t longest_name = 0;      ///< of a group, for which nonfinite_group has room

    /// Starts afresh for a layout. \cost O(columns · capacity), allocates the first time
    void begin(const layout& layout, std::size_t capacity, std::uint64_t step) {
        columns = {parts(layout)};
        longest_name = 0;
        for (const group& g : layout.groups()) {
            longest_name = (std::max)(longest_name, g.name.size());
        }
        if (store.columns() == columns.size()) {
            store.clear();
        } else {
            store = batch_store(columns.size(), capacity);
        }
        counts.assign(parts(layout), {});
        driven = false;
        after_smaller = false;
        observed = 0;
        since_change = 0;
        longest_rest = 0;
        first_step = step;
        missed = 0;
        skipped = 0;
        nonfinite_group.clear();
    }

    /// Notes the parameters of the next step.
    ///
    /// A change ends the segment, unless the schedule is continuous: then the segment goes on and
    /// is driven until the parameters rest. It is continuous where changes come before
    /// shortest_segment is over, twice in a row or gradual, and where gradual ones come twice in a
    /// row before lasting_segment is: a cosine whose η changes once per epoch. Parameters rest
    /// once they stay for shortest_segment observations and for twice as long as they did between
    /// two changes. One smaller batch is no change, only a second one after it is: epochs end with
    /// what is left of the data.
    /// \return whether the segment ends before this step \cost O(groups told)
    [[nodiscard]] bool ends_at(const step_info& next) {
        const step_info last = told();
        const bool smaller = observed != 0 && !after_smaller && has_smaller_batch(next, last);
        after_smaller = smaller;
        const bool changed = observed != 0 && !smaller && !same_parameters(next, last);
        const bool settled = since_change >= shortest_segment && since_change > 2 * longest_rest;
        if (driven ? !changed && settled : changed && !goes_on(last, next)) {
            return true;
        }
        if (changed) {
            driven = true;
            longest_rest = (std::max)(longest_rest, since_change);
            since_change = 0;
        }
        if (!smaller) {
            remember(next);
        }
        return false;
    }

    /// Whether the segment that begins at `next` follows a short stretch and a gradual change.
    [[nodiscard]] bool next_is_after_gradual(const step_info& next) const noexcept {
        return !driven && observed < lasting_segment && changed_gradually(told(), next);
    }

    /// The last step's parameters with those of its groups; valid until the segment changes.
    [[nodiscard]] step_info told() const noexcept {
        step_info all = parameters;
        all.of_groups = of_groups;
        return all;
    }

    /// Keeps the parameters of a step. \pre room for its groups, as make_room() makes it
    void remember(const step_info& next) {
        parameters = next;
        parameters.of_groups = {};
        parameters.preconditioner = {};
        of_groups.assign(next.of_groups.begin(), next.of_groups.end());
    }

    /// What the next pass takes: everything at one observation in `all_every`, and images in one in
    /// ten of these. \cost O(1)
    [[nodiscard]] sums_level next_level(std::size_t all_every) const noexcept {
        return observed % all_every != 0        ? sums_level::kinetic
               : observed / all_every % 10 == 0 ? sums_level::images
                                                : sums_level::all;
    }

    /// Allocates what append() needs, so that it cannot fail half-way; a copy, and a segment read
    /// from an archive, lack it. \cost O(1), nothing the second time
    /// \param told  groups whose parameters the step tells
    void make_room(std::vector<double>& row, std::size_t told) {
        row.reserve(columns.size());
        of_groups.reserve(told);
        nonfinite_group.reserve(longest_name);
        store.make_room();
    }

    /// Adds the sums of the last pass as one tick of the clock.
    /// \param level what the pass has taken
    /// \param row   room for one row of the store      \pre make_room() was called
    /// \return whether the batches collapsed: the segment has doubled \cost O(columns)
    bool append(const sums_pass& pass, sums_level level, std::uint64_t step, double loss,
                std::vector<double>& row) {
        row.resize(level == sums_level::kinetic ? columns.kinetic_size() : columns.size());
        row[loss_column] = loss;
        for_each_part(pass, [&](std::size_t part, const sums& s) {
            write_columns(columns, part, s, row);
            counts[part].zeros += s.n_zero;
            counts[part].nonfinite_steps += s.n_nonfinite != 0 ? 1U : 0U;
            if (s.n_nonfinite == 0) {
                counts[part].invisible += s.n_invisible;
                counts[part].compared += s.n_compared;
            }
        });
        if (nonfinite_group.empty()) {
            for (std::size_t g = 0; g < pass.groups().size(); ++g) {
                if (pass.groups()[g].n_nonfinite != 0) {
                    nonfinite_group = pass.layout().groups()[g].name;
                    nonfinite_step = step;
                    break;
                }
            }
        }
        const std::uint64_t length = store.ticks_per_batch();
        store.append_leading(row);
        ++observed;
        ++since_change;
        return store.ticks_per_batch() != length;
    }

    /// Reads or writes everything.
    template <class Archive>
    void archive(Archive& ar) {
        ar(number, after_short, after_gradual, parameters, of_groups, driven, after_smaller,
           observed, since_change, longest_rest, first_step, missed, skipped, nonfinite_step,
           nonfinite_group, store, counts);
        require_stored("thermometer: segment",
                       store.columns() == columns.size() && counts.size() == columns.parts);
    }

private:
    /// Whether a change is one more of a continuous schedule.
    [[nodiscard]] bool goes_on(const step_info& last, const step_info& next) const noexcept {
        const bool gradual = changed_gradually(last, next);
        return since_change < shortest_segment
                   ? after_short || gradual
                   : gradual && after_gradual && since_change < lasting_segment;
    }
};

}  // namespace THERMOSGD_NAMESPACE::detail
