// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Pieces of text for HTML and SVG.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace support {

/// Text as it stands, in an element or between double quotes. Bytes that are no
/// character of HTML are left out.
[[nodiscard]] inline std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '"': result += "&quot;"; break;
        default:
            if (static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\t') {
                result += c;
            }
        }
    }
    return result;
}

/// All `from` in a text replaced by `to`.
[[nodiscard]] inline std::string replaced(std::string_view text, std::string_view from,
                                          std::string_view to) {
    std::string result;
    std::size_t at = 0;
    for (std::size_t next = 0; (next = text.find(from, at)) != std::string_view::npos;) {
        result.append(text.substr(at, next - at)).append(to);
        at = next + from.size();
    }
    return result.append(text.substr(at));
}

/// Base64 (RFC 4648) with padding, for data that a page holds itself.
[[nodiscard]] inline std::string base64(std::string_view bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            group = group << 8U | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            text += j <= count ? digits[group >> (18U - 6U * j) & 63U] : '=';
        }
    }
    return text;
}

}  // namespace support
