// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Contact Hamiltonians H = K(p) + V(q, t) + U(S), under the contact or the evolution field.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/dynamics/dissipation.hpp>
#include <thermosgd/dynamics/kinetic.hpp>
#include <thermosgd/dynamics/state.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Which vector field of the contact form dS − p dq a Hamiltonian generates.
///
/// Both have q′ = ∂H/∂p and p′ = −∂H/∂q − p ∂H/∂S.
enum class field {
    contact,   ///< S′ = p·∂H/∂p − H: S is a (discounted) action, dH/dt = −H ∂H/∂S (Bravetti 2017)
    evolution  ///< S′ = p·∂H/∂p: U′(S) is friction rate and temperature at once, dH/dt = 0 (Simoes,
               ///< de León, Lainz and Martín de Diego 2020)
};

/// A potential that writes its gradient: V(q, g) or, where it depends on time, V(q, t, g).
///
/// Called with the position of a state and an owning buffer of its type and size; returns V [loss]
/// and writes ∇V [loss/theta] into all of g. A potential with minibatch noise returns the value and
/// gradient of its minibatch.
template <class V, class Buffer>
concept gradient_potential =
    std::is_invocable_r_v<double, V&, const Buffer&, owning_buffer_t<Buffer>&>;

/// A gradient_potential that also takes the time.
template <class V, class Buffer>
concept time_dependent_gradient_potential =
    std::is_invocable_r_v<double, V&, const Buffer&, double, owning_buffer_t<Buffer>&>;

/// V = Σᵢ v(qᵢ, i) with independent degrees of freedom, so that kick, friction and drift of many
/// steps fuse into one pass over memory.
template <class Energy, class Derivative>
struct elementwise_potential {
    Energy energy;          ///< v(x, i) or v(x) [loss]
    Derivative derivative;  ///< v′(x, i) or v′(x) [loss/theta]

    /// The energy of one degree of freedom. \cost that of the function
    template <class T>
    [[nodiscard]] T energy_of(T x, std::size_t i) const {
        if constexpr (std::is_invocable_v<const Energy&, T, std::size_t>) {
            return static_cast<T>(energy(x, i));
        } else {
            return static_cast<T>(energy(x));
        }
    }

    /// Its derivative. \cost that of the function
    template <class T>
    [[nodiscard]] T derivative_of(T x, std::size_t i) const {
        if constexpr (std::is_invocable_v<const Derivative&, T, std::size_t>) {
            return static_cast<T>(derivative(x, i));
        } else {
            return static_cast<T>(derivative(x));
        }
    }
};

template <class E, class D>
elementwise_potential(E, D) -> elementwise_potential<E, D>;

namespace detail {

template <class V>
inline constexpr bool is_elementwise = false;
template <class E, class D>
inline constexpr bool is_elementwise<elementwise_potential<E, D>> = true;
template <class V>
inline constexpr bool is_elementwise<std::reference_wrapper<V>> =
    is_elementwise<std::remove_cv_t<V>>;

/// What std::ref refers to, or the potential itself.
template <class V>
[[nodiscard]] constexpr const V& referred(const V& potential) noexcept {
    return potential;
}
template <class V>
[[nodiscard]] constexpr const V& referred(const std::reference_wrapper<V>& potential) noexcept {
    return potential.get();
}

// The type of the first parameter of a function that has one signature only.
template <class R, class A, class... Rest>
A first_parameter(R (*)(A, Rest...));
template <class C, class R, class A, class... Rest>
A first_parameter(R (C::*)(A, Rest...));
template <class C, class R, class A, class... Rest>
A first_parameter(R (C::*)(A, Rest...) const);

/// The buffer that a potential says it takes: that of its first parameter, a vector for a span of
/// constants, and a vector of doubles where it takes any or is elementwise.
template <class V>
struct buffer_taken : std::type_identity<std::vector<double>> {};
template <class A>
struct buffer_of_parameter : buffer_taken<void> {};
template <writable_buffer A>
struct buffer_of_parameter<A> : std::type_identity<A> {};
template <class T, std::size_t extent>
struct buffer_of_parameter<std::span<const T, extent>> : std::type_identity<std::vector<T>> {};
template <class V>
    requires requires(V v) { first_parameter(v); }
struct buffer_taken<V>
    : buffer_of_parameter<std::remove_cvref_t<decltype(first_parameter(std::declval<V>()))>> {};
template <class V>
    requires requires { first_parameter(&V::operator()); }
struct buffer_taken<V>
    : buffer_of_parameter<std::remove_cvref_t<decltype(first_parameter(&V::operator()))>> {};
template <class V>
struct buffer_taken<std::reference_wrapper<V>> : buffer_taken<std::remove_cv_t<V>> {};

template <class V>
using buffer_taken_t = typename buffer_taken<V>::type;

/// Whether the gradient must be taken again when only the time has changed.
template <class V, class Buffer>
inline constexpr bool depends_on_time =
    time_dependent_gradient_potential<V, Buffer> && !gradient_potential<V, Buffer>;

}  // namespace detail

