// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The settings of a training run and their ranges.

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "data_order.hpp"
#include "layer.hpp"
#include "learning_rate_schedule.hpp"
#include "optimiser_options.hpp"

namespace cnn {

/// Settings of a training run.
struct options {
    double learning_rate = 1e-2;          ///< η > 0, the highest of the schedule
    double weight_decay = 0.0;            ///< λ ≥ 0, of all parameters
    double momentum = 0.0;                ///< μ in [0, 1), of SGD and Nesterov
    double dropout = 0.0;                 ///< probability in [0, 1)
    std::size_t batch_size = 32;          ///< B
    std::uint64_t seed = 1;               ///< of initialisation, data order and dropout
    sampling order = sampling::shuffled;  ///< how batches are drawn
    /// ε ≥ 0 of batch normalisation, added to the variance; at 0 a channel that is the same number
    /// in the whole batch becomes NaN
    double batch_norm_epsilon = default_batch_norm_epsilon;
    bool decay_batch_norm = true;  ///< λ acts on scale and shift of batch normalisation, too
    bool decay_biases = true;      ///< λ acts on biases of convolutions and linear layers, too
    cnn::optimiser optimiser = cnn::optimiser::sgd;  ///< what becomes of the gradient
    double beta1 = 0.9;                              ///< β₁ in [0, 1), of Adam and AdamW
    double beta2 = 0.999;                            ///< β₂ in [0, 1), of Adam and AdamW
    double adam_epsilon = 1e-8;                      ///< ε ≥ 0, of Adam and AdamW
    learning_rate_schedule schedule{};               ///< of η
};

/// The optimiser of a training run and its constants, η the highest of the schedule.
[[nodiscard]] constexpr optimiser_options optimiser_of(const options& settings) {
    return {.kind = settings.optimiser,
            .learning_rate = settings.learning_rate,
            .weight_decay = settings.weight_decay,
            .momentum = settings.momentum,
            .beta1 = settings.beta1,
            .beta2 = settings.beta2,
            .epsilon = settings.adam_epsilon};
}

/// Throws std::invalid_argument, naming option, value and range, where a setting is out of its
/// range.
///
/// \param smallest_batch  2 for a network that normalises single numbers over the batch, else 1
inline void check(const options& settings, std::size_t smallest_batch) {
    using detail::refuse_unless;
    check(optimiser_of(settings));
    check(settings.schedule);
    refuse_unless(settings.dropout >= 0.0 && settings.dropout < 1.0, "dropout", settings.dropout,
                  "a number in [0, 1)");
    refuse_unless(std::isfinite(settings.batch_norm_epsilon) && settings.batch_norm_epsilon >= 0.0,
                  "batch_norm_epsilon", settings.batch_norm_epsilon, "a finite number from 0 on");
    refuse_unless(
        settings.batch_size >= smallest_batch, "batch_size",
        static_cast<double>(settings.batch_size),
        smallest_batch == 1 ? "at least 1" : "at least 2, since one sample has no variance");
}

}  // namespace cnn
