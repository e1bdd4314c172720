// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How packages write SGD with momentum, and each in the form v ← μv − η∇V, x ← x + v.

#include <thermosgd/dynamics/optimiser_equivalence.hpp>

namespace THERMOSGD_NAMESPACE {

/// PyTorch: buffer ← μ·buffer + (1 − dampening)·g, x ← x − lr·buffer.
///
/// Its very first step has no dampening: it sets buffer = g. When lr changes, the displacement
/// −lr·buffer changes with it by the ratio lr′/lr.
struct pytorch_momentum {
    double learning_rate = 0.0;         ///< lr [theta²/loss]
    double momentum_coefficient = 0.0;  ///< μ [1]
    double dampening = 0.0;             ///< [1]

    /// η = lr (1 − dampening). \cost O(1)
    [[nodiscard]] constexpr heavy_ball as_heavy_ball() const noexcept {
        return {learning_rate * (1.0 - dampening), momentum_coefficient};
    }

    /// v per buffer: −lr. \cost O(1)
    [[nodiscard]] constexpr double velocity_per_buffer() const noexcept { return -learning_rate; }
};

/// ensmallen (and Sutskever): velocity ← μ·velocity − step·g, x ← x + velocity.
///
/// When the step changes, the velocity stays. Physical continuity of p needs v ← v h′/h, which
/// neither convention does: contact_splitting::set_step() offers both.
struct ensmallen_momentum {
    double step_size = 0.0;             ///< [theta²/loss]
    double momentum_coefficient = 0.5;  ///< μ [1]

    /// η = step. \cost O(1)
    [[nodiscard]] constexpr heavy_ball as_heavy_ball() const noexcept {
        return {step_size, momentum_coefficient};
    }

    /// v per buffer: 1. \cost O(1)
    [[nodiscard]] static constexpr double velocity_per_buffer() noexcept { return 1.0; }
};

/// Exponential moving average: buffer ← μ·buffer + (1 − μ)·g, x ← x − lr·buffer.
struct averaged_momentum {
    double learning_rate = 0.0;         ///< lr [theta²/loss]
    double momentum_coefficient = 0.0;  ///< μ [1]

    /// η = lr (1 − μ). \cost O(1)
    [[nodiscard]] constexpr heavy_ball as_heavy_ball() const noexcept {
        return {learning_rate * (1.0 - momentum_coefficient), momentum_coefficient};
    }

    /// v per buffer: −lr. \cost O(1)
    [[nodiscard]] constexpr double velocity_per_buffer() const noexcept { return -learning_rate; }
};

}  // namespace THERMOSGD_NAMESPACE
