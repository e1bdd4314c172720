// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The fully connected layer.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "layer.hpp"
#include "register_tile.hpp"

namespace cnn {

/// Affine map of all inputs, flattened in the order channel, row, column.
///
///     y[o] = bias[o] + Σ_i weight[o][i] · x[i]
///
/// Weights and bias start uniform in ±1/√(inputs), PyTorch's default.
template <std::size_t Outputs>
struct linear {
    static constexpr const char* name = "linear";

    /// The layer for one kind of input.
    template <class T, shape Input>
    struct layer : layer_defaults<T> {
        static constexpr shape output_shape{Outputs};
        static constexpr std::size_t inputs = Input.size();
        static constexpr std::size_t weights = Outputs * inputs;
        static constexpr std::size_t parameters = weights + Outputs;
        static constexpr operation_count operations{2 * weights, 4 * weights};

        /// Inputs rounded up to whole vectors; the scratch is the input with samples as rows.
        static constexpr std::size_t input_vectors = (inputs + width<T> - 1) / width<T>;
        static constexpr std::size_t row_size = input_vectors * width<T>;
        static constexpr std::size_t kept = lanes * row_size;

        /// Draws weights, then biases.
        static void initialise(T* values, thermosgd::random_stream& generator) {
            const double bound = 1.0 / std::sqrt(static_cast<double>(inputs));
            std::generate_n(values, parameters, [&] {
                return static_cast<T>((2.0 * generator.uniform() - 1.0) * bound);
            });
        }

        static void append_views(std::vector<parameter_view>& views, const std::string& layer_name,
                                 std::size_t offset) {
            views.push_back({layer_name + ".weight", {Outputs, inputs}, offset, weights});
            views.push_back({layer_name + ".bias", {Outputs}, offset + weights, Outputs});
        }

        static void forward(const layer_memory<T>& memory, const pass&, const T* input, T* output) {
            const T* bias = memory.parameters + weights;
            for_each_tile<Outputs, best_tile(Outputs, vectors<T>).rows>(
                [&](std::size_t first, auto outputs) {
                    register_tile<T, outputs, vectors<T>> tile(bias + first);
                    for (std::size_t i = 0; i < inputs; ++i) {
                        tile.add_scalars_times_vectors(memory.parameters + first * inputs + i,
                                                       inputs, input + i * lanes, width<T>);
                    }
                    tile.write(output + first * lanes, lanes, width<T>);
                });
        }

        template <bool InputGradient>
        static void backward(const layer_memory<T>& memory, const pass&, T* input,
                             const T* output) {
            for (std::size_t o = 0; o < Outputs; ++o) {
                memory.gradient[weights + o] += sum_of<lanes>(output + o * lanes);
            }
            transpose(input, memory.kept);
            add_weight_gradient(memory.gradient, memory.kept, output);
            if constexpr (InputGradient) {
                input_gradient(memory.parameters, input, output);
            }
        }

    private:
        static void transpose(const T* input, T* samples) {
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                for (std::size_t i = 0; i < inputs; ++i) {
                    samples[lane * row_size + i] = input[i * lanes + lane];
                }
            }
        }

        /// Sums over samples with neighbouring inputs in the lanes, so that no vector is summed up.
        static void add_weight_gradient(T* gradient, const T* samples, const T* output) {
            constexpr tile_shape extent = best_tile(Outputs, input_vectors);
            for_each_tile<Outputs, extent.rows>([&](std::size_t first, auto outputs) {
                for_each_tile<input_vectors, extent.columns>([&](std::size_t start, auto count) {
                    register_tile<T, outputs, count> tile;
                    for (std::size_t lane = 0; lane < lanes; ++lane) {
                        tile.add_scalars_times_vectors(output + first * lanes + lane, lanes,
                                                       samples + lane * row_size + start * width<T>,
                                                       width<T>);
                    }
                    add_tile(gradient + first * inputs, start * width<T>, tile);
                });
            });
        }

        /// Adds a tile to the rows of weights from `column` on; it may reach beyond their end.
        template <std::size_t Rows, std::size_t Columns>
        static void add_tile(T* weight, std::size_t column, register_tile<T, Rows, Columns>& tile) {
            if (column + Columns * width<T> <= inputs) {
                tile.add(weight + column, inputs, width<T>);
                tile.write(weight + column, inputs, width<T>);
                return;
            }
            T sums[Rows][Columns * width<T>];
            tile.write(sums[0], Columns * width<T>, width<T>);
            for (std::size_t r = 0; r < Rows; ++r) {
                for (std::size_t i = 0; column + i < inputs; ++i) {
                    weight[r * inputs + column + i] += sums[r][i];
                }
            }
        }

        static void input_gradient(const T* weight, T* input, const T* output) {
            for_each_tile<inputs, best_tile(inputs, vectors<T>).rows>(
                [&](std::size_t first, auto count) {
                    register_tile<T, count, vectors<T>> tile;
                    for (std::size_t o = 0; o < Outputs; ++o) {
                        tile.add_scalars_times_vectors(weight + o * inputs + first, 1,
                                                       output + o * lanes, width<T>);
                    }
                    tile.write(input + first * lanes, lanes, width<T>);
                });
        }
    };
};

}  // namespace cnn
