// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The thermometer: shown the parameters after every step, it reports temperatures with error bars.

#include <thermosgd/core/require_distinct.hpp>
#include <thermosgd/core/require_fit.hpp>
#include <thermosgd/core/sums_pass.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/thermometer/observation_clock.hpp>
#include <thermosgd/thermometer/options.hpp>
#include <thermosgd/thermometer/segment.hpp>
#include <thermosgd/thermometer/thermometer_state.hpp>
#include <thermosgd/trackers/tracker.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Measures velocities, temperatures and verdicts of every group and filter of a layout, online.
///
/// Shown the positions after each step (or each displacement), it adds up the sums of one pass and
/// keeps 256 to 512 batches of them, so that memory does not grow with the length of the run.
/// A change of η, λ, μ or B starts a new segment; report() covers the present one.
/// \cost per observed step one pass (12 bytes per float parameter) and about 1 ns per column;
///       memory: 12 kB per column and 7 columns per group or filter, three copies of the parameters
class thermometer : public thermometer_state {
public:
    /// \param layout    groups and filters      \param options  conventions and schedule
    /// \throws std::invalid_argument for an option out of range; layout_error for masses of another
    ///         number than layout.size()
    /// \cost allocates everything it will need
    explicit thermometer(thermosgd::layout layout, thermometer_options options = {})
        : thermometer_state(std::move(layout), std::move(options)) {}

    /// An assignment that runs out of memory changes nothing.
    thermometer& operator=(const thermometer& other) { return *this = thermometer(other); }
    thermometer& operator=(thermometer&&) = default;
    thermometer(const thermometer&) = default;
    thermometer(thermometer&&) = default;
    ~thermometer() = default;

    /// What observe() will do with the parameters after step `step`, so that a caller can spare
    /// itself copying them from elsewhere. \cost O(1)
    [[nodiscard]] observation needs(std::uint64_t step) const noexcept {
        const observation wanted = options_.schedule.wanted(step);
        const bool follows = kept_ && kept_step_ + 1 == step;
        if (wanted != observation::difference || follows) {
            return wanted;
        }
        return options_.schedule.measures(step + 1) ? observation::snapshot : observation::nothing;
    }

    /// Shows the parameters after step `step`.
    /// \param step  number of the step, growing; a number left out is a missed step, never a long
    ///              one: the velocity across the gap is undefined and not measured
    /// \param x     parameters after the step: one flat buffer or a range of buffers,
    ///              layout().size() scalars in all, of one type at all steps: float, double, or of 16
    ///              bits [theta]
    /// \param info  loss and hyper-parameters of the step, as far as they are known
    /// \param trackers  are shown every displacement that is measured, and every new segment
    /// \throws layout_error if the number of scalars or their type changes, for a tracker of
    ///         another layout, or, in the first step, where two groups are the same memory (tied
    ///         parameters); std::invalid_argument if `step` does not grow
    /// \cost see the class, and the trackers; next to nothing for a step that is not needed
    template <parameter_argument P, tracker... Trackers>
    void observe(std::uint64_t step, const P& x, const step_info& info = {},
                 Trackers&... trackers) {
        observe(step, x, info, serial_executor{}, trackers...);
    }

    /// The same with a pool for the pass, on which no bit depends. \param pool  any executor
    template <parameter_argument P, executor Executor, tracker... Trackers>
    void observe(std::uint64_t step, const P& x, const step_info& info, Executor&& pool,
                 Trackers&... trackers) {
        using scalar = parameter_value_t<P>;
        require_fit("thermometer::observe", layout(), x);
        (std::as_const(trackers).require_layout(layout()), ...);
        require_later(step);
        detail::window_snapshots<scalar>& kept = positions_.of<scalar>();
        const observation wanted = needs(step);
        if (!kept_ && wanted != observation::nothing) {
            require_distinct("thermometer::observe", layout(), x);
        }
        const auto timed = time_observation(wanted);
        advance(step, wanted == observation::difference);
        if (wanted == observation::nothing) {
            return;
        }
        missed_if_not_appended guard{segment_, wanted != observation::difference};
        if (wanted == observation::snapshot) {
            kept.last.take(x, step);
            if (!kept_) {
                segment_.first_step = step;
                kept.begin_window();
                (trackers.restart(step), ...);
            }
        } else {
            make_room(x, info);
            if (segment_.ends_at(info)) {
                begin_segment(info, kept_step_);
                kept.begin_window();
                (trackers.restart(kept_step_), ...);
            }
            if constexpr (sizeof...(Trackers) > 0) {
                track_positions(layout(), x, std::span<const scalar>(kept.last.x), step,
                                trackers...);
            }
            const sums_level level = next_level();
            pass_.positions(x, std::span<scalar>(kept.last.x), level, pool);
            kept.last.step = step;
            if (segment_.append(pass_, level, step, info.loss, row_)) {
                kept.slide_window();
            }
            guard.appended = true;
        }
        kept_ = true;
        kept_step_ = step;
        calibrate_when_ready();
    }

