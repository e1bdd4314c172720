// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A CSV file (RFC 4180) with a header line as a table that says which line and
/// column is broken.

#include <fmt/format.h>
#include <support/checks.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace paper {

/// A file that is not the table that was expected; the message names the file.
class table_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The rows below the header of one CSV file.
class csv_table {
public:
    /// Takes apart the text of a file.
    ///
    /// \param name  of the file, for messages
    /// \throws table_error where a row has not as many fields as the header, a
    /// quote is open, or
    ///         the last line does not end: the file was cut short
    csv_table(std::string name, std::string_view text) : name_(std::move(name)) {
        if (text.empty() || text.back() != '\n') {
            fail(1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')),
                 "the file ends in the middle of a line");
        }
        std::vector<std::vector<std::string>> lines;
        for (std::size_t at = 0; at < text.size();) {
            lines.push_back(next_line(text, at, lines.size() + 1));
            if (lines.back().size() != lines.front().size()) {
                fail(lines.size(), fmt::format("{} fields where the header has {}",
                                               lines.back().size(), lines.front().size()));
            }
        }
        columns_ = std::move(lines.front());
        rows_.assign(std::make_move_iterator(lines.begin() + 1),
                     std::make_move_iterator(lines.end()));
    }

    /// Reads a file. \throws table_error also where it is not there
    [[nodiscard]] static csv_table read(const std::filesystem::path& path) {
        return {path.filename().string(), text_of_file(path)};
    }

    /// All bytes of a file. \throws table_error where it cannot be read
    [[nodiscard]] static std::string text_of_file(const std::filesystem::path& path) {
        std::ifstream file(path, std::ios::binary);
        if (!file) {
            throw table_error(fmt::format("'{}' cannot be read", path.filename().string()));
        }
        return {std::istreambuf_iterator<char>(file), {}};
    }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }
    /// Calls a column by another name.
    void rename(std::size_t column, std::string name) { columns_.at(column) = std::move(name); }
    /// \throws table_error naming the first column that is not as expected
    void expect_columns(const std::vector<std::string>& expected) const {
        for (std::size_t i = 0; i < std::max(expected.size(), columns_.size()); ++i) {
            const std::string wanted = i < expected.size() ? expected[i] : "the end";
            const std::string found = i < columns_.size() ? columns_[i] : "the end";
            if (wanted != found) {
                fail(1, fmt::format("column {}: expected '{}', found '{}'", i + 1, wanted, found));
            }
        }
    }
    /// How many rows there are below the header.
    [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }

    /// The field of a row as it stands. \throws table_error if there is no such
    /// column
    [[nodiscard]] const std::string& text(std::size_t row, std::string_view column) const {
        const auto found = std::find(columns_.begin(), columns_.end(), column);
        if (found == columns_.end()) {
            fail(1, fmt::format("no column '{}'", column));
        }
        return rows_.at(row)[static_cast<std::size_t>(found - columns_.begin())];
    }

    /// The field of a row as a number; NaN where it is empty. \throws table_error
    /// if it is none
    [[nodiscard]] double number(std::size_t row, std::string_view column) const {
        const std::string& field = text(row, column);
        if (field.empty()) {
            return std::numeric_limits<double>::quiet_NaN();
        }
        double value = 0.0;
        if (!support::read_number(field, value)) {
            fail(row + 2,
                 fmt::format("expected a number in column '{}', found '{}'", column, field));
        }
        return value;
    }

    /// Whether a field holds "1" (and not "0"). \throws table_error if it is
    /// neither
    [[nodiscard]] bool flag(std::size_t row, std::string_view column) const {
        const std::string& field = text(row, column);
        if (field != "0" && field != "1") {
            fail(row + 2, fmt::format("expected 0 or 1 in column '{}', found '{}'", column, field));
        }
        return field == "1";
    }

    /// The different texts of a column, in the order of their first rows.
    [[nodiscard]] std::vector<std::string> different(std::string_view column) const {
        std::vector<std::string> values;
        for (std::size_t row = 0; row < size(); ++row) {
            const std::string& value = text(row, column);
            if (std::find(values.begin(), values.end(), value) == values.end()) {
                values.push_back(value);
            }
        }
        return values;
    }

private:
    [[noreturn]] void fail(std::size_t line, const std::string& what) const {
        throw table_error(fmt::format("'{}' line {}: {}", name_, line, what));
    }

    std::vector<std::string> next_line(std::string_view text, std::size_t& at,
                                       std::size_t number) const {
        std::vector<std::string> fields(1);
        bool quoted = false;
        for (; at < text.size(); ++at) {
            const char c = text[at];
            if (c == '"') {
                // A quote inside quotes is written twice.
                if (quoted && at + 1 < text.size() && text[at + 1] == '"') {
                    fields.back() += text[++at];
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                fields.emplace_back();
            } else if (c == '\n' && !quoted) {
                ++at;
                return fields;
            } else if (static_cast<unsigned char>(c) < ' ' && c != '\t' && !quoted) {
                fail(number, "a character that no text has");
            } else {
                fields.back() += c;
            }
        }
        fail(number, "a quote that does not end");
    }

    std::string name_;
    std::vector<std::string> columns_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace paper
