// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The training problems that libtorch has solved for us: images, starting point, settings, and
/// which of the resulting numbers are kept. The generator and the test share this file.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace reference {

/// One training problem: full-batch SGD on all images.
struct problem {
    bool normalised;     ///< the main network, or the one without batch normalisation
    std::size_t images;  ///< of 28 × 28
    double learning_rate;
    double weight_decay;
    double momentum;
};

/// 40 images are two blocks and a half, 12 are less than one.
inline constexpr std::array<problem, 4> problems{{{true, 40, 0.02, 4e-2, 0.0},
                                                  {true, 12, 0.01, 5e-4, 0.9},
                                                  {false, 12, 0.02, 4e-2, 0.0},
                                                  {false, 40, 0.005, 5e-4, 0.9}}};
inline constexpr int steps = 100;
inline constexpr std::size_t side = 28;
inline constexpr std::size_t classes = 10;

/// A number in [−1, 1) that depends on both arguments in no visible way.
inline double noise(std::uint64_t a, std::uint64_t b) {
    std::uint64_t z = a * 0x9e3779b97f4a7c15ULL + b * 0xd1342543de82ef95ULL + 1;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    z ^= z >> 31;
    return static_cast<double>(z >> 11) * 0x1p-52 - 1.0;
}

/// The class of an image.
inline std::size_t label(std::size_t image) {
    return image * 7 % classes;
}

/// A wave whose direction depends on the class, and noise: no two pixels are equal.
inline double pixel(std::size_t image, std::size_t row, std::size_t column) {
    const auto angle = static_cast<double>(label(image)) * 0.314;
    const double phase = std::cos(angle) * static_cast<double>(row) +
                         std::sin(angle) * static_cast<double>(column) + static_cast<double>(image);
    return std::sin(0.7 * phase) + 0.5 * noise(image, row * side + column);
}

/// Where training starts: uniform within 1/√(fan in) for weights of convolutions and linear layers
/// (the first extent is the number of outputs), ±(0.5 … 1.5) for γ, within 0.3 for the rest.
inline std::vector<double> initial(const std::string& name, std::size_t outputs, std::size_t size) {
    std::uint64_t stream = 0;
    for (const char letter : name) {
        stream = stream * 31 + static_cast<std::uint64_t>(letter);
    }
    const bool bias = name.ends_with("bias");
    const bool gamma = name.starts_with("bn") && !bias;
    std::vector<double> values(size);
    for (std::size_t i = 0; i < size; ++i) {
        const double u = noise(stream, i);
        const double bound =
            bias ? 0.3 : 1.0 / std::sqrt(static_cast<double>(size) / static_cast<double>(outputs));
        values[i] = gamma ? std::copysign(1.0 + 0.5 * noise(stream + 1, i), u) : bound * u;
    }
    return values;
}

/// Appends what is kept of one tensor: its norm, eight sums of all its entries with arbitrary signs,
/// and at most about five hundred entries.
inline void append_digest(std::vector<double>& kept, const double* tensor, std::size_t size) {
    double squares = 0.0;
    for (std::size_t i = 0; i < size; ++i) {
        squares += tensor[i] * tensor[i];
    }
    kept.push_back(std::sqrt(squares));
    for (std::uint64_t sketch = 0; sketch < 8; ++sketch) {
        double sum = 0.0;
        for (std::size_t i = 0; i < size; ++i) {
            sum += noise(1000 + sketch, i) < 0.0 ? -tensor[i] : tensor[i];
        }
        kept.push_back(sum);
    }
    const std::size_t stride = (size / 512) | 1U;  // odd, so that all columns of a row come in turn
    for (std::size_t i = 0; i < size; i += stride) {
        kept.push_back(tensor[i]);
    }
}

/// How many numbers append_digest appends.
inline std::size_t digest_size(std::size_t size) {
    const std::size_t stride = (size / 512) | 1U;
    return 9 + (size + stride - 1) / stride;
}

}  // namespace reference
