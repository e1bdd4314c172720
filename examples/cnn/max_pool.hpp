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
    /// Calls `use(offset)` for each position, row by row; offset in scalars from the window's first.
    template <class Use>
    [[gnu::always_inline]] static void for_each(Use&& use) {
        unroll<Window * Window>([&](auto i) __attribute__((always_inline)) {
            use((i / Window * Columns + i % Window) * lanes);
        });
    }

    /// The greatest (or, with `Smallest`, the smallest) of one vector per position.
    template <bool Smallest>
    [[nodiscard, gnu::always_inline]] static vector_of<T> extreme(const T* first) {
        vector_of<T> result = load(first);
        for_each([&](std::size_t offset) __attribute__((always_inline)) {
            const vector_of<T> value = load(first + offset);
            result = Smallest ? min(value, result) : max(value, result);
        });
        return result;
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
                const vector_of<T> greatest = window::template extreme<false>(input + from);
                vector_of<T> rest = load(output + to);
                window::for_each([&](std::size_t offset) __attribute__((always_inline)) {
                    const auto hit = load(input + from + offset) == greatest;
                    vector_of<T> gradient(0);
                    where(hit, gradient) = rest;
                    where(hit, rest) = T{0};
                    store(input + from + offset, gradient);
                });
            });
            for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                T* x = input + channel * Input.positions() * lanes;
                for_each_uncovered<T, Input, Window>(
                    [&](std::size_t i) { store(x + i, vector_of<T>(0)); });
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
