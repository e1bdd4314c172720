// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Readers of IDX files, the format of MNIST and Fashion-MNIST (LeCun, Cortes and Burges 1998).

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "input_file.hpp"
#include "sha256.hpp"

namespace data {

inline constexpr std::uint32_t idx_labels_magic = 0x00000801;
inline constexpr std::uint32_t idx_images_magic = 0x00000803;

/// The most pixels along one side, and bytes in all, that a header may announce.
inline constexpr std::uint32_t idx_largest_side = 1024;
inline constexpr std::uint64_t idx_largest_payload = std::uint64_t{1} << 28U;

/// The images of an IDX file.
struct idx_images {
    std::size_t count = 0;
    std::size_t height = 0;
    std::size_t width = 0;
    std::vector<std::uint8_t> pixels;  ///< [count][height][width], 0 to 255
    std::string sha256;                ///< of the uncompressed file
};

/// The labels of an IDX file.
struct idx_labels {
    std::vector<std::uint8_t> labels;
    std::string sha256;  ///< of the uncompressed file
};

namespace detail {

constexpr std::uint32_t swapped_bytes(std::uint32_t x) noexcept {
    return x >> 24U | (x >> 8U & 0xff00U) | (x << 8U & 0xff0000U) | x << 24U;
}

/// What a magic number says: two zeros, a type, a number of dimensions.
inline std::string idx_kind(std::uint32_t magic) {
    constexpr std::array<std::string_view, 7> types{
        "unsigned bytes", "signed bytes", "", "16-bit integers", "32-bit integers",
        "32-bit floats",  "64-bit floats"};
    const std::uint32_t type = magic >> 8U, dimensions = magic & 0xffU;
    if (magic == idx_labels_magic || magic == idx_images_magic) {
        return magic == idx_labels_magic ? "IDX labels" : "IDX images";
    }
    if (type >= 0x08 && type <= 0x0e && !types[type - 0x08].empty() && dimensions > 0) {
        return fmt::format("IDX of {} in {} dimensions", types[type - 0x08], dimensions);
    }
    const std::uint32_t swapped = swapped_bytes(magic);
    if (swapped == idx_labels_magic || swapped == idx_images_magic) {
        return idx_kind(swapped) + " with the bytes of its numbers swapped";
    }
    return "unknown";
}

/// Reads the magic number and `numbers` sizes that follow it, all 32-bit big-endian.
inline std::vector<std::uint32_t> read_idx_header(input_file& file, std::uint32_t magic,
                                                  std::size_t numbers, sha256& digest) {
    const std::string kind = and_it_is(file.first_bytes());
    std::vector<std::uint8_t> bytes(4 * (1 + numbers));
    const std::size_t got = file.read(bytes);
    digest.update(bytes);
    std::vector<std::uint32_t> header;
    for (std::size_t i = 0; i + 4 <= got; i += 4) {
        header.push_back(std::uint32_t{bytes[i]} << 24U | std::uint32_t{bytes[i + 1]} << 16U |
                         std::uint32_t{bytes[i + 2]} << 8U | std::uint32_t{bytes[i + 3]});
    }
    if (!header.empty() && header[0] != magic) {
        refuse(file.path(), "magic number 0x{:08x} ({}), expected 0x{:08x} ({}){}", header[0],
               idx_kind(header[0]), magic, idx_kind(magic), kind);
    }
    if (got < bytes.size()) {
        refuse(file.path(), "truncated: {} bytes, expected a header of {} ({})", got, bytes.size(),
               idx_kind(magic));
    }
    return header;
}

/// Reads exactly `expected` bytes to the end of the file; trusts no size before the file bears it
/// out.
inline std::vector<std::uint8_t> read_idx_payload(input_file& file, std::uint64_t header_size,
                                                  std::uint64_t expected,
                                                  const std::string& meaning, sha256& digest) {
    const std::uint64_t most = file.largest_possible_size();
    if (file.is_compressed() && header_size + expected > most) {
        refuse(file.path(),
               "absurd header: {}, which is {} bytes, but the gzip file can hold at most {}",
               meaning, expected, most);
    }
    if (!file.is_compressed() && header_size + expected != most) {
        refuse(file.path(), "{}: {} bytes after the header, expected {} for {}",
               header_size + expected > most ? "truncated" : "too long", most - header_size,
               expected, meaning);
    }
    if (expected > idx_largest_payload) {
        refuse(file.path(), "absurd header: {}, expected at most {} bytes", meaning,
               idx_largest_payload);
    }
    std::vector<std::uint8_t> bytes = file.read_up_to(expected);
    if (bytes.size() < expected) {
        refuse(file.path(), "truncated: {} bytes after the header, expected {} for {}",
               bytes.size(), expected, meaning);
    }
    if (!file.at_end()) {
        refuse(file.path(), "too long: more than {} bytes after the header, expected {} for {}",
               expected, expected, meaning);
    }
    digest.update(bytes);
    return bytes;
}

}  // namespace detail

/// Reads an IDX file of 8-bit greyscale images, plain or gzip.
///
/// \throws thermosgd::error naming the file, the value found and what was expected, if the file
///         cannot be read, is not IDX images, or is shorter or longer than its header says
/// \cost memory count × height × width bytes, never more than the file bears out
inline idx_images read_idx_images(const std::filesystem::path& path) {
    input_file file(path);
    sha256 digest;
    const auto header = detail::read_idx_header(file, idx_images_magic, 3, digest);
    const std::uint64_t count = header[1];
    const std::uint64_t height = header[2];
    const std::uint64_t width = header[3];
    if (count == 0 || height == 0 || width == 0 || height > idx_largest_side ||
        width > idx_largest_side) {
        const auto swapped = [&](std::size_t i) { return detail::swapped_bytes(header[i]); };
        refuse(path, "absurd header: {} images of {}x{}, expected at least one of 1x1 to {}x{}{}",
               count, height, width, idx_largest_side, idx_largest_side,
               swapped(2) <= idx_largest_side && swapped(3) <= idx_largest_side && swapped(2) != 0
                   ? fmt::format("; {} of {}x{} if the bytes of its numbers are swapped",
                                 swapped(1), swapped(2), swapped(3))
                   : std::string());
    }
    auto pixels =
        detail::read_idx_payload(file, 16, count * height * width,
                                 fmt::format("{} images of {}x{}", count, height, width), digest);
    return {count, height, width, std::move(pixels), digest.hex()};
}

/// Reads an IDX file of labels, plain or gzip.
///
/// \param classes  labels must be below this
/// \throws thermosgd::error as read_idx_images, or if a label is out of range
/// \cost memory one byte per label, never more than the file bears out
inline idx_labels read_idx_labels(const std::filesystem::path& path, std::size_t classes = 10) {
    input_file file(path);
    sha256 digest;
    const auto header = detail::read_idx_header(file, idx_labels_magic, 1, digest);
    if (header[1] == 0) {
        refuse(path, "0 labels, expected at least one");
    }
    auto labels =
        detail::read_idx_payload(file, 8, header[1], fmt::format("{} labels", header[1]), digest);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] >= classes) {
            refuse(path, "label {} of image {}, expected 0 to {}", labels[i], i, classes - 1);
        }
    }
    return {std::move(labels), digest.hex()};
}

}  // namespace data
