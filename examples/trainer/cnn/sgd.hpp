// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Stochastic gradient descent with weight decay and momentum.

#include <cstddef>
#include <cstdint>
#include <span>

namespace cnn {

/// Settings of one step of SGD.
struct sgd_settings {
    double learning_rate = 1e-2;  ///< η
    double weight_decay = 0.0;    ///< λ, of the penalty ½λ|θ|² on all parameters
    double momentum = 0.0;        ///< μ of the heavy ball
};

/// One step, in PyTorch's form: b ← μ·b + (g + λθ), b = g + λθ at the first step; θ ← θ − η·b.
///
/// \param buffer  b, as many scalars as parameters; not touched where μ = 0
/// \cost one pass, no allocation
template <class T>
void sgd_step(std::span<T> parameters, std::span<const T> gradient, std::span<T> buffer, bool first,
              const sgd_settings& settings) {
    const auto rate = static_cast<T>(settings.learning_rate);
    const auto decay = static_cast<T>(settings.weight_decay);
    const auto friction = static_cast<T>(first ? 0.0 : settings.momentum);
    T* theta = parameters.data();
    const T* g = gradient.data();
    if (settings.momentum == 0.0) {
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            theta[i] -= rate * (g[i] + decay * theta[i]);
        }
        return;
    }
    T* b = buffer.data();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        b[i] = friction * b[i] + (g[i] + decay * theta[i]);
        theta[i] -= rate * b[i];
    }
}

}  // namespace cnn
