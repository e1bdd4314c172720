// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Partial results of disjoint windows of one run become one: segments and windows of positions.
///
/// Only what sums are made of can be merged. Reports cannot: an error bar of the whole needs the
/// batches of both parts, and burn-in is found in the whole.

#include <thermosgd/core/error.hpp>
#include <thermosgd/thermometer/positions.hpp>
#include <thermosgd/thermometer/segment.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace thermosgd::detail {

/// Throws unless `later` can follow `earlier` in one segment. \throws as merge
inline void require_mergeable(const segment& earlier, const segment& later) {
    if (earlier.columns.entities != later.columns.entities) {
        THERMOSGD_THROW(layout_error("merge: later has " + std::to_string(later.columns.entities) +
                                     " groups and filters, expected " +
                                     std::to_string(earlier.columns.entities)));
    }
    if (earlier.observed == 0 || later.observed == 0) {
        return;
    }
    if (earlier.driven != later.driven) {
        THERMOSGD_THROW(std::invalid_argument(
            "merge: one segment is driven by its schedule, expected both or neither"));
    }
    if (!earlier.driven && !same_parameters(earlier.parameters, later.parameters)) {
        THERMOSGD_THROW(std::invalid_argument(
            "merge: other hyper-parameters, expected those of one segment for both"));
    }
    // A displacement at step 0 has no step before it, hence the one.
    if (later.first_step + 1 < earlier.first_step + earlier.observed) {
        THERMOSGD_THROW(std::invalid_argument(
            "merge: later.first_step = " + std::to_string(later.first_step) +
            ", expected at least " + std::to_string(earlier.first_step) + " + " +
            std::to_string(earlier.observed) + ": the windows overlap or are in the wrong order"));
    }
}

/// Puts the displacements of a later window of the same segment behind those of an earlier one.
///
/// Counts, steps left out and the first non-finite step are those of one segment that had seen
/// both. The batches are, too, to rounding, where the seam is a boundary of the merged batches;
/// elsewhere total moments agree to 1e-12, the batch across the seam is up to twice as long, and
/// error bars differ as those of other batches do. For Σx·v, Σx², Σv³, Σv⁴ the ticks at which they
/// were taken are those of the parts: one in all_every from the start of each.
///
/// Steps between the windows were not observed by either and are not counted as missed.
/// \param earlier  receives both   \param later  follows it in time, same layout and masses
/// \return whether the seam lies on a boundary of the merged batches
/// \throws layout_error for another number of groups and filters; std::invalid_argument for other
///         hyper-parameters, for windows that overlap or come in the wrong order as far as their
///         counts show it, and where one is driven and the other not. `earlier` is then unchanged
/// \cost O(columns · capacity)
inline bool merge(segment& earlier, const segment& later) {
    require_mergeable(earlier, later);
    if (later.observed == 0) {
        earlier.missed += later.missed;
        return true;
    }
    if (earlier.observed == 0) {
        const std::size_t number = earlier.number;
        const bool after_short = earlier.after_short;
        const std::uint64_t missed = earlier.missed;
        earlier = later;
        earlier.number = number;
        earlier.after_short = after_short;
        earlier.missed += missed;
        return true;
    }
    const bool unbroken = same_parameters(earlier.parameters, later.parameters) &&
                          later.since_change == later.observed;
    earlier.since_change = later.since_change + (unbroken ? earlier.since_change : 0);
    earlier.parameters = later.parameters;
    earlier.observed += later.observed;
    earlier.missed += later.missed;
    if (earlier.nonfinite_group.empty()) {
        earlier.nonfinite_group = later.nonfinite_group;
        earlier.nonfinite_step = later.nonfinite_step;
    }
    for (std::size_t i = 0; i < earlier.counts.size(); ++i) {
        earlier.counts[i].zeros += later.counts[i].zeros;
        earlier.counts[i].nonfinite_steps += later.counts[i].nonfinite_steps;
    }
    const std::uint64_t seam = earlier.store.ticks();
    earlier.store += later.store;
    return seam % earlier.store.ticks_per_batch() == 0;
}

/// Joins the windows of positions of two segments that merge() joins.
///
/// ⟨v⟩, R and the norm drift telescope: those of the joint window need its two ends only. Where the
/// windows do not touch, the displacement between them belongs to the joint window as that of steps
/// left out by a schedule does.
/// \param earlier  receives the joint window   \param later  the window that follows
/// \throws layout_error for another number of parameters; std::invalid_argument if later does not
///         begin at or after the end of earlier. `earlier` is then unchanged
/// \cost two copies of the parameters
template <real_scalar T>
void merge(positions<T>& earlier, const positions<T>& later) {
    if (!later.last.taken()) {
        return;
    }
    if (!earlier.last.taken()) {
        earlier = later;
        return;
    }
    if (earlier.last.x.size() != later.last.x.size()) {
        THERMOSGD_THROW(layout_error("merge: later has " + std::to_string(later.last.x.size()) +
                                     " parameters, expected " +
                                     std::to_string(earlier.last.x.size())));
    }
    if (later.older_origin.step < earlier.last.step) {
        THERMOSGD_THROW(std::invalid_argument(
            "merge: later begins at step " + std::to_string(later.older_origin.step) +
            ", expected at least " + std::to_string(earlier.last.step)));
    }
    earlier.newer_origin = later.older_origin;
    earlier.last = later.last;
}

}  // namespace thermosgd::detail