/// A potential for states over `Buffer`, of any of the three kinds.
template <class V, class Buffer>
concept potential_over =
    gradient_potential<V, Buffer> || time_dependent_gradient_potential<V, Buffer> ||
    detail::is_elementwise<std::remove_cvref_t<V>>;

/// H = K(p) + V(q, t) + U(S) and the field it generates; made by contact_hamiltonian().
template <field F, class V, kinetic_energy_of_momentum K, dissipation U>
struct hamiltonian {
    using potential_type = V;
    using kinetic_type = K;
    using dissipation_type = U;
    static constexpr field generated = F;

    V potential;    ///< V
    K kinetic;      ///< K
    U dissipation;  ///< U
};

/// Mass and friction of the common case.
struct contact_options {
    double mass = 1.0;        ///< m, > 0 [loss·time²/theta²]
    double friction = 0.0;    ///< γ of U = γS, ≥ 0 [1/time]; infinite: it takes all momentum
    bool allow_gain = false;  ///< accept γ < 0, which pumps energy in
};

namespace detail {

/// Throws for a friction that is no number, or negative without being asked for.
inline void check_friction_rate(const double& rate, bool allow_gain) {
    if (is_finite(rate) ? rate < 0.0 && !allow_gain : !(rate > 0.0)) {
        THERMOSGD_THROW(
            std::invalid_argument("contact_hamiltonian: friction = " + number_text(rate) +
                                  ", expected >= 0 (allow_gain = true accepts negative friction)"));
    }
}

}  // namespace detail

/// H = |p|²/(2m) + V + γS.
/// \param potential  a gradient_potential, time-dependent or not, or an elementwise_potential
/// \return the Hamiltonian, which owns a copy of the potential; of std::ref(potential) it keeps the
///         reference, and the potential must live as long
/// \throws std::invalid_argument unless m > 0, and γ ≥ 0 or allow_gain      \cost O(1)
///
/// γ = ∞, gradient descent, sets p = 0 wherever friction acts; U has no value then.
template <field F = field::contact, class V>
[[nodiscard]] hamiltonian<F, std::decay_t<V>, uniform_mass, linear_dissipation> contact_hamiltonian(
    V&& potential, const contact_options& options = {}) {
    detail::check_positive("contact_hamiltonian", "mass", options.mass);
    detail::check_friction_rate(options.friction, options.allow_gain);
    return {std::forward<V>(potential), uniform_mass{options.mass},
            linear_dissipation{options.friction}};
}

/// H = K + V + U with parts of your choice.
/// \param allow_gain  accept a constant rate γ < 0, which pumps energy in
/// \throws std::invalid_argument for γ < 0 without it; a function f(t) or U(S) may change its sign
/// \cost O(1)
template <field F = field::contact, class V, kinetic_energy_of_momentum K, dissipation U>
[[nodiscard]] hamiltonian<F, std::decay_t<V>, K, U> contact_hamiltonian(V&& potential, K kinetic,
                                                                        U dissipation,
                                                                        bool allow_gain = false) {
    if constexpr (requires {
                      { dissipation.rate } -> std::convertible_to<double>;
                  }) {
        detail::check_friction_rate(dissipation.rate, allow_gain);
    }
    return {std::forward<V>(potential), std::move(kinetic), std::move(dissipation)};
}

/// K(p) of momenta. \param p  [mass·theta/time] \return K [loss] \cost one read
template <kinetic_energy_of_momentum K, writable_buffer B>
[[nodiscard]] double kinetic_energy_of(const K& kinetic, B& p) {
    double sum = 0.0;
    std::size_t i = 0;
    for (const auto x : detail::contiguous_scalars(p, "kinetic_energy_of: p")) {
        const double squared = static_cast<double>(x) * static_cast<double>(x);
        if constexpr (quadratic_kinetic_energy<K>) {
            sum += 0.5 * squared * kinetic.inverse(i++);
        } else {
            sum += squared;
        }
    }
    if constexpr (isotropic_kinetic_energy<K>) {
        return kinetic.energy(sum);
    } else {
        return sum;
    }
}

/// U at a contact variable and a time [loss]. \cost O(1)
template <dissipation U>
[[nodiscard]] double dissipated(const U& u, double s, double t) {
    if constexpr (linear_in_s<U>) {
        return u.rate_at(t) * s;
    } else {
        return u.value(s);
    }
}

}  // namespace THERMOSGD_NAMESPACE
