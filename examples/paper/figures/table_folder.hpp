// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The CSV files of a report, each read once and compared with what its columns
/// should be.

#include <paper/results/tables.hpp>
#include "csv_table.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace paper {

/// The tables of a report in one folder.
class table_folder {
public:
    explicit table_folder(std::filesystem::path folder) : folder_(std::move(folder)) {}

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return folder_; }

    /// The table of a file, its columns named without units.
    /// \throws table_error where it cannot be read, has other columns, or a
    /// number is none
    const csv_table& get(std::string_view file) {
        const auto found = read_.find(std::string(file));
        if (found != read_.end()) {
            return found->second;
        }
        const table& expected = table_of(file);
        csv_table read = csv_table::read(folder_ / file);
        read.expect_columns(headers_of(expected));
        std::size_t i = 0;
        for (const table_column& column : expected.columns) {
            read.rename(i++, std::string(column.name));
        }
        for (const table_column& column : expected.columns) {
            for (std::size_t row = 0; row < read.size() && !column.unit.empty(); ++row) {
                static_cast<void>(read.number(row, column.name));
            }
        }
        return read_.emplace(std::string(file), std::move(read)).first->second;
    }

private:
    std::filesystem::path folder_;
    std::map<std::string, csv_table> read_;
};

}  // namespace paper
