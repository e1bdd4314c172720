// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Topic equipartition: how energy is shared between groups and within them, as readings.

#include <thermosgd/core/ascending.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/observables/distribution/velocity_distribution.hpp>
#include <thermosgd/observables/equipartition/equipartition.hpp>
#include <thermosgd/observables/equipartition/temperature_spread.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/statistics/two_window_error.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The first batch after the burn-in of all of several groups [batch].
/// \param groups  indices of groups of the report \cost O(groups)
[[nodiscard]] inline std::size_t common_burn_in(const report& r,
                                                const std::vector<std::size_t>& groups) {
    std::size_t first = 0;
    for (const std::size_t g : groups) {
        first = (std::max)(first, r.groups[g].equilibrium.first_batch);
    }
    return first;
}

}  // namespace THERMOSGD_NAMESPACE

namespace THERMOSGD_NAMESPACE::detail {

/// Equipartition between layers.
inline void add_equipartition_readings(const thermometer& t, const report& r,
                                       const std::vector<std::size_t>& layers,
                                       std::vector<reading>& all) {
    if (layers.size() < 2) {
        return;
    }
    const column_map columns{parts(t.layout())};
    std::vector<group_energy> energies;
    for (const std::size_t g : layers) {
        energies.push_back(
            {columns(1 + g, column::mv2), static_cast<double>(r.groups[g].degrees_of_freedom)});
    }
    const group_equipartition e =
        test_equipartition(t.batches(), energies, common_burn_in(r, layers));
    const std::string hottest = r.groups[layers[e.hottest]].name;
    const std::string coldest = r.groups[layers[e.coldest]].name;
    all.push_back(reading_of(
        "temperature.cv.between_groups", std::to_string(layers.size()) + " layers", e.spread,
        std::string("equipartition ") + std::string(to_string(e.verdict)) +
            (is_finite(e.test.p_value) ? ", p " + print_number('e', 1, e.test.p_value) +
                                             " (Hotelling, " + std::to_string(e.blocks) + " blocks)"
                                       : "")));
    all.push_back(reading_of("temperature.hottest_over_coldest", hottest + "/" + coldest,
                             e.extreme_ratio, "1 in equipartition"));
}

/// Temperatures that are not 0, sorted.
[[nodiscard]] inline std::vector<double> sorted_temperatures(std::span<const double> tau) {
    std::vector<double> sorted;
    std::copy_if(tau.begin(), tau.end(), std::back_inserter(sorted),
                 [](const double& t) { return is_finite(t) && t != 0; });
    std::sort(sorted.begin(), sorted.end(), ascending{});
    return sorted;
}

/// The Gini coefficient of temperatures in any order, noise included; NaN for none.
[[nodiscard]] inline double gini_of(std::span<const double> tau) {
    const std::vector<double> sorted = sorted_temperatures(tau);
    double mean = 0;
    for (const double t : sorted) {
        mean += t / static_cast<double>(sorted.size());
    }
    return sorted.empty() ? not_available : sorted_gini(sorted, mean);
}

/// The 90th over the 10th percentile of temperatures in any order, noise included; NaN for none.
[[nodiscard]] inline double percentile_ratio_of(std::span<const double> tau) {
    const std::vector<double> sorted = sorted_temperatures(tau);
    return sorted.empty() ? not_available
                          : sorted_quantile(sorted, 0.9) / sorted_quantile(sorted, 0.1);
}

/// Equipartition within each group, three ways.
inline void add_spread_readings(const thermometer& t, const report& r,
                                const std::vector<std::size_t>& groups,
                                const diagnostics_recorder& recorder, std::vector<reading>& all) {
    const column_map columns{parts(t.layout())};
    const velocity_map &older = recorder.older_map(), &newer = recorder.newer_map();
    const bool windows = recorder.steps() >= 2 * diagnostics_recorder::shortest_window;
    std::vector<reading> less_noise, bound, gini, percentiles;
    for (const std::size_t g : groups) {
        const std::string& name = r.groups[g].name;
        const auto d = static_cast<double>(r.groups[g].degrees_of_freedom);
        const std::size_t first = r.groups[g].equilibrium.first_batch;
        const std::size_t v2 = columns(1 + g, column::v2);
        if (!windows || newer.steps() == 0 || d < 2) {
            continue;
        }
        const std::vector<double> before = older.mean_squares(g), after = newer.mean_squares(g);
        std::vector<double> tau(after.size());
        const double n = static_cast<double>(older.steps()), m = static_cast<double>(newer.steps());
        for (std::size_t k = 0; k < tau.size(); ++k) {
            tau[k] = (n * before[k] + m * after[k]) / (n + m);
        }
        const temperature_spread s =
            estimate_temperature_spread(tau, mean_estimate(t.batches(), v2, first), n + m);
        all.push_back(reading_of("temperature.cv2.two_windows", name,
                                 split_temperature_spread(before, after, 0.5 * (n + m)),
                                 "0 in equipartition; needs no correlation time"));
        less_noise.push_back(
            reading_of("temperature.cv2.noise_free", name, s.true_cv2,
                       "measured " + print_number('g', 3, s.cv2) + ", equal T would show " +
                           print_number('g', 3, s.null_cv2) + "; " + p_value_text(s.p_value)));
        const velocity_columns powers{columns(1 + g, column::v), v2, columns(1 + g, column::v3),
                                      columns(1 + g, column::v4)};
        bound.push_back(
            reading_of("temperature.cv2.kurtosis_bound", name,
                       pooled_kurtosis_bound(
                           t.batches(), v2, powers.v4, d,
                           (std::max)(first, velocity_shape_burn_in(t.batches(), powers, d))),
                       "noise that scales with position raises it too"));
        const two_window_error both{before, after, n, m};
        gini.push_back(reading_of("temperature.gini", name, two_window_estimate(both, gini_of),
                                  "equal T would show " + print_number('g', 3, s.null_gini)));
        percentiles.push_back(reading_of(
            "temperature.percentile_ratio", name, two_window_estimate(both, percentile_ratio_of),
            "equal T would show " + print_number('g', 3, s.null_percentile_ratio)));
    }
    for (const auto* more : {&less_noise, &bound, &gini, &percentiles}) {
        all.insert(all.end(), more->begin(), more->end());
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
