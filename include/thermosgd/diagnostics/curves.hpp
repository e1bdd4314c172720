// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Everything beyond the temperature that is a curve rather than a number, of a whole run at once.

#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/energy_curves.hpp>
#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/diagnostics/topics.hpp>
#include <thermosgd/report/curve.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// MSD(n), R(n), ρ_v(k) and the spectrum of positions.
inline void add_motion_curves(const group_report& group, std::size_t g,
                              const trajectory_tracker& tracker, std::vector<curve>& all) {
    const curve_axis lag{"lag", "step"};
    curve msd = curve_of("mean_square_displacement", group.name, lag, curve_axis{"MSD", "theta^2"});
    curve ratio =
        curve_of("position_ratio", group.name, lag, curve_axis{"R = MSD(n)/(n <v^2>)", "1"});
    for (const diffusion_point& p : tracker.diffusion(g, group.burn_in_steps)) {
        add_point(msd, static_cast<double>(p.lag), p.msd);
        add_point(ratio, static_cast<double>(p.lag), p.ratio);
    }
    curve velocity = curve_of("velocity_autocorrelation", group.name, lag,
                              curve_axis{"autocorrelation of v", "1"});
    for (const correlation_point& p : tracker.velocities(g)) {
        add_point(velocity, static_cast<double>(p.lag), p.correlation);
    }
    curve spectrum =
        curve_of("position_spectrum", group.name, curve_axis{"frequency", "cycle/step"},
                 curve_axis{"power density of projected positions", "theta^2 step/cycle"});
    for (const spectrum_point& p : tracker.spectrum(g)) {
        if (p.frequency > 0) {
            add_point(spectrum, p.frequency, p.density);
        }
    }
    for (curve* c : {&msd, &ratio, &velocity, &spectrum}) {
        add_curve(all, std::move(*c));
    }
}

}  // namespace detail

/// The curves of the present segment, group by group, each with error bars.
///
/// equipartition: `parameter_temperature`, T_k over its mean, sorted, at 200 shares at most, noise
/// included; `parameter_temperature_if_equal`, what equal T_k would show, χ² with as many degrees
/// of freedom as that noise has. distribution: `velocity_histogram`, the density of v/√τ in the
/// newer window with τ of the older one; `velocity_histogram_if_gaussian`;
/// `kinetic_autocorrelation` and `kinetic_spectrum`. diffusion: `mean_square_displacement` and
/// `position_ratio` at lags 1, 2, 4, …, `velocity_autocorrelation`, and `position_spectrum`, added
/// up over projections. ranking: `filter_temperature`, `filter_rank`, `filter_rank_best` and
/// `filter_rank_worst`.
///
/// A bin of the histogram has the binomial error √(p(1 − p)/N_eff), where N_eff counts every g-th
/// step, with the g of v_k² that two windows show; what all parameters have in common is added as
/// an error of their scale, half that of ⟨Σv²⟩. Common changes of the shape are not in it.
///
/// \param t         shown every step of the segment
/// \param recorder  shown the same steps; one of no groups where only the ranking is wanted
/// \param groups    indices of the groups to look at; empty: as for diagnose()
/// \param wanted    the topics whose curves to return
/// \return curves with at least one point, values finite; their keys are in the catalogue
/// \throws std::invalid_argument for a topic that the recorder did not measure
/// \cost O(points · batches), O(d log d)
[[nodiscard]] inline std::vector<curve> diagnostic_curves(const thermometer& t,
                                                          const diagnostics_recorder& recorder,
                                                          std::vector<std::size_t> groups,
                                                          topics wanted) {
    recorder.require_topics(wanted, "diagnostic_curves");
    const report r = t.report();
    if (groups.empty()) {
        groups = weights_of_layers(t.layout());
    }
    std::vector<curve> all;
    const bool recorded = recorder.groups() == r.groups.size() && recorder.steps() > 0;
    for (const std::size_t g : recorded ? groups : std::vector<std::size_t>{}) {
        const group_report& group = r.groups[g];
        if (wanted.has(topic::equipartition)) {
            detail::add_temperature_curves(r, t.layout(), g, recorder, all);
        }
        if (wanted.has(topic::distribution)) {
            const double mass = r.mass * t.layout().groups()[g].options.mass;
            detail::add_histogram_curves(group, g, recorder, all);
            detail::add_kinetic_curves(group, g, mass / (r.timestep * r.timestep),
                                       recorder.trajectory(), all);
        }
        if (wanted.has(topic::diffusion)) {
            detail::add_motion_curves(group, g, recorder.trajectory(), all);
        }
    }
    if (wanted.has(topic::ranking)) {
        detail::add_ranking_curves(t, r, all);
    }
    return all;
}

/// The same for all topics that the recorder was asked for.
/// \param t         shown every step of the segment
/// \param recorder  shown the same steps      \param groups  as above
/// \return curves with at least one point      \cost as above
[[nodiscard]] inline std::vector<curve> diagnostic_curves(const thermometer& t,
                                                          const diagnostics_recorder& recorder,
                                                          std::vector<std::size_t> groups = {}) {
    return diagnostic_curves(t, recorder, std::move(groups), recorder.topics());
}

}  // namespace THERMOSGD_NAMESPACE
