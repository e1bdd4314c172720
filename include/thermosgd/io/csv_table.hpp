// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A CSV table that appears under its name only once it is whole.

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <thermosgd/io/atomic_file.hpp>
#include <thermosgd/io/csv.hpp>

namespace THERMOSGD_NAMESPACE {

/// A CSV file in the form of csv_writer, for what is known as a whole: a failure on the way leaves
/// the table that stood under the name before. For rows that come one by one in a long run take
/// csv_writer.
///
/// \cost O(bytes)
class csv_table {
public:
    /// \param path     the file, replaced by commit()
    /// \param columns  the names in the header, at least one
    /// \throws std::invalid_argument without columns; error naming the file if it cannot be written
    csv_table(const std::filesystem::path& path, const std::vector<std::string>& columns)
        : columns_(columns.size()), file_(path) {
        file_.write(detail::csv_header(columns));
    }

    /// Adds a row of numbers, text, truth values (1 or 0) and optionals of them (empty or value).
    ///
    /// \throws std::invalid_argument unless there are as many values as columns; error naming the
    ///         file and the reason, e.g. a full disk; nothing of the new table is left
    template <class... Values>
    void append(const Values&... values) {
        detail::require_csv_width(sizeof...(values), columns_);
        std::string row;
        detail::append_csv_fields(row, values...);
        file_.write(row += '\n');
    }

    /// Puts the table in place; without it, nothing is left of it.
    ///
    /// \throws error naming the file and the reason; nothing of the new table is left
    void commit() { file_.commit(); }

private:
    std::size_t columns_;
    atomic_file file_;
};

}  // namespace THERMOSGD_NAMESPACE
