// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Kinetic energies K(p) of dynamics: quadratic with one mass or many, and relativistic.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// Throws unless a parameter is positive and finite.
inline void check_positive(const char* function, const char* argument, const double& value) {
    if (!(value > 0.0) || !is_finite(value)) {
        THERMOSGD_THROW(std::invalid_argument(std::string(function) + ": " + argument + " = " +
                                              number_text(value) + ", expected > 0"));
    }
}

}  // namespace detail

/// K = |p|²/(2m), one mass for all.
struct uniform_mass {
    double mass = 1.0;  ///< m, > 0 [loss·time²/theta²]

    /// 1/m as the drift needs it. \cost O(1)
    [[nodiscard]] double inverse(std::size_t /*i*/) const noexcept { return 1.0 / mass; }

    /// \throws std::invalid_argument unless m > 0
    void validate(std::size_t /*size*/) const {
        detail::check_positive("uniform_mass", "mass", mass);
    }
};

/// K = Σ pᵢ²/(2mᵢ), a mass for every parameter.
struct parameter_masses {
    std::vector<double> inverse_masses;  ///< 1/mᵢ, all > 0 [theta²/(loss·time²)]

    /// 1/mᵢ. \cost O(1)
    [[nodiscard]] double inverse(std::size_t i) const noexcept { return inverse_masses[i]; }

    /// \throws std::invalid_argument for a mass that is not positive; layout_error for another
    ///         number of them than of parameters
    void validate(std::size_t size) const {
        if (inverse_masses.size() != size) {
            THERMOSGD_THROW(
                layout_error("parameter_masses: " + std::to_string(inverse_masses.size()) +
                             " masses, expected " + std::to_string(size)));
        }
        for (const double w : inverse_masses) {
            detail::check_positive("parameter_masses", "1/mass", w);
        }
    }
};

/// Masses as they are given to a Hamiltonian: mᵢ. \return K = Σ pᵢ²/(2mᵢ) \cost one array
[[nodiscard]] inline parameter_masses masses(std::vector<double> m) {
    for (double& mass : m) {
        detail::check_positive("masses", "mass", mass);
        mass = 1.0 / mass;
    }
    return {std::move(m)};
}

/// K = c√(|p|² + m²c²) − mc², which bounds the speed by c.
/// \see França, Jordan and Vidal 2021 (dissipative relativistic systems as optimisers)
struct relativistic {
    double mass = 1.0;   ///< m, > 0 [loss·time²/theta²]
    double speed = 1.0;  ///< c, > 0 [theta/time]

    /// \throws std::invalid_argument unless m > 0 and c > 0
    void validate(std::size_t /*size*/) const {
        detail::check_positive("relativistic", "mass", mass);
        detail::check_positive("relativistic", "speed", speed);
    }

    /// κ in ∂K/∂p = κp for |p|²: κ = c/√(|p|² + m²c²). \cost O(1)
    [[nodiscard]] double velocity_factor(double squared_momentum) const noexcept {
        return speed / std::sqrt(squared_momentum + mass * mass * speed * speed);
    }

    /// K for |p|², free of cancellation at small momenta. \cost O(1)
    [[nodiscard]] double energy(double squared_momentum) const noexcept {
        const double rest = mass * speed;
        return speed * squared_momentum / (std::sqrt(squared_momentum + rest * rest) + rest);
    }
};

/// A kinetic energy that is quadratic: its flow is linear in p.
template <class K>
concept quadratic_kinetic_energy = requires(const K& k, std::size_t i) {
    { k.inverse(i) } -> std::convertible_to<double>;
    k.validate(i);
};

/// A kinetic energy of |p|² alone: velocity_factor and energy.
template <class K>
concept isotropic_kinetic_energy = requires(const K& k, double p2) {
    { k.velocity_factor(p2) } -> std::convertible_to<double>;
    { k.energy(p2) } -> std::convertible_to<double>;
    k.validate(std::size_t{});
};

/// Either of them.
template <class K>
concept kinetic_energy_of_momentum = quadratic_kinetic_energy<K> || isotropic_kinetic_energy<K>;

}  // namespace THERMOSGD_NAMESPACE
