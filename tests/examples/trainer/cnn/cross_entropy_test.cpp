// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of softmax and cross-entropy.

#include <trainer/cnn/cross_entropy.hpp>

#include <limits>
#include <vector>

#include "catch_shim.hpp"

namespace examples_trainer_cnn_cross_entropy_test {

namespace {

std::vector<double> logits_of(double first, double second, double third) {
    std::vector<double> logits(3 * cnn::lanes);
    for (std::size_t lane = 0; lane < cnn::lanes; ++lane) {
        logits[lane] = first;
        logits[cnn::lanes + lane] = second;
        logits[2 * cnn::lanes + lane] = third;
    }
    return logits;
}

}  // namespace

TEST_CASE("cross-entropy is the logarithm of the label's share, and its gradient the excess") {
    auto logits = logits_of(1.0, 2.0, -1.0);
    const std::vector<std::uint8_t> labels{0, 1, 2};
    const cnn::score score = cnn::cross_entropy<3>(logits.data(), labels, 0.25);
    const double sum = std::exp(1.0) + std::exp(2.0) + std::exp(-1.0);
    CHECK_THAT(score.loss, WithinRel(3.0 * std::log(sum) - 2.0, 1e-14));
    CHECK(score.correct == 1);
    for (std::size_t lane = 0; lane < 3; ++lane) {
        const double z[] = {1.0, 2.0, -1.0};
        for (std::size_t c = 0; c < 3; ++c) {
            const double expected = 0.25 * (std::exp(z[c]) / sum - (c == lane ? 1.0 : 0.0));
            CHECK_THAT(logits[c * cnn::lanes + lane], WithinRel(expected, 1e-14));
        }
    }
    for (std::size_t lane = 3; lane < cnn::lanes; ++lane) {
        for (std::size_t c = 0; c < 3; ++c) {
            CHECK(logits[c * cnn::lanes + lane] == 0.0);
        }
    }
}

TEST_CASE("cross-entropy survives logits whose exponentials overflow") {
    auto logits = logits_of(1e4, 0.0, -1e4);
    const std::vector<std::uint8_t> labels{0, 1, 2};
    const cnn::score score = cnn::cross_entropy<3>(logits.data(), labels, 1.0);
    CHECK_THAT(score.loss, WithinRel(3e4, 1e-12));
    CHECK_THAT(logits[cnn::lanes + 1], WithinAbs(-1.0, 1e-15));
}

TEST_CASE("a logit that is not a number makes the loss not a number") {
    auto logits = logits_of(std::numeric_limits<double>::quiet_NaN(), 0.0, 1.0);
    const std::vector<std::uint8_t> labels{1};
    CHECK(std::isnan(cnn::cross_entropy<3>(logits.data(), labels, 1.0).loss));
}

}  // namespace examples_trainer_cnn_cross_entropy_test
