// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Numbers as text that reads back to the same bits, whatever the locale.

#include <thermosgd/core/scalar.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace THERMOSGD_NAMESPACE::detail {

/// A number of the library's text formats: no bool, no character.
template <class T>
concept text_number = std::floating_point<T> ||
                      (std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                       !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                       !std::same_as<T, char16_t> && !std::same_as<T, char32_t>);

/// A number with a given precision, as std::printf writes it in the C locale.
/// \param form  'e', 'f' or 'g'      \param precision  digits as for printf, at most 60
[[nodiscard]] inline std::string print_number(char form, int precision, const double& x) {
    if (!is_finite(x)) {
        return is_nan(x) ? "nan" : std::bit_cast<std::uint64_t>(x) >> 63U != 0 ? "-inf" : "inf";
    }
    std::array<char, 400> text{};  // 309 digits before the point and 60 behind
    const auto format = form == 'e'   ? std::chars_format::scientific
                        : form == 'f' ? std::chars_format::fixed
                                      : std::chars_format::general;
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), x, format, precision).ptr;
    return {text.data(), end};
}

/// Appends the shortest decimal text that reads back to the same number.
template <text_number T>
void append_number(std::string& text, const T& value) {
    std::array<char, 64> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

/// A number as messages name it: the shortest text that reads back to the same.
[[nodiscard]] inline std::string number_text(const double& x) {
    std::string text;
    append_number(text, x);
    return text;
}

}  // namespace THERMOSGD_NAMESPACE::detail
