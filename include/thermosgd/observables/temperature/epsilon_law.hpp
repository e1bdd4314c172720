// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How far ε of batch normalisation moves the law of the weights before it.
///
/// Scaling the weights w of one output by α scales its normalised value by α only through ε:
/// w·∂L/∂w = ε/(σ² + ε) γ ∂L/∂γ, output by output. At stationarity
/// \f[ \frac{\langle|\Delta\theta|^2\rangle}{2\eta\lambda\langle|\theta|^2\rangle}
///     = 1 + \frac{\sum_c \langle \frac{\varepsilon}{\sigma_c^2 + \varepsilon}
///       \gamma_c \partial L/\partial\gamma_c \rangle}{\lambda\langle|\theta|^2\rangle} \f]
/// which has no free parameter.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// What ε does to one batch normalisation in one step.
struct epsilon_effect {
    double share = 0.0;  ///< mean of ε/(σ² + ε) over outputs, 0 where ε does not matter [1]
    double pull = 0.0;   ///< θ·∂L/∂θ of the weights before it, summed over outputs [loss]
};

/// The share of ε in the variance that an output is divided by.
/// \f[ \varepsilon/(\sigma^2 + \varepsilon) \f]
/// \param epsilon  ε, ≥ 0 [variance of the pre-activation]
/// \param inverse_deviation  (σ² + ε)^(−1/2), as a normalisation has at hand
/// \return the share, 0 to 1 [1]      \cost O(1), noexcept
[[nodiscard]] constexpr double epsilon_share(double epsilon, double inverse_deviation) noexcept {
    return epsilon * inverse_deviation * inverse_deviation;
}

/// What ε does in one step, from what the normalisation and the trainer know.
/// \f[ \theta\cdot\frac{\partial L}{\partial\theta} = \sum_c
///     \frac{\varepsilon}{\sigma_c^2 + \varepsilon} \gamma_c \frac{\partial L}{\partial\gamma_c}
/// \f]
/// \param epsilon            ε of the normalisation, ≥ 0
/// \param inverse_deviation  (σ_c² + ε)^(−1/2) of each output in the minibatch
/// \param gamma              γ_c before the step [1]
/// \param gamma_gradient     ∂L/∂γ_c of the minibatch, without weight decay [loss]
/// \return share and pull; both 0 without outputs
/// \throws layout_error if the three are not of one size      \cost O(outputs), no allocation
template <computing_scalar T>
[[nodiscard]] epsilon_effect epsilon_effect_of_step(double epsilon,
                                                    std::span<const T> inverse_deviation,
                                                    std::span<const T> gamma,
                                                    std::span<const T> gamma_gradient) {
    const std::size_t outputs = inverse_deviation.size();
    if (gamma.size() != outputs || gamma_gradient.size() != outputs) {
        THERMOSGD_THROW(layout_error("epsilon_effect_of_step: " + std::to_string(gamma.size()) +
                                     " gamma and " + std::to_string(gamma_gradient.size()) +
                                     " gradients, expected " + std::to_string(outputs) +
                                     ", one for each deviation"));
    }
    epsilon_effect all;
    for (std::size_t c = 0; c < outputs; ++c) {
        const double share = epsilon_share(epsilon, inverse_deviation[c]);
        all.share += share;
        all.pull += share * gamma[c] * gamma_gradient[c];
    }
    if (outputs > 0) {
        all.share /= static_cast<double>(outputs);
    }
    return all;
}

/// The value of weight_decay_ratio() that ε makes, where it would be 1 without.
/// \f[ 1 + \frac{\langle\theta\cdot\partial L/\partial\theta\rangle}
///              {\lambda\langle|\theta|^2\rangle} \f]
/// \param pull   mean of epsilon_effect::pull over the run [loss]
/// \param decay  λ⟨|θ|²⟩ of the weights before the normalisation [loss]
/// \return the ratio with the error of the pull [1]; NaN unless decay > 0      \cost O(1)
[[nodiscard]] inline estimate epsilon_law(const estimate& pull, double decay) {
    if (!(decay > 0.0)) {
        return {};
    }
    estimate law = pull;
    law.value = 1.0 + pull.value / decay;
    law.error = pull.error / decay;
    return law;
}

}  // namespace THERMOSGD_NAMESPACE
