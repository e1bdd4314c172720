// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The thermometer: shown the parameters after every step, it reports temperatures with error bars.

#include <thermosgd/core/require_distinct.hpp>
#include <thermosgd/core/require_fit.hpp>
#include <thermosgd/core/sums_pass.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/thermometer/group_parameters.hpp>
#include <thermosgd/thermometer/options.hpp>
#include <thermosgd/thermometer/segment.hpp>
#include <thermosgd/thermometer/timed_thermometer_state.hpp>
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
class thermometer : public timed_thermometer_state {
public:
    /// \param layout    groups and filters      \param options  conventions and schedule
    /// \throws std::invalid_argument for an option out of range; layout_error for masses of another
    ///         number than layout.size()
    /// \cost allocates everything it will need
    explicit thermometer(thermosgd::layout layout, thermometer_options options = {})
        : timed_thermometer_state(std::move(layout), std::move(options)) {}

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
    ///              layout().size() scalars of one type: float, double or of 16 bits [theta]
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
        detail::require_parameters("thermometer::observe", layout(), info);
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
            const std::span<const scalar> before(kept.last.x);
            const bool still = detail::nothing_moved(layout(), x, before);
            if (!still) {
                if (prepare(info, kept_step_, trackers...)) {
                    kept.begin_window();
                }
                if constexpr (sizeof...(Trackers) > 0) {
                    track_positions(layout(), x, before, step, trackers...);
                }
                const sums_level level = segment_.next_level(options_.all_every);
                pass_.positions(x, std::span<scalar>(kept.last.x), level, pool);
                kept.last.step = step;
                if (segment_.append(pass_, level, step, info.loss, row_)) {
                    kept.slide_window();
                }
            }
            if (still) {
                ++segment_.skipped;
                kept.last.step = step;
                (detail::skip_step(trackers, step), ...);
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
        detail::require_parameters("thermometer::observe_displacement", layout(), info);
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
        if (detail::nothing_moved(layout(), displacement, {})) {
            ++segment_.skipped;
            (detail::skip_step(trackers, step), ...);
            guard.appended = true;
            return;
        }
        prepare(info, step - 1, trackers...);
        if constexpr (sizeof...(Trackers) > 0) {
            track_displacement(layout(), displacement, x, step, trackers...);
        }
        const sums_level level = segment_.next_level(options_.all_every);
        pass_.displacements(displacement, x, level, pool);
        segment_.append(pass_, level, step, info.loss, row_);
        guard.appended = true;
        calibrate_when_ready();
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

    /// Takes the masses of the next step, begins a segment after step `last` where parameters
    /// changed, and tells trackers how the step was made. \return whether a segment begins
    template <tracker... Trackers>
    bool prepare(const step_info& info, std::uint64_t last, Trackers&... trackers) {
        if (options_.mass.follows_preconditioner()) {
            detail::take_preconditioner(layout(), info.preconditioner, pass_.masses());
        }
        const bool begins = segment_.ends_at(info);
        if (begins) {
            begin_segment(info, last);
            (trackers.restart(last), ...);
        }
        if constexpr ((informed_tracker<Trackers> || ...)) {
            (inform(info, trackers), ...);
        }
        return begins;
    }

    template <tracker Tracker>
    void inform(const step_info& info, Tracker& tracker) {
        if constexpr (informed_tracker<Tracker>) {
            told_.resize(layout().groups().size());
            for (std::size_t g = 0; g < told_.size(); ++g) {
                told_[g] = parameters_of_group(layout().groups()[g], g, info);
            }
            tracker.begin_step(told_);
        }
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
        const bool gradually = segment_.next_is_after_gradual(info);
        segment_.begin(layout(), options_.capacity, step);
        options_.schedule.restart(step);
        segment_.after_short = was_short;
        segment_.after_gradual = gradually;
        segment_.remember(info);
        ++segment_.number;
    }

    std::vector<double> row_;
    std::vector<hyper_parameters> told_;
    bool seen_ = false;            // whether any step was shown
    bool kept_ = false;            // whether positions were kept
    std::uint64_t kept_step_ = 0;  // of the last step at which they were
};

}  // namespace THERMOSGD_NAMESPACE
