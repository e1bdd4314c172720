// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Topic gradient, second part: the noise of gradients at one point and over time, as readings.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/observables/gradient/gradient_samples.hpp>
#include <thermosgd/observables/gradient/gradient_temperature.hpp>
#include <thermosgd/observables/gradient/noise_scale_series.hpp>
#include <thermosgd/observables/temperature/velocity_variance.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/report/report.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Noise scale, noise temperature and full-batch step of every group, from gradients at one point.
///
/// |G|², tr Σ and their ratio come from two batch sizes; the variance of minibatch gradients, and
/// the temperature η·variance/(2d(1 − μ²)) that it sustains with m = Δt²/(2η), from batches of the
/// trained size alone, so that no difference of means between sizes enters. The kinetic
/// temperature beside it is that of the whole run: the point is one of those it went through.
/// \param r        report of the thermometer; its η and μ are used
/// \param samples  gradients at one point, the smaller batches of the trained size B
/// \param groups   indices of the groups to look at; all together come last
/// \return readings; none without draws or a learning rate
/// \cost O(d · groups + groups · draws)
[[nodiscard]] inline std::vector<reading> noise_readings(const report& r,
                                                         const gradient_samples& samples,
                                                         std::vector<std::size_t> groups) {
    std::vector<reading> square, trace, direct, scale, temperature, ratio, share;
    const double mu =
        is_finite(r.parameters.momentum_coefficient) ? r.parameters.momentum_coefficient : 0.0;
    if (samples.draws() == 0 || samples.groups() != r.groups.size()) {
        return square;
    }
    const auto whole = [](double x) { return detail::print_number('f', 0, x); };
    const batch_size_pair sizes = samples.sizes();
    const std::string batches = "batches of " + whole(sizes.part);
    const std::string pairs = batches + " and " + whole(sizes.whole);
    const std::string all_data = is_finite(samples.full_samples())
                                     ? whole(samples.full_samples()) + " samples for all data, "
                                     : "";
    groups.push_back(samples.groups());
    for (const std::size_t g : groups) {
        const group_report& group = g < r.groups.size() ? r.groups[g] : r.total;
        const double eta = r.sgd_learning_rate(group);
        if (!is_finite(eta) || eta <= 0) {
            continue;
        }
        const temperature_units units{mass_from_learning_rate(eta, r.timestep), r.timestep,
                                      temperature_convention::physical, r.boltzmann};
        const auto d = static_cast<std::size_t>(group.degrees_of_freedom);
        const point_noise point = samples.result(g);
        const estimate of_noise = gradient_temperature(point.batch_variance, eta, d, mu, units);
        const estimate kinetic = detail::scaled(group.mean_square_velocity,
                                                r.timestep * r.timestep / (2 * eta * r.boltzmann));
        square.push_back(reading_of("gradient.squared_norm", group.name,
                                    point.noise.squared_gradient, pairs + " at the last step"));
        trace.push_back(reading_of("gradient.noise_trace.two_sizes", group.name,
                                   point.noise.noise_trace, pairs));
        direct.push_back(
            reading_of("gradient.noise_trace.one_size", group.name,
                       detail::scaled(point.batch_variance, sizes.part),
                       "not touched by batch norm, which makes means depend on the size"));
        scale.push_back(reading_of("gradient.noise_scale", group.name, point.noise.noise_scale,
                                   is_finite(point.noise.noise_scale.value)
                                       ? "trained with " + batches
                                       : "|G|^2 is not positive by two errors"));
        temperature.push_back(
            reading_of("temperature.gradient_noise", group.name, of_noise, batches));
        ratio.push_back(reading_of("temperature.gradient_noise.over_kinetic", group.name,
                                   independent_ratio(of_noise, kinetic),
                                   "1 if the noise of batches is all that moves the group"));
        share.push_back(reading_of("velocity.full_batch_share", group.name, point.full_step_share,
                                   all_data + "at one point, where full-batch steps do not vary"));
    }
    for (const auto* more : {&trace, &direct, &scale, &temperature, &ratio, &share}) {
        square.insert(square.end(), more->begin(), more->end());
    }
    return square;
}

/// Noise scale of every group over time, what batches of B samples leave of the gain of a step, and
/// which group limits the batch size.
/// \param series      shown gradients of two sizes
/// \param batch_size  B of the training [sample]; NaN: no efficiency
/// \return readings: |G|², tr Σ, noise scale and efficiency of every group and of all, and the next
///         noise scale over the least, of the group that has the least; none without a step
/// \cost as 3 (groups + 1) jackknife()
[[nodiscard]] inline std::vector<reading> noise_readings(const noise_scale_series& series,
                                                         double batch_size) {
    std::vector<reading> square, trace, scale, efficiency;
    if (series.batches().ticks() == 0) {
        return square;
    }
    for (std::size_t g = 0; g <= series.groups(); ++g) {
        const std::string name =
            g < series.groups() ? series.layout().groups()[g].name : "all groups";
        const gradient_noise noise = series.result(g);
        const bool known = is_finite(noise.noise_scale.value);
        const std::string remark = known ? "" : "|G|^2 is not positive by two errors";
        square.push_back(
            reading_of("gradient.squared_norm", name, noise.squared_gradient, "over the segment"));
        trace.push_back(reading_of("gradient.noise_trace.two_sizes", name, noise.noise_trace, ""));
        scale.push_back(reading_of("gradient.noise_scale", name, noise.noise_scale, remark));
        efficiency.push_back(
            reading_of("gradient.batch_efficiency", name,
                       known ? batch_efficiency(noise.noise_scale, batch_size) : estimate{},
                       known ? "batches of " + detail::print_number('f', 0, batch_size) : remark));
    }
    for (const auto* more : {&trace, &scale, &efficiency}) {
        square.insert(square.end(), more->begin(), more->end());
    }
    if (const limiting_group limit = series.limit(); is_finite(limit.ratio.value)) {
        const auto& groups = series.layout().groups();
        const bool sure = limit.p_value < 0.01;
        square.push_back(reading_of(
            "gradient.noise_scale.next_over_least", groups[limit.group].name, limit.ratio,
            std::string(sure ? "limits the batch size" : "not told apart") + "; next is " +
                groups[limit.next].name + ", p " + detail::print_number('g', 2, limit.p_value)));
    }
    return square;
}

}  // namespace THERMOSGD_NAMESPACE
