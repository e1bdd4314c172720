// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Networks: chains of layers rewritten for speed, and the ones that have a name.

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <thermosgd/core/error.hpp>

#include "batch_norm.hpp"
#include "batch_norm_relu_max_pool.hpp"
#include "conv2d.hpp"
#include "dropout.hpp"
#include "layer.hpp"
#include "linear.hpp"
#include "max_pool.hpp"
#include "relu.hpp"
#include "sequential.hpp"

namespace cnn {

/// Layers in the order of the forward pass, not yet bound to an input.
template <class... Specs>
struct layer_list {};

namespace detail {

/// The same function with fewer passes over memory: batch_norm, relu, max_pool become one layer, and
/// max_pool goes before relu, which is exact since relu is monotone.
template <class Done, class... Rest>
struct fuse;

template <class... Done>
struct fuse<layer_list<Done...>> {
    using type = layer_list<Done...>;
};

template <class... Done, class First, class... Rest>
struct fuse<layer_list<Done...>, First, Rest...> : fuse<layer_list<Done..., First>, Rest...> {};

template <class... Done, std::size_t Window, class... Rest>
struct fuse<layer_list<Done...>, batch_norm, relu, max_pool<Window>, Rest...>
    : fuse<layer_list<Done..., batch_norm_relu_max_pool<Window>>, Rest...> {};

template <class... Done, std::size_t Window, class... Rest>
struct fuse<layer_list<Done...>, relu, max_pool<Window>, Rest...>
    : fuse<layer_list<Done..., max_pool<Window>, relu>, Rest...> {};

template <class T, shape Input, class List>
struct as_sequential;

template <class T, shape Input, class... Specs>
struct as_sequential<T, Input, layer_list<Specs...>> {
    using type = sequential<T, Input, Specs...>;
};

}  // namespace detail

/// The layers `Specs` on samples of shape `Input` with scalars T, rewritten for speed; it is drawn
/// as it was written.
template <class T, shape Input, class... Specs>
struct network
    : detail::as_sequential<T, Input, typename detail::fuse<layer_list<>, Specs...>::type>::type {
    /// The layers as they were written.
    [[nodiscard]] static std::vector<layer_description> describe() {
        return sequential<T, Input, Specs...>::describe();
    }
};

/// One grey image of MNIST or Fashion-MNIST.
inline constexpr shape mnist_shape{1, 28, 28};
/// One colour image of CIFAR-10.
inline constexpr shape cifar10_shape{3, 32, 32};

/// Row A: 8–16–128–10, pools 3 and 2, batch normalisation after conv1, conv2 and linear1.
///
/// The small LeNet of Chaudhari & Soatto 2018: 13,338 parameters on 28 × 28 grey images.
template <class T, shape Input = mnist_shape>
using main_network = network<T, Input, conv2d<8, 5>, batch_norm, relu, max_pool<3>, dropout,  //
                             conv2d<16, 5>, batch_norm, relu, max_pool<2>, dropout,           //
                             linear<128>, batch_norm, relu, dropout, linear<10>>;

/// Row A′: as A, batch normalisation after the convolutions only.
template <class T, shape Input = mnist_shape>
using network_a_convolutions =
    network<T, Input, conv2d<8, 5>, batch_norm, relu, max_pool<3>, dropout,  //
            conv2d<16, 5>, batch_norm, relu, max_pool<2>, dropout,           //
            linear<128>, relu, dropout, linear<10>>;

/// Row A″: as A, batch normalisation after conv1 and linear1 only.
template <class T, shape Input = mnist_shape>
using network_a_alternate =
    network<T, Input, conv2d<8, 5>, batch_norm, relu, max_pool<3>, dropout,  //
            conv2d<16, 5>, relu, max_pool<2>, dropout,                       //
            linear<128>, batch_norm, relu, dropout, linear<10>>;

/// Row A without batch normalisation.
template <class T, shape Input = mnist_shape>
using network_a_plain = network<T, Input, conv2d<8, 5>, relu, max_pool<3>, dropout,  //
                                conv2d<16, 5>, relu, max_pool<2>, dropout,           //
                                linear<128>, relu, dropout, linear<10>>;

/// Row B: as A with 2 × 2 pools, 37,914 parameters on 28 × 28 grey images.
template <class T, shape Input = mnist_shape>
using network_b = network<T, Input, conv2d<8, 5>, batch_norm, relu, max_pool<2>, dropout,  //
                          conv2d<16, 5>, batch_norm, relu, max_pool<2>, dropout,           //
                          linear<128>, batch_norm, relu, dropout, linear<10>>;

/// Row B, batch normalisation after the convolutions only; 37,658 parameters.
template <class T, shape Input = mnist_shape>
using network_b_convolutions =
    network<T, Input, conv2d<8, 5>, batch_norm, relu, max_pool<2>, dropout,  //
            conv2d<16, 5>, batch_norm, relu, max_pool<2>, dropout,           //
            linear<128>, relu, dropout, linear<10>>;

/// Row D: 10–20–128–10, 2 × 2 pools, no batch normalisation; 47,658 parameters.
template <class T, shape Input = mnist_shape>
using network_d = network<T, Input, conv2d<10, 5>, relu, max_pool<2>, dropout,  //
                          conv2d<20, 5>, relu, max_pool<2>, dropout,            //
                          linear<128>, relu, dropout, linear<10>>;

static_assert(main_network<float>::parameters == 13'338);
static_assert(main_network<float, cifar10_shape>::parameters == 13'738);
static_assert(network_a_convolutions<float>::parameters == 13'082);
static_assert(network_a_alternate<float>::parameters == 13'306);
static_assert(network_a_plain<float>::parameters == 13'034);
static_assert(network_b<float>::parameters == 37'914);
static_assert(network_b_convolutions<float>::parameters == 37'658);
static_assert(network_d<float>::parameters == 47'658);

/// A network's name on the command line and what it is.
struct network_entry {
    std::string_view name;
    std::string_view description;
};

/// The networks that have a name; the first is the default.
[[nodiscard]] constexpr std::array<network_entry, 7> network_names() {
    return {{{"A", "8-16-128-10, pools 3 and 2, BN after conv1, conv2, linear1"},
             {"A-conv", "as A, BN after conv1 and conv2 only"},
             {"A-alternate", "as A, BN after conv1 and linear1 only"},
             {"A-plain", "as A, no BN"},
             {"B", "as A, pools 2 and 2"},
             {"B-conv", "as B, BN after conv1 and conv2 only"},
             {"D", "10-20-128-10, pools 2 and 2, no BN"}}};
}

/// Calls `visitor.template operator()<Network>()` with the network of that name for that input.
///
/// \param name   one of network_names()     \param input  mnist_shape or cifar10_shape
/// \return what the visitor returns, the same type for all networks
/// \throws std::invalid_argument for another name or shape
template <class T, class Visitor>
decltype(auto) visit_network(std::string_view name, shape input, Visitor&& visitor) {
    const auto visit = [&]<shape Input>() -> decltype(auto) {
        if (name == "A") {
            return visitor.template operator()<main_network<T, Input>>();
        }
        if (name == "A-conv") {
            return visitor.template operator()<network_a_convolutions<T, Input>>();
        }
        if (name == "A-alternate") {
            return visitor.template operator()<network_a_alternate<T, Input>>();
        }
        if (name == "A-plain") {
            return visitor.template operator()<network_a_plain<T, Input>>();
        }
        if (name == "B") {
            return visitor.template operator()<network_b<T, Input>>();
        }
        if (name == "B-conv") {
            return visitor.template operator()<network_b_convolutions<T, Input>>();
        }
        if (name == "D") {
            return visitor.template operator()<network_d<T, Input>>();
        }
        std::string known;
        for (const network_entry& entry : network_names()) {
            known += (known.empty() ? "" : ", ") + std::string(entry.name);
        }
        THERMOSGD_THROW(std::invalid_argument("visit_network: name = '" + std::string(name) +
                                              "', expected one of " + known));
    };
    if (input == mnist_shape) {
        return visit.template operator()<mnist_shape>();
    }
    if (input == cifar10_shape) {
        return visit.template operator()<cifar10_shape>();
    }
    THERMOSGD_THROW(
        std::invalid_argument("visit_network: input = " + std::to_string(input.channels) + "x" +
                              std::to_string(input.rows) + "x" + std::to_string(input.columns) +
                              ", expected 1x28x28 or 3x32x32"));
}

}  // namespace cnn
