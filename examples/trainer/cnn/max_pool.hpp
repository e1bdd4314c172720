// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Max-pooling over square windows that do not overlap.

#include <algorithm>
#include <cstddef>

#include "layer.hpp"
#include "simd.hpp"

namespace cnn {

/// One pooling window of `Window` × `Window` positions in rows of `Columns` positions.
template <class T, std::size_t Window, std::size_t Columns>
struct pooling_window {
    static constexpr std::size_t size = Window * Window;

    /// Where position i lies, row by row, in scalars from the window's first.
    [[nodiscard]] static constexpr std::size_t offset(std::size_t i) {
        return (i / Window * Columns + i % Window) * lanes;
    }

    /// The greatest (or, with `Smallest`, the smallest) of one vector per position.
    template <bool Smallest>
    [[nodiscard, gnu::always_inline]] static vector_of<T> extreme(const T* first) {
        vector_of<T> result = load(first);
#pragma GCC unroll 16
        for (std::size_t i = 1; i < size; ++i) {
            const vector_of<T> value = load(first + offset(i));
            result = (Smallest ? value < result : value > result) ? value : result;
        }
        return result;
    }

    /// Replaces x at each position by (gradient where x is the first equal to `pooled`, else 0)
    /// − constant − slope · x.
    [[gnu::always_inline]] static void scatter(T* first, const vector_of<T>& pooled,
                                               vector_of<T> gradient, const vector_of<T>& constant,
                                               const vector_of<T>& slope) {
#pragma GCC unroll 16
        for (std::size_t i = 0; i < size; ++i) {
            const vector_of<T> x = load(first + offset(i));
            const vector_of<T> here = x == pooled ? gradient : vector_of<T>{};
            gradient = x == pooled ? vector_of<T>{} : gradient;
            store(first + offset(i), here - constant - slope * x);
        }
    }
};

/// Calls `use(offset)` for each vector of one channel that lies in no whole window.
template <class T, shape Input, std::size_t Window, class Use>
void for_each_uncovered(Use&& use) {
    constexpr std::size_t covered_rows = Input.rows / Window * Window;
    constexpr std::size_t covered_columns = Input.columns / Window * Window;
    for (std::size_t row = 0; row < Input.rows; ++row) {
        const std::size_t begin = row < covered_rows ? covered_columns : 0;
        for (std::size_t i = begin * lanes; i < Input.columns * lanes; i += width<T>) {
            use(row * Input.columns * lanes + i);
        }
    }
}

/// The greatest value of each `Window` × `Window` window, stride `Window`; a remainder of rows and
/// columns is left out. Of equal values the first in row order gets the gradient, as in PyTorch.
template <std::size_t Window>
struct max_pool {
    static constexpr const char* name = "max_pool";

    /// The layer for one kind of input.
    template <class T, shape Input>
    struct layer : layer_defaults<T> {
        static constexpr shape output_shape{Input.channels, Input.rows / Window,
                                            Input.columns / Window};
        static_assert(output_shape.size() > 0, "max_pool: the input is smaller than the window");

        static void forward(const layer_memory<T>&, const pass&, const T* input, T* output) {
            for_each_window([&](std::size_t from, std::size_t to) __attribute__((always_inline)) {
                store(output + to, window::template extreme<false>(input + from));
            });
        }

        template <bool InputGradient>
        static void backward(const layer_memory<T>&, const pass&, T* input, const T* output) {
            for_each_window([&](std::size_t from, std::size_t to) __attribute__((always_inline)) {
                window::scatter(input + from, window::template extreme<false>(input + from),
                                load(output + to), vector_of<T>{}, vector_of<T>{});
            });
            for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                T* x = input + channel * Input.positions() * lanes;
                for_each_uncovered<T, Input, Window>(
                    [&](std::size_t i) { store(x + i, vector_of<T>{}); });
            }
        }

    private:
        using window = pooling_window<T, Window, Input.columns>;

        /// Calls `use(from, to)` with the offsets of each window's first vector and of its result.
        template <class Use>
        [[gnu::always_inline]] static void for_each_window(Use&& use) {
            std::size_t to = 0;
            for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                for (std::size_t row = 0; row < output_shape.rows; ++row) {
                    const std::size_t first =
                        (channel * Input.rows + row * Window) * Input.columns * lanes;
                    for (std::size_t column = 0; column < output_shape.columns; ++column) {
                        for (std::size_t v = 0; v < vectors<T>; ++v, to += width<T>) {
                            use(first + column * Window * lanes + v * width<T>, to);
                        }
                    }
                }
            }
        }
    };
};

}  // namespace cnn
