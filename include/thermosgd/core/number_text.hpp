// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Numbers as text that reads back to the same bits, whatever the locale.

#include <array>
#include <bit>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace thermosgd::detail {

/// A number of the library's text formats: no bool, no character.
template <class T>
concept text_number = std::floating_point<T> ||
                      (std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                       !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                       !std::same_as<T, char16_t> && !std::same_as<T, char32_t>);

enum class float_class { finite, infinite, not_a_number };

/// By bit pattern, since -ffast-math lets std::isnan say no.
inline float_class classify(const double& value) noexcept {
    constexpr std::uint64_t exponent = 0x7ff0000000000000ULL;
    const std::uint64_t magnitude = std::bit_cast<std::uint64_t>(value) & 0x7fffffffffffffffULL;
    if (magnitude < exponent) {
        return float_class::finite;
    }
    return magnitude == exponent ? float_class::infinite : float_class::not_a_number;
}

/// A number with a given precision, as std::printf writes it in the C locale.
/// \param form  'e', 'f' or 'g'      \param precision  digits as for printf, at most 60
[[nodiscard]] inline std::string print_number(char form, int precision, const double& x) {
    switch (classify(x)) {
    case float_class::not_a_number: return "nan";
    case float_class::infinite: return std::bit_cast<std::uint64_t>(x) >> 63U != 0 ? "-inf" : "inf";
    case float_class::finite: break;
    }
    std::array<char, 400> text{};  // 309 digits before the point and 60 behind
    const auto format = form == 'e'   ? std::chars_format::scientific
                        : form == 'f' ? std::chars_format::fixed
                                      : std::chars_format::general;
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), x, format, precision).ptr;
    return {text.data(), end};
}

/// A number as messages name it: the shortest text that reads back to the same.
[[nodiscard]] inline std::string number_text(const double& x) {
    if (classify(x) != float_class::finite) {
        return print_number('g', 6, x);
    }
    std::array<char, 64> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), x).ptr};
}

/// Appends the shortest decimal text that reads back to the same number.
template <text_number T>
void append_number(std::string& text, T value) {
    std::array<char, 64> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text.append(digits.data(), end);
}

}  // namespace thermosgd::detail