    /// Shows the displacement of step `step`, and the positions before it where they are at hand.
    /// Without positions Σx·v and Σx² are not available; R, σ² and norm drift never are.
    /// \param step          number of the step, growing
    /// \param displacement  Δθ of the step, layout().size() scalars in all [theta]
    /// \param before        θ before the step, as many, or empty [theta]
    /// \param info          loss and hyper-parameters of the step, as far as they are known
    /// \param trackers      as for observe
    /// \throws as observe
    template <parameter_argument P, tracker... Trackers>
    void observe_displacement(std::uint64_t step, const P& displacement,
                              std::span<const parameter_storage_t<P>> before = {},
                              const step_info& info = {}, Trackers&... trackers) {
        observe_displacement(step, displacement, before, info, serial_executor{}, trackers...);
    }

    /// The same with a pool of threads for the pass. \param pool  runs the pass; any executor
    template <parameter_argument P, executor Executor, tracker... Trackers>
    void observe_displacement(std::uint64_t step, const P& displacement,
                              std::span<const parameter_storage_t<P>> before, const step_info& info,
                              Executor&& pool, Trackers&... trackers) {
        require_fit("thermometer::observe_displacement", layout(), displacement);
        if (!before.empty()) {
            require_size("thermometer::observe_displacement: before", layout(), before.size());
        }
        (std::as_const(trackers).require_layout(layout()), ...);
        const bool wanted = options_.schedule.measures(step);
        const auto timed =
            time_observation(wanted ? observation::difference : observation::nothing);
        if (!seen_) {
            require_distinct("thermometer::observe_displacement", layout(), displacement);
            segment_.first_step = step == 0 ? 0 : step - 1;
        }
        advance(step, wanted);
        if (!wanted) {
            return;
        }
        missed_if_not_appended guard{segment_};
        const auto x = detail::as_read(before);
        make_room(displacement, info);
        if (segment_.ends_at(info)) {
            begin_segment(info, step - 1);
            (trackers.restart(step - 1), ...);
        }
        if constexpr (sizeof...(Trackers) > 0) {
            track_displacement(layout(), displacement, x, step, trackers...);
        }
        const sums_level level = next_level();
        pass_.displacements(displacement, x, level, pool);
        segment_.append(pass_, level, step, info.loss, row_);
        guard.appended = true;
        calibrate_when_ready();
    }

    /// Tells a schedule with a budget what steps and observations cost; it is asked once per
    /// segment, and the rest of the segment is observed as often as the budget allows.
    /// \return whether it was used      \throws as schedule::calibrate      \cost O(1)
    bool calibrate(double step_seconds, double difference_seconds, double snapshot_seconds = 0.0) {
        return options_.schedule.calibrate(step_seconds, difference_seconds, snapshot_seconds);
    }

    /// The same with what the thermometer has timed itself: the medians of its own observations.
    /// \param step_seconds  of one step of training alone [s], > 0
    /// \return whether it was used: a budget, not yet calibrated in this segment, and at least 16
    ///         observations \throws as schedule::calibrate      \cost O(1)
    bool calibrate(double step_seconds) {
        using enum observation_clock::kind;
        if (clock_.count(difference) < observation_clock::enough) {
            return false;
        }
        const double keeping = clock_.count(snapshot) == 0 ? 0.0 : clock_.median(snapshot);
        const bool used = calibrate(step_seconds, clock_.median(difference), keeping);
        clock_.clear();
        return used;
    }

