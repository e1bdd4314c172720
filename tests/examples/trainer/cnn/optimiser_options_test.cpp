// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of names and ranges of optimisers.

#include <trainer/cnn/optimiser_options.hpp>

#include <limits>
#include <stdexcept>

#include "catch_shim.hpp"

namespace examples_trainer_cnn_optimiser_options_test {

TEST_CASE("every optimiser has a name that is read back, and others are refused") {
    for (const cnn::optimiser kind : {cnn::optimiser::sgd, cnn::optimiser::nesterov,
                                      cnn::optimiser::adam, cnn::optimiser::adamw}) {
        CHECK(cnn::optimiser_of(cnn::to_string(kind)) == kind);
    }
    CHECK_THROWS_WITH(cnn::optimiser_of("Adam"),
                      "optimiser_of: name = 'Adam', expected sgd, nesterov, adam or adamw");
}

TEST_CASE("the decay that is part of the gradient is lambda, and none where it is decoupled") {
    for (const cnn::optimiser kind :
         {cnn::optimiser::sgd, cnn::optimiser::nesterov, cnn::optimiser::adam}) {
        CHECK(cnn::coupled_decay({.kind = kind, .weight_decay = 0.25}) == 0.25);
    }
    CHECK(cnn::coupled_decay({.kind = cnn::optimiser::adamw, .weight_decay = 0.25}) == 0.0);
}

TEST_CASE("a constant out of its range is refused in one message with name, value and range") {
    using enum cnn::optimiser;
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto refused = [](const cnn::optimiser_options& settings, const std::string& message) {
        CHECK_THROWS_AS(cnn::check(settings), std::invalid_argument);
        CHECK_THROWS_WITH(cnn::check(settings), message);
    };
    refused({.kind = static_cast<cnn::optimiser>(4)},
            "trainer: optimiser = 4, expected sgd, nesterov, adam or adamw");
    for (const double bad : {0.0, -1.0, nan, infinity}) {
        CHECK_THROWS_AS(cnn::check(cnn::optimiser_options{.learning_rate = bad}),
                        std::invalid_argument);
    }
    refused({.learning_rate = -0.5},
            "trainer: learning_rate = -0.5, expected a finite number above 0");
    for (const double bad : {nan, infinity}) {
        CHECK_THROWS_AS(cnn::check(cnn::optimiser_options{.weight_decay = bad}),
                        std::invalid_argument);
    }
    refused({.weight_decay = -1e-9},
            "trainer: weight_decay = -1e-09, expected a finite number from 0 on");
    for (const double bad : {1.0, -0.1, nan}) {
        CHECK_THROWS_AS(cnn::check(cnn::optimiser_options{.momentum = bad}), std::invalid_argument);
        CHECK_THROWS_AS(cnn::check(cnn::optimiser_options{.kind = adam, .beta1 = bad}),
                        std::invalid_argument);
        CHECK_THROWS_AS(cnn::check(cnn::optimiser_options{.kind = adamw, .beta2 = bad}),
                        std::invalid_argument);
    }
    refused({.kind = adam, .beta1 = 1.0}, "trainer: beta1 = 1, expected a number in [0, 1)");
    refused({.kind = adam, .beta2 = -0.5}, "trainer: beta2 = -0.5, expected a number in [0, 1)");
    refused({.kind = adam, .epsilon = -1e-8},
            "trainer: epsilon = -1e-08, expected a finite number from 0 on");
    refused({.kind = adam, .epsilon = nan},
            "trainer: epsilon = nan, expected a finite number from 0 on");
    refused({.kind = nesterov},
            "trainer: momentum = 0, expected a number in (0, 1) for Nesterov's momentum");
    refused({.kind = adamw, .momentum = 0.9},
            "trainer: momentum = 0.9, expected 0 for Adam and AdamW, whose momentum is beta1");
    CHECK_NOTHROW(cnn::check(cnn::optimiser_options{}));
    CHECK_NOTHROW(cnn::check(cnn::optimiser_options{.kind = nesterov, .momentum = 0.5}));
    CHECK_NOTHROW(cnn::check(
        cnn::optimiser_options{.kind = adamw, .beta1 = 0.0, .beta2 = 0.0, .epsilon = 0.0}));
}

}  // namespace examples_trainer_cnn_optimiser_options_test
