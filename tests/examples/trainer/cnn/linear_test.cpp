// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the fully connected layer.

#include <trainer/cnn/linear.hpp>
#include <trainer/cnn/networks.hpp>

#include "gradient_check.hpp"

namespace examples_trainer_cnn_linear_test {

namespace {

template <cnn::shape Image, class... Specs>
using net = cnn::network<double, Image, Specs...>;

using one_input = net<cnn::shape{1}, cnn::linear<2>>;
using odd_sizes = net<cnn::shape{3, 1, 5}, cnn::linear<7>, cnn::linear<3>>;
using flattened = net<cnn::shape{2, 3, 4}, cnn::linear<13>, cnn::relu, cnn::linear<10>>;
using whole_vectors = net<cnn::shape{16}, cnn::linear<16>, cnn::linear<8>>;

}  // namespace

TEMPLATE_TEST_CASE("a linear layer's gradients equal finite differences", "", one_input, odd_sizes,
                   flattened, whole_vectors) {
    const auto batch = GENERATE(std::size_t{1}, std::size_t{5}, std::size_t{16}, std::size_t{50});
    test::check_gradient<TestType>(batch);
}

TEST_CASE("a linear layer is the matrix product with the flattened input") {
    using layer = cnn::linear<2>::layer<double, cnn::shape{1, 1, 2}>;
    const std::vector<double> parameters{1.0, 2.0, 3.0, 4.0, 0.5, -0.5};
    std::vector<double> input(2 * cnn::lanes);
    std::vector<double> output(2 * cnn::lanes);
    for (std::size_t lane = 0; lane < cnn::lanes; ++lane) {
        input[lane] = static_cast<double>(lane);
        input[cnn::lanes + lane] = 1.0;
    }
    layer::forward({parameters.data(), nullptr, nullptr, nullptr}, {}, input.data(), output.data());
    for (std::size_t lane = 0; lane < cnn::lanes; ++lane) {
        const auto x = static_cast<double>(lane);
        CHECK(output[lane] == x + 2.5);
        CHECK(output[cnn::lanes + lane] == 3.0 * x + 3.5);
    }
}

}  // namespace examples_trainer_cnn_linear_test
