// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Softmax and cross-entropy: loss, hits and gradient of one block.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "simd.hpp"

namespace cnn {

/// What one or several samples scored.
struct score {
    double loss = 0.0;        ///< sum of −log p(label) over samples
    std::size_t correct = 0;  ///< samples whose greatest logit is the label's

    score& operator+=(const score& other) {
        loss += other.loss;
        correct += other.correct;
        return *this;
    }
};

/// Cross-entropy of softmax(logits) with the labels, and the gradient in the place of the logits.
///
///     loss = log Σ_c exp(z_c) − z_label,     ∂/∂z_c = scale · (softmax(z)_c − [c = label])
///
/// \param logits  [Classes][lanes], overwritten by the gradient; 0 in lanes without a sample
/// \param labels  one per live lane, each below Classes     \param scale  1/(batch size)
/// \cost Classes exponentials per lane, no allocation
template <std::size_t Classes, class T>
score cross_entropy(T* logits, std::span<const std::uint8_t> labels, T scale) {
    score result;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        T* z = logits + lane;
        if (lane >= labels.size()) {
            for (std::size_t c = 0; c < Classes; ++c) {
                z[c * lanes] = T{0};
            }
            continue;
        }
        std::size_t best = 0;
        for (std::size_t c = 1; c < Classes; ++c) {
            best = z[c * lanes] > z[best * lanes] ? c : best;
        }
        const T greatest = z[best * lanes];
        const std::size_t label = labels[lane];
        const T at_label = z[label * lanes] - greatest;
        T sum = 0;
        for (std::size_t c = 0; c < Classes; ++c) {
            z[c * lanes] = std::exp(z[c * lanes] - greatest);
            sum += z[c * lanes];
        }
        for (std::size_t c = 0; c < Classes; ++c) {
            z[c * lanes] *= scale / sum;
        }
        z[label * lanes] -= scale;
        result.loss += static_cast<double>(std::log(sum)) - static_cast<double>(at_label);
        result.correct += best == label ? 1 : 0;
    }
    return result;
}

}  // namespace cnn
