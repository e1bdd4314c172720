// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a file is that is not what its name says.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace data {

/// The most bytes that are looked at.
inline constexpr std::size_t bytes_of_kind = 512;

/// "an HTML page", "a zip archive", … from the first bytes of a file; empty for what is not known.
[[nodiscard]] inline std::string_view kind_of_file(std::span<const std::uint8_t> first) {
    std::string text(first.begin(), first.end());
    const auto starts = [&](std::string_view bytes) { return text.starts_with(bytes); };
    if (starts("\x1f\x8b")) {
        return "gzip data";
    }
    if (starts("PK\x03\x04") || starts("PK\x05\x06")) {
        return "a zip archive";
    }
    if (text.size() >= 262 && text.compare(257, 5, "ustar") == 0) {
        return "a tar archive";
    }
    if (starts("BZh")) {
        return "bzip2 data";
    }
    if (starts(std::string_view("\xfd"
                                "7zXZ",
                                5))) {
        return "xz data";
    }
    if (starts("\x28\xb5\x2f\xfd")) {
        return "zstd data";
    }
    if (starts("version https://git-lfs")) {
        return "a pointer of Git LFS, not the file itself";
    }
    const std::size_t begin = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (begin != std::string::npos && text[begin] == '<') {
        std::transform(text.begin(), text.end(), text.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        return text.find("<html") != std::string::npos ||
                       text.find("<!doctype html") != std::string::npos
                   ? "an HTML page"
                   : "XML";
    }
    const bool printable = std::all_of(first.begin(), first.end(), [](std::uint8_t byte) {
        return (byte >= ' ' && byte < 0x7f) || byte == '\n' || byte == '\r' || byte == '\t';
    });
    return !first.empty() && printable ? "text" : "";
}

/// "; it is an HTML page", or nothing: to end a message about a file's contents with.
[[nodiscard]] inline std::string and_it_is(std::span<const std::uint8_t> first) {
    const std::string_view kind = kind_of_file(first);
    return kind.empty() ? std::string() : std::string("; it is ").append(kind);
}

}  // namespace data
