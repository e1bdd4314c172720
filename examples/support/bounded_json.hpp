// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// JSON of untrusted origin: how deep and how large it is, is looked at before it is built.

#include <fmt/format.h>
#include <thermosgd/core/error.hpp>
#include <thermosgd/io/file.hpp>

#include <support/json.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace support {

/// What a JSON text may have at most. A result of the paper has 80 kB, 6,000 values and a depth of 8.
struct json_limits {
    std::size_t bytes = std::size_t{16} << 20U;
    std::size_t values = 1'000'000;  ///< numbers, texts, names, objects and arrays
    int depth = 32;                  ///< of arrays and objects in each other
};

/// The bytes of a file, its size looked at before it is read.
/// \throws thermosgd::error naming the file if it is too large or cannot be read
[[nodiscard]] inline std::string read_bounded(const std::filesystem::path& file,
                                              const json_limits& limits = {}) {
    std::error_code ignored;
    const auto size = std::filesystem::file_size(file, ignored);
    if (!ignored && size > limits.bytes) {
        throw thermosgd::error(
            fmt::format("'{}': {} bytes, expected at most {}", file.string(), size, limits.bytes));
    }
    return thermosgd::read_file(file);
}

/// Reads JSON text.
///
/// \param name  of the file, for messages
/// \return the value; "discarded" (see nlohmann::json) for text that is no JSON
/// \throws thermosgd::error naming the file, what was found and the limit
/// \cost memory O(text), at most some 100 MB with the limits as they are
[[nodiscard]] inline support::json parse_bounded(std::string_view text, const std::string& name,
                                                 const json_limits& limits = {}) {
    using support::json;
    if (text.size() > limits.bytes) {
        throw thermosgd::error(
            fmt::format("'{}': {} bytes, expected at most {}", name, text.size(), limits.bytes));
    }
    std::size_t values = 0;
    const auto watch = [&](int depth, json::parse_event_t, const json&) {
        if (depth > limits.depth) {
            throw thermosgd::error(fmt::format(
                "'{}': arrays in each other deeper than {}, expected no more", name, limits.depth));
        }
        if (++values > limits.values) {
            throw thermosgd::error(
                fmt::format("'{}': more than {} values, expected fewer", name, limits.values));
        }
        return true;
    };
    return json::parse(text, watch, false);
}

/// Whether `text` may name a group of parameters, a layer, a data set, a series: 1 to 64 letters,
/// digits, spaces and , . _ - / [ ], of which the first is a letter or a digit. No such name leaves a
/// folder where it is part of a file's name, nor the quotes of gnuplot, HTML or CSV.
[[nodiscard]] inline bool is_plain_name(std::string_view text) noexcept {
    const auto is_alphanumeric = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    if (text.empty() || text.size() > 64 || !is_alphanumeric(text.front()) ||
        text.find("..") != std::string_view::npos) {
        return false;
    }
    for (const char c : text) {
        if (!is_alphanumeric(c) && std::string_view(" ,._-/[]").find(c) == std::string_view::npos) {
            return false;
        }
    }
    return true;
}

/// The same where it becomes a part of a file's name.
[[nodiscard]] inline bool is_file_name(std::string_view text) noexcept {
    return is_plain_name(text) && text.find('/') == std::string_view::npos;
}

}  // namespace support
