// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Gibbs states of translations in time and space: an ideal gas that moves, in a periodic box.

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
#include <span>
#include <stdexcept>
#include <string>

namespace THERMOSGD_NAMESPACE::gibbs {

/// The family of b = (β, −βv) for J = (K, P), kinetic energy and total momentum of N particles of
/// mass m in a d-dimensional periodic box of volume V.
/// \f[ P(b) = V^N \left(\tfrac{2\pi m}{\beta}\right)^{dN/2} e^{\beta N m |v|^2/2}, \quad
///     \langle P\rangle = N m v, \quad
///     \langle K\rangle = \tfrac{dN}{2\beta} + \tfrac12 N m |v|^2 \f]
/// Var P = Nm/β in each direction. The box must be periodic: walls and traps break translations.
/// Interactions that depend on distances alone leave the law of (K, P) as it is.
template <std::size_t d>
struct moving_box {
    static constexpr std::size_t dimension = 1 + d;
    using vector = std::array<double, 1 + d>;
    using matrix = small_matrix<1 + d>;

    double particles = 1;  ///< N ≥ 1 [1]
    double mass = 1;       ///< m > 0, of one particle [loss·time²/theta²]
    double volume = 1;     ///< V > 0, finite [theta^d]

    /// b of a state at inverse temperature β that moves with velocity v. \cost O(d)
    [[nodiscard]] static constexpr vector parameter(double beta,
                                                    const std::array<double, d>& v) noexcept {
        vector b{beta};
        for (std::size_t i = 0; i < d; ++i) {
            b[1 + i] = -beta * v[i];
        }
        return b;
    }

    /// The velocity v = −b_i/β of a state [theta/time]. \cost O(d)
    [[nodiscard]] static constexpr std::array<double, d> velocity(const vector& b) noexcept {
        std::array<double, d> v{};
        for (std::size_t i = 0; i < d; ++i) {
            v[i] = -b[1 + i] / b[0];
        }
        return v;
    }

    /// Why there is no state of b; nullptr where there is one. \cost O(d)
    [[nodiscard]] const char* refusal(const vector& b) const noexcept {
        if (!(particles > 0 && mass > 0)) {
            return "the number of particles and their mass must be positive";
        }
        if (!(volume > 0) || !is_finite(volume)) {
            return "the volume must be finite: in an infinite space the positions have no "
                   "normalised state";
        }
        for (const double& x : b) {
            if (!is_finite(x)) {
                return "b is not finite";
            }
        }
        return b[0] > 0 ? nullptr
                        : "with beta <= 0 the weight exp(-beta K - b.P) grows with the momenta";
    }

    /// ln P. \throws std::invalid_argument where there is no state \cost O(d)
    [[nodiscard]] double log_partition(const vector& b) const {
        require_gibbs_state("moving_box::log_partition", *this, b);
        return particles *
               (std::log(volume) + half_d * std::log(2 * std::numbers::pi * mass / b[0]) +
                0.5 * mass * square(b) / b[0]);
    }

    /// (⟨K⟩, ⟨P⟩) [loss, mass·theta/time]. \throws std::invalid_argument where there is no state
    [[nodiscard]] vector mean_heat(const vector& b) const {
        require_gibbs_state("moving_box::mean_heat", *this, b);
        vector q{particles / b[0] * (half_d + 0.5 * mass * square(b) / b[0])};
        for (std::size_t i = 1; i <= d; ++i) {
            q[i] = -particles * mass * b[i] / b[0];
        }
        return q;
    }

    /// Cov(K, P). \throws std::invalid_argument where there is no state \cost O(d²)
    [[nodiscard]] matrix fisher_metric(const vector& b) const {
        require_gibbs_state("moving_box::fisher_metric", *this, b);
        matrix metric{};
        metric[0][0] = particles / b[0] / b[0] * (half_d + mass * square(b) / b[0]);
        for (std::size_t i = 1; i <= d; ++i) {
            metric[i][i] = particles * mass / b[0];
            metric[0][i] = metric[i][0] = -particles * mass * b[i] / b[0] / b[0];
        }
        return metric;
    }

    /// β = 1 at rest. \cost O(d)
    [[nodiscard]] vector reference() const noexcept { return {1}; }

