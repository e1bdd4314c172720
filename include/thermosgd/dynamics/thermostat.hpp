// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Thermostats that multiply all momenta by one number: zero temperature, velocity rescale,
/// Berendsen, CSVR, and the projection on constant energy.
///
/// K̄ = d kT/2 is the kinetic energy at the temperature kT of a bath, for d degrees of freedom.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/dynamics/kinetic.hpp>
#include <thermosgd/numeric/random_stream.hpp>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// What a thermostat sees when it acts.
struct thermostat_moment {
    double kinetic = 0.0;     ///< K, > 0 [loss]
    double potential = 0.0;   ///< V of the same positions [loss]; NaN where it is not known
    double freedom = 0.0;     ///< d [1]
    double duration = 0.0;    ///< for how long it acts [time]
    std::uint64_t steps = 0;  ///< steps completed so far [1]
};

/// A thermostat: validate() of its settings, acts_at() some number of completed steps, and the
/// factor of all momenta at a moment; NaN from it refuses the step.
template <class T>
concept scaling_thermostat =
    requires(const T& thermostat, const thermostat_moment& now, random_stream& random) {
        thermostat.validate();
        { thermostat.acts_at(now.steps) } -> std::convertible_to<bool>;
        { thermostat.factor(now, random) } -> std::convertible_to<double>;
    };

namespace detail {

inline void check_not_negative(const char* function, const char* argument, const double& value) {
    if (!(value >= 0.0) || !is_finite(value)) {
        THERMOSGD_THROW(std::invalid_argument(std::string(function) + ": " + argument + " = " +
                                              number_text(value) + ", expected >= 0"));
    }
}

inline void check_every(const char* function, std::uint64_t every) {
    if (every == 0) {
        THERMOSGD_THROW(std::invalid_argument(std::string(function) +
                                              ": every = 0, expected at least one step"));
    }
}

}  // namespace detail

/// No bath: dynamics at constant energy, up to the O(h²) of the integrator.
struct no_thermostat {
    void validate() const noexcept {}
    [[nodiscard]] static constexpr bool acts_at(std::uint64_t /*steps*/) noexcept { return false; }
    [[nodiscard]] static double factor(const thermostat_moment& /*now*/,
                                       random_stream& /*random*/) noexcept {
        return 1.0;
    }
};

/// p = 0 every n steps: T = 0. With n = 1 velocity Verlet is gradient descent with η = h²/(2m)
/// (Fioresi et al. 2021, equation 5).
struct zero_temperature {
    std::uint64_t every = 1;  ///< n, ≥ 1 [steps]

    /// \throws std::invalid_argument for n = 0
    void validate() const { detail::check_every("zero_temperature", every); }
    [[nodiscard]] bool acts_at(std::uint64_t steps) const noexcept { return steps % every == 0; }
    [[nodiscard]] static double factor(const thermostat_moment& /*now*/,
                                       random_stream& /*random*/) noexcept {
        return 0.0;
    }
};

/// K = K̄ every n steps, p ← p√(K̄/K): the mean of K is right, its fluctuations are missing.
struct velocity_rescale {
    double temperature = 1.0;  ///< kT, ≥ 0 [loss]
    std::uint64_t every = 1;   ///< n, ≥ 1 [steps]

    /// \throws std::invalid_argument for kT < 0 or n = 0
    void validate() const {
        detail::check_not_negative("velocity_rescale", "temperature", temperature);
        detail::check_every("velocity_rescale", every);
    }
    [[nodiscard]] bool acts_at(std::uint64_t steps) const noexcept { return steps % every == 0; }
    [[nodiscard]] double factor(const thermostat_moment& now,
                                random_stream& /*random*/) const noexcept {
        return std::sqrt(0.5 * now.freedom * temperature / now.kinetic);
    }
};

/// K relaxes to K̄ over τ: fast equilibration, but **not** the canonical distribution.
/// \f[ \lambda^2 = c + (1-c)\bar K/K,\quad c = e^{-h/\tau} \f]
/// This form of the flow is exact and does not overshoot for h > τ. kT = 0 is friction with
/// γ = 1/(2τ).
/// \see Berendsen, Postma, van Gunsteren, DiNola and Haak 1984
struct berendsen {
    double temperature = 1.0;  ///< kT, ≥ 0 [loss]
    double relaxation = 1.0;   ///< τ, > 0 [time]

