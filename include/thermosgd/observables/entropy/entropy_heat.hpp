// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Entropy from the heat balance of the evolution field: what friction has dissipated.
///
/// The evolution field of H = K + V + γS moves S by S' = p·∂K/∂p = 2K and conserves H, so that γS
/// is the energy K + V that has been lost: heat. γ and T are independent, and the entropy is Q/T.
/// S itself is an action (energy times time). All this is cumulative: it counts what left the
/// system since the start, and says nothing about how spread out positions or velocities are.
///
/// K in units of the loss needs m = Δt²/(2η), see mass_from_learning_rate(), and T is the physical
/// one. γ is 2/Δt for plain SGD: with that mass a step is one Verlet step from rest, K of the mean
/// velocity is a quarter of the energy 4K = η|g|² with which it ends, and the reset takes that all.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/observables/temperature/velocity.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// What has been dissipated since the start of a window.
struct heat_balance {
    estimate action;   ///< S(t) − S(0) = ∫2K dt of the evolution field [loss·time]
    estimate heat;     ///< Q = γ(S − S(0)) = E(0) − E(t) [loss]
    estimate entropy;  ///< Q/T [k_B]

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(action, heat, entropy);
    }
};

/// The heat and entropy that a window has dissipated at its mean kinetic energy.
/// \f[ S(t) - S(0) = 2\langle K\rangle t, \quad Q = \gamma S, \quad \Delta S_{th} = Q/T \f]
/// \param mean_kinetic_energy ⟨K⟩ over the window, by mean_estimate() [loss]
/// \param duration    t of the window [time], > 0
/// \param friction    γ [1/time], > 0
/// \param temperature T, physical, of the bath that takes the heat [loss/k_B], > 0
/// \return the three with the error of ⟨K⟩: that of the expected dissipation. The sum over a window
///         seen at every step is exact for that window; T counts as known
/// \throws std::invalid_argument for numbers that are not positive   \cost O(1)
/// \see Simoes, de León, Lainz and Martín de Diego 2020 (the evolution field)
[[nodiscard]] inline heat_balance heat_entropy(const estimate& mean_kinetic_energy, double duration,
                                               double friction, double temperature) {
    require_positive("heat_entropy", "duration", duration);
    require_positive("heat_entropy", "friction", friction);
    require_positive("heat_entropy", "temperature", temperature);
    const auto times = [&](double factor) {
        estimate e = mean_kinetic_energy;
        e.value *= factor;
        e.error *= factor;
        return e;
    };
    return {times(2 * duration), times(2 * duration * friction),
            times(2 * duration * friction / temperature)};
}

/// The entropy dissipated from the start up to each step of a run.
/// \f[ S_{th}(t_n) = \frac{\gamma}{T} \sum_{i \le n} 2K_i\,\Delta t \f]
/// K of a displacement is that of the middle of its step: the sum is the midpoint rule, of second
/// order in Δt. It never falls (second law).
/// \param kinetic_energy K_i of each step, none left out [loss]
/// \param timestep    Δt [time], > 0   \param friction    γ [1/time], > 0
/// \param temperature T, physical [loss/k_B], > 0
/// \return one number per step [k_B]; NaN from the first K on that is not finite, since what was
///         dissipated there is not known
/// \throws std::invalid_argument for numbers that are not positive
/// \cost O(n), allocates the result
[[nodiscard]] inline std::vector<double> heat_entropy_series(std::span<const double> kinetic_energy,
                                                             double timestep, double friction,
                                                             double temperature) {
    require_positive("heat_entropy_series", "timestep", timestep);
    require_positive("heat_entropy_series", "friction", friction);
    require_positive("heat_entropy_series", "temperature", temperature);
    const double factor = 2 * timestep * friction / temperature;
    std::vector<double> entropy;
    entropy.reserve(kinetic_energy.size());
    double sum = 0;
    bool known = true;
    for (const double& k : kinetic_energy) {
        known = known && is_finite(k);
        sum += known ? k : 0.0;
        entropy.push_back(known ? factor * sum : not_available);
    }
    return entropy;
}

}  // namespace THERMOSGD_NAMESPACE
