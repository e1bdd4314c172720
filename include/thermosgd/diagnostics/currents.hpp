// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Topic currents: irreversibility of the motion on projections, as readings.

#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/observables/motion/probability_current.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/report/report.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

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
        all.push_back(reading_of(
            "current.entropy_production", group.name, current.entropy_production,
            std::string(to_string(current.verdict)) + ", " + p_value_text(current.p_value)));
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
