// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Batch normalisation: statistics over the batch, alone or together with rectifier and pooling.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "layer.hpp"
#include "simd.hpp"

namespace cnn {

/// Weight of the newest batch in the running statistics, PyTorch's default.
inline constexpr double batch_norm_momentum = 0.1;

/// What the plain and the pooled batch normalisation share: parameters, statistics, their sums.
///
/// The sums of a block are doubles, combined in block order by the trainer's thread.
template <class T, shape Input>
struct batch_norm_base : layer_defaults<T> {
    static constexpr std::size_t channels = Input.channels;
    static constexpr std::size_t parameters = 2 * channels;  ///< scale γ, then shift
    static constexpr std::size_t statistics = 4 * channels;  ///< mean, 1/σ, mean g, mean g·x̂
    static constexpr std::size_t running = 2 * channels;     ///< mean, unbiased variance
    static constexpr std::size_t partials = 2 * channels;    ///< one pair per channel
    static constexpr bool over_batch = true;
    static constexpr bool needs_two_samples = Input.positions() == 1;

    static void initialise(T* values, thermosgd::random_stream&) {
        std::fill_n(values, channels, T{1});
        std::fill_n(values + channels, channels, T{0});
    }

    static void append_views(std::vector<parameter_view>& views, const std::string& layer_name,
                             std::size_t offset) {
        views.push_back({layer_name + ".weight", {channels}, offset, channels});
        views.push_back({layer_name + ".bias", {channels}, offset + channels, channels});
    }

    /// Running mean 0, running variance 1.
    static void initialise_running(T* values) {
        std::fill_n(values, channels, T{0});
        std::fill_n(values + channels, channels, T{1});
    }

    /// Mean and sum of squared deviations of each channel over the block's live samples.
    static void forward_sums(const layer_memory<T>&, const pass& pass, const T* input,
                             double* sums) {
        for (std::size_t channel = 0; channel < channels; ++channel) {
            channel_sums(pass, input, channel, sums);
        }
    }

    /// Batch statistics and running statistics from the sums of all blocks, in block order.
    ///
    /// \param sums  [block][channel]{mean, squares}     \param live  samples of each block
    /// \param epsilon  added to the variance
    static void combine_forward(std::span<const double> sums, std::span<const std::size_t> live,
                                double epsilon, T* shared, T* running_values) {
        for (std::size_t channel = 0; channel < channels; ++channel) {
            double count = 0.0;
            double mean = 0.0;
            for (std::size_t block = 0; block < live.size(); ++block) {
                const auto n = static_cast<double>(live[block] * Input.positions());
                count += n;
                mean += n * sums[block * partials + 2 * channel];
            }
            mean /= count;
            double squares = 0.0;
            for (std::size_t block = 0; block < live.size(); ++block) {
                const auto n = static_cast<double>(live[block] * Input.positions());
                const double delta = sums[block * partials + 2 * channel] - mean;
                squares += sums[block * partials + 2 * channel + 1] + n * delta * delta;
            }
            shared[channel] = static_cast<T>(mean);
            shared[channels + channel] = inverse_deviation(squares / count, epsilon);
            T& running_mean = running_values[channel];
            T& running_variance = running_values[channels + channel];
            running_mean += static_cast<T>(batch_norm_momentum * (mean - running_mean));
            running_variance +=
                static_cast<T>(batch_norm_momentum * (squares / (count - 1.0) - running_variance));
        }
    }

    /// What evaluation mode uses in the place of batch statistics.
    static void evaluation_statistics(const T* running_values, double epsilon, T* shared) {
        for (std::size_t channel = 0; channel < channels; ++channel) {
            shared[channel] = running_values[channel];
            shared[channels + channel] =
                inverse_deviation(running_values[channels + channel], epsilon);
        }
    }

    /// Gradients of scale and shift, and the means that the input's gradient needs, from all
    /// blocks' sums.
    ///
    /// \param sums  [block][channel]{Σg, Σg·x̂}
    static void combine_backward(std::span<const double> sums, std::span<const std::size_t> live,
                                 T* shared, T* gradient) {
        double count = 0.0;
        for (const std::size_t samples : live) {
            count += static_cast<double>(samples * Input.positions());
        }
        for (std::size_t channel = 0; channel < channels; ++channel) {
            double sum = 0.0;
            double product = 0.0;
            for (std::size_t block = 0; block < live.size(); ++block) {
                sum += sums[block * partials + 2 * channel];
                product += sums[block * partials + 2 * channel + 1];
            }
            gradient[channel] += static_cast<T>(product);
            gradient[channels + channel] += static_cast<T>(sum);
            shared[2 * channels + channel] = static_cast<T>(sum / count);
            shared[3 * channels + channel] = static_cast<T>(product / count);
        }
    }

protected:
    static constexpr std::size_t run = Input.positions() * lanes;  ///< scalars of one channel

    /// The map of one channel, y = scale·(x − mean) + bias, and the backward one.
    struct channel_map {
        T mean, scale, bias, mean_gradient, mean_product;

        channel_map(const layer_memory<T>& memory, std::size_t channel)
            : mean(memory.statistics[channel]),
              scale(memory.parameters[channel] * memory.statistics[channels + channel]),
              bias(memory.parameters[channels + channel]),
              mean_gradient(memory.statistics[2 * channels + channel] * scale),
              mean_product(memory.statistics[3 * channels + channel] * scale *
                           memory.statistics[channels + channel]) {}

