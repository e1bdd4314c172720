// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the convolution: gradients, shapes, and one convolution done by hand.

#include <trainer/cnn/conv2d.hpp>
#include <trainer/cnn/linear.hpp>
#include <trainer/cnn/networks.hpp>

#include "gradient_check.hpp"

namespace examples_trainer_cnn_conv2d_test {

namespace {

constexpr cnn::shape image{2, 7, 8};
template <class... Specs>
using net = cnn::network<double, image, Specs...>;

using one_convolution = net<cnn::conv2d<3, 3>, cnn::linear<4>>;
using wide_kernel = net<cnn::conv2d<5, 5>, cnn::linear<3>>;
using single_tap = net<cnn::conv2d<3, 1>, cnn::linear<3>>;
using two_convolutions = net<cnn::conv2d<3, 3>, cnn::conv2d<5, 3>, cnn::linear<4>>;
using three_convolutions =
    net<cnn::conv2d<2, 2>, cnn::relu, cnn::conv2d<3, 5>, cnn::conv2d<4, 1>, cnn::linear<4>>;
using whole_image = net<cnn::conv2d<2, 3>, cnn::conv2d<4, 5>, cnn::linear<4>>;

}  // namespace

TEMPLATE_TEST_CASE("a convolution's gradients equal finite differences", "", one_convolution,
                   wide_kernel, single_tap, two_convolutions, three_convolutions, whole_image) {
    const auto batch = GENERATE(std::size_t{1}, std::size_t{5}, std::size_t{16}, std::size_t{50});
    test::check_gradient<TestType>(batch);
}

TEMPLATE_TEST_CASE("a convolution equals its definition", "", float, double) {
    using layer = cnn::conv2d<3, 2>::layer<TestType, cnn::shape{2, 3, 4}>;
    STATIC_REQUIRE(layer::output_shape == cnn::shape{3, 2, 3});
    STATIC_REQUIRE(layer::parameters == 3 * 2 * 2 * 2 + 3);

    test::random_stream stream(1);
    std::vector<TestType> parameters(layer::parameters);
    std::vector<TestType> input(2 * 3 * 4 * cnn::lanes);
    std::vector<TestType> output(3 * 2 * 3 * cnn::lanes);
    for (TestType& value : parameters) {
        value = static_cast<TestType>(stream.normal());
    }
    for (TestType& value : input) {
        value = static_cast<TestType>(stream.normal());
    }
    layer::forward({parameters.data(), nullptr, nullptr, nullptr}, {}, input.data(), output.data());

    for (std::size_t lane = 0; lane < cnn::lanes; ++lane) {
        for (std::size_t f = 0; f < 3; ++f) {
            for (std::size_t row = 0; row < 2; ++row) {
                for (std::size_t column = 0; column < 3; ++column) {
                    double expected = parameters[24 + f];
                    for (std::size_t i = 0; i < 8; ++i) {
                        const std::size_t channel = i / 4;
                        const std::size_t j = i / 2 % 2;
                        const std::size_t k = i % 2;
                        expected +=
                            static_cast<double>(parameters[f * 8 + i]) *
                            input[((channel * 3 + row + j) * 4 + column + k) * cnn::lanes + lane];
                    }
                    const double found = output[((f * 2 + row) * 3 + column) * cnn::lanes + lane];
                    CHECK_THAT(found, WithinAbs(expected, sizeof(TestType) == 4 ? 1e-5 : 1e-14));
                }
            }
        }
    }
}

TEST_CASE("a convolution starts uniform within one over the root of its fan-in") {
    using layer = cnn::conv2d<16, 5>::layer<double, cnn::shape{8, 8, 8}>;
    std::vector<double> values(layer::parameters);
    thermosgd::random_stream generator(9);
    layer::initialise(values.data(), generator);
    const double bound = 1.0 / std::sqrt(200.0);
    double sum = 0.0;
    double squares = 0.0;
    double greatest = 0.0;
    for (const double value : values) {
        sum += value;
        squares += value * value;
        greatest = std::max(greatest, std::abs(value));
    }
    // A uniform number in ±b has variance b²/3 and its square has variance 4b⁴/45; 5.5 standard
    // deviations are exceeded by chance with a probability of 4e-8.
    const auto n = static_cast<double>(values.size());
    CHECK(greatest <= bound);
    CHECK(greatest > 0.99 * bound);
    CHECK(std::abs(sum / n) < 5.5 * bound / std::sqrt(3.0 * n));
    CHECK(std::abs(squares / n - bound * bound / 3.0) <
          5.5 * bound * bound * std::sqrt(4.0 / (45.0 * n)));
}

}  // namespace examples_trainer_cnn_conv2d_test
