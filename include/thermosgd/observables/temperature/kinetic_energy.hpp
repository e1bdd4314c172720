// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Kinetic energy of parameters, with one mass for all, one per group, or one per parameter.

#include <thermosgd/core/displacement_sums.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// One mass for each buffer of a range of buffers.
struct group_masses {
    std::span<const double> values;  ///< one per buffer, in order [loss·time²/theta²]
};

/// The kinetic energy of a group whose parameters share one mass.
/// \f[ K = \tfrac12 m \sum_k v_k^2 \f]   (Fioresi et al. 2021, §2)
///
/// \param velocities  shape any [theta/time]      \param mass  m [loss·time²/theta²]
/// \return K [loss]; 0 for no parameters, NaN or infinite if a velocity is
/// \cost one read; no allocation
template <parameter_argument P>
[[nodiscard]] double kinetic_energy(const P& velocities, double mass = 1.0) {
    return 0.5 * mass * displacement_sums(velocities).v2;
}

/// The kinetic energy with one mass per parameter, K = Σ ½ m_k v_k².
///
/// \param velocities  shape any [theta/time]
/// \param masses      as many, paired in storage order [loss·time²/theta²]
/// \return K [loss]      \throws layout_error if the two do not pair up
/// \cost one read of each
template <parameter_argument P, parameters M>
[[nodiscard]] double kinetic_energy(const P& velocities, const M& masses) {
    return 0.5 * displacement_sums(velocities, masses).mv2;
}

/// The kinetic energy of a range of buffers with one mass per buffer, K = Σ_g ½ m_g Σ v².
///
/// \param velocities  a range of buffers [theta/time]      \param masses  one per buffer
/// \return K [loss]      \throws layout_error if there are not as many masses as buffers
/// \cost one read; no allocation
template <parameter_argument P>
    requires(!buffer<P>)
[[nodiscard]] double kinetic_energy(const P& velocities, group_masses masses) {
    std::size_t group = 0;
    double energy = 0.0;
    for (const auto& v : velocities) {
        if (group < masses.values.size()) {
            energy += kinetic_energy(v, masses.values[group]);
        }
        ++group;
    }
    if (group != masses.values.size()) {
        THERMOSGD_THROW(layout_error("kinetic_energy: " + std::to_string(masses.values.size()) +
                                     " masses, expected one for each of " + std::to_string(group) +
                                     " buffers"));
    }
    return energy;
}

}  // namespace THERMOSGD_NAMESPACE
