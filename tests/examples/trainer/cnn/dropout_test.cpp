// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of dropout.

#include <trainer/cnn/dropout.hpp>
#include <trainer/cnn/networks.hpp>

#include "gradient_check.hpp"

namespace examples_trainer_cnn_dropout_test {

namespace {

template <class... Specs>
using net = cnn::network<double, cnn::shape{2, 5, 6}, Specs...>;

using after_relu = net<cnn::conv2d<3, 3>, cnn::relu, cnn::dropout, cnn::linear<4>>;
using first = net<cnn::dropout, cnn::conv2d<3, 3>, cnn::relu, cnn::linear<4>>;
using twice = net<cnn::conv2d<3, 3>, cnn::dropout, cnn::dropout, cnn::relu, cnn::linear<4>>;
using between = net<cnn::conv2d<3, 3>, cnn::dropout, cnn::conv2d<4, 2>, cnn::batch_norm,
                    cnn::dropout, cnn::linear<4>>;

}  // namespace

TEMPLATE_TEST_CASE("dropout's gradient equals finite differences for the same draws", "",
                   after_relu, first, twice, between) {
    const auto batch = GENERATE(std::size_t{5}, std::size_t{32});
    test::check_gradient<TestType>(batch, 0.3);
}

TEST_CASE("dropout keeps the mean, drops its fraction, and is named by its stream") {
    using layer = cnn::dropout::layer<double, cnn::shape{100, 5, 5}>;
    const std::size_t size = 2500 * cnn::lanes;
    std::vector<double> kept(size);
    const auto run = [&](std::uint64_t stream, double rate, bool training = true) {
        std::vector<double> values(size, 1.0);
        layer::forward({nullptr, nullptr, kept.data(), nullptr},
                       {.training = training, .dropout_rate = rate, .stream = stream},
                       values.data(), values.data());
        return values;
    };
    for (const double rate : {0.1, 0.5}) {
        const std::vector<double> values = run(1, rate);
        std::size_t zeros = 0;
        double sum = 0.0;
        for (const double value : values) {
            CHECK((value == 0.0 || value == 1.0 / (1.0 - rate)));
            zeros += value == 0.0 ? 1 : 0;
            sum += value;
        }
        // Binomial in 40,000 draws: 5.5 standard deviations, exceeded by chance with 4e-8.
        const double deviation = std::sqrt(rate * (1.0 - rate) / static_cast<double>(size));
        CHECK(std::abs(static_cast<double>(zeros) / static_cast<double>(size) - rate) <
              5.5 * deviation);
        CHECK(std::abs(sum / static_cast<double>(size) - 1.0) < 5.5 * deviation / (1.0 - rate));
    }
    CHECK(run(1, 0.5) == run(1, 0.5));
    CHECK(run(1, 0.5) != run(2, 0.5));
    CHECK(run(1, 0.0) == std::vector<double>(size, 1.0));
    CHECK(run(1, 0.5, false) == std::vector<double>(size, 1.0));
}

}  // namespace examples_trainer_cnn_dropout_test
