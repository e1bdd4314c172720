// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A labelled set of small images, held in memory as bytes.

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace data {

/// Labelled images of one size, as a value.
struct dataset {
    std::string name;    ///< e.g. "MNIST"
    std::string source;  ///< where it comes from, for people: a folder, or "made by formula"
    std::size_t channels = 0;
    std::size_t height = 0;
    std::size_t width = 0;
    std::size_t classes = 0;
    std::vector<std::uint8_t> images;  ///< [count][channels][height][width], 0 to 255
    std::vector<std::uint8_t> labels;  ///< [count], below `classes`
    /// [channels], of pixel/255 over the training images: what normalisation subtracts.
    std::vector<double> mean;
    /// [channels], the population standard deviation of the same, never 0: what it divides by.
    std::vector<double> deviation;

    /// The number of images.
    [[nodiscard]] std::size_t count() const noexcept { return labels.size(); }
    /// The number of pixel values of one image, channels × height × width.
    [[nodiscard]] std::size_t image_size() const noexcept { return channels * height * width; }
    /// The pixels of image `index`, [channels][height][width].
    [[nodiscard]] std::span<const std::uint8_t> image(std::size_t index) const {
        return std::span(images).subspan(index * image_size(), image_size());
    }
};

/// Training and test images of one data set; both normalised by the training images.
struct train_test {
    dataset train;
    dataset test;
    /// What the files hold, by their names without ".gz": the SHA-256 of the uncompressed bytes.
    std::map<std::string, std::string, std::less<>> digests = {};
    std::vector<std::string> remarks = {};  ///< for people: lines on what is odd about the files
};

/// Mean and population standard deviation of pixel/255 per channel.
struct channel_statistics {
    std::vector<double> mean;       ///< [channels]
    std::vector<double> deviation;  ///< [channels]; 1 where a channel is constant
};

/// Measures the channels of a set of images; exact sums of integers, hence the same on any machine.
///
/// \cost O(pixels), allocates 2 × channels doubles
inline channel_statistics measure_channels(const dataset& set) {
    channel_statistics result{std::vector<double>(set.channels, 0.0),
                              std::vector<double>(set.channels, 1.0)};
    const std::size_t plane = set.height * set.width;
    const auto pixels = static_cast<double>(set.count() * plane);
    if (pixels == 0.0) {
        return result;
    }
    for (std::size_t c = 0; c < set.channels; ++c) {
        std::uint64_t sum = 0;
        std::uint64_t sum_of_squares = 0;
        std::uint64_t least = 255;
        std::uint64_t most = 0;
        for (std::size_t i = 0; i < set.count(); ++i) {
            for (const std::uint64_t pixel : set.image(i).subspan(c * plane, plane)) {
                sum += pixel;
                sum_of_squares += pixel * pixel;
                least = std::min(least, pixel);
                most = std::max(most, pixel);
            }
        }
        const double mean = static_cast<double>(sum) / pixels;
        const double variance = static_cast<double>(sum_of_squares) / pixels - mean * mean;
        result.mean[c] = mean / 255.0;
        result.deviation[c] = least == most ? 1.0 : std::sqrt(variance) / 255.0;
    }
    return result;
}

/// Normalises both parts by the channels of the training images.
inline void set_normalisation(train_test& sets) {
    const channel_statistics statistics = measure_channels(sets.train);
    sets.train.mean = sets.test.mean = statistics.mean;
    sets.train.deviation = sets.test.deviation = statistics.deviation;
}

/// Writes image `index` as (pixel/255 − mean)/deviation of its channel.
///
/// \param destination  [channels][height][width], image_size() values
/// \throws std::invalid_argument if the index or the size of the destination is wrong
template <std::floating_point Scalar>
void normalised_image(const dataset& set, std::size_t index, std::span<Scalar> destination) {
    if (index >= set.count() || destination.size() != set.image_size()) {
        throw std::invalid_argument(
            fmt::format("normalised_image: index = {}, room for {} values, expected an index below "
                        "{} and room for {}",
                        index, destination.size(), set.count(), set.image_size()));
    }
    const std::span<const std::uint8_t> pixels = set.image(index);
    const std::size_t plane = set.height * set.width;
    for (std::size_t c = 0; c < set.channels; ++c) {
        const double scale = 1.0 / (255.0 * set.deviation[c]);
        const double shift = -set.mean[c] / set.deviation[c];
        for (std::size_t i = c * plane; i < (c + 1) * plane; ++i) {
            destination[i] = static_cast<Scalar>(static_cast<double>(pixels[i]) * scale + shift);
        }
    }
}

/// The images with the given indices, in that order; normalised as the whole set is.
///
/// \throws std::invalid_argument if an index is not below count()
inline dataset subset(const dataset& set, std::span<const std::size_t> indices) {
    dataset part = set;
    part.images.clear();
    part.labels.clear();
    part.images.reserve(indices.size() * set.image_size());
    part.labels.reserve(indices.size());
    for (const std::size_t index : indices) {
        if (index >= set.count()) {
            throw std::invalid_argument(
                fmt::format("subset: index = {}, expected below {}", index, set.count()));
        }
        const auto pixels = set.image(index);
        part.images.insert(part.images.end(), pixels.begin(), pixels.end());
        part.labels.push_back(set.labels[index]);
    }
    return part;
}

/// The first `count` images, or all if there are fewer; normalised as the whole set is.
inline dataset first(const dataset& set, std::size_t count) {
    std::vector<std::size_t> indices(std::min(count, set.count()));
    for (std::size_t i = 0; i < indices.size(); ++i) {
        indices[i] = i;
    }
    return subset(set, indices);
}

/// The number of images of each class.
inline std::vector<std::size_t> class_counts(const dataset& set) {
    std::vector<std::size_t> counts(set.classes, 0);
    for (const std::uint8_t label : set.labels) {
        ++counts.at(label);
    }
    return counts;
}

}  // namespace data
