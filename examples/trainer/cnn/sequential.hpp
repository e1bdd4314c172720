// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A chain of layers as one type: shapes, offsets, and passes over one block of samples.

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "batch_norm.hpp"
#include "batch_norm_relu_max_pool.hpp"
#include "layer.hpp"
#include "max_pool.hpp"
#include "relu.hpp"

namespace cnn {

/// The memory of one block of samples on its way through a network.
template <class T>
struct block_memory {
    T* bottom;       ///< the first `bottom` scalars of activations, their gradients on the way back
    T* activations;  ///< the activations after them, of the same layers
    T* kept;         ///< scratch of the layers
    const T* parameters;  ///< flat, the same for all blocks
    T* gradient;          ///< flat; the block adds to it
    const T* statistics;  ///< of the batch, the same for all blocks
};

namespace detail {

/// {0, n₀, n₀ + n₁, …}
template <std::size_t... Sizes>
consteval std::array<std::size_t, sizeof...(Sizes) + 1> prefix_sums() {
    std::array<std::size_t, sizeof...(Sizes) + 1> sums{};
    std::size_t i = 0;
    ((sums[i + 1] = sums[i] + Sizes, ++i), ...);
    return sums;
}

/// The layers of a chain, each with the output of the one before as its input.
template <class T, shape Input, class... Specs>
struct bind_layers {
    using type = std::tuple<>;
};

template <class T, shape Input, class First, class... Rest>
struct bind_layers<T, Input, First, Rest...> {
    using first = typename First::template layer<T, Input>;
    using type = decltype(std::tuple_cat(
        std::tuple<first>{}, typename bind_layers<T, first::output_shape, Rest...>::type{}));
};

/// Offsets of each layer's share of each buffer; the last entry is the size of the buffer.
template <class Layers>
struct layer_offsets;

template <class... Layers>
struct layer_offsets<std::tuple<Layers...>> {
    static constexpr auto parameters = prefix_sums<Layers::parameters...>();
    static constexpr auto kept = prefix_sums<Layers::kept...>();
    static constexpr auto statistics = prefix_sums<Layers::statistics...>();
    static constexpr auto running = prefix_sums<Layers::running...>();
    static constexpr auto partials = prefix_sums<Layers::partials...>();
    /// An activation of a layer that works in place takes no room.
    static constexpr auto outputs =
        prefix_sums<(Layers::in_place ? 0 : Layers::output_shape.size() * lanes)...>();
    static constexpr std::array<bool, sizeof...(Layers)> over_batch{Layers::over_batch...};
    static constexpr bool needs_two_samples = (Layers::needs_two_samples || ...);
};

}  // namespace detail

/// Layers one after the other as they are written, all sizes known at compile time.
///
/// \tparam T      float or double     \tparam Input  the shape of one sample
/// \tparam Specs  conv2d<…>, batch_norm, relu, max_pool<…>, dropout, linear<…>, in any order
template <class T, shape Input, class... Specs>
struct sequential {
    using scalar = T;
    using layers = typename detail::bind_layers<T, Input, Specs...>::type;
    using offsets = detail::layer_offsets<layers>;
    template <std::size_t I>
    using layer = std::tuple_element_t<I, layers>;

    static constexpr std::size_t depth = sizeof...(Specs);
    static constexpr shape input_shape = Input;
    static constexpr shape output_shape = layer<depth - 1>::output_shape;

    /// Scalars in the flat buffer of all parameters.
    static constexpr std::size_t parameters = offsets::parameters[depth];
    /// Scalars of one block's activations, the input included, and of its scratch.
    static constexpr std::size_t activations = Input.size() * lanes + offsets::outputs[depth];
    static constexpr std::size_t kept = offsets::kept[depth];
    /// The smallest batch that it can be trained with.
    static constexpr std::size_t smallest_batch = offsets::needs_two_samples ? 2 : 1;

    /// The first layer from `from` on that needs sums over the batch, or depth.
    static consteval std::size_t next_over_batch(std::size_t from) {
        while (from < depth && !offsets::over_batch[from]) {
            ++from;
        }
        return from;
    }
    /// One past the last layer below `end` that needs sums over the batch, or 0.
    static consteval std::size_t end_of_last_over_batch(std::size_t end) {
        while (end > 0 && !offsets::over_batch[end - 1]) {
            --end;
        }
        return end;
    }

    /// Where the activation that enters layer `I` lies among a block's activations.
    template <std::size_t I>
    static consteval std::size_t activation_offset() {
        if constexpr (I == 0) {
            return 0;
        } else if constexpr (layer<I - 1>::in_place) {
            return activation_offset<I - 1>();
        } else {
            return Input.size() * lanes + offsets::outputs[I - 1];
        }
    }

    /// Scalars of the activations below the first layer that needs sums over the batch, where that
    /// layer reads them once more in the last part of the backward pass only, else 0. They are the
    /// largest ones and cheap to compute: it may pay to do so again instead of keeping them.
    static consteval std::size_t bottom() {
        constexpr std::size_t first = next_over_batch(0);
        if constexpr (first == depth) {
            return 0;
        } else {
            return layer<first>::rereads_input ? 0 : activation_offset<first + 1>();
        }
    }

