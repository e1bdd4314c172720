// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A view of labelled images in memory, and how a block of them is put into SIMD lanes.

#include <cstddef>
#include <cstdint>
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

/// Writes the images `indices` as [channel][row][column][lane]; lanes beyond them become 0.
///
/// \param indices  1 … lanes numbers below data.size()     \param block  Image.size() · lanes scalars
template <shape Image, class T, class Pixel>
void load_block(const dataset_view<Pixel>& data, std::span<const std::uint32_t> indices, T* block) {
    constexpr double unit = std::is_same_v<Pixel, std::uint8_t> ? 255.0 : 1.0;
    for (std::size_t channel = 0; channel < Image.channels; ++channel) {
        const double deviation = data.deviation.empty() ? 1.0 : data.deviation[channel];
        const double mean = data.mean.empty() ? 0.0 : data.mean[channel];
        const auto scale = static_cast<T>(1.0 / (unit * deviation));
        const auto offset = static_cast<T>(-mean / deviation);
        T* target = block + channel * Image.positions() * lanes;
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            if (lane >= indices.size()) {
                for (std::size_t i = 0; i < Image.positions(); ++i) {
                    target[i * lanes + lane] = T{0};
                }
                continue;
            }
            const Pixel* source =
                data.images.data() + indices[lane] * Image.size() + channel * Image.positions();
            for (std::size_t i = 0; i < Image.positions(); ++i) {
                target[i * lanes + lane] = static_cast<T>(source[i]) * scale + offset;
            }
        }
    }
}

}  // namespace cnn
