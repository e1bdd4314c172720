// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of max-pooling.

#include <trainer/cnn/max_pool.hpp>
#include <trainer/cnn/networks.hpp>

#include "gradient_check.hpp"

namespace examples_trainer_cnn_max_pool_test {

namespace {

template <class... Specs>
using net = cnn::network<double, cnn::shape{2, 8, 9}, Specs...>;

using whole_windows = net<cnn::conv2d<3, 3>, cnn::max_pool<2>, cnn::linear<4>>;
using with_remainder = net<cnn::conv2d<3, 2>, cnn::max_pool<3>, cnn::linear<4>>;
using after_pooling = net<cnn::conv2d<3, 1>, cnn::max_pool<2>, cnn::max_pool<2>, cnn::linear<4>>;
using after_relu =
    net<cnn::conv2d<3, 3>, cnn::relu, cnn::max_pool<2>, cnn::conv2d<2, 2>, cnn::linear<4>>;
using first = net<cnn::max_pool<2>, cnn::conv2d<3, 3>, cnn::linear<4>>;

}  // namespace

TEMPLATE_TEST_CASE("max-pooling's gradient equals finite differences", "", whole_windows,
                   with_remainder, after_pooling, after_relu, first) {
    const auto batch = GENERATE(std::size_t{5}, std::size_t{32});
    test::check_gradient<TestType>(batch);
}

TEST_CASE("pooling before the rectifier is pooling after it") {
    using written = cnn::sequential<double, cnn::shape{2, 8, 9}, cnn::conv2d<3, 3>, cnn::relu,
                                    cnn::max_pool<2>, cnn::conv2d<2, 2>, cnn::linear<4>>;
    test::check_same<after_relu, written>(20);
}

TEST_CASE("of equal values in a window, the first gets the gradient") {
    using layer = cnn::max_pool<2>::layer<float, cnn::shape{1, 3, 2}>;
    STATIC_REQUIRE(layer::output_shape == cnn::shape{1, 1, 1});
    std::vector<float> input(6 * cnn::lanes, 1.0F);
    for (std::size_t lane = 1; lane < cnn::lanes; ++lane) {
        input[lane] = 0.5F;  // in all lanes but lane 0, position 1 is the first maximum
    }
    std::vector<float> output(cnn::lanes);
    layer::forward({}, {}, input.data(), output.data());
    CHECK(output == std::vector<float>(cnn::lanes, 1.0F));
    const std::vector<float> gradient(cnn::lanes, 2.0F);
    layer::backward<true>({}, {}, input.data(), gradient.data());
    for (std::size_t lane = 0; lane < cnn::lanes; ++lane) {
        for (std::size_t position = 0; position < 6; ++position) {
            CAPTURE(lane, position);
            CHECK(input[position * cnn::lanes + lane] ==
                  (position == (lane == 0 ? 0U : 1U) ? 2.0F : 0.0F));
        }
    }
}

}  // namespace examples_trainer_cnn_max_pool_test