    /// β = (dN/2)/(K − |P|²/(2Nm)) and v = P/(Nm); nothing unless K exceeds the energy of the
    /// motion of the whole. \cost O(d)
    [[nodiscard]] std::optional<vector> parameter_of_mean(const vector& q) const noexcept {
        const double beta = half_d * particles / internal_energy(q);
        if (!(beta > 0) || !is_finite(beta)) {
            return std::nullopt;
        }
        vector b{beta};
        for (std::size_t i = 1; i <= d; ++i) {
            b[i] = -beta * q[i] / (particles * mass);
        }
        return b;
    }

    /// The moment map of N momenta, particle after particle.
    /// \throws layout_error unless there are dN of them \cost O(dN)
    [[nodiscard]] vector moment(std::span<const double> momenta) const {
        validate("moment", momenta.size());
        vector j{};
        for (std::size_t i = 0; i < momenta.size(); ++i) {
            j[0] += 0.5 * momenta[i] * momenta[i] / mass;
            j[1 + i % d] += momenta[i];
        }
        return j;
    }

    /// Draws N momenta of the Gibbs state, N(m v, m/β); positions are uniform and independent.
    /// \throws layout_error for other sizes; std::invalid_argument where there is no state
    /// \cost dN normal numbers, no allocation
    template <random_source R>
    void sample_momenta(const vector& b, std::span<double> momenta, R& random) const {
        require_gibbs_state("moving_box::sample_momenta", *this, b);
        validate("sample_momenta", momenta.size());
        const double sd = std::sqrt(mass / b[0]);
        for (std::size_t i = 0; i < momenta.size(); ++i) {
            momenta[i] = -mass * b[1 + i % d] / b[0] + sd * random.normal();
        }
    }

    /// (K, P) drawn from its law: P normal, K − |P|²/(2Nm) ~ Γ(d(N−1)/2, β) independent of it.
    /// \throws std::invalid_argument where there is no state
    /// \cost d normal numbers and a gamma variate, at any N
    template <random_source R>
    [[nodiscard]] vector sample_moment(const vector& b, R& random) const {
        require_gibbs_state("moving_box::sample_moment", *this, b);
        vector j{};
        double of_motion = 0;
        for (std::size_t i = 1; i <= d; ++i) {
            j[i] = -particles * mass * b[i] / b[0] +
                   std::sqrt(particles * mass / b[0]) * random.normal();
            of_motion += 0.5 * j[i] * j[i] / (particles * mass);
        }
        j[0] = of_motion;
        if (particles > 1) {
            j[0] += gamma_variate(random, shape()) / b[0];
        }
        return j;
    }

    /// The distribution functions of K − |P|²/(2Nm) and of P. The K of one particle follows from
    /// its P; the first number then repeats the second.
    /// \cost one incomplete_gamma() and d error functions
    [[nodiscard]] vector uniforms(const vector& j, const vector& b) const {
        vector u{};
        const double sd = std::sqrt(particles * mass / b[0]);
        for (std::size_t i = 1; i <= d; ++i) {
            const double mean = -particles * mass * b[i] / b[0];
            u[i] = 0.5 * std::erfc(-(j[i] - mean) / sd / std::numbers::sqrt2);
        }
        u[0] = particles > 1 ? incomplete_gamma(shape(), b[0] * internal_energy(j)) : u[1];
        return u;
    }

private:
    static constexpr double half_d = 0.5 * static_cast<double>(d);

    static constexpr double square(const vector& b) noexcept {
        double sum = 0;
        for (std::size_t i = 1; i <= d; ++i) {
            sum += b[i] * b[i];
        }
        return sum;
    }

    [[nodiscard]] double shape() const noexcept { return half_d * (particles - 1); }

    [[nodiscard]] double internal_energy(const vector& j) const noexcept {
        return j[0] - 0.5 * square(j) / (particles * mass);
    }

    void validate(const char* function, std::size_t size) const {
        if (static_cast<double>(size) != 2 * half_d * particles) {
            THERMOSGD_THROW(layout_error(std::string("moving_box::") + function + ": " +
                                         std::to_string(size) + " momenta, expected " +
                                         std::to_string(2 * half_d * particles)));
        }
    }
};

}  // namespace THERMOSGD_NAMESPACE::gibbs
