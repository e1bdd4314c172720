// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Laws of the stationary state without a free parameter: ratios that must be 1.
///
/// They follow from stationarity of ⟨|θ|²⟩ alone, for any loss, noise and sampler, and for heavy
/// ball momentum θ' = θ + Δ', Δ' = μΔ − η(∇L + λθ) in PyTorch's form (μ = 0: plain SGD; not
/// Nesterov, not Adam). They do not depend on mass, timestep or temperature convention. A ratio
/// that is 1 within its error says that the run is in equilibrium and that η, μ and λ are what the
/// optimiser really used.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/jackknife.hpp>

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// The kinetic energy over what the gradient takes out.
/// \f[ \frac{(1+\mu)\,\langle|\Delta\theta|^2\rangle}
///          {2\eta\,\langle\theta\cdot g\rangle} = 1 \f]   (Yaida 2019, first relation)
///
/// \param mean_square_displacement  ⟨|Δθ|²⟩ of one step, summed over the group [theta²]
/// \param learning_rate             η [theta²/loss]
/// \param theta_dot_gradient        ⟨θ·g⟩, θ before the step, g with weight decay [loss]
/// \param momentum_coefficient      μ in [0, 1) [1]
/// \return the ratio [1]; 1 in a stationary state      \cost O(1), noexcept
[[nodiscard]] constexpr double fluctuation_dissipation_ratio(
    double mean_square_displacement, double learning_rate, double theta_dot_gradient,
    double momentum_coefficient = 0.0) noexcept {
    return (1.0 + momentum_coefficient) * mean_square_displacement /
           (2.0 * learning_rate * theta_dot_gradient);
}

/// The same ratio with its error bar, from the batches of a run whose gradients are at hand.
///
/// \param store               both averages on one clock
/// \param displacement        column of |Δθ|² [theta²]
/// \param theta_dot_gradient  column of θ·g, θ before the step, g with weight decay [loss]
/// \param learning_rate       η [theta²/loss], > 0     \param momentum_coefficient  μ in [0, 1) [1]
/// \param first_batch         first batch to use [batch]
/// \return the ratio [1] by jackknife_ratio(): what the two averages share is in its error; unknown
///         where ⟨θ·g⟩ may be 0
/// \throws std::invalid_argument for η, μ, a column or a batch out of range
/// \cost that of two jackknife()
[[nodiscard]] inline estimate fluctuation_dissipation_ratio(
    const batch_store& store, std::size_t displacement, std::size_t theta_dot_gradient,
    double learning_rate, double momentum_coefficient = 0.0, std::size_t first_batch = 0) {
    if (!(learning_rate > 0) || !is_finite(learning_rate) ||
        !(momentum_coefficient >= 0 && momentum_coefficient < 1)) {
        THERMOSGD_THROW(std::invalid_argument(
            "fluctuation_dissipation_ratio: learning_rate = " + detail::number_text(learning_rate) +
            ", momentum_coefficient = " + detail::number_text(momentum_coefficient) +
            ", expected a positive finite number and one in [0, 1)"));
    }
    return jackknife_ratio(
        store, {displacement, theta_dot_gradient},
        [&](std::span<const double> mean) { return (1 + momentum_coefficient) * mean[0]; },
        [&](std::span<const double> mean) { return 2 * learning_rate * mean[1]; }, first_batch);
}

/// What leaves |θ|² per step on the way towards 0: 2(μV − (1 − μ)X), V and X as below [theta²].
/// \cost O(1), noexcept
[[nodiscard]] constexpr double norm_loss(double mean_square_displacement,
                                         double mean_position_displacement,
                                         double momentum_coefficient = 0.0) noexcept {
    return 2.0 * (momentum_coefficient * mean_square_displacement -
                  (1.0 - momentum_coefficient) * mean_position_displacement);
}

/// The same ratio from displacements alone, the gradient being η g = μΔ − Δ'.
/// \f[ \frac{(1+\mu)V}{2(\mu V - (1-\mu)X)}, \quad
///     V = \langle|\Delta\theta|^2\rangle,\; X = \langle\theta\cdot\Delta\theta\rangle \f]
///
/// Since |θ'|² − |θ|² = 2θ·Δθ + |Δθ|², it departs from 1 only by the drift of the norm over the
/// window: it tests stationarity, not the learning rate.
/// \param mean_square_displacement   V, summed over the group [theta²]
/// \param mean_position_displacement X = ⟨θ·Δθ⟩, θ before the step [theta²]
/// \param momentum_coefficient       μ in [0, 1) [1]
/// \return the ratio [1]; 1 in a stationary state      \cost O(1), noexcept
[[nodiscard]] constexpr double norm_balance_ratio(double mean_square_displacement,
                                                  double mean_position_displacement,
                                                  double momentum_coefficient = 0.0) noexcept {
    return (1.0 + momentum_coefficient) * mean_square_displacement /
           norm_loss(mean_square_displacement, mean_position_displacement, momentum_coefficient);
}

/// The kinetic energy over what weight decay takes out, where the loss does not feel the norm.
/// \f[ \frac{(1+\mu)\,\langle|\Delta\theta|^2\rangle}
///          {2\eta\lambda\,\langle|\theta|^2\rangle} = 1 \f]
///
/// For weights whose pre-activations are batch-normalised θ·∇L = 0 per filter, so that
/// T = ηλ⟨θ²⟩ in the paper's convention with m = Δt = 1: the temperature is the weight norm
/// (rotational equilibrium; Wan et al. 2020, Kosson et al. 2023). The ratio falls below 1 where the
/// normalisation's eps is not small against the variance of the pre-activation: the loss then pulls
/// on the norm as well. It is above 1 while the norm still grows.
///
/// \param mean_square_displacement  ⟨|Δθ|²⟩ of one step, summed over the group [theta²]
/// \param learning_rate             η [theta²/loss]
/// \param weight_decay              λ of g + λθ [loss/theta²]
/// \param mean_square_position      ⟨|θ|²⟩ before the step, summed over the group [theta²]
/// \param momentum_coefficient      μ in [0, 1) [1]
/// \return the ratio [1]; NaN for λ = 0: the norm then has no stationary state
/// \cost O(1), noexcept
[[nodiscard]] constexpr double weight_decay_ratio(double mean_square_displacement,
                                                  double learning_rate, double weight_decay,
                                                  double mean_square_position,
                                                  double momentum_coefficient = 0.0) noexcept {
    const double dissipated = 2.0 * learning_rate * weight_decay * mean_square_position;
    return dissipated > 0.0 ? (1.0 + momentum_coefficient) * mean_square_displacement / dissipated
                            : not_available;
}

}  // namespace THERMOSGD_NAMESPACE
