// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Gibbs states of time translation and rotation together: a gas that rotates in a harmonic trap.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/gibbs/exponential_family.hpp>
#include <thermosgd/numeric/incomplete_gamma.hpp>
#include <thermosgd/numeric/random_source.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>

namespace THERMOSGD_NAMESPACE::gibbs {

/// The family of b = (β, −βΩ) for J = (H, L), energy and angular momentum of N particles in the
/// plane, H = |p|²/(2m) + mω²|r|²/2.
/// \f[ P = \left(\frac{4\pi^2}{\beta^2\omega^2 - \beta^2\Omega^2}\right)^N, \quad
///     \langle H\rangle = \frac{2N\omega^2}{\beta(\omega^2 - \Omega^2)}, \quad
///     \langle L\rangle = \frac{2N\Omega}{\beta(\omega^2 - \Omega^2)}, \quad s = \ln P + 2N \f]
/// for |Ω| < ω: from there on the centrifugal force beats the trap. The circular actions
/// J± = (H/ω ± L)/2 are independent, each of the law Γ(N, β(ω ∓ Ω)); all formulas are those of J±.
struct rotating_trap {
    static constexpr std::size_t dimension = 2;
    using vector = std::array<double, 2>;
    using matrix = small_matrix<2>;

    double frequency = 1;  ///< ω > 0 [1/time]
    double mass = 1;       ///< m > 0; the law of J does not depend on it [loss·time²/theta²]
    double particles = 1;  ///< N ≥ 1 [1]

    /// A particle: x, y, p_x, p_y.
    using point = std::array<double, 4>;

    /// b of the state at inverse temperature β that rotates with angular velocity Ω. \cost O(1)
    [[nodiscard]] static constexpr vector parameter(double beta, double angular_velocity) noexcept {
        return {beta, -beta * angular_velocity};
    }

    /// Ω = −b₁/b₀ of a state [1/time]. \cost O(1)
    [[nodiscard]] static constexpr double angular_velocity(const vector& b) noexcept {
        return -b[1] / b[0];
    }

    /// Why there is no state of b; nullptr where there is one. \cost O(1)
    [[nodiscard]] const char* refusal(const vector& b) const noexcept {
        if (!(frequency > 0 && mass > 0 && particles > 0)) {
            return "frequency, mass and the number of particles must be positive";
        }
        if (!is_finite(b[0]) || !is_finite(b[1])) {
            return "b is not finite";
        }
        if (!(b[0] > 0)) {
            return "the energy has no upper bound, so that beta must be > 0";
        }
        return std::fabs(b[1]) < b[0] * frequency ? nullptr
                                                  : "at |Omega| >= omega the centrifugal force "
                                                    "beats the trap and particles escape";
    }

    /// ln P. \throws std::invalid_argument where there is no state \cost O(1)
    [[nodiscard]] double log_partition(const vector& b) const {
        require_gibbs_state("rotating_trap::log_partition", *this, b);
        const vector rate = rates(b);
        return particles *
               (2 * std::log(2 * std::numbers::pi) - std::log(rate[0]) - std::log(rate[1]));
    }

    /// (⟨H⟩, ⟨L⟩) [loss, loss·time]. \throws std::invalid_argument where there is no state
    [[nodiscard]] vector mean_heat(const vector& b) const {
        require_gibbs_state("rotating_trap::mean_heat", *this, b);
        const vector rate = rates(b);
        return energy_and_momentum({particles / rate[0], particles / rate[1]});
    }

    /// Cov(H, L). \throws std::invalid_argument where there is no state \cost O(1)
    [[nodiscard]] matrix fisher_metric(const vector& b) const {
        require_gibbs_state("rotating_trap::fisher_metric", *this, b);
        const vector rate = rates(b);
        const double plus = particles / rate[0] / rate[0], minus = particles / rate[1] / rate[1];
        const double mixed = frequency * (plus - minus);
        return {{{frequency * frequency * (plus + minus), mixed}, {mixed, plus + minus}}};
    }

