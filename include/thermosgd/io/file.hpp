// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The bytes of a file, and a checksum that tells whether two sets of bytes are the same.

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include <thermosgd/core/error.hpp>

namespace THERMOSGD_NAMESPACE {

namespace detail {

struct close_file {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

using file_handle = std::unique_ptr<std::FILE, close_file>;

/// std::fopen for a path of any characters: Windows reads narrow names in its code page.
/// \param mode  in ASCII
inline file_handle open_file(const std::filesystem::path& path, std::string_view mode) {
#if defined(_WIN32)
    const std::wstring wide_mode(mode.begin(), mode.end());
    return file_handle(_wfopen(path.c_str(), wide_mode.c_str()));
#else
    return file_handle(std::fopen(path.c_str(), std::string(mode).c_str()));
#endif
}

/// The text of an errno value; "unknown reason" where the C library left none.
inline std::string reason(int error_number) {
    return error_number == 0 ? "unknown reason" : std::generic_category().message(error_number);
}

constexpr std::uint64_t fnv1a_step(std::uint64_t hash, unsigned char byte) noexcept {
    return (hash ^ byte) * 0x100000001b3ULL;
}

}  // namespace detail

/// The bytes of a regular file.
///
/// \param path  the file
/// \return its bytes, unchanged
/// \throws error naming the file and the reason, if it is absent, not a regular file or unreadable
/// \cost time and memory O(size of the file)
[[nodiscard]] inline std::string read_file(const std::filesystem::path& path) {
    std::error_code failure;
    const auto kind = std::filesystem::status(path, failure).type();
    if (kind != std::filesystem::file_type::regular) {
        const bool absent = kind == std::filesystem::file_type::not_found;
        THERMOSGD_THROW(error("'" + path.string() +
                              "': " + (absent ? "no such file" : "not a regular file") +
                              ", expected a file to read"));
    }
    errno = 0;
    const detail::file_handle file = detail::open_file(path, "rb");
    const std::uintmax_t size = std::filesystem::file_size(path, failure);
    if (!file || failure) {
        THERMOSGD_THROW(error("'" + path.string() + "': cannot read this file (" +
                              (failure ? failure.message() : detail::reason(errno)) + ")"));
    }
    std::string bytes(static_cast<std::size_t>(size), '\0');
    if (std::fread(bytes.data(), 1, bytes.size(), file.get()) != bytes.size()) {
        THERMOSGD_THROW(error("'" + path.string() + "': cannot read this file (" +
                              detail::reason(errno) + ")"));
    }
    return bytes;
}

/// The checksum of no bytes.
inline constexpr std::uint64_t checksum_of_nothing = 0xcbf29ce484222325ULL;

/// FNV-1a over 64 bits; finds accidents, not forgeries.
/// \f[ h \leftarrow (h \oplus \text{byte})\, p, \quad p = 2^{40} + 2^8 + \text{b3}_{16} \f]
/// Each step maps h one to one, so that two inputs which differ in one byte only never share a
/// checksum.
///
/// \param bytes   what is summed
/// \param before  the checksum of what stands before them: checksum(b, checksum(a)) is that of ab
/// \return the checksum, the same on every machine
/// \cost O(bytes), noexcept      \see Fowler, Noll, Vo (1991)
[[nodiscard]] constexpr std::uint64_t checksum(
    std::string_view bytes, std::uint64_t before = checksum_of_nothing) noexcept {
    for (const char c : bytes) {
        before = detail::fnv1a_step(before, static_cast<unsigned char>(c));
    }
    return before;
}

/// The same of bytes that are not text.
[[nodiscard]] constexpr std::uint64_t checksum(
    std::span<const std::byte> bytes, std::uint64_t before = checksum_of_nothing) noexcept {
    for (const std::byte byte : bytes) {
        before = detail::fnv1a_step(before, std::to_integer<unsigned char>(byte));
    }
    return before;
}

}  // namespace THERMOSGD_NAMESPACE
