// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The part U(S) of a contact Hamiltonian: how it dissipates, and its exact flow.

#include <thermosgd/core/error.hpp>
#include <thermosgd/dynamics/scalar_flow.hpp>

#include <cmath>
#include <concepts>
#include <stdexcept>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// U = γS: friction at a constant rate. γ = 0 is Newtonian dynamics.
struct linear_dissipation {
    double rate = 0.0;  ///< γ [1/time]

    /// The friction rate at a time. \cost O(1)
    [[nodiscard]] double rate_at(double /*t*/) const noexcept { return rate; }

    /// ∫γ dt from t₀ to t₁. \cost O(1)
    [[nodiscard]] double integral(double from, double to) const noexcept {
        return rate * (to - from);
    }
};

/// U = 0: Newtonian dynamics, for schemes without friction.
struct no_dissipation {
    /// 0. \cost O(1)
    [[nodiscard]] static constexpr double rate_at(double /*t*/) noexcept { return 0.0; }

    /// 0. \cost O(1)
    [[nodiscard]] static constexpr double integral(double /*from*/, double /*to*/) noexcept {
        return 0.0;
    }
};

/// U = f(t)S, with f taken at the middle of each flow.
template <std::invocable<double> F>
struct time_dependent_dissipation {
    F rate;  ///< f(t) [1/time]

    [[nodiscard]] double rate_at(double t) const { return rate(t); }
    [[nodiscard]] double integral(double from, double to) const {
        return rate(0.5 * (from + to)) * (to - from);
    }
};

/// U = f(t)S, with ∫f known, so that momenta shrink by exactly e^{−∫f}.
template <std::invocable<double> F, std::invocable<double> Integral>
struct integrated_dissipation {
    F rate;                   ///< f(t) [1/time]
    Integral antiderivative;  ///< any F with F′ = f [1]

    [[nodiscard]] double rate_at(double t) const { return rate(t); }
    [[nodiscard]] double integral(double from, double to) const {
        return antiderivative(to) - antiderivative(from);
    }
};

/// U = γS + cS²/2.
struct quadratic_dissipation {
    double rate = 0.0;       ///< γ [1/time]
    double curvature = 0.0;  ///< c [1/(loss·time²)]

    [[nodiscard]] double value(double s) const noexcept { return s * (rate + 0.5 * curvature * s); }
    [[nodiscard]] double derivative(double s) const noexcept { return rate + curvature * s; }
};

/// A general U(S), whose flow is taken by a scalar solver to about 1e-14.
template <std::invocable<double> U, std::invocable<double> Derivative>
struct general_dissipation {
    U function;           ///< U(S) [loss]
    Derivative friction;  ///< U′(S) [1/time]

    [[nodiscard]] double value(double s) const { return function(s); }
    [[nodiscard]] double derivative(double s) const { return friction(s); }
};

template <class U, class D>
general_dissipation(U, D) -> general_dissipation<U, D>;
template <class F>
time_dependent_dissipation(F) -> time_dependent_dissipation<F>;
template <class Force, class Integral>
integrated_dissipation(Force, Integral) -> integrated_dissipation<Force, Integral>;

/// A dissipation linear in S: its flows multiply by numbers known before the state is.
template <class U>
concept linear_in_s = requires(const U& u, double t) {
    { u.rate_at(t) } -> std::convertible_to<double>;
    { u.integral(t, t) } -> std::convertible_to<double>;
};

/// A dissipation of S alone with value and derivative.
template <class U>
concept nonlinear_in_s = requires(const U& u, double s) {
    { u.value(s) } -> std::convertible_to<double>;
    { u.derivative(s) } -> std::convertible_to<double>;
};

/// Either of them.
template <class U>
concept dissipation = linear_in_s<U> || nonlinear_in_s<U>;

/// What a friction flow does: S after it, and the factor of all momenta.
struct friction_step {
    double s = 0.0;       ///< S after the flow
    double factor = 1.0;  ///< p₁ = factor · p
    bool finite = true;   ///< false if S leaves the finite numbers within the flow
};

namespace detail {

/// (1 − e^{−x})/x, 1 at x = 0.
[[nodiscard]] inline double mean_decay(double x) noexcept {
    return x == 0.0 ? 1.0 : -std::expm1(-x) / x;
}

}  // namespace detail

/// The friction flow of the contact field, S′ = −U(S), p′ = −U′(S)p, over a time h.
/// \f[ S_1 = S e/D,\quad p_1 = p\,e/D^2,\quad e = e^{-\gamma h},\quad D = 1 + \tfrac{c}{2} S
/// (1-e)/\gamma \f]
/// \return finite == false if D ≤ 0: S left the finite numbers within the flow      \cost O(1)
[[nodiscard]] inline friction_step contact_friction(const quadratic_dissipation& u, double s,
                                                    double h) {
    const double x = u.rate * h;
    const double e = std::exp(-x);
    const double d = 1.0 + 0.5 * u.curvature * s * h * detail::mean_decay(x);
    return {s * e / d, e / (d * d), d > 0.0};
}

/// \copydoc contact_friction
template <nonlinear_in_s U>
[[nodiscard]] friction_step contact_friction(const U& u, double s, double h) {
    bool resolved = true;
    const detail::scalar_pair end = detail::carry_scalars(
        [&](const detail::scalar_pair& y) {
            return detail::scalar_pair{-u.value(y.s), -u.derivative(y.s)};
        },
        {s, 0.0}, h, resolved);
    return {end.s, std::exp(end.log_factor), resolved};
}

/// The friction flow of the evolution field, p′ = −U′(S)p, S′ = |p|²/m, over a time h.
///
/// e₀ = |p|²/(2m) + U(S) is conserved; with y = U′(S) and r² = γ² + 2ce₀: y′ = r² − y².
/// \f[ p_1 = p/D,\quad S_1 = S + \frac{|p|^2}{m}\frac{\sinh rh}{rD},\quad
///     D = \cosh rh + \frac{y}{r}\sinh rh \f]
/// \param kinetic  |p|²/(2m) [loss]
/// \return finite == false if the denominator is not positive        \cost O(1)
[[nodiscard]] inline friction_step evolution_friction(const quadratic_dissipation& u, double s,
                                                      double kinetic, double h) {
    const double c = u.curvature, y = u.derivative(s);
    const double r2 = u.rate * u.rate + 2.0 * c * (kinetic + u.value(s));
    const double r = std::sqrt(std::fabs(r2));
    const double even = r2 >= 0.0 ? std::cosh(r * h) : std::cos(r * h);
    const double odd = r * std::fabs(h) < 1e-9 ? h
                       : r2 >= 0.0             ? std::sinh(r * h) / r
                                               : std::sin(r * h) / r;
    const double denominator = even + y * odd;
    const double factor = 1.0 / denominator;
    return {s + 2.0 * kinetic * odd * factor, factor, denominator > 0.0};
}

/// \copydoc evolution_friction
template <nonlinear_in_s U>
[[nodiscard]] friction_step evolution_friction(const U& u, double s, double kinetic, double h) {
    const double energy = kinetic + u.value(s);
    bool resolved = true;
    const detail::scalar_pair end = detail::carry_scalars(
        [&](const detail::scalar_pair& y) {
            return detail::scalar_pair{2.0 * (energy - u.value(y.s)), -u.derivative(y.s)};
        },
        {s, 0.0}, h, resolved);
    return {end.s, std::exp(end.log_factor), resolved};
}

}  // namespace THERMOSGD_NAMESPACE
