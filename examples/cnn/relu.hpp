// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The rectifier.

#include <cstddef>

#include "layer.hpp"
#include "simd.hpp"

namespace cnn {

/// y = max(x, 0); the derivative at 0 is 0, as in PyTorch.
struct relu {
    static constexpr const char* name = "relu";

    /// The layer for one kind of input.
    template <class T, shape Input>
    struct layer : layer_defaults<T> {
        static constexpr shape output_shape = Input;

        static void forward(const layer_memory<T>&, const pass&, const T* input, T* output) {
            for (std::size_t i = 0; i < Input.size() * lanes; i += width<T>) {
                store(output + i, max(load(input + i), vector_of<T>(0)));
            }
        }

        template <bool InputGradient>
        static void backward(const layer_memory<T>&, const pass&, T* input, const T* output) {
            for (std::size_t i = 0; i < Input.size() * lanes; i += width<T>) {
                vector_of<T> gradient = load(output + i);
                where(load(input + i) <= T{0}, gradient) = T{0};
                store(input + i, gradient);
            }
        }
    };
};

}  // namespace cnn
