// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Topic diffusion: how positions move and velocities correlate, as readings.

#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/position_verdict_text.hpp>
#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/observables/motion/diffusion.hpp>
#include <thermosgd/observables/motion/velocity_autocorrelation.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/report/report.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

/// R over one window, whose squared displacement is a single number: its error is the scatter of
/// such numbers at the longest lag with ten or more of them, and unknown without.
[[nodiscard]] inline reading one_window_ratio(const group_report& group, std::uint64_t horizon,
                                              std::span<const diffusion_point> curve) {
    reading result =
        reading_of("position.ratio.one_window", group.name, exact_value(group.position_ratio),
                   "over " + std::to_string(horizon) + " steps; ");
    const diffusion_point* longest = nullptr;
    for (const diffusion_point& p : curve) {
        longest = p.displacements >= 10 && p.msd.value > 0 ? &p : longest;
    }
    if (longest == nullptr || !is_finite(group.position_ratio)) {
        result.remark += "error unknown";
        return result;
    }
    const estimate& msd = longest->msd;
    result.value.error = group.position_ratio * msd.error / msd.value * std::sqrt(msd.n_eff);
    result.value.n_eff = 1;
    result.remark += "error from the scatter over " + std::to_string(longest->lag) + " steps";
    return result;
}

/// Diffusion and autocorrelation of every group.
inline void add_motion_readings(const report& r, const std::vector<std::size_t>& groups,
                                const diagnostics_recorder& recorder, std::vector<reading>& all) {
    const trajectory_tracker& tracker = recorder.trajectory();
    if (tracker.groups() != r.groups.size() || recorder.steps() == 0) {
        return;
    }
    std::vector<reading> windows, exponents, coefficients, correlations;
    for (const std::size_t g : groups) {
        const group_report& group = r.groups[g];
        const std::vector<diffusion_point> curve = tracker.diffusion(g, group.burn_in_steps);
        const position_stationarity positions = tracker.positions(g, group.burn_in_steps);
        all.push_back(reading_of("position.ratio.sketch", group.name, positions.ratio,
                                 "at the longest lag, " + std::to_string(positions.horizon) +
                                     " steps: " + to_text(positions.verdict)));
        const std::uint64_t horizon = r.last_step - r.window_step;
        windows.push_back(one_window_ratio(group, horizon, curve));
        const diffusion_point *before = nullptr, *last = nullptr;
        for (const diffusion_point& p : curve) {
            if (p.msd.verdict != reliability::unknown) {
                before = last;
                last = &p;
            }
        }
        if (before != nullptr) {
            exponents.push_back(
                reading_of("diffusion.exponent", group.name, diffusion_exponent(*before, *last),
                           "from " + std::to_string(before->lag) + " to " +
                               std::to_string(last->lag) + " steps; 1 diffusion, 0 confinement"));
            coefficients.push_back(reading_of(
                "diffusion.coefficient", group.name,
                diffusion_coefficient(*last, static_cast<std::size_t>(group.degrees_of_freedom),
                                      r.timestep),
                "over " + std::to_string(last->lag) + " steps"));
        }
        const std::vector<correlation_point> velocities = tracker.velocities(g);
        for (const correlation_point& p : velocities) {
            if (p.lag == 1) {
                correlations.push_back(
                    reading_of("velocity.autocorrelation.one_step", group.name, p.correlation,
                               at_edge_of_stability(velocities) ? "edge of stability: not thermal"
                                                                : "0 for independent steps"));
            }
        }
    }
    for (const auto* more : {&windows, &exponents, &coefficients, &correlations}) {
        all.insert(all.end(), more->begin(), more->end());
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
