// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Stochastic gradient descent with weight decay and momentum, heavy ball or Nesterov's.

#include <cstddef>
#include <cstdint>
#include <span>

namespace cnn {

/// Settings of one step of SGD.
struct sgd_settings {
    double learning_rate = 1e-2;  ///< η
    double weight_decay = 0.0;    ///< λ, of the penalty ½λ|θ|² on all parameters
    double momentum = 0.0;        ///< μ
    bool nesterov = false;        ///< the step looks ahead by μ·b
};

/// One step, in PyTorch's form: with g + λθ for g, b ← μ·b + g (b = g at the first step) and
/// θ ← θ − η·b, or θ ← θ − η(g + μ·b) with Nesterov's momentum.
///
/// \param buffer  b, as many scalars as parameters; not touched where μ = 0
/// \cost one pass, no allocation
/// \see Sutskever, Martens, Dahl and Hinton (2013), whose Nesterov step is this one at the point
///      ahead, θ − ημb
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
    if (settings.nesterov) {
        const auto ahead = static_cast<T>(settings.momentum);
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            const T pull = g[i] + decay * theta[i];
            b[i] = friction * b[i] + pull;
            theta[i] -= rate * (pull + ahead * b[i]);
        }
        return;
    }
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        b[i] = friction * b[i] + (g[i] + decay * theta[i]);
        theta[i] -= rate * b[i];
    }
}

}  // namespace cnn
