// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the rectifier.

#include <trainer/cnn/networks.hpp>
#include <trainer/cnn/relu.hpp>

#include "gradient_check.hpp"

namespace examples_trainer_cnn_relu_test {

namespace {

template <class... Specs>
using net = cnn::network<double, cnn::shape{2, 5, 6}, Specs...>;

using after_convolution = net<cnn::conv2d<3, 3>, cnn::relu, cnn::linear<4>>;
using after_linear = net<cnn::linear<9>, cnn::relu, cnn::linear<4>>;
using first = net<cnn::relu, cnn::linear<4>>;
using twice = net<cnn::conv2d<3, 3>, cnn::relu, cnn::relu, cnn::linear<4>>;

}  // namespace

TEMPLATE_TEST_CASE("a rectifier's gradient equals finite differences", "", after_convolution,
                   after_linear, first, twice) {
    const auto batch = GENERATE(std::size_t{5}, std::size_t{32});
    test::check_gradient<TestType>(batch);
}

TEST_CASE("a rectifier passes positive numbers, and its derivative at 0 is 0") {
    using layer = cnn::relu::layer<double, cnn::shape{1}>;
    std::vector<double> input(cnn::lanes, -2.0);
    input[1] = 3.0;
    input[2] = 0.0;
    std::vector<double> output(cnn::lanes);
    layer::forward({}, {}, input.data(), output.data());
    CHECK(output[0] == 0.0);
    CHECK(output[1] == 3.0);
    CHECK(output[2] == 0.0);
    const std::vector<double> gradient(cnn::lanes, 1.0);
    layer::backward<true>({}, {}, input.data(), gradient.data());
    CHECK(input[0] == 0.0);
    CHECK(input[1] == 1.0);
    CHECK(input[2] == 0.0);
}

}  // namespace examples_trainer_cnn_relu_test
