// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the networks that have a name.

#include <trainer/cnn/networks.hpp>

#include <numeric>
#include <set>
#include <stdexcept>

#include "catch_shim.hpp"

namespace examples_trainer_cnn_networks_test {

namespace {

std::size_t parameters_of(std::string_view name, cnn::shape input) {
    return cnn::visit_network<float>(name, input,
                                     []<class Network>() { return Network::parameters; });
}

}  // namespace

TEST_CASE("the named networks have the published numbers of parameters") {
    CHECK(parameters_of("A", cnn::mnist_shape) == 13'338);
    CHECK(parameters_of("A-conv", cnn::mnist_shape) == 13'082);
    CHECK(parameters_of("A-alternate", cnn::mnist_shape) == 13'306);
    CHECK(parameters_of("A-plain", cnn::mnist_shape) == 13'034);
    CHECK(parameters_of("B", cnn::mnist_shape) == 37'914);
    CHECK(parameters_of("B-conv", cnn::mnist_shape) == 37'658);
    CHECK(parameters_of("D", cnn::mnist_shape) == 47'658);
    CHECK(parameters_of("A", cnn::cifar10_shape) == 13'738);
}

TEST_CASE("every listed name can be visited, and its views cover its parameters") {
    std::set<std::size_t> sizes;
    for (const cnn::network_entry& entry : cnn::network_names()) {
        CAPTURE(entry.name);
        for (const cnn::shape input : {cnn::mnist_shape, cnn::cifar10_shape}) {
            const auto views = cnn::visit_network<float>(
                entry.name, input, []<class Network>() { return Network::views(); });
            const auto total = std::accumulate(
                views.begin(), views.end(), std::size_t{0},
                [](std::size_t sum, const cnn::parameter_view& view) { return sum + view.size; });
            CHECK(total == parameters_of(entry.name, input));
            CHECK(views.front().extents.at(1) == input.channels);
            sizes.insert(total);
        }
    }
    CHECK(sizes.size() == 2 * cnn::network_names().size());
}

TEST_CASE("the main network is described layer by layer as the paper writes it") {
    const auto layers = cnn::main_network<float>::describe();
    std::string names;
    for (const cnn::layer_description& layer : layers) {
        names += layer.name + " ";
    }
    CHECK(names ==
          "conv1 bn1 relu max_pool dropout conv2 bn2 relu max_pool dropout linear1 bn3 "
          "relu dropout linear2 ");
    CHECK(layers[3].output == cnn::shape{8, 8, 8});
    CHECK(layers[8].output == cnn::shape{16, 2, 2});
}

TEST_CASE("a forward pass of the main network costs 351,744 operations, a backward one 473,088") {
    constexpr cnn::operation_count count = cnn::main_network<float>::operations();
    STATIC_REQUIRE(count.forward == 351'744);
    STATIC_REQUIRE(count.backward == 473'088);
}

TEST_CASE("an unknown name or shape is refused, naming what there is") {
    CHECK_THROWS_AS(parameters_of("Z", cnn::mnist_shape), std::invalid_argument);
    CHECK_THROWS_WITH(parameters_of("Z", cnn::mnist_shape),
                      "visit_network: name = 'Z', expected one of A, A-conv, A-alternate, A-plain, "
                      "B, B-conv, D");
    CHECK_THROWS_AS(parameters_of("A", cnn::shape{1, 27, 28}), std::invalid_argument);
}

}  // namespace examples_trainer_cnn_networks_test
