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
        static void initialise(T* values, thermosgd::random_stream& generator) {
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
            for_each_tile<Filters, best_tile(Filters, Kernel, false).rows>([&](std::size_t filter,
                                                                               auto filters) {
                for (std::size_t f = filter; f < filter + filters; ++f) {
                    constexpr std::size_t run = output_shape.positions() * lanes;
                    memory.gradient[weights + f] += sum_of<run>(output + f * run);
                }
                for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                    add_weight_gradient(memory.gradient, input, output, filter, filters, channel);
                }
            });
            if constexpr (InputGradient) {
                input_gradient(memory.parameters, input, output);
            }
        }

    private:
        /// Taps in one stretch of code. Without fused multiply-adds g++ puts off the additions of such
        /// a stretch, so that each sum becomes a chain of its own, a third as fast.
        static constexpr int unrolled = fused_multiply_add ? 64 : 5;
        /// Scalars of one row of the input and of the output.
        static constexpr std::size_t input_run = Input.columns * lanes;
        static constexpr std::size_t output_run = output_shape.columns * lanes;

        /// `filters` filters × `count` vectors of one output row.
        template <std::size_t Rows, std::size_t Count>
        static void forward_tile(const T* values, const T* input, T* output, std::size_t row,
                                 std::size_t filter, constant<Rows>, std::size_t start,
                                 constant<Count>) {
            register_tile<T, Rows, Count> tile(values + weights + filter);
            const T* weight = values + filter * fan_in;
            for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                const T* x = input + (channel * Input.rows + row) * input_run + start;
#pragma GCC unroll unrolled
                for (std::size_t tap = 0; tap < Kernel * Kernel; ++tap) {
                    tile.add_scalars_times_vectors(
                        weight + tap, fan_in, x + tap / Kernel * input_run + tap % Kernel * lanes,
                        width<T>);
                }
                weight += Kernel * Kernel;
            }
            tile.write(output + (filter * output_shape.rows + row) * output_run + start,
                       output_shape.rows * output_run, width<T>);
        }

        /// The gradient of `Rows` filters' weights for one input channel. Rows of the image are taken
        /// a few at a time, so that all taps find them in the first-level cache; between these
        /// chunks the sums of the taps wait in memory.
        template <std::size_t Rows>
        static void add_weight_gradient(T* gradient, const T* input, const T* output,
                                        std::size_t filter, constant<Rows>, std::size_t channel) {
            constexpr std::size_t taps = best_tile(Filters, Kernel, false).columns;
            constexpr std::size_t chunk = std::max<std::size_t>(1, 128 * width<T> / output_run);
            constexpr std::size_t filter_run = output_shape.rows * output_run;
            alignas(64) T sums[Rows][Kernel][Kernel][width<T>] = {};
            for (std::size_t first = 0; first < output_shape.rows; first += chunk) {
                const std::size_t last = std::min(first + chunk, output_shape.rows);
                for (std::size_t j = 0; j < Kernel; ++j) {
                    for_each_tile<Kernel, taps>([&](std::size_t k, auto count) {
                        T* target = sums[0][j][k];
                        register_tile<T, Rows, count> tile;
                        tile.read(target, Kernel * Kernel * width<T>, width<T>);
                        for (std::size_t row = first; row < last; ++row) {
                            const T* g = output + filter * filter_run + row * output_run;
                            const T* x =
                                input + (channel * Input.rows + row + j) * input_run + k * lanes;
                            // Two steps at once would share factors, and need a sum's register.
#pragma GCC unroll 1
                            for (std::size_t i = 0; i < output_run; i += width<T>) {
                                tile.add_vectors_times_vectors(g + i, filter_run, x + i, lanes);
                            }
                        }
                        tile.write(target, Kernel * Kernel * width<T>, width<T>);
                    });
                }
            }
            for (std::size_t r = 0; r < Rows; ++r) {
                add_lane_sums<Kernel * Kernel>(
                    sums[r][0][0],
                    gradient + ((filter + r) * Input.channels + channel) * Kernel * Kernel);
            }
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
            const std::size_t j_begin = row < output_shape.rows ? 0 : row - output_shape.rows + 1;
            const std::size_t j_end = std::min(Kernel, row + 1);
            for (std::size_t filter = 0; filter < Filters; ++filter) {
                for (std::size_t j = j_begin; j < j_end; ++j) {
                    const T* weight =
                        values + ((filter * Input.channels + channel) * Kernel + j) * Kernel;
                    const T* g = output + (filter * output_shape.rows + row - j) * output_run;
#pragma GCC unroll 32
                    for (std::size_t k = 0; k < Kernel; ++k) {
                        // Tap k takes output vector v − k · vectors to input vector v.
                        const std::size_t begin = std::max(Start, k * vectors<T>);
                        const std::size_t end =
                            std::min(Start + Count, (k + output_shape.columns) * vectors<T>);
                        if (begin < end) {
                            tile.add_products_within(begin - Start, end - Start, weight + k,
                                                     Kernel * Kernel,
                                                     g + (begin - k * vectors<T>)*width<T>);
                        }
                    }
                }
            }
            tile.write(input + (channel * Input.rows + row) * input_run + Start * width<T>,
                       Input.rows * input_run, width<T>);
        }
    };
};

}  // namespace cnn
