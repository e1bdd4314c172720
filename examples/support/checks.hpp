// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What an option's text must be, each with a message that says what was expected.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace support {

/// Whether all of `text` is a number; puts it into `value`.
template <class T>
[[nodiscard]] bool read_number(const std::string& text, T& value) {
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc{} && end == text.data() + text.size();
}

/// Accepts a finite number from `low` (itself too, or not) to below `high`.
inline CLI::Validator number(const std::string& expected, double low, bool low_too, double high) {
    return {[=](std::string& text) {
                double value = 0.0;
                const bool good = read_number(text, value) && std::isfinite(value) &&
                                  (low_too ? value >= low : value > low) && value < high;
                return good ? std::string() : fmt::format("'{}', expected {}", text, expected);
            },
            ""};
}

/// Accepts a whole number from `low` on.
inline CLI::Validator count(std::uint64_t low) {
    return {[=](std::string& text) {
                std::uint64_t value = 0;
                const bool good =
                    read_number(text, value) && value >= low &&
                    value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
                return good
                           ? std::string()
                           : fmt::format("'{}', expected a whole number of at least {}", text, low);
            },
            ""};
}

/// Accepts one of a few words.
inline CLI::Validator one_of(std::vector<std::string> words) {
    const std::string known = fmt::format("{}", fmt::join(words, ", "));
    return {[words = std::move(words), known](std::string& text) {
                const bool good = std::find(words.begin(), words.end(), text) != words.end();
                return good ? std::string() : fmt::format("'{}', expected one of {}", text, known);
            },
            ""};
}

}  // namespace support
