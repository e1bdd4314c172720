// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The temperature of a group against the step: what a driven run has in place of one number.

#include <thermosgd/core/ascending.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/energy_curves.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>
#include <thermosgd/report/curve.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/moments.hpp>
#include <thermosgd/thermometer/columns.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// A few batches in a row of one column.
struct curve_stretch {
    moments all;                            ///< of their ticks
    double middle = 0;                      ///< ticks before its middle [tick]
    double square_of_bend = not_available;  ///< relative variance of its mean [1]
};

/// ⟨z²⟩ of normal numbers from the smaller three quarters of their squares, which a kink of a
/// schedule does not enter. \return NaN for none
[[nodiscard]] inline double trimmed_mean_square(std::vector<double>& squares) {
    constexpr double mean_of_smaller = 0.3685;  // of χ² of one degree of freedom
    std::sort(squares.begin(), squares.end(), ascending{});
    const std::size_t kept = (3 * squares.size() + 3) / 4;
    double sum = 0;
    for (std::size_t i = 0; i < kept; ++i) {
        sum += squares[i];
    }
    return kept == 0 ? not_available : sum / static_cast<double>(kept) / mean_of_smaller;
}

/// Cuts a column into 32 to 64 stretches of equal numbers of batches, four at least.
///
/// The variance of the mean of a stretch from its four quarters: a line through them has no bend.
/// \f[ \operatorname{Var}\bar x = \Big\langle \frac{(q_1 - q_2 - q_3 + q_4)^2}{16} \Big\rangle \f]
[[nodiscard]] inline std::vector<curve_stretch> cut_into_stretches(const batch_store& store,
                                                                   std::size_t column) {
    constexpr std::size_t most = 64, quarters = 4;
    const std::size_t batches = store.batches();
    const std::size_t per_quarter =
        (std::max)(std::size_t{1}, (batches + most * quarters - 1) / (most * quarters));
    std::vector<curve_stretch> result;
    std::uint64_t ticks = 0;
    for (std::size_t b = 0; b + quarters * per_quarter <= batches;) {
        curve_stretch s;
        double bend = 0;
        const std::uint64_t begin = ticks;
        for (std::size_t q = 0; q < quarters; ++q) {
            moments part;
            for (std::size_t i = 0; i < per_quarter; ++i, ++b) {
                part += store.batch(b, column);
                ticks += store.batch_ticks(b);
            }
            bend += (q == 0 || q == quarters - 1 ? 1 : -1) * part.mean;
            s.all += part;
        }
        s.middle = 0.5 * static_cast<double>(begin + ticks);
        s.square_of_bend = bend * bend / 16 / (s.all.mean * s.all.mean);
        result.push_back(s);
    }
    return result;
}

}  // namespace detail

/// T of a group over stretches of the present segment, against the number of the step.
///
/// 32 to 64 means of neighbouring batches (fewer below 128 steps). The relative variance of a mean
/// is that of its four quarters about a straight line, over this stretch and eight on either side,
/// the quarter of them with the largest left out: neither a schedule that moves T nor a kink of it
/// is noise. What changes more slowly than a stretch counts as change of T, and memory longer than
/// a quarter of a stretch is missed by the error.
/// \param t      the thermometer      \param r  its report      \param group  index of the group
/// \return the curve `temperature` [loss/k_B]; without points where the mass is not known, as that
///         of m = Δt²/(2η) in a driven segment, and below four batches. Steps are taken to be
///         observed in equal distances
/// \pre group < r.groups.size()      \cost O(batches)
[[nodiscard]] inline curve temperature_curve(const thermometer& t, const report& r,
                                             std::size_t group) {
    constexpr std::size_t either_side = 8;
    curve result = curve_of("temperature", r.groups[group].name, curve_axis{"step", "step"},
                            curve_axis{"T", "loss/k_B"});
    const detail::column_map columns{detail::parts(t.layout())};
    const std::vector<detail::curve_stretch> cut =
        detail::cut_into_stretches(t.batches(), columns(1 + group, detail::column::mv2));
    const double per_step = static_cast<double>(r.last_step - r.first_step) /
                            static_cast<double>((std::max)(r.observed_steps, std::uint64_t{1}));
    for (std::size_t i = 0; i < cut.size(); ++i) {
        const std::size_t first = i > either_side ? i - either_side : 0;
        const std::size_t last = (std::min)(cut.size(), i + either_side + 1);
        std::vector<double> near;
        for (std::size_t j = first; j < last; ++j) {
            if (is_finite(cut[j].square_of_bend)) {
                near.push_back(cut[j].square_of_bend);
            }
        }
        const double count = static_cast<double>(near.size());
        const double relative = detail::trimmed_mean_square(near);
        const moments& all = cut[i].all;
        const double ticks = static_cast<double>(all.count);
        estimate mean = exact_value(all.count > 0 ? all.mean : not_available);
        mean.error = std::fabs(all.mean) * std::sqrt(relative);
        mean.n_eff = all.m2 / ticks / (mean.error * mean.error);
        mean.g = ticks / mean.n_eff;
        mean.nu = 0.5 * count;  // of three quarters, the smaller ones
        mean.verdict = count < 8 ? reliability::unknown : detail::reliability_of(mean.n_eff, ticks);
        detail::add_point(result, static_cast<double>(r.first_step) + per_step * cut[i].middle,
                          equipartition_temperature(
                              detail::scaled(mean, 0.5 * r.mass / (r.timestep * r.timestep)),
                              static_cast<std::size_t>(r.groups[group].degrees_of_freedom),
                              r.convention, r.boltzmann));
    }
    return result;
}

/// The same with a report of its own.
/// \param t  the thermometer      \param group  index of the group      \cost that of a report
[[nodiscard]] inline curve temperature_curve(const thermometer& t, std::size_t group) {
    return temperature_curve(t, t.report(), group);
}

}  // namespace THERMOSGD_NAMESPACE
