// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Temperatures that need the gradient: of its fluctuations, and of the virial theorem. Beside the
/// kinetic temperature they tell whether a run is in equilibrium.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// Masses and conventions of a temperature; the defaults are those of the paper.
struct temperature_units {
    double mass = 1.0;      ///< m [loss·time²/theta²]; mass_from_learning_rate() makes K a loss
    double timestep = 1.0;  ///< Δt [time]
    temperature_convention convention = temperature_convention::paper;  ///< c is 1 or 2
    double boltzmann = 1.0;  ///< k_B [loss per temperature]
};

namespace detail {

inline void check_momentum(const char* function, double momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
        THERMOSGD_THROW(std::invalid_argument(std::string(function) +
                                              ": momentum_coefficient = " + number_text(momentum) +
                                              ", expected 0 <= momentum_coefficient < 1"));
    }
}

}  // namespace detail

/// The temperature that the fluctuations of the minibatch gradient sustain.
/// \f[ T = \frac{c}{k_B d}\,\frac{m\eta^2}{2\,\Delta t^2}\,\frac{\langle|g|^2\rangle}{1-\mu^2} \f]
/// With m = Δt = 1, μ = 0 and the paper's c it is ½η²⟨g²⟩ per parameter.
///
/// Plain SGD: give ⟨|g|²⟩ of the gradients that were used, weight decay included, and T is the
/// kinetic temperature itself, step by step. Or give the variance of the noise alone, tr Σ/B by
/// gradient_noise() for batches of B samples: T then is what noise sustains, below the kinetic
/// temperature by the factor 1 − ηh/(2(1 + μ)) for a mode of curvature h, and by what a drift adds.
/// With momentum give the variance: gradients of successive steps are correlated by the motion, and
/// their mean square counts that twice.
/// \param mean_square_gradient ⟨|g|²⟩ or its variance, summed over the group [loss²/theta²]
/// \param learning_rate        η [theta²/loss], > 0
/// \param degrees_of_freedom   d [1]
/// \param momentum_coefficient μ in [0, 1), heavy ball [1]
/// \param units                m, Δt, c and k_B
/// \return T with the error of the mean given [loss/k_B]; NaN if d == 0
/// \throws std::invalid_argument for η, m, Δt or μ out of range   \cost O(1)
[[nodiscard]] inline estimate gradient_temperature(const estimate& mean_square_gradient,
                                                   double learning_rate,
                                                   std::size_t degrees_of_freedom,
                                                   double momentum_coefficient = 0.0,
                                                   const temperature_units& units = {}) {
    require_positive("gradient_temperature", "learning_rate", learning_rate);
    require_positive("gradient_temperature", "mass", units.mass);
    require_positive("gradient_temperature", "timestep", units.timestep);
    require_positive("gradient_temperature", "boltzmann", units.boltzmann);
    detail::check_momentum("gradient_temperature", momentum_coefficient);
    const double speed = learning_rate / units.timestep;
    const double per_square_gradient =
        0.5 * units.mass * speed * speed / (1 - momentum_coefficient * momentum_coefficient);
    return equipartition_temperature(detail::scaled(mean_square_gradient, per_square_gradient),
                                     degrees_of_freedom, units.convention, units.boltzmann);
}

/// The virial temperature: the force times the distance from where it pulls to.
/// \f[ T = \frac{c}{2}\,\frac{\langle\theta\cdot\nabla L\rangle}{k_B d} \f]
/// The physical one (c = 2) of a Gibbs state, in units of the loss. Plain SGD with m = Δt²/(2η) has
/// exactly this kinetic temperature in any stationary state; heavy ball has 1/(1 + μ) of it, see
/// virial_ratio(). θ may be measured from any fixed point: for the minibatch gradient of a
/// stationary state ⟨g⟩ = 0.
/// \param mean_theta_dot_gradient ⟨θ·g⟩, θ before the step, g with weight decay [loss]
/// \param degrees_of_freedom      d [1]
/// \param convention c; the paper's is half the physical one   \param boltzmann k_B, > 0
/// \return T with the error of the mean given [loss/k_B]; NaN if d == 0
/// \throws std::invalid_argument for k_B   \cost O(1)
[[nodiscard]] inline estimate virial_temperature(
    const estimate& mean_theta_dot_gradient, std::size_t degrees_of_freedom,
    temperature_convention convention = temperature_convention::physical, double boltzmann = 1.0) {
    require_positive("virial_temperature", "boltzmann", boltzmann);
    return equipartition_temperature(detail::scaled(mean_theta_dot_gradient, 0.5),
                                     degrees_of_freedom, convention, boltzmann);
}

/// The kinetic temperature, with m = Δt²/(2η), over the virial one.
/// \f[ \frac{T_{kin}}{T_{vir}} = \frac{\langle|\Delta\theta|^2\rangle}
///         {2\eta\,\langle\theta\cdot g\rangle} \to \frac1{1+\mu} \f]
/// Its product with 1 + μ is fluctuation_dissipation_ratio(), 1 in every stationary state.
/// \param mean_square_displacement ⟨|Δθ|²⟩, summed over the group [theta²]
/// \param learning_rate            η [theta²/loss]
/// \param theta_dot_gradient       ⟨θ·g⟩ [loss]
/// \return the ratio [1]   \cost O(1), noexcept
[[nodiscard]] constexpr double virial_ratio(double mean_square_displacement, double learning_rate,
                                            double theta_dot_gradient) noexcept {
    return mean_square_displacement / (2 * learning_rate * theta_dot_gradient);
}

}  // namespace THERMOSGD_NAMESPACE
