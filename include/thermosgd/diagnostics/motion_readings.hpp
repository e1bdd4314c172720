// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Readings of how positions move: diffusion, autocorrelation, currents, and entropies.

#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/observables/distribution/kinetic_distribution.hpp>
#include <thermosgd/observables/entropy/entropy_gaussian.hpp>
#include <thermosgd/observables/motion/diffusion.hpp>
#include <thermosgd/observables/motion/probability_current.hpp>
#include <thermosgd/observables/motion/velocity_autocorrelation.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/report/report.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace thermosgd::detail {

/// What a verdict says of positions, in words.
[[nodiscard]] inline std::string to_text(position_verdict verdict) {
    switch (verdict) {
    case position_verdict::sampled: return "positions sampled";
    case position_verdict::wandering: return "positions not sampled, wandering";
    case position_verdict::unknown: break;
    }
    return "unknown whether positions were sampled";
}

/// R over one window, whose squared displacement is a single number: its error is the scatter of
/// such numbers at the longest lag with ten or more of them, and unknown without.
[[nodiscard]] inline reading one_window_ratio(const group_report& group, std::uint64_t horizon,
                                              std::span<const diffusion_point> curve) {
    reading result{"the same of one window, exactly", group.name, exact_value(group.position_ratio),
                   "1", "over " + std::to_string(horizon) + " steps; "};
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
        all.push_back({"R = |dx|^2/(n <v^2>), by sketch", group.name, positions.ratio, "1",
                       "at the longest lag, " + std::to_string(positions.horizon) +
                           " steps: " + to_text(positions.verdict)});
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
            exponents.push_back({"diffusion exponent d ln MSD/d ln n", group.name,
                                 diffusion_exponent(*before, *last), "1",
                                 "from " + std::to_string(before->lag) + " to " +
                                     std::to_string(last->lag) +
                                     " steps; 1 diffusion, 0 confinement"});
            coefficients.push_back(
                {"diffusion coefficient D", group.name,
                 diffusion_coefficient(*last, static_cast<std::size_t>(group.degrees_of_freedom),
                                       r.timestep),
                 "theta^2/time", "over " + std::to_string(last->lag) + " steps"});
        }
        const std::vector<correlation_point> velocities = tracker.velocities(g);
        for (const correlation_point& p : velocities) {
            if (p.lag == 1) {
                correlations.push_back(
                    {"velocity autocorrelation at one step", group.name, p.correlation, "1",
                     at_edge_of_stability(velocities) ? "edge of stability: not thermal"
                                                      : "0 for independent steps"});
            }
        }
    }
    for (const auto* more : {&windows, &exponents, &coefficients, &correlations}) {
        all.insert(all.end(), more->begin(), more->end());
    }
}

/// Currents of every group on its projections.
inline void add_current_readings(const report& r, const std::vector<std::size_t>& groups,
                                 const diagnostics_recorder& recorder, std::vector<reading>& all) {
    const trajectory_tracker& tracker = recorder.trajectory();
    if (tracker.groups() != r.groups.size() || recorder.steps() == 0) {
        return;
    }
    for (const std::size_t g : groups) {
        const group_report& group = r.groups[g];
        const probability_current current = tracker.current(g, group.burn_in_steps);
        all.push_back(
            {"entropy production on projections", group.name, current.entropy_production,
             "k_B/step",
             std::string(to_string(current.verdict)) + ", " + p_value_text(current.p_value)});
    }
}

