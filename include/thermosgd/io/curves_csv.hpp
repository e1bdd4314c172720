// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Curves as one CSV table: one row per point.

#include <thermosgd/io/csv_table.hpp>
#include <thermosgd/io/schema.hpp>
#include <thermosgd/report/curve.hpp>

#include <filesystem>
#include <span>

namespace THERMOSGD_NAMESPACE {

/// Writes curves as a table: key of the curve, group, x, y, one standard error of y, N_eff, what is
/// known of the error bar, labels and units of both axes, label of the curve, and output_schema.
///
/// \param path    the file, replaced once the table is whole      \param curves  what to write
/// \throws error naming the file if it cannot be written
/// \cost O(points)
inline void write_curves_csv(const std::filesystem::path& path, std::span<const curve> curves) {
    csv_table file(path, {"key", "group", "x", "y", "error", "n_eff", "error_bar", "x_label",
                          "x_unit", "y_label", "y_unit", "label", "schema"});
    for (const curve& c : curves) {
        for (const curve_point& p : c.points) {
            file.append(c.key, c.group, p.x, p.y.value, p.y.error, p.y.n_eff,
                        to_string(p.y.verdict), c.x.label, c.x.unit, c.y.label, c.y.unit, c.label,
                        output_schema);
        }
    }
    file.commit();
}

}  // namespace THERMOSGD_NAMESPACE
