// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A text table whose columns line up, UTF-8 included.

#include <thermosgd/core/namespace.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The number of characters of UTF-8 text, as many as it takes places on a terminal for the signs
/// used here. \cost O(bytes)
[[nodiscard]] inline std::size_t display_width(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    }));
}

/// Rows of cells, padded so that columns line up: the first to the left, the others to the right.
class text_table {
public:
    /// \param header        one title per column; decides the number of columns
    /// \param last_is_text  whether the last column goes to the left too
    explicit text_table(std::vector<std::string> header, bool last_is_text = false)
        : last_is_text_(last_is_text) {
        add(std::move(header));
    }

    /// Appends a row; cells that are missing are empty, superfluous ones are dropped.
    void add(std::vector<std::string> row) {
        row.resize(rows_.empty() ? row.size() : rows_.front().size());
        rows_.push_back(std::move(row));
    }

    /// The lines of the table, two spaces between columns, no space at the end of a line.
    /// \param indent  put before every line      \cost O(characters)
    [[nodiscard]] std::string text(std::string_view indent = "") const {
        std::vector<std::size_t> width(rows_.front().size());
        for (const auto& row : rows_) {
            for (std::size_t c = 0; c < row.size(); ++c) {
                width[c] = (std::max)(width[c], display_width(row[c]));
            }
        }
        std::string lines;
        for (const auto& row : rows_) {
            lines += indent;
            for (std::size_t c = 0; c < row.size(); ++c) {
                const std::size_t pad = width[c] - display_width(row[c]);
                if (c == 0) {
                    lines.append(row[c]).append(pad, ' ');
                } else if (last_is_text_ && c + 1 == row.size()) {
                    lines.append(2, ' ').append(row[c]);
                } else {
                    lines.append(2 + pad, ' ').append(row[c]);
                }
            }
            lines.erase(lines.find_last_not_of(' ') + 1);
            lines += '\n';
        }
        return lines;
    }

private:
    bool last_is_text_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace THERMOSGD_NAMESPACE
