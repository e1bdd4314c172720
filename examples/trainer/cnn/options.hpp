// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The settings of a training run and their ranges.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include <thermosgd/core/error.hpp>

#include "data_order.hpp"
#include "layer.hpp"

namespace cnn {

/// Settings of a training run.
struct options {
    double learning_rate = 1e-2;          ///< η > 0
    double weight_decay = 0.0;            ///< λ ≥ 0, added to the gradient of all parameters
    double momentum = 0.0;                ///< μ in [0, 1)
    double dropout = 0.0;                 ///< probability in [0, 1)
    std::size_t batch_size = 32;          ///< B
    std::uint64_t seed = 1;               ///< of initialisation, data order and dropout
    sampling order = sampling::shuffled;  ///< how batches are drawn
    /// ε ≥ 0 of batch normalisation, added to the variance; at 0 a channel that is the same number
    /// in the whole batch becomes NaN
    double batch_norm_epsilon = default_batch_norm_epsilon;
    bool decay_batch_norm = true;  ///< λ acts on scale and shift of batch normalisation, too
};

/// Throws std::invalid_argument, naming option, value and range, where a setting is out of its
/// range.
///
/// \param smallest_batch  2 for a network that normalises single numbers over the batch, else 1
inline void check(const options& settings, std::size_t smallest_batch) {
    const auto require = [](bool good, const char* name, double value, const char* expected) {
        if (!good) {
            THERMOSGD_THROW(std::invalid_argument("trainer: " + std::string(name) + " = " +
                                                  std::to_string(value) + ", expected " +
                                                  expected));
        }
    };
    require(std::isfinite(settings.learning_rate) && settings.learning_rate > 0.0, "learning_rate",
            settings.learning_rate, "a finite number above 0");
    require(std::isfinite(settings.weight_decay) && settings.weight_decay >= 0.0, "weight_decay",
            settings.weight_decay, "a finite number from 0 on");
    require(settings.momentum >= 0.0 && settings.momentum < 1.0, "momentum", settings.momentum,
            "a number in [0, 1)");
    require(settings.dropout >= 0.0 && settings.dropout < 1.0, "dropout", settings.dropout,
            "a number in [0, 1)");
    require(std::isfinite(settings.batch_norm_epsilon) && settings.batch_norm_epsilon >= 0.0,
            "batch_norm_epsilon", settings.batch_norm_epsilon, "a finite number from 0 on");
    require(settings.batch_size >= smallest_batch, "batch_size",
            static_cast<double>(settings.batch_size),
            smallest_batch == 1 ? "at least 1" : "at least 2, since one sample has no variance");
}

}  // namespace cnn