/// The entropy of a standardised histogram and of the scales that were taken out of it, per
/// parameter [k_B]. The scatter of −ln p gives its error; a scale that is too large by chance is
/// taken out of one and put into the other, so that it does not matter.
/// \param freedom      independent steps in the histogram [1]
/// \param independent  parameters that fluctuate independently [1]
[[nodiscard]] inline estimate histogram_entropy_per_parameter(const velocity_histogram& histogram,
                                                              const velocity_map& scales,
                                                              std::size_t g, double freedom,
                                                              double independent) {
    const auto total = static_cast<double>(histogram.total(g));
    double entropy = 0;
    double squares = 0;
    for (std::size_t b = 0; b < velocity_histogram::bins; ++b) {
        const double width = histogram.edge(b + 1) - histogram.edge(b);
        for (const std::uint64_t n : {histogram.positive(g, b), histogram.negative(g, b)}) {
            if (n != 0) {
                const double p = static_cast<double>(n) / total;
                entropy -= p * std::log(p / width);
                squares += p * std::log(p / width) * std::log(p / width);
            }
        }
    }
    double logarithms = 0;
    double moved = 0;
    for (std::size_t k = 0; k < scales.size(g); ++k) {
        const double tau = scales.mean_square(g, k);
        if (tau > 0) {
            logarithms += 0.5 * std::log(tau);
            moved += 1;
        }
    }
    estimate result;
    if (total > 0 && moved > 0) {
        result.value = entropy + logarithms / moved;
        result.error = std::sqrt((squares - entropy * entropy) / (freedom * independent));
        result.n_eff = freedom;
        result.nu = freedom * independent;
        result.verdict =
            is_finite(result.error) ? reliability_of(freedom, freedom) : reliability::unknown;
    }
    return result;
}

/// Entropies of velocities, two ways, and the action of the evolution field.
inline void add_entropy_readings(const report& r, const std::vector<std::size_t>& groups,
                                 const diagnostics_recorder& recorder, std::vector<reading>& all) {
    const velocity_map& map = recorder.newer_map();
    if (map.groups() != r.groups.size() || map.steps() == 0 ||
        recorder.steps() < 2 * diagnostics_recorder::shortest_window) {
        return;
    }
    std::vector<reading> histograms, actions;
    for (const std::size_t g : groups) {
        const group_report& group = r.groups[g];
        std::vector<double> variances(map.size(g));
        for (std::size_t k = 0; k < variances.size(); ++k) {
            variances[k] = map.variance(g, k).value;
        }
        const auto n = static_cast<double>(map.steps());
        const double freedom = n / std::fmax(1.0, group.temperature.g);
        const double size = std::sqrt(group.mean_square_position.value);
        const double floor =
            is_finite(size) && r.digits > 0 ? 2 * quantisation_variance(size, r.digits) : 0.0;
        const differential_entropy s = gaussian_entropy(variances, freedom, std::span(&floor, 1));
        const auto d = static_cast<double>(s.dimensions);
        estimate each = s.entropy;
        each.value /= d;
        // Parameters share their noise: as many fluctuate alone as the kinetic energy says.
        const batch_store& powers = recorder.kinetic_powers();
        const double alone =
            kinetic_degrees_of_freedom(powers, 3 * g, find_burn_in(powers, 3 * g)).value;
        each.error *= (alone < d ? std::sqrt(d / alone) : 1.0) / d;
        std::string remark(to_string(s.status));
        if (s.status == entropy_status::available) {
            remark = "v in theta per step";
            if (s.floored > 0) {
                // What is below rounding counts with the variance of rounding.
                each = exact_value(each.value);
                remark += "; at most this: " + std::to_string(s.floored) + " of " +
                          print_number("%.*f", 0, d) + " variances are below rounding";
            }
        }
        all.push_back({"entropy of v per parameter, Gaussian", group.name, each, "k_B", remark});
        const estimate counted =
            histogram_entropy_per_parameter(recorder.histogram(), recorder.older_map(), g, freedom,
                                            alone < d ? std::fmax(alone, 1.0) : d);
        histograms.push_back({"the same from the histogram of v/sqrt(tau)", group.name, counted,
                              "k_B", "lower by as much as v is not Gaussian"});
        if (r.parameters.learning_rate > 0) {
            // m = Δt²/(2η): only then is K in units of the loss.
            const double eta = r.parameters.learning_rate;
            const auto count = static_cast<double>(r.observed_steps);
            estimate action = group.mean_square_velocity;
            const double factor = static_cast<double>(group.degrees_of_freedom) * r.timestep *
                                  r.timestep / (2 * eta) * count;
            action.value *= factor;
            action.error *= factor;
            actions.push_back({"action 2<K>t of the segment", group.name, action, "loss step",
                               "m = dt^2/(2 eta)"});
        }
    }
    for (const auto* more : {&histograms, &actions}) {
        all.insert(all.end(), more->begin(), more->end());
    }
}

}  // namespace thermosgd::detail
