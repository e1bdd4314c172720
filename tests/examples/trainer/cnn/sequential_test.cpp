// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of chains of layers: shapes, places, names, operations.

#include <trainer/cnn/networks.hpp>
#include <trainer/cnn/sequential.hpp>

#include <vector>

#include "catch_shim.hpp"

namespace examples_trainer_cnn_sequential_test {

namespace {

using chain =
    cnn::sequential<float, cnn::shape{1, 8, 8}, cnn::conv2d<2, 3>, cnn::batch_norm, cnn::relu,
                    cnn::max_pool<2>, cnn::dropout, cnn::conv2d<4, 2>, cnn::relu, cnn::linear<5>>;

}  // namespace

TEST_CASE("a chain knows the shapes of all its activations") {
    STATIC_REQUIRE(chain::layer<0>::output_shape == cnn::shape{2, 6, 6});
    STATIC_REQUIRE(chain::layer<3>::output_shape == cnn::shape{2, 3, 3});
    STATIC_REQUIRE(chain::layer<5>::output_shape == cnn::shape{4, 2, 2});
    STATIC_REQUIRE(chain::output_shape == cnn::shape{5});
}

TEST_CASE("a chain's parameters are named and lie one after the other") {
    STATIC_REQUIRE(chain::parameters == (18 + 2) + (2 + 2) + (32 + 4) + (80 + 5));
    const auto views = chain::views();
    const std::vector<std::string> names{"conv1.weight",   "conv1.bias",   "bn1.weight",
                                         "bn1.bias",       "conv2.weight", "conv2.bias",
                                         "linear1.weight", "linear1.bias"};
    REQUIRE(views.size() == names.size());
    std::size_t offset = 0;
    for (std::size_t i = 0; i < views.size(); ++i) {
        CHECK(views[i].name == names[i]);
        CHECK(views[i].offset == offset);
        std::size_t product = 1;
        for (const std::size_t extent : views[i].extents) {
            product *= extent;
        }
        CHECK(views[i].size == product);
        offset += views[i].size;
    }
    CHECK(offset == chain::parameters);
    CHECK(views[4].extents == std::vector<std::size_t>{4, 2, 2, 2});
}

TEST_CASE("dropout works in the place of its input, every other layer has its own output") {
    STATIC_REQUIRE(chain::activation_offset<0>() == 0);
    STATIC_REQUIRE(chain::activation_offset<1>() == 64 * cnn::lanes);
    STATIC_REQUIRE(chain::activation_offset<4>() == chain::activation_offset<5>());
    STATIC_REQUIRE(chain::activations == cnn::lanes * (64 + 72 + 72 + 72 + 18 + 16 + 16 + 5));
}

TEST_CASE("a chain counts the operations of its convolutions and linear layers") {
    constexpr cnn::operation_count count = chain::operations();
    STATIC_REQUIRE(count.forward == 2 * (18 * 36 + 32 * 4 + 80));
    STATIC_REQUIRE(count.backward == 2 * (18 * 36 + 2 * (32 * 4 + 80)));
}

TEST_CASE("a chain is drawn as it is written") {
    const auto layers = chain::describe();
    REQUIRE(layers.size() == 8);
    CHECK(layers[0].name == "conv1");
    CHECK(layers[1].name == "bn1");
    CHECK(layers[2].name == "relu");
    CHECK(layers[4].name == "dropout");
    CHECK(layers[5].name == "conv2");
    CHECK(layers[5].parameters == 36);
    CHECK(layers[7].output == cnn::shape{5});
}

}  // namespace examples_trainer_cnn_sequential_test
