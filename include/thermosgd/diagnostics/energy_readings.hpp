// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Readings of how energy is shared: between groups, within them, in time, and among filters.

#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/observables/distribution/kinetic_distribution.hpp>
#include <thermosgd/observables/distribution/tail_index.hpp>
#include <thermosgd/observables/distribution/velocity_distribution.hpp>
#include <thermosgd/observables/equipartition/equipartition.hpp>
#include <thermosgd/observables/equipartition/temperature_spread.hpp>
#include <thermosgd/observables/ranking/rank_stability.hpp>
#include <thermosgd/observables/ranking/ranking.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/statistics/two_window_error.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace thermosgd::detail {

/// The latest of the starts of the averages of several groups [batch].
[[nodiscard]] inline std::size_t common_start(const report& r,
                                              const std::vector<std::size_t>& groups) {
    std::size_t first = 0;
    for (const std::size_t g : groups) {
        first = std::max(first, r.groups[g].stationarity.first_batch);
    }
    return first;
}

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
        test_equipartition(t.batches(), energies, common_start(r, layers));
    const std::string hottest = r.groups[layers[e.hottest]].name;
    const std::string coldest = r.groups[layers[e.coldest]].name;
    all.push_back({"spread of T between layers, CV", std::to_string(layers.size()) + " layers",
                   e.spread, "1",
                   std::string("equipartition ") + std::string(to_string(e.verdict)) +
                       (is_finite(e.test.p_value)
                            ? ", p " + print_number("%.*e", 1, e.test.p_value) + " (Hotelling, " +
                                  std::to_string(e.blocks) + " blocks)"
                            : "")});
    all.push_back({"T of the hottest over T of the coldest", hottest + "/" + coldest,
                   e.extreme_ratio, "1", "1 in equipartition"});
}

/// Temperatures that are not 0, sorted.
[[nodiscard]] inline std::vector<double> sorted_temperatures(std::span<const double> tau) {
    std::vector<double> sorted;
    std::copy_if(tau.begin(), tau.end(), std::back_inserter(sorted),
                 [](const double& t) { return is_finite(t) && t != 0; });
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

/// The Gini coefficient of temperatures in any order, noise included; NaN for none.
[[nodiscard]] inline double gini_of(std::span<const double> tau) {
    const std::vector<double> sorted = sorted_temperatures(tau);
    double mean = 0;
    for (const double t : sorted) {
        mean += t / static_cast<double>(sorted.size());
    }
    return sorted.empty() ? std::numeric_limits<double>::quiet_NaN() : sorted_gini(sorted, mean);
}

/// The 90th over the 10th percentile of temperatures in any order, noise included; NaN for none.
[[nodiscard]] inline double percentile_ratio_of(std::span<const double> tau) {
    const std::vector<double> sorted = sorted_temperatures(tau);
    return sorted.empty() ? std::numeric_limits<double>::quiet_NaN()
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
        const std::size_t first = r.groups[g].stationarity.first_batch;
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
        all.push_back({"CV^2 of T within the group, from two windows", name,
                       split_temperature_spread(before, after, 0.5 * (n + m)), "1",
                       "0 in equipartition; needs no correlation time"});
        less_noise.push_back({"the same, measured less its noise", name, s.true_cv2, "1",
                              "measured " + print_number("%.*g", 3, s.cv2) +
                                  ", equal T would show " + print_number("%.*g", 3, s.null_cv2) +
                                  "; " + p_value_text(s.p_value)});
        bound.push_back(
            {"the same from pooled kurtosis: upper bound", name,
             pooled_kurtosis_bound(t.batches(), v2, columns(1 + g, column::v4), d, first), "1",
             "noise that scales with position raises it too"});
        const two_window_error both{before, after, n, m};
        gini.push_back({"Gini coefficient of T", name, two_window_estimate(both, gini_of), "1",
                        "equal T would show " + print_number("%.*g", 3, s.null_gini)});
        percentiles.push_back(
            {"T of the 90th over the 10th percentile", name,
             two_window_estimate(both, percentile_ratio_of), "1",
             "equal T would show " + print_number("%.*g", 3, s.null_percentile_ratio)});
    }
    for (const auto* more : {&less_noise, &bound, &gini, &percentiles}) {
        all.insert(all.end(), more->begin(), more->end());
    }
}

