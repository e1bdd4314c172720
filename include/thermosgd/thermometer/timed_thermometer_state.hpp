// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How a thermometer times itself, so that a schedule with a budget can be calibrated.

#include <thermosgd/thermometer/observation_clock.hpp>
#include <thermosgd/thermometer/schedule.hpp>
#include <thermosgd/thermometer/thermometer_state.hpp>

namespace THERMOSGD_NAMESPACE {

/// The timing side of a thermometer: what steps and observations cost, and the budget that follows.
///
/// A thermometer is one; nothing else is.
class timed_thermometer_state : public thermometer_state {
public:
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

protected:
    using thermometer_state::thermometer_state;

    /// Copies and moves as a part of a thermometer only.
    timed_thermometer_state(const timed_thermometer_state&) = default;
    timed_thermometer_state(timed_thermometer_state&&) = default;
    timed_thermometer_state& operator=(const timed_thermometer_state&) = default;
    timed_thermometer_state& operator=(timed_thermometer_state&&) = default;
    ~timed_thermometer_state() = default;

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

private:
    observation_clock clock_;
};

}  // namespace THERMOSGD_NAMESPACE