        [[nodiscard, gnu::always_inline]] vector_of<T> operator()(const vector_of<T>& x) const {
            return scale * (x - mean) + bias;
        }
    };

    /// sums[2 · channel] = mean of the channel, the next = its sum of squared deviations.
    static void channel_sums(const pass& pass, const T* input, std::size_t channel, double* sums) {
        const lane_mask<T> mask(pass.live);
        constexpr std::size_t chunk = 64;
        const T* x = input + channel * run;
        double mean = 0.0;
        double squares = 0.0;
        double count = 0.0;
        for_each_tile<Input.positions(), chunk>([&](std::size_t first, auto length) {
            const T* part = x + first * lanes;
            const double n = static_cast<double>(pass.live * length);
            const double part_mean =
                masked_sum<length>(mask, [&](std::size_t i) { return load(part + i); }) / n;
            const auto centre = static_cast<T>(part_mean);
            const double part_squares = masked_sum<length>(mask, [&](std::size_t i) {
                const vector_of<T> deviation = load(part + i) - centre;
                return deviation * deviation;
            });
            const double delta = part_mean - mean;
            mean += delta * (n / (count + n));
            squares += part_squares + delta * delta * (count * n / (count + n));
            count += n;
        });
        sums[2 * channel] = mean;
        sums[2 * channel + 1] = squares;
    }

    static T inverse_deviation(double variance, double epsilon) {
        return static_cast<T>(1.0 / std::sqrt(variance + epsilon));
    }

    /// Σ value(i) over the vectors of `Positions` positions and the live lanes.
    template <std::size_t Positions, class Value>
    static double masked_sum(const lane_mask<T>& mask, Value&& value) {
        constexpr std::size_t ways = Positions % 4 == 0 ? 4 : 1;
        vector_of<T> sums[ways * vectors<T>] = {};
        for (std::size_t i = 0; i < Positions * lanes; i += ways * lanes) {
#pragma GCC unroll 32
            for (std::size_t v = 0; v < ways * vectors<T>; ++v) {
                sums[v] += value(i + v * width<T>);
            }
        }
        T total = 0;
        for (std::size_t v = 0; v < vectors<T>; ++v) {
            for (std::size_t way = 1; way < ways; ++way) {
                sums[v] += sums[way * vectors<T> + v];
            }
            total += sum_lanes<T>(mask[v] == T{0} ? vector_of<T>{} : sums[v]);
        }
        return total;
    }
};

/// Batch normalisation of each channel over samples and positions,
/// y = γ(x − mean)/√(variance + ε) + shift; ε is 1e-5 unless the options say another.
///
/// In training the mean and the biased variance of the batch are used, and the running statistics
/// move towards its mean and unbiased variance by a tenth; evaluation uses the running statistics.
///
/// \see Ioffe & Szegedy 2015
struct batch_norm {
    static constexpr const char* name = "bn";

    /// The layer for one kind of input.
    template <class T, shape Input>
    struct layer : batch_norm_base<T, Input> {
        using base = batch_norm_base<T, Input>;
        using typename base::channel_map;
        static constexpr shape output_shape = Input;

        static void forward(const layer_memory<T>& memory, const pass&, const T* input, T* output) {
            for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                const channel_map map(memory, channel);
                for (std::size_t i = channel * base::run; i < (channel + 1) * base::run;
                     i += width<T>) {
                    store(output + i, map(load(input + i)));
                }
            }
        }

        static void backward_sums(const layer_memory<T>& memory, const pass&, const T* input,
                                  T* output, double* sums) {
            const lane_mask<T> all(lanes);
            for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                const T* x = input + channel * base::run;
                const T* g = output + channel * base::run;
                const T mean = memory.statistics[channel];
                double sum = 0.0;
                double product = 0.0;
                for_each_tile<Input.positions(), 64>([&](std::size_t first, auto length) {
                    const std::size_t start = first * lanes;
                    sum += base::template masked_sum<length>(
                        all, [&](std::size_t i) { return load(g + start + i); });
                    product += base::template masked_sum<length>(all, [&](std::size_t i) {
                        return load(g + start + i) * (load(x + start + i) - mean);
                    });
                });
                sums[2 * channel] = sum;
                sums[2 * channel + 1] = product * memory.statistics[Input.channels + channel];
            }
        }

        template <bool InputGradient>
        static void backward(const layer_memory<T>& memory, const pass& pass, T* input,
                             const T* output) {
            const lane_mask<T> mask(pass.live);
            for (std::size_t channel = 0; channel < Input.channels; ++channel) {
                const channel_map map(memory, channel);
                for (std::size_t v = 0; v < vectors<T>; ++v) {
                    const vector_of<T> constant_part = map.mean_gradient * mask[v];
                    const vector_of<T> slope = map.mean_product * mask[v];
                    for (std::size_t i = channel * base::run + v * width<T>;
                         i < (channel + 1) * base::run; i += lanes) {
                        store(input + i, map.scale * load(output + i) - constant_part -
                                             slope * (load(input + i) - map.mean));
                    }
                }
            }
        }
    };
};

}  // namespace cnn
