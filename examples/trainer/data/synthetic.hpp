// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Small data sets made by formula: seven-segment digits, for tests and for runs without files.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "dataset.hpp"

namespace data {

/// What synthetic_digits makes; the defaults have the shape of MNIST.
struct synthetic_options {
    std::size_t train_count = 1000;
    std::size_t test_count = 200;
    std::size_t channels = 1;  ///< 3: coloured digits on coloured ground
    std::size_t side = 28;     ///< pixels along each side of an image, at least 12
    std::uint64_t seed = 1;
};

namespace detail {

/// SplitMix64 (Steele, Lea and Flood 2014), as uniform doubles.
class splitmix {
public:
    explicit splitmix(std::uint64_t seed) : state_(seed) {}

    /// Uniform in [low, high).
    double uniform(double low, double high) {
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        z ^= z >> 31U;
        return low + (high - low) * static_cast<double>(z >> 11U) * 0x1p-53;
    }

private:
    std::uint64_t state_;
};

/// A stroke of the display, from (x0, y0) to (x1, y1); the display is 1 wide and 2 high.
struct stroke {
    double x0, y0, x1, y1;
};

inline constexpr std::array<stroke, 7> strokes{{{0, 0, 1, 0},    // top
                                                {1, 0, 1, 1},    // upper right
                                                {1, 1, 1, 2},    // lower right
                                                {0, 2, 1, 2},    // bottom
                                                {0, 1, 0, 2},    // lower left
                                                {0, 0, 0, 1},    // upper left
                                                {0, 1, 1, 1}}};  // middle

/// Bit s says whether stroke s is lit.
inline constexpr std::array<unsigned, 10> lit_strokes{0x3f, 0x06, 0x5b, 0x4f, 0x66,
                                                      0x6d, 0x7d, 0x07, 0x7f, 0x6f};

/// The squared distance of (x, y) from a stroke.
inline double squared_distance(const stroke& s, double x, double y) {
    const double dx = s.x1 - s.x0;
    const double dy = s.y1 - s.y0;
    const double along =
        std::clamp(((x - s.x0) * dx + (y - s.y0) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
    const double rx = x - s.x0 - along * dx;
    const double ry = y - s.y0 - along * dy;
    return rx * rx + ry * ry;
}

/// Appends one image of `digit`: shifted, scaled, slanted, of varying thickness, with pixel noise.
inline void draw_digit(unsigned digit, splitmix& random, dataset& set) {
    const auto side = static_cast<double>(set.width);
    const double unit = side * random.uniform(0.24, 0.32);
    const double left = (side - unit) / 2.0 + side * random.uniform(-0.08, 0.08);
    const double top = (side - 2.0 * unit) / 2.0 + side * random.uniform(-0.08, 0.08);
    const double slant = random.uniform(-0.2, 0.2);
    const double thickness = random.uniform(0.12, 0.22);
    for (std::size_t c = 0; c < set.channels; ++c) {
        const double ground = set.channels == 1 ? 0.0 : random.uniform(0.0, 100.0);
        const double ink = random.uniform(180.0, 240.0);
        for (std::size_t row = 0; row < set.height; ++row) {
            for (std::size_t column = 0; column < set.width; ++column) {
                const double y = (static_cast<double>(row) + 0.5 - top) / unit;
                const double x =
                    (static_cast<double>(column) + 0.5 - left) / unit + slant * (y - 1.0);
                double nearest = 1e9;
                for (std::size_t s = 0; s < strokes.size(); ++s) {
                    if ((lit_strokes[digit] >> s & 1U) != 0) {
                        nearest = std::min(nearest, squared_distance(strokes[s], x, y));
                    }
                }
                const double covered =
                    std::clamp(1.0 + (thickness - std::sqrt(nearest)) * unit, 0.0, 1.0);
                const double pixel = ground + (ink - ground) * covered + random.uniform(0.0, 15.0);
                set.images.push_back(static_cast<std::uint8_t>(pixel));
            }
        }
    }
    set.labels.push_back(static_cast<std::uint8_t>(digit));
}

inline dataset draw_digits(std::size_t count, const synthetic_options& options, splitmix& random) {
    dataset set;
    set.name = "synthetic digits";
    set.source = fmt::format("made by formula, seed {}", options.seed);
    set.channels = options.channels;
    set.height = options.side;
    set.width = options.side;
    set.classes = 10;
    set.images.reserve(count * set.image_size());
    for (std::size_t i = 0; i < count; ++i) {
        draw_digit(static_cast<unsigned>(i % 10), random, set);
    }
    return set;
}

}  // namespace detail

/// Makes seven-segment digits, classes in turn 0, 1, …, 9, 0, …; the same for the same options.
///
/// A small network learns them within a few epochs; no two images are alike.
/// \throws std::invalid_argument if channels is 0 or side is below 12 or above 1024
/// \cost 7 distances per pixel: 30 µs per image of 28×28
inline train_test synthetic_digits(const synthetic_options& options = {}) {
    if (options.channels == 0 || options.side < 12 || options.side > 1024) {
        throw std::invalid_argument(
            fmt::format("synthetic_digits: channels = {}, side = {}, expected channels >= 1 and a "
                        "side of 12 to 1024",
                        options.channels, options.side));
    }
    detail::splitmix random(options.seed);
    train_test sets;
    sets.train = detail::draw_digits(options.train_count, options, random);
    sets.test = detail::draw_digits(options.test_count, options, random);
    set_normalisation(sets);
    return sets;
}

}  // namespace data
