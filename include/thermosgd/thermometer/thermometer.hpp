// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The thermometer: shown the parameters after every step, it reports temperatures with error bars.

#include <thermosgd/core/instruction_set.hpp>
#include <thermosgd/core/sums_pass.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/thermometer/options.hpp>
#include <thermosgd/thermometer/segment.hpp>
#include <thermosgd/thermometer/summarise.hpp>
#include <thermosgd/thermometer/window_snapshots.hpp>
#include <thermosgd/trackers/tracker.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace thermosgd {

/// Measures velocities, temperatures and verdicts of every group and filter of a layout, online.
///
/// Shown the positions after each step (or each displacement), it adds up the sums of one pass and
/// keeps 256 to 512 batches of them, so that memory does not grow with the length of the run.
/// A change of η, λ, μ or β starts a new segment; report() tells of the present one.
///
/// \cost per observed step one pass (12 bytes per float parameter) and about 1 ns per column;
///       memory: 12 kB per column and 7 columns per group or filter, three copies of the parameters
class thermometer {
public:
    /// \param layout    groups and filters      \param options  conventions and schedule
    /// \throws std::invalid_argument for an option out of range; layout_error for masses of another
    ///         number than layout.size()
    /// \cost allocates everything it will need
    explicit thermometer(thermosgd::layout layout, thermometer_options options = {})
        : options_(std::move(options)) {
        detail::check(options_);
        pass_ = sums_pass(std::move(layout), std::move(options_.masses));
        segment_.begin(pass_.layout(), options_.capacity, 0);
    }

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
    ///
    /// \param step  number of the step, growing; a number left out is a missed step, never a long
    ///              one: the velocity across the gap is undefined and not measured
    /// \param x     parameters after the step: one flat buffer or a range of buffers,
    ///              layout().size() scalars in all, always float or always double [theta]
    /// \param info  loss and hyper-parameters of the step, as far as they are known
    /// \param pool  runs the pass; any executor
    /// \param trackers  are shown every displacement that is measured, and every new segment
    /// \throws layout_error if the number of scalars or their type changes; std::invalid_argument
    ///         if `step` does not grow
    /// \cost see the class, and the trackers; next to nothing for a step that is not needed
    template <parameter_argument P, executor Executor = serial_executor, tracker... Trackers>
    void observe(std::uint64_t step, const P& x, const step_info& info = {},
                 Executor&& pool = Executor{}, Trackers&... trackers) {
        using scalar = parameter_value_t<P>;
        require_size("thermometer::observe", layout(), parameter_count(x));
        detail::window_snapshots<scalar>& kept = positions_of<scalar>();
        const observation wanted = needs(step);
        advance(step, wanted == observation::difference);
        if (wanted == observation::nothing) {
            return;
        }
        if (wanted == observation::snapshot) {
            kept.last.take(x, step);
            if (!kept_) {
                segment_.first_step = step;
                kept.begin_window();
                (trackers.restart(step), ...);
            }
        } else {
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
        }
        kept_ = true;
        kept_step_ = step;
    }

    /// Shows the displacement of step `step`, and the positions before it where they are at hand.
    ///
    /// Without positions Σx·v and Σx² are not available; the window of R, σ² and norm drift never
    /// is.
    /// \param step          number of the step, growing
    /// \param displacement  Δθ of the step, layout().size() scalars in all [theta]
    /// \param before        θ before the step, as many, or empty [theta]
    /// \param info          loss and hyper-parameters of the step, as far as they are known
    /// \param pool          runs the pass; any executor
    /// \param trackers      as for observe
    /// \throws as observe
    template <parameter_argument P, executor Executor = serial_executor, tracker... Trackers>
    void observe_displacement(std::uint64_t step, const P& displacement,
                              std::span<const parameter_value_t<P>> before = {},
                              const step_info& info = {}, Executor&& pool = Executor{},
                              Trackers&... trackers) {
        require_size("thermometer::observe_displacement", layout(), parameter_count(displacement));
        const bool wanted = options_.schedule.measures(step);
        if (!seen_) {
            segment_.first_step = step == 0 ? 0 : step - 1;
        }
        advance(step, wanted);
        if (!wanted) {
            return;
        }
        if (segment_.ends_at(info)) {
            begin_segment(info, step - 1);
            (trackers.restart(step - 1), ...);
        }
        if constexpr (sizeof...(Trackers) > 0) {
            track_displacement(layout(), displacement, before, step, trackers...);
        }
        const sums_level level = next_level();
        pass_.displacements(displacement, before, level, pool);
        segment_.append(pass_, level, step, info.loss, row_);
    }

    /// The layout given at construction. \cost O(1)
    [[nodiscard]] const thermosgd::layout& layout() const noexcept { return pass_.layout(); }

    /// The rule that picks the steps. \cost O(1)
    [[nodiscard]] const thermosgd::schedule& schedule() const noexcept { return options_.schedule; }

    /// Tells a schedule with a budget what steps and observations cost; it is asked once per
    /// segment, and the rest of the segment is observed as often as the budget allows.
    /// \return whether it was used      \throws as schedule::calibrate      \cost O(1)
    bool calibrate(double step_seconds, double difference_seconds, double snapshot_seconds = 0.0) {
        return options_.schedule.calibrate(step_seconds, difference_seconds, snapshot_seconds);
    }

    /// The displacements measured in the present segment. \cost O(1)
    [[nodiscard]] std::uint64_t observed_steps() const noexcept { return segment_.observed; }

