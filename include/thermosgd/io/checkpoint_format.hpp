// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The checkpoint file format: header, checksum, byte order, and which types can be stored.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/io/file.hpp>

namespace THERMOSGD_NAMESPACE::detail {

/// What is stored as its bytes. No bool (one byte, checked), no long double (its bytes differ
/// between machines).
template <class T>
inline constexpr bool is_checkpoint_scalar =
    half_scalar<T> ||
    (std::is_arithmetic_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, long double>) ||
    std::is_enum_v<T>;

template <class T, class Archive>
concept has_archive = requires(T& value, Archive& archive) { value.archive(archive); };

template <class>
inline constexpr bool is_always_false = false;

/// As in PNG: a byte above 127, a name, and line ends that a text-mode transfer would change.
inline constexpr std::string_view checkpoint_magic{"\x89TSG\r\n\x1a\n", 8};

/// Rises whenever a file of the old form can no longer be read.
inline constexpr std::uint32_t checkpoint_version = 6;

/// Bytes before the tag: magic, u32 version, u32 length of the tag, u64 length of the payload, u64
/// checksum of everything else.
inline constexpr std::size_t checkpoint_checksum_offset = 8 + 4 + 4 + 8;
inline constexpr std::size_t checkpoint_header_size = checkpoint_checksum_offset + 8;

/// Where two texts differ, in whole words; "…" stands for what they share.
[[nodiscard]] inline std::pair<std::string, std::string> difference_of(std::string_view a,
                                                                       std::string_view b) {
    const std::size_t shorter = a.size() < b.size() ? a.size() : b.size();
    std::size_t begin = 0, end = 0;
    while (begin < shorter && a[begin] == b[begin]) {
        ++begin;
    }
    while (end < shorter - begin && a[a.size() - 1 - end] == b[b.size() - 1 - end]) {
        ++end;
    }
    while (begin > 0 && a[begin - 1] != ' ' && a[begin - 1] != ',') {
        --begin;
    }
    while (end > 0 && a[a.size() - end] != ' ' && a[a.size() - end] != ',') {
        --end;
    }
    const auto part = [&](std::string_view text) {
        return (begin > 0 ? "…" : "") + std::string(text.substr(begin, text.size() - begin - end)) +
               (end > 0 ? "…" : "");
    };
    return {part(a), part(b)};
}

/// Reverses the bytes of `value` where the machine is big-endian; files are little-endian always.
template <class T>
[[nodiscard]] T little_endian(T value) noexcept {
    static_assert(std::endian::native == std::endian::little ||
                  std::endian::native == std::endian::big);
    if constexpr (std::endian::native == std::endian::big) {
        auto bytes = std::bit_cast<std::array<std::byte, sizeof(T)>>(value);
        std::ranges::reverse(bytes);
        return std::bit_cast<T>(bytes);
    } else {
        return value;
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
