// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of what a training tells the thermometer.

#include <trainer/training/step_info_of.hpp>

#include <cmath>

#include "catch_shim.hpp"

namespace examples_trainer_training_step_info_of_test {

TEST_CASE("SGD and heavy ball tell all, and their laws are read") {
    const thermosgd::step_info info = trainer::step_info_of(
        {.learning_rate = 0.5, .weight_decay = 0.04, .momentum = 0.9, .batch_size = 48}, 2.25,
        0.25);
    CHECK(info.loss == 2.25);
    CHECK(info.learning_rate == 0.25);
    CHECK(info.weight_decay == 0.04);
    CHECK(info.momentum_coefficient == 0.9);
    CHECK(info.batch_size == 48.0);
    CHECK(info.optimiser == thermosgd::optimiser_kind::sgd);
}

TEST_CASE("other optimisers are named as such, with the rate of the step") {
    for (const cnn::optimiser kind :
         {cnn::optimiser::nesterov, cnn::optimiser::adam, cnn::optimiser::adamw}) {
        CAPTURE(cnn::to_string(kind));
        const bool adaptive = cnn::is_adaptive(kind);
        const thermosgd::step_info info = trainer::step_info_of(
            {.weight_decay = 0.1, .momentum = adaptive ? 0.0 : 0.5, .optimiser = kind}, 1.0, 1e-3);
        CHECK(info.optimiser == thermosgd::optimiser_kind::other);
        CHECK(info.learning_rate == 1e-3);
        CHECK(info.weight_decay == 0.1);
        CHECK(std::isnan(info.momentum_coefficient) == adaptive);
        CHECK((adaptive || info.momentum_coefficient == 0.5));
    }
}

}  // namespace examples_trainer_training_step_info_of_test
