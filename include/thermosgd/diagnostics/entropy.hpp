// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Topic entropy: of velocities, two ways, and the action of the evolution field, as readings.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/observables/distribution/kinetic_distribution.hpp>
#include <thermosgd/observables/entropy/entropy_gaussian.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/report/report.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

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
    double occupied = 0;
    // Narrow bins near 0 are put together until they hold enough to have a density.
    constexpr std::uint64_t enough = 16;
    for (const bool positive : {false, true}) {
        std::uint64_t count = 0;
        std::size_t first = 0, end = 0;
        const auto close = [&] {
            const double p = static_cast<double>(count) / total;
            const double surprisal = -std::log(p / (histogram.edge(end) - histogram.edge(first)));
            entropy += p * surprisal;
            squares += p * surprisal * surprisal;
            occupied += 1;
            count = 0;
            first = end;
        };
        for (std::size_t b = 0; b < velocity_histogram::bins; ++b) {
            const std::uint64_t here =
                positive ? histogram.positive(g, b) : histogram.negative(g, b);
            count += here;
            end = here > 0 ? b + 1 : end;
            if (count >= enough) {
                close();
            }
        }
        if (count > 0) {
            close();
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
        // Miller 1955 and Madow: what is occupied by chance looks like order.
        result.value = entropy + logarithms / moved + (occupied - 1) / (2 * freedom * independent);
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
            kinetic_degrees_of_freedom(powers, 3 * g, kinetic_variance_burn_in(powers, 3 * g))
                .value;
        each.error *= (alone < d ? std::sqrt(d / alone) : 1.0) / d;
        std::string remark(to_string(s.status));
        if (s.status == entropy_status::available) {
            remark = "v in theta per step";
            if (s.floored > 0) {
                // What is below rounding counts with the variance of rounding.
                each = exact_value(each.value);
                remark += "; at most this: " + std::to_string(s.floored) + " of " +
                          print_number('f', 0, d) + " variances are below rounding";
            }
        }
        all.push_back(reading_of("entropy.velocity.gaussian", group.name, each, remark));
        const estimate counted =
            histogram_entropy_per_parameter(recorder.histogram(), recorder.older_map(), g, freedom,
                                            alone < d ? std::fmax(alone, 1.0) : d);
        histograms.push_back(reading_of("entropy.velocity.histogram", group.name, counted,
                                        "lower by as much as v is not Gaussian"));
        if (const double eta = r.sgd_learning_rate(group); eta > 0) {
            // m = Δt²/(2η): only then is K in units of the loss.
            const auto count = static_cast<double>(r.observed_steps);
            estimate action = group.mean_square_velocity;
            const double factor = static_cast<double>(group.degrees_of_freedom) * r.timestep *
                                  r.timestep / (2 * eta) * count;
            action.value *= factor;
            action.error *= factor;
            actions.push_back(reading_of("action.segment", group.name, action, "m = dt^2/(2 eta)"));
        }
    }
    for (const auto* more : {&histograms, &actions}) {
        all.insert(all.end(), more->begin(), more->end());
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
