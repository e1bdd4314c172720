// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The problem that PyTorch's optimisers have solved for us in optimisers.py: noisy gradients of a
/// quadratic, and the settings of each case.

#include <trainer/cnn/learning_rate_schedule.hpp>
#include <trainer/cnn/optimiser_options.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "problem.hpp"

namespace reference {

inline constexpr std::size_t parameters = 11;

/// One case: a name, an optimiser and a schedule.
struct optimiser_case {
    std::string_view name;
    cnn::optimiser_options optimiser;
    cnn::learning_rate_schedule schedule{};
};

inline constexpr std::array<optimiser_case, 10> optimiser_cases{{
    {"sgd", {.learning_rate = 0.05, .weight_decay = 0.02}},
    {"heavy_ball", {.learning_rate = 0.02, .weight_decay = 0.02, .momentum = 0.9}},
    {"nesterov",
     {.kind = cnn::optimiser::nesterov,
      .learning_rate = 0.02,
      .weight_decay = 0.02,
      .momentum = 0.9}},
    {"nesterov_line",
     {.kind = cnn::optimiser::nesterov, .learning_rate = 0.02, .momentum = 0.8},
     {.shape = cnn::schedule_shape::linear, .length = 120}},
    {"adam", {.kind = cnn::optimiser::adam, .learning_rate = 0.03}},
    {"adam_decay",
     {.kind = cnn::optimiser::adam,
      .learning_rate = 0.03,
      .weight_decay = 0.1,
      .beta1 = 0.8,
      .beta2 = 0.95,
      .epsilon = 1e-3}},
    {"adam_drops",
     {.kind = cnn::optimiser::adam, .learning_rate = 0.03, .beta1 = 0.0, .beta2 = 0.9},
     {.shape = cnn::schedule_shape::step, .drop_every = 25, .drop = 0.3}},
    {"adamw", {.kind = cnn::optimiser::adamw, .learning_rate = 0.03, .weight_decay = 0.1}},
    {"adamw_cosine",
     {.kind = cnn::optimiser::adamw, .learning_rate = 0.03, .weight_decay = 0.5, .beta2 = 0.99},
     {.shape = cnn::schedule_shape::cosine, .length = 120}},
    {"adamw_warm_up",
     {.kind = cnn::optimiser::adamw, .learning_rate = 0.05, .weight_decay = 0.1, .epsilon = 0.0},
     {.warmup = 10}},
}};

/// Where the parameters start.
inline double start(std::size_t i) {
    return noise(1, i);
}

/// The gradient that step `t`, from 1, is given.
inline double noisy_gradient(std::size_t i, double theta, std::uint64_t t) {
    const double curvature = std::ldexp(1.0, static_cast<int>(i % 4) - 2);
    return curvature * (theta - noise(2, i)) + 0.5 * noise(2 + t, i);
}

}  // namespace reference
