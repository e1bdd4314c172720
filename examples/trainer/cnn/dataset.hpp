// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A view of labelled images in memory, and how a block of them is put into SIMD lanes.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

#include "layer.hpp"
#include "simd.hpp"

namespace cnn {

/// Labelled images, owned by the caller.
///
/// A bytes' pixel p is read as (p/255 − mean)/deviation, a float's as (p − mean)/deviation, with the
/// mean and deviation of its channel; where these are empty, 0 and 1 are taken.
template <class Pixel>
struct dataset_view {
    std::span<const Pixel> images;         ///< [count][channel][row][column]
    std::span<const std::uint8_t> labels;  ///< [count]
    shape image;                           ///< channels × rows × columns of one image
    std::vector<double> mean{};            ///< per channel
    std::vector<double> deviation{};       ///< per channel

    /// Number of images.
    [[nodiscard]] std::size_t size() const { return labels.size(); }
};

namespace detail {

/// Sixteen bytes in one register, on every machine that has such registers.
using byte_vector [[gnu::vector_size(lanes)]] = std::uint8_t;

/// The transpose of a 16 × 16 matrix of bytes: four rounds of the perfect shuffle of its rows, each
/// of which moves one bit of the row number into the column number.
inline void transpose_bytes(std::array<byte_vector, lanes>& rows) {
    for (int round = 0; round < 4; ++round) {
        std::array<byte_vector, lanes> next;
        for (std::size_t i = 0; i < lanes / 2; ++i) {
            next[2 * i] = __builtin_shufflevector(rows[i], rows[i + lanes / 2], 0, 16, 1, 17, 2, 18,
                                                  3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            next[2 * i + 1] =
                __builtin_shufflevector(rows[i], rows[i + lanes / 2], 8, 24, 9, 25, 10, 26, 11, 27,
                                        12, 28, 13, 29, 14, 30, 15, 31);
        }
        rows = next;
    }
}

/// Writes `count` positions of one channel, pixel · scale + offset, where sources[lane] is its first
/// pixel in the image of that lane.
template <class T, class Pixel>
void load_positions(const std::array<const Pixel*, lanes>& sources, std::size_t count, T scale,
                    T offset, T* target) {
    std::size_t first = 0;
    if constexpr (std::is_same_v<Pixel, std::uint8_t>) {
        for (; first + lanes <= count; first += lanes) {
            std::array<byte_vector, lanes> rows;
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                std::memcpy(&rows[lane], sources[lane] + first, lanes);
            }
            transpose_bytes(rows);
            std::array<std::uint8_t, lanes * lanes> pixels;
            std::memcpy(pixels.data(), rows.data(), pixels.size());
            for (std::size_t i = 0; i < pixels.size(); ++i) {
                target[first * lanes + i] = static_cast<T>(pixels[i]) * scale + offset;
            }
        }
    }
    for (; first < count; ++first) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            target[first * lanes + lane] = static_cast<T>(sources[lane][first]) * scale + offset;
        }
    }
}

}  // namespace detail

/// Writes the images `indices` as [channel][row][column][lane]; lanes beyond them repeat the first.
///
/// \param indices  1 … lanes numbers below data.size()     \param block  Image.size() · lanes scalars
/// \cost bytes are transposed 16 × 16 at a time; no allocation
template <shape Image, class T, class Pixel>
void load_block(const dataset_view<Pixel>& data, std::span<const std::uint32_t> indices, T* block) {
    constexpr double unit = std::is_same_v<Pixel, std::uint8_t> ? 255.0 : 1.0;
    for (std::size_t channel = 0; channel < Image.channels; ++channel) {
        const double deviation = data.deviation.empty() ? 1.0 : data.deviation[channel];
        const double mean = data.mean.empty() ? 0.0 : data.mean[channel];
        std::array<const Pixel*, lanes> sources;
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const std::size_t image = indices[lane < indices.size() ? lane : 0];
            sources[lane] = data.images.data() + image * Image.size() + channel * Image.positions();
        }
        detail::load_positions(sources, Image.positions(), static_cast<T>(1.0 / (unit * deviation)),
                               static_cast<T>(-mean / deviation),
                               block + channel * Image.positions() * lanes);
    }
}

}  // namespace cnn