    /// β = 1 at rest. \cost O(1)
    [[nodiscard]] vector reference() const noexcept { return {1, 0}; }

    /// Ω = ω²L/H, β = 2Nω²/(H(ω² − Ω²)); nothing unless ω|L| < H, as it is for any mean of points.
    /// \cost O(1)
    [[nodiscard]] std::optional<vector> parameter_of_mean(const vector& q) const noexcept {
        const vector action = actions(q);
        const vector rate{particles / action[0], particles / action[1]};
        if (!(action[0] > 0 && action[1] > 0) || !is_finite(rate[0]) || !is_finite(rate[1])) {
            return std::nullopt;
        }
        return vector{0.5 * (rate[0] + rate[1]) / frequency, 0.5 * (rate[0] - rate[1])};
    }

    /// The moment map of one particle; those of N particles add up. \cost O(1)
    [[nodiscard]] vector moment(const point& x) const noexcept {
        const double kinetic = 0.5 * (x[2] * x[2] + x[3] * x[3]) / mass;
        const double potential = 0.5 * mass * frequency * frequency * (x[0] * x[0] + x[1] * x[1]);
        return {kinetic + potential, x[0] * x[3] - x[1] * x[2]};
    }

    /// The circular actions J± = (H/ω ± L)/2 of (H, L) [loss·time]. \cost O(1)
    [[nodiscard]] vector actions(const vector& j) const noexcept {
        return {0.5 * (j[0] / frequency + j[1]), 0.5 * (j[0] / frequency - j[1])};
    }

    /// Draws one particle of the Gibbs state.
    /// \f[ r \sim N(0, 1/(\beta m(\omega^2 - \Omega^2))), \quad
    ///     p = m\Omega\,\hat z \times r + N(0, m/\beta) \f]
    /// \throws std::invalid_argument where there is no state \cost four normal numbers
    template <random_source R>
    [[nodiscard]] point sample(const vector& b, R& random) const {
        require_gibbs_state("rotating_trap::sample", *this, b);
        const double thermal = std::sqrt(mass / b[0]);
        const vector rate = rates(b);
        const double spread = std::sqrt(b[0] / (mass * rate[0] * rate[1]));
        const double spin = mass * angular_velocity(b);
        point x{};
        x[0] = spread * random.normal();
        x[1] = spread * random.normal();
        x[2] = -spin * x[1] + thermal * random.normal();
        x[3] = spin * x[0] + thermal * random.normal();
        return x;
    }

    /// (H, L) of N particles drawn from its law.
    /// \throws std::invalid_argument where there is no state \cost two gamma variates at any N
    template <random_source R>
    [[nodiscard]] vector sample_moment(const vector& b, R& random) const {
        require_gibbs_state("rotating_trap::sample_moment", *this, b);
        const vector rate = rates(b);
        const double plus = gamma_variate(random, particles) / rate[0];
        return energy_and_momentum({plus, gamma_variate(random, particles) / rate[1]});
    }

    /// The distribution functions of J₊ and J₋. \cost two incomplete_gamma()
    [[nodiscard]] vector uniforms(const vector& j, const vector& b) const {
        const vector rate = rates(b), action = actions(j);
        return {incomplete_gamma(particles, rate[0] * action[0]),
                incomplete_gamma(particles, rate[1] * action[1])};
    }

private:
    /// β(ω ∓ Ω), the rates of J±.
    [[nodiscard]] vector rates(const vector& b) const noexcept {
        return {b[0] * frequency + b[1], b[0] * frequency - b[1]};
    }

    [[nodiscard]] vector energy_and_momentum(const vector& action) const noexcept {
        return {frequency * (action[0] + action[1]), action[0] - action[1]};
    }
};

}  // namespace THERMOSGD_NAMESPACE::gibbs
