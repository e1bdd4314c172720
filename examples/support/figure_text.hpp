// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Pieces of a gnuplot script that all figures share.

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <string>

namespace support {

/// Text inside double quotes of gnuplot.
[[nodiscard]] inline std::string in_quotes(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
        }
        result += c == '\n' ? ' ' : c;
    }
    return result + '"';
}

/// A colour of gnuplot's default set, which tells all apart that we need (Wong 2011).
[[nodiscard]] inline std::string colour(std::size_t i) {
    constexpr std::array<const char*, 7> colours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                 "#e69f00", "#56b4e9", "#000000"};
    return fmt::format("lc rgb \"{}\"", colours[i % colours.size()]);
}

/// Starts a figure: its file, title and y label.
/// \param details  part of the title that a terminal has no room for
[[nodiscard]] inline std::string begin_figure(const char* name, const std::string& title,
                                              const std::string& details, const std::string& unit) {
    return fmt::format(
        "\nif (!exists(\"text\")) set output \"{}.svg\".suffix\n"
        "set title {}.(exists(\"text\") ? \"\" : {}).\"\\n\".run\n"
        "set ylabel {}\n",
        name, in_quotes(title), in_quotes(details), in_quotes(unit));
}

}  // namespace support