    /// Where the activation that enters layer `I` lies.
    template <std::size_t I>
    static T* activation(const block_memory<T>& block) {
        constexpr std::size_t offset = activation_offset<I>();
        return offset < bottom() ? block.bottom + offset : block.activations + (offset - bottom());
    }

    /// Runs layers First … Last − 1 on one block.
    template <std::size_t First, std::size_t Last>
    static void forward(const block_memory<T>& block, const pass& p) {
        if constexpr (First < Last) {
            layer<First>::forward(memory<First>(block), pass_of<First>(p), activation<First>(block),
                                  activation<First + 1>(block));
            forward<First + 1, Last>(block, p);
        }
    }

    /// Runs layers Last − 1 … First backward on one block, the gradient of Last's input given.
    ///
    /// Below the first layer with parameters no gradient is needed, and none is computed.
    template <std::size_t First, std::size_t Last>
    static void backward(const block_memory<T>& block, const pass& p) {
        if constexpr (First < Last) {
            constexpr std::size_t I = Last - 1;
            constexpr bool input_gradient = offsets::parameters[I] > 0;
            if constexpr (input_gradient || (layer<I>::parameters > 0 && !layer<I>::over_batch)) {
                layer<I>::template backward<input_gradient>(memory<I>(block), pass_of<I>(p),
                                                            activation<I>(block),
                                                            activation<I + 1>(block));
            }
            backward<First, I>(block, p);
        }
    }

    /// Sums over one block that layer I needs before its forward pass.
    template <std::size_t I>
    static void forward_sums(const block_memory<T>& block, const pass& p, double* sums) {
        layer<I>::forward_sums(memory<I>(block), p, activation<I>(block), sums);
    }

    /// Sums over one block that layer I needs before its backward pass.
    template <std::size_t I>
    static void backward_sums(const block_memory<T>& block, const pass& p, double* sums) {
        layer<I>::backward_sums(memory<I>(block), p, activation<I>(block), activation<I + 1>(block),
                                sums);
    }

    /// Draws all parameters, layer by layer.
    static void initialise(T* values, thermosgd::random_stream& generator) {
        unroll<depth>(
            [&](auto i) { layer<i>::initialise(values + offsets::parameters[i], generator); });
    }

    /// Sets the running statistics of layers that have them.
    static void initialise_running(T* values) {
        for_each_over_batch(
            [&](auto i) { layer<i>::initialise_running(values + offsets::running[i]); });
    }

    /// The statistics that evaluation mode uses, from the running ones.
    static void evaluation_statistics(const T* running, double epsilon, T* statistics) {
        for_each_over_batch([&](auto i) {
            layer<i>::evaluation_statistics(running + offsets::running[i], epsilon,
                                            statistics + offsets::statistics[i]);
        });
    }

    /// Names, shapes and places of all parameters in the flat buffer, in its order.
    [[nodiscard]] static std::vector<parameter_view> views() {
        std::vector<parameter_view> result;
        const std::array<const char*, depth> names{Specs::name...};
        std::map<std::string, int> numbers;
        unroll<depth>([&](auto i) {
            const std::string kind = names[i];
            layer<i>::append_views(result, kind + std::to_string(++numbers[kind]),
                                   offsets::parameters[i]);
        });
        return result;
    }

    /// The layers as they are drawn.
    [[nodiscard]] static std::vector<layer_description> describe() {
        std::vector<layer_description> result;
        const std::array<const char*, depth> names{Specs::name...};
        std::map<std::string, int> numbers;
        unroll<depth>([&](auto i) {
            std::string name = names[i];
            if (layer<i>::parameters > 0) {
                name += std::to_string(++numbers[names[i]]);
            }
            result.push_back({name, layer<i>::output_shape, layer<i>::parameters});
        });
        return result;
    }

    /// Floating-point operations of convolutions and linear layers for one sample; a product and
    /// its addition count as two, and the gradient of the image is not computed.
    [[nodiscard]] static constexpr operation_count operations() {
        operation_count total{};
        unroll<depth>([&](auto i) {
            operation_count own = layer<i>::operations;
            if (offsets::parameters[i] == 0) {
                own.backward /= 2;
            }
            total = total + own;
        });
        return total;
    }

private:
    template <std::size_t I>
    static layer_memory<T> memory(const block_memory<T>& block) {
        return {block.parameters + offsets::parameters[I], block.gradient + offsets::parameters[I],
                block.kept + offsets::kept[I], block.statistics + offsets::statistics[I]};
    }

    template <std::size_t I>
    static pass pass_of(pass p) {
        p.stream = thermosgd::stream_seed(p.stream, I);
        return p;
    }

    template <class Body>
    static void for_each_over_batch(Body&& body) {
        unroll<depth>([&](auto i) {
            if constexpr (offsets::over_batch[i]) {
                body(i);
            }
        });
    }
};

}  // namespace cnn
