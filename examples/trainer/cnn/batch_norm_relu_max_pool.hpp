// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Batch normalisation, rectifier and max-pooling in one layer that pools first.

#include <cstddef>

#include "batch_norm.hpp"
#include "max_pool.hpp"
#include "relu.hpp"

namespace cnn {

/// batch_norm, relu, max_pool<Window> in one: pools x first, then maps the pooled values only.
///
/// The map is increasing for γ ≥ 0 and decreasing for γ < 0, so that the greatest output of a window
/// comes from its greatest, or smallest, input. Which position it was is found again in the backward
/// pass. For γ = 0 exactly, where the map is flat, the position is a choice, and it is not PyTorch's.
template <std::size_t Window>
struct batch_norm_relu_max_pool {
    static constexpr const char* name = batch_norm::name;

    /// The layer for one kind of input.
    template <class T, shape Input>
    struct layer : batch_norm_base<T, Input> {
        using base = batch_norm_base<T, Input>;
        using typename base::channel_map;
        static constexpr shape output_shape =
            max_pool<Window>::template layer<T, Input>::output_shape;
        static constexpr std::size_t kept = output_shape.size() * lanes;  ///< pooled x
        static constexpr bool rereads_input = false;  ///< forward and sums read the pooled x

        /// The sums, and the pooled x while x is at hand: the sign of γ says what will be greatest.
        static void forward_sums(const layer_memory<T>& memory, const pass& pass, const T* input,
                                 double* sums) {
            for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                base::channel_sums(pass, input, channel, sums);
                pool(memory, input, channel);
            }
        }

        static void forward(const layer_memory<T>& memory, const pass& pass, const T* input,
                            T* output) {
            for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                if (!pass.training) {
                    pool(memory, input, channel);
                }
                const channel_map map(memory, channel);
                for (std::size_t i = channel * pooled_run; i < (channel + 1) * pooled_run;
                     i += width<T>) {
                    store(output + i, rectified<T>(map(load(memory.kept + i))));
                }
            }
        }

        /// Σg and Σg·x̂ over the pooled positions; the rectifier's zeros are put into the gradient.
        static void backward_sums(const layer_memory<T>& memory, const pass&, const T*, T* output,
                                  double* sums) {
            for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                const channel_map map(memory, channel);
                vector_of<T> sum{};
                vector_of<T> product{};
                for (std::size_t i = channel * pooled_run; i < (channel + 1) * pooled_run;
                     i += width<T>) {
                    const vector_of<T> x = load(memory.kept + i);
                    const vector_of<T> gradient =
                        map(x) <= T{0} ? vector_of<T>{} : load(output + i);
                    store(output + i, gradient);
                    sum += gradient;
                    product += gradient * (x - map.mean);
                }
                sums[2 * channel] = sum_lanes<T>(sum);
                sums[2 * channel + 1] =
                    sum_lanes<T>(product) * memory.statistics[Input.channels + channel];
            }
        }

        template <bool InputGradient>
        static void backward(const layer_memory<T>& memory, const pass& pass, T* input,
                             const T* output) {
            const lane_mask<T> mask(pass.live);
            for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                const channel_map map(memory, channel);
                vector_of<T> constant_part[vectors<T>];
                vector_of<T> slope[vectors<T>];
                for (std::size_t v = 0; v < vectors<T>; ++v) {
                    slope[v] = map.mean_product * mask[v];
                    constant_part[v] = map.mean_gradient * mask[v] - slope[v] * map.mean;
                }
                for_each_window(channel, [&](std::size_t from, std::size_t to,
                                             auto v) __attribute__((always_inline)) {
                    window::scatter(input + from, load(memory.kept + to),
                                    map.scale * load(output + to), constant_part[v], slope[v]);
                });
                T* x = input + channel * base::run;
                for_each_uncovered<T, Input, Window>([&](std::size_t i) {
                    const std::size_t v = i % lanes / width<T>;
                    store(x + i, -constant_part[v] - slope[v] * load(x + i));
                });
            }
        }

    private:
        using window = pooling_window<T, Window, Input.columns>;
        static constexpr std::size_t pooled_run = output_shape.positions() * lanes;

        /// Keeps the greatest x of each window, or the smallest where γ < 0.
        static void pool(const layer_memory<T>& memory, const T* input, std::size_t channel) {
            const auto keep = [&]<bool Smallest>() {
                for_each_window(channel, [&](std::size_t from, std::size_t to,
                                             auto) __attribute__((always_inline)) {
                    store(memory.kept + to, window::template extreme<Smallest>(input + from));
                });
            };
            if (memory.parameters[channel] < T{0}) {
                keep.template operator()<true>();
            } else {
                keep.template operator()<false>();
            }
        }

        /// Calls `use(from, to, v)` for each window and each vector v (a constant) of its lanes.
        template <class Use>
        [[gnu::always_inline]] static void for_each_window(std::size_t channel, Use&& use) {
            std::size_t to = channel * pooled_run;
            for (std::size_t row = 0; row < output_shape.rows; ++row) {
                const std::size_t first =
                    (channel * Input.rows + row * Window) * Input.columns * lanes;
                for (std::size_t column = 0; column < output_shape.columns; ++column) {
                    unroll<vectors<T>>([&](auto v) __attribute__((always_inline)) {
                        use(first + column * Window * lanes + v * width<T>, to + v * width<T>, v);
                    });
                    to += lanes;
                }
            }
        }
    };
};

}  // namespace cnn
