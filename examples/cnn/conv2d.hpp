// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Two-dimensional convolution, stride 1, no padding.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "layer.hpp"
#include "register_tile.hpp"

namespace cnn {

/// Convolution with `Filters` square filters of `Kernel` × `Kernel`, stride 1, no padding, bias.
///
///     y[f][r][c] = bias[f] + Σ_{i,j,k} weight[f][i][j][k] · x[i][r + j][c + k]
///
/// Weights and bias start uniform in ±1/√(fan in), PyTorch's default.
template <std::size_t Filters, std::size_t Kernel>
struct conv2d {
    static constexpr const char* name = "conv";

    /// The layer for one kind of input.
    template <class T, shape Input>
    struct layer : layer_defaults<T> {
        static_assert(Input.rows >= Kernel && Input.columns >= Kernel,
                      "conv2d: the input is smaller than the kernel");

        static constexpr shape output_shape{Filters, Input.rows - Kernel + 1,
                                            Input.columns - Kernel + 1};
        static constexpr std::size_t fan_in = Input.channels * Kernel * Kernel;
        static constexpr std::size_t weights = Filters * fan_in;
        static constexpr std::size_t parameters = weights + Filters;
        static constexpr operation_count operations{2 * weights * output_shape.positions(),
                                                    4 * weights* output_shape.positions()};

        /// Draws weights, then biases.
        static void initialise(T* values, random_generator& generator) {
            const double bound = 1.0 / std::sqrt(static_cast<double>(fan_in));
            std::generate_n(values, parameters, [&] {
                return static_cast<T>((2.0 * generator.uniform() - 1.0) * bound);
            });
        }

        static void append_views(std::vector<parameter_view>& views, const std::string& layer_name,
                                 std::size_t offset) {
            views.push_back({layer_name + ".weight",
                             {Filters, Input.channels, Kernel, Kernel},
                             offset,
                             weights});
            views.push_back({layer_name + ".bias", {Filters}, offset + weights, Filters});
        }

        static void forward(const layer_memory<T>& memory, const pass&, const T* input, T* output) {
            constexpr tile_shape tile = best_tile(Filters, output_run / width<T>);
            for (std::size_t row = 0; row < output_shape.rows; ++row) {
                for_each_tile<Filters, tile.rows>([&](std::size_t filter, auto filters) {
                    for_each_tile<output_run / width<T>, tile.columns>(
                        [&](std::size_t start, auto count) {
                            forward_tile(memory.parameters, input, output, row, filter, filters,
                                         start * width<T>, count);
                        });
                });
            }
        }

        template <bool InputGradient>
        static void backward(const layer_memory<T>& memory, const pass&, T* input,
                             const T* output) {
            add_bias_gradient(memory.gradient + weights, output);
            constexpr tile_shape tile = best_tile(Filters, Kernel);
            for_each_tile<Filters, tile.rows>([&](std::size_t filter, auto filters) {
                for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                    for (std::size_t j = 0; j < Kernel; ++j) {
                        for_each_tile<Kernel, tile.columns>([&](std::size_t k, auto taps) {
                            weight_gradient_tile(memory.gradient, input, output, filter, filters,
                                                 channel, j, k, taps);
                        });
                    }
                }
            });
            if constexpr (InputGradient) {
                input_gradient(memory.parameters, input, output);
            }
        }

    private:
        /// Scalars of one row of the input and of the output.
        static constexpr std::size_t input_run = Input.columns * lanes;
        static constexpr std::size_t output_run = output_shape.columns * lanes;

        /// `filters` filters × `count` vectors of one output row.
        template <std::size_t Rows, std::size_t Count>
        static void forward_tile(const T* values, const T* input, T* output, std::size_t row,
                                 std::size_t filter, constant<Rows>, std::size_t start,
                                 constant<Count>) {
            register_tile<T, Rows, Count> tile;
            const T* bias = values + weights + filter;
            tile.fill([&](auto r) { return bias[r]; });
            const T* weight = values + filter * fan_in;
            for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                for (std::size_t j = 0; j < Kernel; ++j) {
                    const T* x = input + (channel * Input.rows + row + j) * input_run + start;
                    unroll<Kernel>([&](auto k) __attribute__((always_inline)) {
                        tile.add_products(
                            [&](auto r) { return vector_of<T>(weight[r * fan_in + k]); },
                            [&](auto c) { return load(x + k * lanes + c * width<T>); });
                    });
                    weight += Kernel;
                }
            }
            T* y = output + (filter * output_shape.rows + row) * output_run + start;
            tile.for_each([&](auto r, auto c, const vector_of<T>& sum) {
                store(y + r * output_shape.rows * output_run + c * width<T>, sum);
            });
        }

