// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What the benchmark of a training step knows of the trainers that it compares.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace trainer_step {

/// The networks of the comparison, by their names in examples/trainer/cnn/networks.hpp.
enum class network_row {
    a,              ///< row A, 13,338 parameters
    b,              ///< row B, 37,914 parameters
    a_convolutions  ///< row A′, no batch normalisation of single numbers: it accepts one sample
};

/// One problem: the same network, data, order of data, loss and update for every trainer.
struct problem {
    network_row row;
    std::size_t batch;
    std::size_t threads;
    double learning_rate;
    double weight_decay;
    std::span<const std::uint8_t> images;  ///< [count][28][28]
    std::span<const std::uint8_t> labels;  ///< [count]
    double mean;                           ///< of pixel/255
    double deviation;                      ///< of pixel/255
};

/// A network in training: batches in the order of the data, again and again.
class stepper {
public:
    stepper() = default;
    stepper(const stepper&) = delete;
    stepper& operator=(const stepper&) = delete;
    virtual ~stepper() = default;

    /// All parameters, flat, layer by layer, weight then bias, as PyTorch stores them.
    [[nodiscard]] virtual std::vector<float> parameters() const = 0;
    /// Sets them.
    virtual void set_parameters(std::span<const float> values) = 0;
    /// Makes the threads of the process those of the problem; called before steps are timed.
    virtual void take_threads() = 0;
    /// One step of SGD; the mean loss of the batch before it.
    virtual double step() = 0;
};

/// The trainer of examples/cnn, for the instruction set that its file was compiled for.
[[nodiscard]] std::unique_ptr<stepper> make_native(const problem& p);

/// The same training in libtorch's C++ frontend; nullptr where libtorch was not found.
[[nodiscard]] std::unique_ptr<stepper> make_libtorch(const problem& p);

/// What multiplies libtorch's matrices, in words; without OpenBLAS it is slower than it could be.
[[nodiscard]] std::string_view libtorch_blas();

/// Floating-point operations of one sample's forward and backward pass: convolutions and linear
/// layers only, a product and its addition count as two.
[[nodiscard]] std::size_t operations_per_sample(network_row row);

/// Scalars that a step changes.
[[nodiscard]] std::size_t parameter_count(network_row row);

/// The instruction set that the native trainer was compiled for: "x86-64-v1" (SSE2), "x86-64-v3"
/// (AVX2), "x86-64-v4" (AVX-512), or "this machine's" where that is another one.
[[nodiscard]] std::string_view instruction_set();

/// Measured multiply-adds on registers of that instruction set, summed over threads [flop/s].
///
/// \cost about 4 ms on as many threads
[[nodiscard]] double multiply_add_peak(std::size_t threads);

}  // namespace trainer_step
