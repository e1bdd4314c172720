// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Topic ranking: hot and cold filters of every group, as readings.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/observables/ranking/rank_stability.hpp>
#include <thermosgd/observables/ranking/ranking.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

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
        const ranking_options options{.first_batch = r.groups[g].equilibrium.first_batch};
        const filter_ranking ranking = rank_filters(t.batches(), of_group, options);
        const auto add = [&](std::size_t f, known_key what, double probability,
                             std::vector<reading>& to) {
            const filter_rank& place = ranking.filters[f];
            to.push_back(reading_of(
                what, r.filters[begin - filters + f].name,
                r.filters[begin - filters + f].temperature,
                "rank " + std::to_string(place.best) + " to " + std::to_string(place.worst) +
                    " of " + std::to_string(filters) + " at " +
                    print_number('g', 6, 100 * ranking.level) + " %; P(" +
                    std::string(what.info().label) + ") " + print_number('g', 3, probability)));
        };
        if (!ranking.order.empty()) {
            add(ranking.order.front(), "filter.hottest",
                ranking.filters[ranking.order.front()].among_hottest, all);
            add(ranking.order.back(), "filter.coldest",
                ranking.filters[ranking.order.back()].among_coldest, coldest);
        }
        const rank_stability s = estimate_rank_stability(t.batches(), of_group, options);
        stability.push_back(reading_of("filter.rank_correlation", r.groups[g].name, s.spearman,
                                       "noise alone would leave " +
                                           print_number('g', 3, s.spearman_without_change) + "; " +
                                           p_value_text(s.p_value)));
    }
    all.insert(all.end(), coldest.begin(), coldest.end());
    all.insert(all.end(), stability.begin(), stability.end());
}

}  // namespace THERMOSGD_NAMESPACE::detail
