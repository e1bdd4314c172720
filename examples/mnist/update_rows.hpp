// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What is known of the updates of the optimiser, layer by layer: numbers and a table.

#include <thermosgd/observables/temperature/update_law.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/trackers/update_tracker.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace mnist {

/// The updates of one layer, decay taken out.
struct update_row {
    std::string name;              ///< of the group
    bool scale_invariant = false;  ///< whether the law must hold
    thermosgd::update_law law;     ///< what does not hold of a driven run is NaN in it
    double expected_angle = thermosgd::not_available;  ///< per step in equilibrium [rad]
    thermosgd::estimate excess;          ///< ⟨u²⟩ over that of noise, of Adam and AdamW [1]
    thermosgd::estimate predicted_norm;  ///< |θ|² at the end over A N₀ + B g_u, whatever η did [1]
};

/// The rows of some groups.
///
/// \param tracker  shown every step of the run      \param report  of its thermometer
/// \param groups   of the layout
[[nodiscard]] std::vector<update_row> update_rows(const thermosgd::update_tracker& tracker,
                                                  const thermosgd::report& report,
                                                  const std::vector<std::size_t>& groups);

/// The rows as a table with a legend; empty where nothing is known of any.
[[nodiscard]] std::string update_table(std::span<const update_row> rows);

}  // namespace mnist
