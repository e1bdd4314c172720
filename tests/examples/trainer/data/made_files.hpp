// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The bytes of small data files, sound ones and not, and the message that reading them throws.

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <zlib.h>
#include <thermosgd/core/error.hpp>

#include <trainer/data/sha256.hpp>
#include "scratch_folder.hpp"

/// The message of the thermosgd::error that `action` throws; empty if it throws none.
template <class Action>
std::string message_of(Action&& action) {
    try {
        action();
    } catch (const thermosgd::error& e) {
        return e.what();
    }
    return {};
}

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// 32-bit big-endian numbers.
inline std::string big_endian(const std::vector<std::uint32_t>& numbers) {
    std::string bytes;
    for (const std::uint32_t number : numbers) {
        for (const unsigned shift : {24U, 16U, 8U, 0U}) {
            bytes.push_back(static_cast<char>(number >> shift & 0xffU));
        }
    }
    return bytes;
}

/// IDX images whose pixel number i is (start + 7i) mod 256.
inline std::string idx_image_bytes(std::uint32_t count, std::uint32_t height, std::uint32_t width,
                                   unsigned start = 0) {
    std::string bytes = big_endian({0x803, count, height, width});
    for (unsigned i = 0; i < count * height * width; ++i) {
        bytes.push_back(static_cast<char>((start + 7 * i) % 256));
    }
    return bytes;
}

/// IDX labels 0, 1, …, 9, 0, ….
inline std::string idx_label_bytes(std::uint32_t count) {
    std::string bytes = big_endian({0x801, count});
    for (unsigned i = 0; i < count; ++i) {
        bytes.push_back(static_cast<char>(i % 10));
    }
    return bytes;
}

/// CIFAR-10 records with labels 0, 1, … whose three planes are constant: 3i, 3i + 1, 3i + 2.
inline std::string cifar10_bytes(unsigned count) {
    std::string bytes;
    for (unsigned i = 0; i < count; ++i) {
        bytes.push_back(static_cast<char>(i % 10));
        for (unsigned c = 0; c < 3; ++c) {
            bytes.append(1024, static_cast<char>(3 * i + c));
        }
    }
    return bytes;
}

/// The bytes as one gzip member.
inline std::string gzip(std::string_view bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("zlib cannot start");
    }
    std::vector<unsigned char> input(bytes.begin(), bytes.end());
    std::vector<unsigned char> output(deflateBound(&stream, static_cast<uLong>(bytes.size())));
    stream.next_in = input.data();
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = output.data();
    stream.avail_out = static_cast<uInt>(output.size());
    const int outcome = deflate(&stream, Z_FINISH);
    deflateEnd(&stream);
    if (outcome != Z_STREAM_END) {
        throw std::runtime_error("zlib cannot compress");
    }
    return {output.begin(), output.begin() + static_cast<std::ptrdiff_t>(stream.total_out)};
}

/// The SHA-256 of the bytes.
inline std::string sha256_of(std::string_view bytes) {
    const std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
    data::sha256 digest;
    digest.update(copy);
    return digest.hex();
}

/// Writes the four files of a small set in MNIST's form: 20 training and 10 test images of 5×4.
inline void write_idx_set(const scratch_folder& folder, const std::string& prefix = "",
                          const std::string& suffix = "", unsigned start = 0) {
    const auto stored = [&](const std::string& bytes) {
        return suffix == ".gz" ? gzip(bytes) : bytes;
    };
    folder.write(prefix + "train-images-idx3-ubyte" + suffix,
                 stored(idx_image_bytes(20, 5, 4, start)));
    folder.write(prefix + "train-labels-idx1-ubyte" + suffix, stored(idx_label_bytes(20)));
    folder.write(prefix + "t10k-images-idx3-ubyte" + suffix,
                 stored(idx_image_bytes(10, 5, 4, start)));
    folder.write(prefix + "t10k-labels-idx1-ubyte" + suffix, stored(idx_label_bytes(10)));
}
