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
#include <stdexcept>
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

/// Accepts a whole number from `low` to `high`.
inline CLI::Validator count(std::uint64_t low, std::uint64_t high) {
    return {[=](std::string& text) {
                std::uint64_t value = 0;
                const bool good = read_number(text, value) && value >= low && value <= high;
                return good ? std::string()
                            : fmt::format("'{}', expected a whole number from {} to {}", text, low,
                                          high);
            },
            ""};
}

/// Accepts a whole number from `low` on.
inline CLI::Validator count(std::uint64_t low) {
    constexpr auto high = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return {[=](std::string& text) {
                std::uint64_t value = 0;
                const bool good = read_number(text, value) && value >= low && value <= high;
                return good
                           ? std::string()
                           : fmt::format("'{}', expected a whole number of at least {}", text, low);
            },
            ""};
}

/// More threads than any machine that this runs on has cores; beyond, starting them fails.
inline constexpr std::uint64_t most_threads = 1024;

/// Accepts any text but none: an unset variable in a script is a mistake, not an option left out.
inline CLI::Validator not_empty(const std::string& expected) {
    return {[=](std::string& text) {
                return text.empty() ? fmt::format("'', expected {}", expected) : std::string();
            },
            ""};
}

/// Refuses `--option=` with nothing after it, for which CLI11 would take the next word.
/// \throws std::invalid_argument naming the option
inline void refuse_empty_values(const std::vector<std::string>& words) {
    for (const std::string& word : words) {
        if (word.starts_with("--") && word.find('=') == word.size() - 1) {
            throw std::invalid_argument(
                fmt::format("{}: '', expected a value", word.substr(0, word.size() - 1)));
        }
    }
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
