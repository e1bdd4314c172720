// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Makes the header of a changed checkpoint fit its contents, so that readers are reached.

#include <thermosgd/io/checkpoint_format.hpp>
#include <thermosgd/io/file.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace fuzz {

inline constexpr std::size_t header_size = thermosgd::detail::checkpoint_header_size;

/// Writes the header of a checkpoint without a tag over the first bytes.
/// \pre bytes.size() >= header_size
inline void seal(std::span<std::byte> bytes) {
    constexpr std::size_t sum_at = thermosgd::detail::checkpoint_checksum_offset;
    const std::uint32_t version = thermosgd::detail::checkpoint_version, tag = 0;
    const std::uint64_t payload = bytes.size() - header_size;
    std::memcpy(bytes.data(), thermosgd::detail::checkpoint_magic.data(), 8);
    std::memcpy(bytes.data() + 8, &version, 4);
    std::memcpy(bytes.data() + 12, &tag, 4);
    std::memcpy(bytes.data() + 16, &payload, 8);
    const std::span<const std::byte> all = bytes;
    const std::uint64_t sum =
        thermosgd::checksum(all.subspan(header_size), thermosgd::checksum(all.first(sum_at)));
    std::memcpy(bytes.data() + sum_at, &sum, 8);
}

}  // namespace fuzz
