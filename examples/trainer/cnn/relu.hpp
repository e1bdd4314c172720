// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The rectifier.

#include <cstddef>

#include "layer.hpp"
#include "simd.hpp"

namespace cnn {

/// max(x, 0) in every lane; what is not a number stays so, since a diverging run must show it.
template <class T>
[[nodiscard, gnu::always_inline]] inline vector_of<T> rectified(const vector_of<T>& x) {
    return x < T{0} ? vector_of<T>{} : x;
}

/// y = max(x, 0); the derivative at 0 is 0, as in PyTorch.
struct relu {
    static constexpr const char* name = "relu";

    /// The layer for one kind of input.
    template <class T, shape Input>
    struct layer : layer_defaults<T> {
        static constexpr shape output_shape = Input;

        static void forward(const layer_memory<T>&, const pass&, const T* input, T* output) {
            for (std::size_t i = 0; i < Input.size() * lanes; i += width<T>) {
                store(output + i, rectified<T>(load(input + i)));
            }
        }

        template <bool InputGradient>
        static void backward(const layer_memory<T>&, const pass&, T* input, const T* output) {
            for (std::size_t i = 0; i < Input.size() * lanes; i += width<T>) {
                store(input + i, load(input + i) <= T{0} ? vector_of<T>{} : load(output + i));
            }
        }
    };
};

}  // namespace cnn