    /// \throws std::invalid_argument for kT < 0 or τ ≤ 0
    void validate() const {
        detail::check_not_negative("berendsen", "temperature", temperature);
        detail::check_positive("berendsen", "relaxation", relaxation);
    }
    [[nodiscard]] static constexpr bool acts_at(std::uint64_t /*steps*/) noexcept { return true; }
    [[nodiscard]] double factor(const thermostat_moment& now,
                                random_stream& /*random*/) const noexcept {
        const double x = now.duration / relaxation;
        return std::sqrt(std::exp(-x) -
                         std::expm1(-x) * 0.5 * now.freedom * temperature / now.kinetic);
    }
};

namespace detail {

/// The factor of all momenta by the exact propagator of canonical sampling through velocity
/// rescaling.
/// \f[ \lambda\sqrt{K} = \sqrt{cK} + \sqrt{(1-c)\bar K/d}\,R_1 \text{ along } p,\quad
///     K' = cK + (1-c)\frac{\bar K}{d}(R_1^2 + G) + 2R_1\sqrt{c(1-c)\bar K K/d} \f]
/// \param kinetic  K, > 0 [loss]       \param target   K̄ [loss]       \param freedom  d [1]
/// \param decay    c = e^{−h/τ} [1]    \param along    R₁, standard normal
/// \param rest     G, χ² with d − 1 degrees of freedom
/// \return λ with K′ = λ²K; negative where the component along p changes its sign      \cost O(1)
[[nodiscard]] inline double csvr_factor(double kinetic, double target, double freedom, double decay,
                                        double along, double rest) noexcept {
    const double unit = (1.0 - decay) * target / freedom;
    const double parallel = std::sqrt(decay * kinetic) + std::sqrt(unit) * along;
    const double factor = std::sqrt((parallel * parallel + unit * rest) / kinetic);
    return parallel < 0.0 ? -factor : factor;
}

}  // namespace detail

/// Canonical sampling through velocity rescaling: K has the Γ(d/2, kT) law, relaxing over τ.
///
/// A global thermostat: it mixes modes only through the dynamics, and for modes that do not
/// interact the distribution of each is not canonical; use Langevin dynamics there. One degree of
/// freedom is Langevin dynamics with γ = 1/(2τ).
/// \see Bussi, Donadio and Parrinello 2007
struct csvr {
    double temperature = 1.0;  ///< kT, > 0 [loss]
    double relaxation = 1.0;   ///< τ, > 0 [time]

    /// \throws std::invalid_argument for kT < 0 or τ ≤ 0
    void validate() const {
        detail::check_not_negative("csvr", "temperature", temperature);
        detail::check_positive("csvr", "relaxation", relaxation);
    }
    [[nodiscard]] static constexpr bool acts_at(std::uint64_t /*steps*/) noexcept { return true; }
    [[nodiscard]] double factor(const thermostat_moment& now, random_stream& random) const {
        const double along = random.normal();
        const double rest =
            now.freedom > 1.0 ? 2.0 * gamma_variate(random, 0.5 * (now.freedom - 1.0)) : 0.0;
        return detail::csvr_factor(now.kinetic, 0.5 * now.freedom * temperature, now.freedom,
                                   std::exp(-now.duration / relaxation), along, rest);
    }
};

/// Projects on K + V = E every n steps, p ← p√((E − V)/K); refuses where V > E.
///
/// Only where positions and momenta belong to the same time, thus at the ends of a step.
struct constant_energy {
    double energy = 0.0;      ///< E [loss]
    std::uint64_t every = 1;  ///< n, ≥ 1 [steps]

    /// \throws std::invalid_argument for n = 0 or E that is not finite
    void validate() const {
        detail::check_every("constant_energy", every);
        if (!is_finite(energy)) {
            THERMOSGD_THROW(std::invalid_argument("constant_energy: energy is not finite"));
        }
    }
    [[nodiscard]] bool acts_at(std::uint64_t steps) const noexcept { return steps % every == 0; }
    [[nodiscard]] double factor(const thermostat_moment& now,
                                random_stream& /*random*/) const noexcept {
        // Before the first gradient of a call V is not known.
        return !is_finite(now.potential) ? 1.0
               : now.potential > energy  ? not_available
                                         : std::sqrt((energy - now.potential) / now.kinetic);
    }
};

}  // namespace THERMOSGD_NAMESPACE
