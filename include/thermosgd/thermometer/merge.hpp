// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Partial results of disjoint windows of one run become one: thermometers, and their parts.
///
/// Only what sums are made of can be merged. Reports cannot: an error bar of the whole needs the
/// batches of both parts, and burn-in is found in the whole. Of the trackers, velocity_map,
/// velocity_histogram (with the same scales) and tail_tracker add up by their own +=.
/// trajectory_tracker and diagnostics_recorder cannot be merged: their displacements over many
/// steps reach across the seam, and the two windows of a recorder shift as its own run grows.

#include <thermosgd/core/error.hpp>
#include <thermosgd/thermometer/segment.hpp>
#include <thermosgd/thermometer/thermometer.hpp>
#include <thermosgd/thermometer/window_snapshots.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace THERMOSGD_NAMESPACE::detail {

/// Throws unless `later` can follow `earlier` in one segment. \throws as merge
inline void require_mergeable(const segment& earlier, const segment& later) {
    if (earlier.columns.parts != later.columns.parts) {
        THERMOSGD_THROW(layout_error("merge: later has " + std::to_string(later.columns.parts) +
                                     " groups and filters, expected " +
                                     std::to_string(earlier.columns.parts)));
    }
    if (earlier.observed == 0 || later.observed == 0) {
        return;
    }
    if (earlier.driven != later.driven) {
        THERMOSGD_THROW(std::invalid_argument(
            "merge: one segment is driven by its schedule, expected both or neither"));
    }
    if (!earlier.driven && !same_parameters(earlier.told(), later.told())) {
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
        earlier.skipped += later.skipped;
        return true;
    }
    if (earlier.observed == 0) {
        segment joint = later;
        joint.number = earlier.number;
        joint.after_short = earlier.after_short;
        joint.after_gradual = earlier.after_gradual;
        joint.missed += earlier.missed;
        joint.skipped += earlier.skipped;
        joint.store = earlier.store;
        joint.store += later.store;
        earlier = std::move(joint);
        return true;
    }
    const bool unbroken =
        same_parameters(earlier.told(), later.told()) && later.since_change == later.observed;
    earlier.since_change = later.since_change + (unbroken ? earlier.since_change : 0);
    earlier.longest_rest = (std::max)(earlier.longest_rest, later.longest_rest);
    earlier.parameters = later.parameters;
    earlier.of_groups = later.of_groups;
    earlier.after_smaller = later.after_smaller;
    earlier.observed += later.observed;
    earlier.missed += later.missed;
    earlier.skipped += later.skipped;
    if (earlier.nonfinite_group.empty()) {
        earlier.nonfinite_group = later.nonfinite_group;
        earlier.nonfinite_step = later.nonfinite_step;
    }
    for (std::size_t i = 0; i < earlier.counts.size(); ++i) {
        earlier.counts[i].zeros += later.counts[i].zeros;
        earlier.counts[i].nonfinite_steps += later.counts[i].nonfinite_steps;
        earlier.counts[i].invisible += later.counts[i].invisible;
        earlier.counts[i].compared += later.counts[i].compared;
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
void merge(window_snapshots<T>& earlier, const window_snapshots<T>& later) {
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

/// Throws unless two thermometers measure the same quantities at the same steps. \throws as merge
inline void require_same_terms(thermometer_terms earlier, const thermometer_terms& later,
                               const schedule& schedule_of_earlier,
                               const schedule& schedule_of_later) {
    thermometer_terms::for_each(
        earlier, later, [](const char* name, const auto& first, const auto& second) {
            if (!(first == second)) {
                THERMOSGD_THROW(std::invalid_argument(
                    std::string("merge: ") + name + " = " + setting_text(second) +
                    ", expected that of the earlier one, " + setting_text(first)));
            }
        });
    if (schedule_of_earlier != schedule_of_later &&
        (schedule_of_earlier.interval() == 0 ||
         schedule_of_earlier.interval() != schedule_of_later.interval())) {
        THERMOSGD_THROW(std::invalid_argument(
            "merge: the later one observes " + schedule_of_later.to_text() +
            ", expected what the earlier one does, " + schedule_of_earlier.to_text()));
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail

namespace THERMOSGD_NAMESPACE {

/// Puts what a second thermometer has measured in a later window of a run behind what the first one
/// has, as if the first had been shown both.
///
/// The windows are of one segment: same layout, masses, conventions, schedule and hyper-parameters;
/// the first may have finished segments before it, the second may not. The second begins with the
/// position that the first ended with; steps between them count as missed. What the
/// merged thermometer goes on to observe follows the second.
///
/// Temperatures, error bars and verdicts are those of one thermometer, to rounding, where the seam
/// is a boundary of the merged batches and, for the sums taken at one observation in all_every, a
/// multiple of it; elsewhere total moments agree to 1e-12 and error bars differ as those of other
/// batches do. R, σ² and the norm drift are taken from the older origin of the first to the end of
/// the second, where one thermometer might have slid its window on.
///
/// \param earlier  receives both   \param later  has seen the steps that follow
/// \return whether the seam lies on a boundary of the merged batches; true if one of them measured
///         nothing: steps that it was shown are missed ones, and those after them come later
/// \throws layout_error for another number of parameters; std::invalid_argument with the reason for
///         another layout, other options or hyper-parameters, a finished segment in `later`,
///         parameters of another type, positions in one and displacements in the other, and windows
///         that overlap or come in the wrong order. `earlier` is then unchanged
/// \cost O(columns · capacity), copies of the parameters; where memory runs out nothing has changed
inline bool merge(thermometer& earlier, const thermometer& later) {
    detail::require_same_terms({earlier.pass_, earlier.options_}, {later.pass_, later.options_},
                               earlier.options_.schedule, later.options_.schedule);
    if (!later.finished_.empty()) {
        THERMOSGD_THROW(std::invalid_argument(
            "merge: the later one has finished " + std::to_string(later.finished_.size()) +
            " segments, expected none: it must begin within the last segment of the earlier one"));
    }
    if (!later.seen_) {
        return true;
    }
    const bool measured_before = earlier.kept_ || earlier.segment_.observed != 0;
    const bool measured_after = later.kept_ || later.segment_.observed != 0;
    if (measured_before && measured_after && !earlier.positions_.same_type(later.positions_)) {
        THERMOSGD_THROW(std::invalid_argument(
            "merge: one was shown floats, doubles, numbers of 16 bits or displacements, the other "
            "was not"));
    }
    const std::uint64_t first = measured_after ? later.segment_.first_step : later.last_step_;
    if (earlier.seen_ && first < earlier.last_step_) {
        THERMOSGD_THROW(std::invalid_argument("merge: the later one begins at step " +
                                              std::to_string(first) +
                                              ", expected at least the last one of the earlier, " +
                                              std::to_string(earlier.last_step_)));
    }
    detail::require_mergeable(earlier.segment_, later.segment_);
    thermometer both = earlier;
    bool aligned = true;
    if (earlier.seen_) {
        both.segment_.missed += both.options_.schedule.count(both.last_step_, first);
    } else if (!measured_after) {
        both.segment_.missed = later.segment_.missed;
    }
    if (measured_after) {
        aligned = detail::merge(both.segment_, later.segment_);
        both.kept_ = later.kept_;
        both.kept_step_ = later.kept_step_;
        both.pass_ = later.pass_;
    }
    if (measured_before && measured_after) {
        both.segment_.first_step = earlier.segment_.first_step;
        both.positions_.merge_with(later.positions_, [](auto& before, const auto& after) {
            detail::merge(before, after);
        });
    } else if (measured_after) {
        both.segment_.first_step = first;
        both.positions_ = later.positions_;
    }
    both.options_.schedule = later.options_.schedule;
    both.seen_ = true;
    both.last_step_ = later.last_step_;
    earlier = std::move(both);
    return aligned;
}

}  // namespace THERMOSGD_NAMESPACE
