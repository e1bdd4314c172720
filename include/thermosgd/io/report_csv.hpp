// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A report as a CSV table: one row per group and filter.

#include <thermosgd/io/csv_table.hpp>
#include <thermosgd/io/schema.hpp>
#include <thermosgd/report/report.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The columns of write_report_csv; units as in report.hpp, `_error` is one standard error,
/// `schema` is output_schema.
[[nodiscard]] inline std::vector<std::string> report_csv_columns() {
    return {"segment",
            "name",
            "degrees_of_freedom",
            "temperature",
            "temperature_error",
            "n_eff",
            "g",
            "nu",
            "error_bar",
            "equilibrium",
            "drift_bound",
            "velocity_variance",
            "velocity_variance_error",
            "mean_square_position",
            "mean_square_position_error",
            "weight_decay_law",
            "weight_decay_law_error",
            "acting_decay",
            "acting_decay_error",
            "update_excess",
            "update_excess_error",
            "norm_drift",
            "position_ratio",
            "zero_velocities",
            "invisible_in_bfloat16",
            "nonfinite_steps",
            "burn_in_steps",
            "convention",
            "schema"};
}

/// Writes a report as a table: groups, all groups together, then filters.
///
/// \param path  the file, replaced once the table is whole      \param r  the report
/// \throws error naming the file if it cannot be written
/// \cost O(groups + filters)
inline void write_report_csv(const std::filesystem::path& path, const report& r) {
    csv_table file(path, report_csv_columns());
    const auto row = [&](const group_report& g) {
        const estimate& t = g.temperature;
        file.append(r.segment, g.name, g.degrees_of_freedom, t.value, t.error, t.n_eff, t.g, t.nu,
                    to_string(t.verdict),
                    r.driven ? "driven" : std::string(to_string(g.equilibrium.verdict)),
                    g.equilibrium.kinetic_energy.relative_bound(), g.velocity_variance.value,
                    g.velocity_variance.error, g.mean_square_position.value,
                    g.mean_square_position.error, g.weight_decay_law.value,
                    g.weight_decay_law.error, g.acting_decay.value, g.acting_decay.error,
                    g.update_excess.value, g.update_excess.error, g.norm_drift, g.position_ratio,
                    g.zero_velocities, g.invisible_in_bfloat16, g.nonfinite_steps, g.burn_in_steps,
                    to_string(r.convention), output_schema);
    };
    for (const group_report& g : r.groups) {
        row(g);
    }
    row(r.total);
    for (const group_report& f : r.filters) {
        row(f);
    }
    file.commit();
}

}  // namespace THERMOSGD_NAMESPACE