    /// The batches of the present segment, for analyses of one's own; columns as in
    /// thermometer/columns.hpp. \cost O(1)
    [[nodiscard]] const batch_store& batches() const noexcept { return segment_.store; }

    /// The memory held for batches and positions [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        return segment_.store.state_bytes() + floats_.state_bytes() + doubles_.state_bytes();
    }

    /// The sums of the last pass. \cost O(1)
    [[nodiscard]] const sums_pass& last_sums() const noexcept { return pass_; }

    /// The temperature of one group so far, burn-in left out; cheap enough for a progress bar.
    /// \pre group < layout().groups().size() \cost O(batches)
    [[nodiscard]] estimate temperature(std::size_t group) const {
        const std::size_t column = segment_.columns(1 + group, detail::column::mv2);
        const estimate mv2 =
            mean_estimate(segment_.store, column, find_burn_in(segment_.store, column));
        return equipartition_temperature(
            detail::scaled(mv2, 0.5 * options_.mass / (options_.timestep * options_.timestep)),
            layout().groups()[group].size, options_.convention, options_.boltzmann);
    }

    /// Everything measured in the present segment.
    /// \cost O((groups + filters) · batches + d); allocates the report
    [[nodiscard]] thermosgd::report report() const {
        const detail::unit_system units{options_.convention, options_.timestep, options_.boltzmann,
                                        options_.mass};
        thermosgd::report r = detail::summarise(layout(), segment_, units);
        r.instruction_set = instruction_set();
        r.schedule = options_.schedule.to_text();
        r.digits = shown_ == shown::nothing  ? 0
                   : shown_ == shown::floats ? std::numeric_limits<float>::digits
                                             : std::numeric_limits<double>::digits;
        r.last_step = last_step_;
        r.window_step = r.first_step;
        if (shown_ == shown::floats) {
            detail::add_windows(layout(), floats_, units, r);
        } else if (shown_ == shown::doubles) {
            detail::add_windows(layout(), doubles_, units, r);
        }
        return r;
    }

    /// The reports of the segments before the present one, oldest first. \cost O(1)
    [[nodiscard]] std::span<const thermosgd::report> finished_segments() const noexcept {
        return finished_;
    }

    /// Reads or writes everything but the layout and the options, which the caller gives again (the
    /// schedule is stored: it may have been calibrated); a thermometer read back continues bit for
    /// bit. \throws error where layout, masses or conventions are not those of the state stored
    template <class Archive>
    void archive(Archive& ar) {
        detail::thermometer_terms(pass_, options_).archive(ar);
        ar(options_.schedule, shown_, seen_, last_step_, kept_, kept_step_, segment_, finished_);
        if (shown_ == shown::floats) {
            ar(floats_);
        } else if (shown_ == shown::doubles) {
            ar(doubles_);
        }
    }

private:
    friend bool merge(thermometer& earlier, const thermometer& later);  // thermometer/merge.hpp

    /// The scalar of the positions shown so far; one of floats_ and doubles_ is in use.
    enum class shown : std::size_t { nothing, floats, doubles };

    template <class T>
    [[nodiscard]] detail::window_snapshots<T>& positions_of() {
        constexpr bool single = std::is_same_v<T, float>;
        constexpr shown wanted = single ? shown::floats : shown::doubles;
        if (shown_ == shown::nothing) {
            shown_ = wanted;
        }
        if (shown_ != wanted) {
            THERMOSGD_THROW(
                layout_error(std::string("thermometer::observe: parameters of type ") +
                             (single ? "float, expected double" : "double, expected float") +
                             " as at the steps before"));
        }
        if constexpr (single) {
            return floats_;
        } else {
            return doubles_;
        }
    }

    /// Notes that `step` was shown, and the differences that were due since the last one.
    void advance(std::uint64_t step, bool measured) {
        if (seen_ && step <= last_step_) {
            THERMOSGD_THROW(std::invalid_argument(
                "thermometer::observe: step = " + std::to_string(step) +
                ", expected more than the last one, " + std::to_string(last_step_)));
        }
        if (seen_) {
            segment_.missed += options_.schedule.count(last_step_, step) - (measured ? 1U : 0U);
        }
        seen_ = true;
        last_step_ = step;
    }

    /// Every all_every-th observation takes all sums.
    [[nodiscard]] sums_level next_level() const noexcept {
        return segment_.observed % options_.all_every == 0 ? sums_level::all : sums_level::kinetic;
    }

    /// Files the report of the present segment and begins the next one after step `step`.
    void begin_segment(const step_info& info, std::uint64_t step) {
        finished_.push_back(report());
        finished_.back().last_step = step;
        const bool was_short = segment_.observed < detail::shortest_segment;
        segment_.begin(layout(), options_.capacity, step);
        options_.schedule.restart(step);
        segment_.after_short = was_short;
        segment_.parameters = info;
        ++segment_.number;
    }

    thermometer_options options_;
    sums_pass pass_;
    detail::segment segment_;
    std::vector<thermosgd::report> finished_;
    shown shown_ = shown::nothing;
    detail::window_snapshots<float> floats_;
    detail::window_snapshots<double> doubles_;
    std::vector<double> row_;
    bool seen_ = false;            // whether any step was shown
    std::uint64_t last_step_ = 0;  // the last one
    bool kept_ = false;            // whether positions were kept
    std::uint64_t kept_step_ = 0;  // of the last step at which they were
};

}  // namespace thermosgd
