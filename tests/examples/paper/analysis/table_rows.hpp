// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The CSV files of a report as rows of named fields.

#include "catch_shim.hpp"

#include <paper/results/tables.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace test {

/// A row by the names of columns without units.
using table_row = std::map<std::string, std::string>;

/// The fields of a line of CSV; what is quoted may hold commas.
inline std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    return fields;
}

/// The rows of a file, which must have the header and the columns of its table.
inline std::vector<table_row> rows_of(const std::filesystem::path& folder, std::string_view file) {
    std::ifstream in(folder / file);
    std::string line;
    std::getline(in, line);
    const paper::table& t = paper::table_of(file);
    REQUIRE(fields_of(line) == paper::headers_of(t));
    std::vector<table_row> rows;
    while (std::getline(in, line)) {
        const std::vector<std::string> fields = fields_of(line);
        REQUIRE(fields.size() == t.columns.size());
        table_row one;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            one[std::string(t.columns[i].name)] = fields[i];
        }
        rows.push_back(std::move(one));
    }
    return rows;
}

/// A field that must be a number.
inline double number(const table_row& r, const std::string& column) {
    CAPTURE(column);
    REQUIRE_FALSE(r.at(column).empty());
    return std::stod(r.at(column));
}

}  // namespace test
