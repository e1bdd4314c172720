// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Temperatures: of one instant, and by equipartition over time.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/observables/temperature/kinetic_energy.hpp>
#include <thermosgd/observables/temperature/velocity.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <cstddef>

namespace THERMOSGD_NAMESPACE {

/// How much kinetic energy a degree of freedom holds at temperature T.
enum class temperature_convention {
    paper,    ///< K/d = k_B T: T = ⟨K⟩/(k_B d), Fioresi et al. 2021
    physical  ///< K/d = ½ k_B T: T = 2⟨K⟩/(k_B d), statistical mechanics
};

/// The name that reports print: "T = <K>/(kB d)" or "T = 2<K>/(kB d)". \cost O(1)
[[nodiscard]] constexpr const char* to_string(temperature_convention convention) noexcept {
    return convention == temperature_convention::paper ? "T = <K>/(kB d)" : "T = 2<K>/(kB d)";
}

/// The factor c of T = c·K/(k_B d): 1 or 2. \cost O(1)
[[nodiscard]] constexpr double energy_factor(temperature_convention convention) noexcept {
    return convention == temperature_convention::paper ? 1.0 : 2.0;
}

/// The mass that makes gradient descent a Newton step with the velocity reset to zero.
/// \f[ m = \frac{\Delta t^2}{2\eta} \f]   (Fioresi et al. 2021, eq. 5, which has Δt = 1)
///
/// With this mass, and only with it, K is in units of the loss.
/// \param learning_rate  η [theta²/loss], > 0      \param timestep  Δt [time], > 0
/// \return m [loss·time²/theta²]      \throws std::invalid_argument      \cost O(1)
[[nodiscard]] inline double mass_from_learning_rate(double learning_rate, double timestep = 1.0) {
    require_positive("mass_from_learning_rate", "learning_rate", learning_rate);
    require_positive("mass_from_learning_rate", "timestep", timestep);
    return timestep * timestep / (2.0 * learning_rate);
}

/// The temperature that belongs to a kinetic energy.
/// \f[ T = c\,\frac{K}{k_B d}, \quad c = 1 \text{ (paper)}, 2 \text{ (physical)} \f]
///
/// \param kinetic_energy      K of the group [loss]
/// \param degrees_of_freedom  d, stored scalars less frozen, tied and padded ones [1]
/// \param convention          c                     \param boltzmann  k_B [loss per temperature]
/// \return T [loss/k_B]; NaN if d == 0
/// \cost O(1), noexcept
[[nodiscard]] constexpr double equipartition_temperature(
    double kinetic_energy, std::size_t degrees_of_freedom,
    temperature_convention convention = temperature_convention::paper,
    double boltzmann = 1.0) noexcept {
    return degrees_of_freedom == 0 ? not_available
                                   : energy_factor(convention) * kinetic_energy /
                                         (boltzmann * static_cast<double>(degrees_of_freedom));
}

/// The temperature that belongs to a time average of kinetic energy, its error bar with it.
///
/// \param mean_kinetic_energy  ⟨K⟩ over a stationary window [loss]
/// \return T = c⟨K⟩/(k_B d) [loss/k_B]; NaN and unknown if d == 0      \cost O(1)
[[nodiscard]] inline estimate equipartition_temperature(
    estimate mean_kinetic_energy, std::size_t degrees_of_freedom,
    temperature_convention convention = temperature_convention::paper, double boltzmann = 1.0) {
    if (degrees_of_freedom == 0) {
        return {};
    }
    estimate t = mean_kinetic_energy;
    t.value = equipartition_temperature(t.value, degrees_of_freedom, convention, boltzmann);
    t.error = equipartition_temperature(t.error, degrees_of_freedom, convention, boltzmann);
    return t;
}

/// The temperature of one instant, 𝒯 = cK/(k_B d) with K = ½ m Σv²; T is its average over time.
/// (Fioresi et al. 2021, §2)
///
/// \param velocities  shape any [theta/time]
/// \param mass        one for all (double), one per parameter (any parameters), or group_masses
/// \return 𝒯 [loss/k_B]; NaN for no parameters, or if a velocity is not finite
/// \throws layout_error if masses and velocities do not pair up
/// \cost one read; no allocation with one mass
template <parameter_argument P, class Mass = double>
[[nodiscard]] double instantaneous_temperature(
    const P& velocities, const Mass& mass = 1.0,
    temperature_convention convention = temperature_convention::paper, double boltzmann = 1.0) {
    return equipartition_temperature(kinetic_energy(velocities, mass), parameter_count(velocities),
                                     convention, boltzmann);
}

}  // namespace THERMOSGD_NAMESPACE
