// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The rule of equilibrium on stored means, errors, z and curves.

#include "judge_again.hpp"

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/moments.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <vector>

namespace paper {

namespace {

using thermosgd::drift_bound;
using thermosgd::estimate;
using thermosgd::moments;

constexpr double level = 0.05;

/// The z beyond which schema 2 said "drifting", of one test of three.
constexpr double largest_unstored_z = 2.94;

/// The drift of a quantity whose halves differ by z of their standard errors.
drift_bound drift_of_halves(const estimate& mean, double z) {
    drift_bound d;
    if (!std::isfinite(mean.value) || !(mean.error > 0) || !(mean.nu > 0)) {
        return d;
    }
    d.mean = mean.value;
    d.error = 2 * mean.error;
    d.verdict = mean.verdict;
    const double t = thermosgd::student_t_critical(level, mean.nu);
    d.change = std::isfinite(z) ? z * d.error : 0.0;
    d.bound = (std::isfinite(z) ? std::fabs(z) + t : largest_unstored_z + t) * d.error;
    if (std::isfinite(z) && d.verdict != thermosgd::reliability::unknown) {
        d.p_value = 2 * thermosgd::student_t_tail(std::fabs(z), mean.nu);
    }
    return d;
}

/// The points whose window lies in (first, last].
std::vector<double> points_between(const std::vector<curve_point>& curve, double first,
                                   double last) {
    std::vector<double> values;
    double begin = 0;
    for (const auto& [step, value] : curve) {
        const auto end = static_cast<double>(step);
        if (begin >= first && end <= last) {
            values.push_back(value);
        }
        begin = end;
    }
    return values;
}

/// Takes into `d` what the straight line through points of a curve says.
void take_line(drift_bound& d, const std::vector<double>& points) {
    constexpr std::size_t fewest = 5;
    const std::size_t n = points.size();
    if (n < fewest) {
        d.bound = std::numeric_limits<double>::infinity();
        return;
    }
    moments all;
    for (const double value : points) {
        all.push(value);
    }
    const double middle = 0.5 * static_cast<double>(n - 1);
    double products = 0, squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double t = static_cast<double>(i) - middle;
        products += t * (points[i] - all.mean);
        squares += t * t;
    }
    const double slope = products / squares;
    const double freedom = static_cast<double>(n) - 2;
    const double about_line = (std::max)(0.0, all.m2 - slope * products) / freedom;
    const double change = 0.5 * slope * static_cast<double>(n);
    const double error = std::numbers::sqrt3 * std::sqrt(about_line / static_cast<double>(n));
    const double t = thermosgd::student_t_critical(level, freedom);
    d.bound = (std::max)(d.bound, std::fabs(change) + t * error);
    if (error > 0) {
        const double p = 2 * thermosgd::student_t_tail(std::fabs(change) / error, freedom);
        // NaN where the halves say nothing: then the line alone speaks.
        d.p_value = d.p_value <= p ? d.p_value : p;
    }
    if (!(std::fabs(d.change) > std::fabs(change))) {
        d.change = change;
    }
}

/// Whether the points of the second quarter of a stage differ from those of its second half.
bool differs_before_half(const std::vector<curve_point>& curve, double first, double last) {
    constexpr double significance = 0.01;
    moments before, after;
    const double quarter = first + 0.25 * (last - first), half = first + 0.5 * (last - first);
    for (const double value : points_between(curve, quarter, half)) {
        before.push(value);
    }
    for (const double value : points_between(curve, half, last)) {
        after.push(value);
    }
    const double na = static_cast<double>(after.count), nb = static_cast<double>(before.count);
    if (before.count == 0 || after.count < 3) {
        return true;
    }
    const double error = std::sqrt(after.m2 / (na - 1) * (1 / na + 1 / nb));
    const double z = std::fabs(after.mean - before.mean) / error;
    return !(z < thermosgd::student_t_critical(0.5 * significance, na - 1));
}

}  // namespace

thermosgd::equilibrium_verdict judge_again(const run_record& result, const segment_record& segment,
                                           const group_record& g) {
    if (g.stationary == "drifting") {
        return thermosgd::equilibrium_verdict::drifting;
    }
    if (g.stationary != "stationary") {
        return thermosgd::equilibrium_verdict::not_shown;
    }
    const auto first = static_cast<double>(segment.first_step),
               last = static_cast<double>(segment.last_step);
    const auto observed = static_cast<double>(segment.observed),
               burn_in = static_cast<double>(g.burn_in);
    const double steps_of_observation = (last - first) / observed;
    const auto curve = result.temperature_curve.find(g.name);
    const bool with_curve = curve != result.temperature_curve.end();

    thermosgd::equilibrium_test t;
    t.kinetic_energy = drift_of_halves(g.temperature, g.drift_kinetic);
    t.squared_norm = drift_of_halves(g.mean_square_position, g.drift_norm);
    t.loss = drift_of_halves(segment.loss, g.drift_loss);
    constexpr double rounding = 1.0 / 64;  // of half of the batches
    t.burn_in_at_limit = burn_in > 0 && burn_in >= observed * (0.5 - rounding) &&
                         (!with_curve || differs_before_half(curve->second, first, last));
    if (with_curve) {
        take_line(t.kinetic_energy,
                  points_between(curve->second, first + burn_in * steps_of_observation, last));
    }
    const double lost = 2 * segment.learning_rate * result.spec.weight_decay;
    thermosgd::judge_equilibrium(t,
                                 {.window_steps = (observed - burn_in) * steps_of_observation,
                                  .relaxation_steps = lost > 0 ? 1 / lost : none,
                                  .law_must_hold = g.scale_invariant && std::isfinite(g.law.value),
                                  .law = g.law,
                                  .balance = g.balance});
    return t.verdict;
}

}  // namespace paper