/// The distribution of velocities and of the kinetic energy.
inline void add_distribution_readings(const thermometer& t, const report& r,
                                      const std::vector<std::size_t>& groups,
                                      const diagnostics_recorder& recorder,
                                      std::vector<reading>& all) {
    const column_map columns{parts(t.layout())};
    const batch_store& powers = recorder.kinetic_powers();
    std::vector<reading> kurtosis, freedom, skewed, maxwell, tails, hill;
    for (const std::size_t g : groups) {
        const std::string& name = r.groups[g].name;
        const auto d = static_cast<double>(r.groups[g].degrees_of_freedom);
        const std::size_t first = r.groups[g].stationarity.first_batch;
        const velocity_columns v{columns(1 + g, column::v), columns(1 + g, column::v2),
                                 columns(1 + g, column::v3), columns(1 + g, column::v4)};
        const velocity_shape shape = estimate_velocity_shape(t.batches(), v, d, first);
        all.push_back({"skewness of v", name, shape.skewness, "1", "0 if symmetric"});
        kurtosis.push_back({"excess kurtosis of v, pooled", name, shape.excess_kurtosis, "1",
                            "0 for one Gaussian"});
        freedom.push_back({"degrees of freedom 2<K>^2/Var K", name,
                           kinetic_degrees_of_freedom(t.batches(), v.v2, first), "1",
                           "of " + print_number("%.*f", 0, d)});
        if (recorder.steps() > 0 && powers.columns() == 3 * r.groups.size()) {
            const kinetic_shape k = estimate_kinetic_shape(powers, {3 * g, 3 * g + 1, 3 * g + 2},
                                                           find_burn_in(powers, 3 * g));
            skewed.push_back(
                {"the same from 8/skewness(K)^2", name, k.skewness_degrees_of_freedom, "1", ""});
            maxwell.push_back({"Maxwell-Boltzmann: skew(K)<K>/(2 sd K)", name, k.maxwell_ratio, "1",
                               "1 for a gas at one temperature; " + p_value_text(k.p_value)});
        }
        if (recorder.tails().groups() == r.groups.size()) {
            tails.push_back({"tail index of v, parameter by parameter", name,
                             recorder.tails().index(g), "1",
                             "2 for Gaussian ones; anticorrelated ones raise it"});
        }
        if (recorder.histogram().groups() == r.groups.size() && recorder.histogram().total(g) > 0) {
            hill.push_back({"Hill's tail index of v/sqrt(tau), |z| >= 4", name,
                            hill_tail_index(recorder.histogram(), g, 144, 1.0), "1",
                            "about 16 for a Gaussian; " +
                                print_number("%.*g", 2, recorder.histogram().beyond(g, 144)) +
                                " beyond 4"});
        }
    }
    for (const auto* more : {&kurtosis, &freedom, &skewed, &maxwell, &tails, &hill}) {
        all.insert(all.end(), more->begin(), more->end());
    }
}

/// Hot and cold filters of each layer, with confidence.
inline void add_ranking_readings(const thermometer& t, const report& r, std::vector<reading>& all) {
    const column_map columns{parts(t.layout())};
    std::vector<reading> coldest, stability;
    std::size_t begin = 0;
    for (std::size_t g = 0; g < r.groups.size(); ++g) {
        const std::size_t filters = t.layout().groups()[g].filters();
        const std::size_t part = 1 + r.groups.size() + begin;
        std::vector<std::size_t> of_group;
        for (std::size_t f = 0; f < filters; ++f) {
            of_group.push_back(columns(part + f, column::mv2));
        }
        begin += filters;
        if (filters < 2) {
            continue;
        }
        const ranking_options options{.first_batch = r.groups[g].stationarity.first_batch};
        const filter_ranking ranking = rank_filters(t.batches(), of_group, options);
        const auto add = [&](std::size_t f, const char* what, double probability,
                             std::vector<reading>& to) {
            const filter_rank& place = ranking.filters[f];
            to.push_back({what, r.filters[begin - filters + f].name,
                          r.filters[begin - filters + f].temperature, "loss/k_B",
                          "rank " + std::to_string(place.best) + " to " +
                              std::to_string(place.worst) + " of " + std::to_string(filters) +
                              " at " + print_number("%.*g", 6, 100 * ranking.level) + " %; P(" +
                              what + ") " + print_number("%.*g", 3, probability)});
        };
        if (!ranking.order.empty()) {
            add(ranking.order.front(), "hottest filter",
                ranking.filters[ranking.order.front()].among_hottest, all);
            add(ranking.order.back(), "coldest filter",
                ranking.filters[ranking.order.back()].among_coldest, coldest);
        }
        const rank_stability s = estimate_rank_stability(t.batches(), of_group, options);
        stability.push_back({"rank correlation of two halves", r.groups[g].name, s.spearman, "1",
                             "noise alone would leave " +
                                 print_number("%.*g", 3, s.spearman_without_change) + "; " +
                                 p_value_text(s.p_value)});
    }
    all.insert(all.end(), coldest.begin(), coldest.end());
    all.insert(all.end(), stability.begin(), stability.end());
}

}  // namespace thermosgd::detail
