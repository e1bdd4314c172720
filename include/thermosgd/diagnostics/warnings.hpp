// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Readings of what is wrong with the data: steps missed or left out, numbers too coarse.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/report/rounding.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

/// What a reader of the other readings must know; nothing where nothing is wrong.
///
/// - steps missed: scheduled and not shown;
/// - steps with a NaN or infinity, left out of the averages of their group;
/// - velocities of single parameters left out of maps and histogram: not finite, or beyond 1e76;
/// - velocities that are exactly 0, where rounding_is_felt().
/// \cost O(d)
inline void add_warning_readings(const report& r, const std::vector<std::size_t>& groups,
                                 const diagnostics_recorder& recorder, std::vector<reading>& all) {
    if (r.missed_steps > 0) {
        all.push_back(
            reading_of("data.steps_missed", "all groups", exact_value(double(r.missed_steps)),
                       "no velocity across a gap; long lags are averaged between gaps only"));
    }
    std::vector<reading> left_out, coarse;
    for (const std::size_t g : groups) {
        const group_report& group = r.groups[g];
        if (group.nonfinite_steps > 0) {
            all.push_back(reading_of(
                "data.steps_nonfinite", group.name, exact_value(double(group.nonfinite_steps)),
                "left out of the group; first of all in \"" + r.first_nonfinite_group +
                    "\" at step " + std::to_string(r.first_nonfinite_step)));
        }
        std::uint64_t lost = 0;
        for (const velocity_map* map : {&recorder.older_map(), &recorder.newer_map()}) {
            for (std::size_t k = 0; g < map->groups() && k < map->size(g); ++k) {
                lost += map->steps() - map->count(g, k);
            }
        }
        if (lost > 0) {
            left_out.push_back(reading_of("data.velocities_left_out", group.name,
                                          exact_value(double(lost)),
                                          "not finite, or too large for their fourth power"));
        }
        if (rounding_is_felt(group, r.timestep, r.digits)) {
            const double ratio = rounding_ratio(group, r.timestep, r.digits);
            coarse.push_back(reading_of(
                "data.velocities_zero", group.name, exact_value(group.zero_velocities),
                "rounding decides these readings" +
                    (is_finite(ratio) ? ": rms displacement is " + print_number('g', 2, 1 / ratio) +
                                            " ulp of the weights"
                                      : std::string())));
        }
    }
    for (const auto* more : {&left_out, &coarse}) {
        all.insert(all.end(), more->begin(), more->end());
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
