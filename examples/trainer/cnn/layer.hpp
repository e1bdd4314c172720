// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Shapes of activations, names of parameters, and what every layer tells about itself.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <thermosgd/numeric/random_stream.hpp>

namespace cnn {

/// The extent of one sample's activation: channels × rows × columns [1].
struct shape {
    std::size_t channels;
    std::size_t rows = 1;
    std::size_t columns = 1;

    /// Positions of one channel.
    [[nodiscard]] constexpr std::size_t positions() const { return rows * columns; }
    /// Scalars of one sample.
    [[nodiscard]] constexpr std::size_t size() const { return channels * positions(); }

    friend constexpr bool operator==(const shape&, const shape&) = default;
};

/// Where one named parameter lies in the flat buffer of all parameters.
struct parameter_view {
    std::string name;                  ///< e.g. "conv1.weight"
    std::vector<std::size_t> extents;  ///< as in PyTorch, e.g. {8, 1, 5, 5}
    std::size_t offset;                ///< of its first scalar in the flat buffer
    std::size_t size;                  ///< scalars
};

/// One elementary layer as it is drawn.
struct layer_description {
    std::string name;        ///< "conv1"; unnumbered for layers without parameters: "relu"
    shape output;            ///< of one sample
    std::size_t parameters;  ///< scalars, biases included
};

/// Floating-point operations of one sample; a multiplication and an addition count as two.
struct operation_count {
    std::size_t forward = 0;
    std::size_t backward = 0;

    friend constexpr operation_count operator+(operation_count a, operation_count b) {
        return {a.forward + b.forward, a.backward + b.backward};
    }
};

/// What batch normalisation adds to the variance before the root, PyTorch's default.
inline constexpr double default_batch_norm_epsilon = 1e-5;

/// What a layer must know of the pass that it takes part in.
struct pass {
    bool training = true;       ///< false: running statistics, no dropout
    std::size_t live = 0;       ///< samples in the block, 1 … lanes
    double dropout_rate = 0.0;  ///< probability that a dropout layer zeroes an activation
    std::uint64_t stream = 0;   ///< names the random numbers of this block at this step
};

/// The memory that one layer works with, beside its input and output.
template <class T>
struct layer_memory {
    const T* parameters;  ///< of this layer
    T* gradient;          ///< of this layer: its block adds to it
    T* kept;              ///< scratch of this block that lives from forward to backward
    const T* statistics;  ///< batch statistics, the same for all blocks
};

/// What a layer without parameters, scratch and statistics tells about itself; others hide members.
///
/// A layer is a type with static functions only:
/// `forward(memory, pass, input, output)` and `backward<InputGradient>(memory, pass, input, output)`.
/// In `backward`, `output` holds the gradient of the output, and `input` holds the input and is
/// overwritten by *its* gradient: gradients take the place of the activations.
template <class T>
struct layer_defaults {
    static constexpr std::size_t parameters = 0;      ///< scalars in the flat buffer
    static constexpr std::size_t kept = 0;            ///< scalars of scratch per block
    static constexpr std::size_t statistics = 0;      ///< scalars shared by all blocks
    static constexpr std::size_t running = 0;         ///< running statistics, scalars
    static constexpr std::size_t partials = 0;        ///< doubles of sums over a block
    static constexpr bool over_batch = false;         ///< needs sums over the whole batch
    static constexpr bool rereads_input = true;       ///< for its sums' use, not only to form them
    static constexpr bool in_place = false;           ///< output takes the place of the input
    static constexpr bool needs_two_samples = false;  ///< one sample has no variance
    static constexpr operation_count operations{};    ///< per sample

    static void initialise(T*, thermosgd::random_stream&) {}
    static void append_views(std::vector<parameter_view>&, const std::string&, std::size_t) {}
};

}  // namespace cnn
