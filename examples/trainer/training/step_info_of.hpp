// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a training tells the thermometer about a step.

#include <thermosgd/report/step_info.hpp>
#include <trainer/cnn/optimiser_options.hpp>
#include <trainer/cnn/options.hpp>

namespace trainer {

/// The step_info of a step of a training with these settings.
///
/// \param loss           mean of the minibatch, before the step [loss]
/// \param learning_rate  η of this step, as the schedule has it [theta²/loss]
[[nodiscard]] inline thermosgd::step_info step_info_of(const cnn::options& settings, double loss,
                                                       double learning_rate) {
    thermosgd::step_info info{.loss = loss,
                              .learning_rate = learning_rate,
                              .weight_decay = settings.weight_decay,
                              .batch_size = settings.batch_size};
    if (!cnn::is_adaptive(settings.optimiser)) {
        info.momentum_coefficient = settings.momentum;
    }
    if (settings.optimiser != cnn::optimiser::sgd) {
        info.optimiser = thermosgd::optimiser_kind::other;
    }
    return info;
}

}  // namespace trainer
