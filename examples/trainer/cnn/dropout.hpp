// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Dropout.

#include <cstddef>

#include "layer.hpp"
#include "simd.hpp"

namespace cnn {

/// Zeroes each activation with the pass's dropout rate p and divides the others by 1 − p; does
/// nothing in evaluation mode. The random numbers depend on the seed, step, block and layer only.
struct dropout {
    static constexpr const char* name = "dropout";

    /// The layer for one kind of input.
    template <class T, shape Input>
    struct layer : layer_defaults<T> {
        static constexpr shape output_shape = Input;
        static constexpr bool in_place = true;
        static constexpr std::size_t kept = Input.size() * lanes;  ///< the factors 0 or 1/(1 − p)

        static void forward(const layer_memory<T>& memory, const pass& pass, const T*, T* output) {
            if (!active(pass)) {
                return;
            }
            thermosgd::random_stream generator(pass.stream);
            const auto factor = static_cast<T>(1.0 / (1.0 - pass.dropout_rate));
            for (std::size_t i = 0; i < kept; ++i) {
                memory.kept[i] = generator.uniform() < pass.dropout_rate ? T{0} : factor;
                output[i] *= memory.kept[i];
            }
        }

        template <bool InputGradient>
        static void backward(const layer_memory<T>& memory, const pass& pass, T* input, const T*) {
            if (!active(pass)) {
                return;
            }
            for (std::size_t i = 0; i < kept; ++i) {
                input[i] *= memory.kept[i];
            }
        }

    private:
        static bool active(const pass& pass) { return pass.training && pass.dropout_rate > 0.0; }
    };
};

}  // namespace cnn
