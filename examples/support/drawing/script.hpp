// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Pieces of a gnuplot script that all figures share.

#include <support/drawing/mark.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <string>

namespace support {

/// Text inside double quotes of gnuplot, where a backquote would start a command of the shell.
[[nodiscard]] inline std::string in_quotes(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\' || c == '`') {
            result += '\\';
        }
        result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return result + '"';
}

/// The colour of the i-th curve, as a part of its style.
[[nodiscard]] inline std::string colour(std::size_t i) {
    return fmt::format("lc rgb \"{}\"", mark_of(i).colour);
}

/// Starts a figure: its file, title and y label.
/// \param details  part of the title that a terminal has no room for
[[nodiscard]] inline std::string begin_figure(const char* name, const std::string& title,
                                              const std::string& details, const std::string& unit) {
    return fmt::format(
        "\nif (!exists(\"text\")) set output {}.suffix\n"
        "set title {}.(exists(\"text\") ? \"\" : {}).\"\\n\".run\n"
        "set ylabel {}\n",
        in_quotes(fmt::format("{}.svg", name)), in_quotes(title), in_quotes(details),
        in_quotes(unit));
}

}  // namespace support
