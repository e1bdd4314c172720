// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Gibbs states of time translation for quadratic energies: oscillators, and kinetic energy alone.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
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

/// The family of b = (β), β = 1/(k_B T), for an energy that is a sum of squares.
/// \f[ P = C\,\beta^{-n}, \quad Q = n/\beta, \quad I = n/\beta^2, \quad s = \ln P + n, \quad
///     E \sim \Gamma(n, \beta) \f]
/// n is half the number of squares: n oscillators, or 2n momenta. With a general potential only the
/// kinetic energy has this law, under any Gibbs state.
struct quadratic_energy {
    static constexpr std::size_t dimension = 1;
    using vector = std::array<double, 1>;
    using matrix = small_matrix<1>;

    double pairs = 1;         ///< n > 0: half the number of squares [1]
    double log_constant = 0;  ///< ln C [ln of phase-space volume · loss^n]

    /// n harmonic modes: C = Π 2π/ω_i. \param frequencies  ω_i > 0 [1/time]
    /// \throws std::invalid_argument for one that is not positive and finite, or for none
    [[nodiscard]] static quadratic_energy modes(std::span<const double> frequencies) {
        quadratic_energy family;
        family.pairs = static_cast<double>(frequencies.size());
        for (const double frequency : frequencies) {
            validate("modes", "frequency", frequency);
            family.log_constant += std::log(2 * std::numbers::pi / frequency);
        }
        validate("modes", "number of frequencies", family.pairs);
        return family;
    }

    /// The kinetic energy of d momenta of mass m: n = d/2, C = (2πm)^(d/2).
    /// \param freedom  d, number of momenta [1]   \param mass  m [loss·time²/theta²]
    /// \throws std::invalid_argument unless both are positive and finite
    [[nodiscard]] static quadratic_energy kinetic(double freedom, double mass = 1) {
        validate("kinetic", "freedom", freedom);
        validate("kinetic", "mass", mass);
        return {0.5 * freedom, 0.5 * freedom * std::log(2 * std::numbers::pi * mass)};
    }

    /// Why there is no state of b: β ≤ 0; nullptr where there is one. \cost O(1)
    [[nodiscard]] const char* refusal(const vector& b) const noexcept {
        if (!(pairs > 0)) {
            return "the number of quadratic pairs must be positive";
        }
        return b[0] > 0 && is_finite(b[0])
                   ? nullptr
                   : "the energy has no upper bound, so that exp(-beta E) is integrable for beta > "
                     "0 only";
    }

    /// ln P = ln C − n ln β. \throws std::invalid_argument unless β > 0 \cost O(1)
    [[nodiscard]] double log_partition(const vector& b) const {
        require_gibbs_state("quadratic_energy::log_partition", *this, b);
        return log_constant - pairs * std::log(b[0]);
    }

    /// Q = n/β [loss]. \throws std::invalid_argument unless β > 0 \cost O(1)
    [[nodiscard]] vector mean_heat(const vector& b) const {
        require_gibbs_state("quadratic_energy::mean_heat", *this, b);
        return {pairs / b[0]};
    }

    /// I = n/β² [loss²]. \throws std::invalid_argument unless β > 0 \cost O(1)
    [[nodiscard]] matrix fisher_metric(const vector& b) const {
        require_gibbs_state("quadratic_energy::fisher_metric", *this, b);
        return {{{pairs / b[0] / b[0]}}};
    }

    /// β = 1. \cost O(1)
    [[nodiscard]] vector reference() const noexcept { return {1}; }

    /// β = n/q; nothing unless q > 0. \cost O(1)
    [[nodiscard]] std::optional<vector> parameter_of_mean(const vector& q) const noexcept {
        const double beta = pairs / q[0];
        return q[0] > 0 && is_finite(beta) && beta > 0 ? std::optional(vector{beta}) : std::nullopt;
    }

    /// An energy drawn from Γ(n, β) [loss].
    /// \throws std::invalid_argument unless β > 0 \cost one gamma_variate()
    template <random_source R>
    [[nodiscard]] vector sample_moment(const vector& b, R& random) const {
        require_gibbs_state("quadratic_energy::sample_moment", *this, b);
        return {gamma_variate(random, pairs) / b[0]};
    }

    /// The distribution function of E. \cost one incomplete_gamma()
    [[nodiscard]] vector uniforms(const vector& j, const vector& b) const {
        return {incomplete_gamma(pairs, b[0] * j[0])};
    }

private:
    static void validate(const char* function, const char* argument, const double& value) {
        if (!(value > 0) || !is_finite(value)) {
            THERMOSGD_THROW(std::invalid_argument(std::string("quadratic_energy::") + function +
                                                  ": " + argument + " = " +
                                                  detail::number_text(value) + ", expected > 0"));
        }
    }
};

/// n independent oscillators, E = Σ (p_i²/m + m ω_i² q_i²)/2: the points of phase space whose
/// energy is quadratic_energy::modes().
struct oscillators {
    std::span<const double> frequencies;  ///< ω_i > 0, one per position [1/time]
    double mass = 1;                      ///< m > 0 [loss·time²/theta²]

    /// The moment map: the energy of a point [loss].
    /// \throws layout_error unless q and p are as many as the frequencies \cost O(n)
    [[nodiscard]] std::array<double, 1> moment(std::span<const double> q,
                                               std::span<const double> p) const {
        validate("moment", q.size(), p.size());
        double energy = 0;
        for (std::size_t i = 0; i < q.size(); ++i) {
            const double stretch = frequencies[i] * q[i];
            energy += 0.5 * (p[i] * p[i] / mass + mass * stretch * stretch);
        }
        return {energy};
    }

    /// Draws a point of the Gibbs state: q_i ~ N(0, 1/(β m ω_i²)), p_i ~ N(0, m/β).
    /// \throws layout_error for other sizes; std::invalid_argument unless β > 0
    /// \cost 2n normal numbers, no allocation
    template <random_source R>
    void sample(std::array<double, 1> b, std::span<double> q, std::span<double> p,
                R& random) const {
        validate("sample", q.size(), p.size());
        require_gibbs_state("oscillators::sample", quadratic_energy{}, b);
        const double thermal = std::sqrt(mass / b[0]);
        for (std::size_t i = 0; i < q.size(); ++i) {
            q[i] = thermal / (mass * frequencies[i]) * random.normal();
            p[i] = thermal * random.normal();
        }
    }

private:
    void validate(const char* function, std::size_t q, std::size_t p) const {
        if (q != frequencies.size() || p != frequencies.size()) {
            THERMOSGD_THROW(layout_error(std::string("oscillators::") + function + ": " +
                                         std::to_string(q) + " positions and " + std::to_string(p) +
                                         " momenta, expected " +
                                         std::to_string(frequencies.size())));
        }
    }
};

}  // namespace THERMOSGD_NAMESPACE::gibbs
