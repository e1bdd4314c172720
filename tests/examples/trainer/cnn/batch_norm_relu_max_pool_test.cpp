// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the layer that pools before it normalises.

#include <trainer/cnn/batch_norm_relu_max_pool.hpp>
#include <trainer/cnn/networks.hpp>

#include "gradient_check.hpp"

namespace examples_trainer_cnn_batch_norm_relu_max_pool_test {

namespace {

template <class... Specs>
using net = cnn::network<double, cnn::shape{2, 8, 9}, Specs...>;

using whole_windows =
    net<cnn::conv2d<5, 3>, cnn::batch_norm, cnn::relu, cnn::max_pool<2>, cnn::linear<4>>;
using with_remainder =
    net<cnn::conv2d<4, 2>, cnn::batch_norm, cnn::relu, cnn::max_pool<3>, cnn::linear<4>>;
using twice = net<cnn::conv2d<4, 2>, cnn::batch_norm, cnn::relu, cnn::max_pool<2>,
                  cnn::conv2d<3, 2>, cnn::batch_norm, cnn::relu, cnn::max_pool<2>, cnn::linear<4>>;
using with_remainder_unfused =
    cnn::sequential<double, cnn::shape{2, 8, 9}, cnn::conv2d<4, 2>, cnn::batch_norm, cnn::relu,
                    cnn::max_pool<3>, cnn::linear<4>>;
using twice_unfused =
    cnn::sequential<double, cnn::shape{2, 8, 9}, cnn::conv2d<4, 2>, cnn::batch_norm, cnn::relu,
                    cnn::max_pool<2>, cnn::conv2d<3, 2>, cnn::batch_norm, cnn::relu,
                    cnn::max_pool<2>, cnn::linear<4>>;

}  // namespace

TEST_CASE("a network is rewritten so that it normalises what it has pooled") {
    STATIC_REQUIRE(twice::depth == 5);
    STATIC_REQUIRE(twice_unfused::depth == 9);
    STATIC_REQUIRE(twice::parameters == twice_unfused::parameters);
}

TEMPLATE_TEST_CASE("the fused layer's gradients equal finite differences", "", whole_windows,
                   with_remainder, twice) {
    const auto batch = GENERATE(std::size_t{5}, std::size_t{16}, std::size_t{32}, std::size_t{50});
    test::check_gradient<TestType>(batch);
}

TEST_CASE("the fused layer equals its three parts") {
    const auto batch = GENERATE(std::size_t{5}, std::size_t{16}, std::size_t{50});
    test::check_same<with_remainder, with_remainder_unfused>(batch);
    test::check_same<twice, twice_unfused>(batch);
}

}  // namespace examples_trainer_cnn_batch_norm_relu_max_pool_test
