// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// SHA-256 of a stream of bytes, by libmd: the smallest library of Debian that has it.

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include <fmt/format.h>
#include <sha2.h>

namespace data {

/// A running SHA-256 (FIPS 180-4); bytes may come in pieces of any size.
///
/// \cost about 0.2 GB/s, no allocation
class sha256 {
public:
    sha256() { SHA256Init(&state_); }

    /// Appends bytes.
    void update(std::span<const std::uint8_t> bytes) {
        SHA256Update(&state_, bytes.data(), bytes.size());
    }

    /// The digest of all bytes so far, as 64 lower-case hexadecimal digits; more may follow.
    [[nodiscard]] std::string hex() const {
        SHA2_CTX copy = state_;
        std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
        SHA256Final(digest.data(), &copy);
        std::string text;
        for (const std::uint8_t byte : digest) {
            fmt::format_to(std::back_inserter(text), "{:02x}", byte);
        }
        return text;
    }

private:
    SHA2_CTX state_{};
};

}  // namespace data