    /// Times a step of training to the end of the scope, `const auto timed = thermo.time_step();`;
    /// once 16 steps and 16 observations were timed, a budget is calibrated with their medians.
    /// \pre the thermometer outlives what is returned \cost two calls of the clock
    [[nodiscard]] observation_clock::stopwatch time_step() {
        return clock_.time(observation_clock::kind::step, schedule().awaits_calibration());
    }

    /// Reads or writes everything but the layout and the options, which the caller gives again (the
    /// schedule is stored: it may have been calibrated); a thermometer read back continues bit for
    /// bit. \throws error where layout, masses or conventions are not those of the state stored
    template <class Archive>
    void archive(Archive& ar) {
        detail::thermometer_terms(pass_, options_).archive(ar);
        ar(options_.schedule, seen_, last_step_, kept_, kept_step_, segment_, finished_);
        positions_.archive(ar, layout().size());
    }

private:
    friend bool merge(thermometer& earlier, const thermometer& later);  // thermometer/merge.hpp

    /// Counts a displacement as missed where a tracker or the pool throws before it is filed.
    struct missed_if_not_appended {
        detail::segment& in;
        bool appended = false;
        ~missed_if_not_appended() { in.missed += appended ? 0U : 1U; }
    };

    /// Calibrates a budget once it can be; just after an observation no step that is due next lacks
    /// the position before it.
    void calibrate_when_ready() {
        if (schedule().awaits_calibration() && clock_.ready()) {
            calibrate(clock_.median(observation_clock::kind::step));
        }
    }

    /// Times what follows while a budget is not calibrated.
    [[nodiscard]] observation_clock::stopwatch time_observation(observation what) {
        return clock_.time(what == observation::difference ? observation_clock::kind::difference
                                                           : observation_clock::kind::snapshot,
                           schedule().awaits_calibration() && what != observation::nothing);
    }

    void require_later(std::uint64_t step) const {
        if (seen_ && step <= last_step_) {
            THERMOSGD_THROW(std::invalid_argument(
                "thermometer::observe: step = " + std::to_string(step) +
                ", expected more than the last one, " + std::to_string(last_step_)));
        }
    }

    /// Notes that `step` was shown, and the differences that were due since the last one.
    void advance(std::uint64_t step, bool measured) {
        require_later(step);
        if (seen_) {
            segment_.missed += options_.schedule.count(last_step_, step) - (measured ? 1U : 0U);
        }
        seen_ = true;
        last_step_ = step;
    }

    /// Allocates what a displacement needs before it is shown to anyone.
    template <parameter_argument P>
    void make_room(const P& p, const step_info& info) {
        pass_.make_room(p);
        segment_.make_room(row_, info.of_groups.size());
    }

    /// Every all_every-th observation takes all sums, every tenth of those compares images.
    [[nodiscard]] sums_level next_level() const noexcept {
        const std::uint64_t observed = segment_.observed;
        return observed % options_.all_every != 0        ? sums_level::kinetic
               : observed / options_.all_every % 10 == 0 ? sums_level::images
                                                         : sums_level::all;
    }

    /// Files the report of the present segment and begins the next one after step `step`.
    void begin_segment(const step_info& info, std::uint64_t step) {
        if (options_.segments_kept != 0) {
            thermosgd::report ended = report();
            ended.last_step = step;
            finished_.push_back(std::move(ended));  // the last that can run out of memory
            if (finished_.size() > options_.segments_kept) {
                finished_.erase(finished_.begin());
            }
        }
        const bool was_short = segment_.observed < detail::shortest_segment;
        segment_.begin(layout(), options_.capacity, step);
        options_.schedule.restart(step);
        segment_.after_short = was_short;
        segment_.remember(info);
        ++segment_.number;
    }

    observation_clock clock_;
    std::vector<double> row_;
    bool seen_ = false;            // whether any step was shown
    bool kept_ = false;            // whether positions were kept
    std::uint64_t kept_step_ = 0;  // of the last step at which they were
};

}  // namespace THERMOSGD_NAMESPACE