        static void add_bias_gradient(T* gradient, const T* output) {
            constexpr std::size_t run = output_shape.positions() * lanes;
            constexpr std::size_t ways = 4;
            static_assert(run % width<T> == 0);
            for (std::size_t filter = 0; filter < Filters; ++filter) {
                const T* g = output + filter * run;
                vector_of<T> sum[ways] = {};
                for_each_tile<run / width<T>, ways>([&](std::size_t start, auto count) {
                    unroll<count>([&](auto i) { sum[i] += load(g + (start + i) * width<T>); });
                });
                gradient[filter] += reduce((sum[0] + sum[1]) + (sum[2] + sum[3]));
            }
        }

        /// The gradient of `Rows` filters' weights at `Taps` neighbouring columns of the kernel.
        template <std::size_t Rows, std::size_t Taps>
        static void weight_gradient_tile(T* gradient, const T* input, const T* output,
                                         std::size_t filter, constant<Rows>, std::size_t channel,
                                         std::size_t j, std::size_t k, constant<Taps>) {
            register_tile<T, Rows, Taps> tile;
            tile.fill([](auto) { return T{0}; });
            constexpr std::size_t filter_run = output_shape.rows * output_run;
            for (std::size_t row = 0; row < output_shape.rows; ++row) {
                const T* g = output + filter * filter_run + row * output_run;
                const T* x = input + (channel * Input.rows + row + j) * input_run + k * lanes;
                for (std::size_t i = 0; i < output_run; i += width<T>) {
                    tile.add_products([&](auto r) { return load(g + r * filter_run + i); },
                                      [&](auto c) { return load(x + c * lanes + i); });
                }
            }
            T* target = gradient + filter * fan_in + (channel * Kernel + j) * Kernel + k;
            tile.for_each([&](auto r, auto c, const vector_of<T>& sum) {
                target[r * fan_in + c] += reduce(sum);
            });
        }

        static void input_gradient(const T* values, T* input, const T* output) {
            constexpr std::size_t run = input_run / width<T>;
            constexpr tile_shape tile = best_tile(Input.channels, run);
            constexpr std::size_t tiles = (run + tile.columns - 1) / tile.columns;
            for (std::size_t row = 0; row < Input.rows; ++row) {
                for_each_tile<Input.channels, tile.rows>([&](std::size_t channel, auto channels) {
                    unroll<tiles>([&](auto t) {
                        constexpr std::size_t start = t * tile.columns;
                        input_gradient_tile<start, std::min(tile.columns, run - start)>(
                            values, input, output, row, channel, channels);
                    });
                });
            }
        }

        /// The gradient of `Rows` channels × `Count` vectors of one input row, from vector `Start`
        /// on; which taps meet the output is decided at compile time.
        template <std::size_t Start, std::size_t Count, std::size_t Rows>
        static void input_gradient_tile(const T* values, T* input, const T* output, std::size_t row,
                                        std::size_t channel, constant<Rows>) {
            register_tile<T, Rows, Count> tile;
            tile.fill([](auto) { return T{0}; });
            const std::size_t j_begin = row < output_shape.rows ? 0 : row - output_shape.rows + 1;
            const std::size_t j_end = std::min(Kernel, row + 1);
            for (std::size_t filter = 0; filter < Filters; ++filter) {
                for (std::size_t j = j_begin; j < j_end; ++j) {
                    const T* weight =
                        values + ((filter * Input.channels + channel) * Kernel + j) * Kernel;
                    const T* g = output + (filter * output_shape.rows + row - j) * output_run;
                    unroll<Kernel>([&](auto k) __attribute__((always_inline)) {
                        add_tap<Start>(tile, weight, g, k);
                    });
                }
            }
            T* x = input + (channel * Input.rows + row) * input_run + Start * width<T>;
            tile.for_each([&](auto r, auto c, const vector_of<T>& sum) {
                store(x + r * Input.rows * input_run + c * width<T>, sum);
            });
        }

        /// Adds tap k of one kernel row to the vectors of the tile that it reaches.
        template <std::size_t Start, std::size_t Rows, std::size_t Count, std::size_t K>
        [[gnu::always_inline]] static void add_tap(register_tile<T, Rows, Count>& tile,
                                                   const T* weight, const T* g, constant<K>) {
            constexpr std::size_t begin = std::max(Start, K * vectors<T>);
            constexpr std::size_t end =
                std::min(Start + Count, (K + output_shape.columns) * vectors<T>);
            if constexpr (begin < end) {
                vector_of<T> factor[Rows];
                unroll<Rows>([&](auto r) __attribute__((always_inline)) {
                    factor[r] = weight[r * Kernel * Kernel + K];
                });
                unroll<end - begin>([&](auto i) __attribute__((always_inline)) {
                    const vector_of<T> value = load(g + (begin + i - K * vectors<T>)*width<T>);
                    unroll<Rows>([&](auto r) __attribute__((always_inline)) {
                        tile.add_product(r, constant<begin + i - Start>{}, factor[r], value);
                    });
                });
            }
        }
    };
};

}  // namespace cnn
