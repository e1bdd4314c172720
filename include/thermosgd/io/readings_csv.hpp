// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Readings as a CSV table: one row per number.

#include <thermosgd/io/csv_table.hpp>
#include <thermosgd/io/schema.hpp>
#include <thermosgd/report/reading.hpp>

#include <filesystem>
#include <span>

namespace THERMOSGD_NAMESPACE {

/// Writes readings as a table: key, label, group, value, one standard error, unit, N_eff, g, ν,
/// what is known of the error bar, the remark, and output_schema.
///
/// \param path      the file, replaced once the table is whole      \param readings  what to write
/// \throws error naming the file if it cannot be written
/// \cost O(readings)
inline void write_readings_csv(const std::filesystem::path& path,
                               std::span<const reading> readings) {
    csv_table file(path, {"key", "label", "group", "value", "error", "unit", "n_eff", "g", "nu",
                          "error_bar", "remark", "schema"});
    for (const reading& r : readings) {
        const estimate& e = r.value;
        file.append(r.key, r.label, r.group, e.value, e.error, r.unit, e.n_eff, e.g, e.nu,
                    to_string(e.verdict), r.remark, output_schema);
    }
    file.commit();
}

}  // namespace THERMOSGD_NAMESPACE
