// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Newtonian (constant energy) dynamics: velocity Verlet and leapfrog as schemes without friction.

#include <thermosgd/dynamics/contact_splitting.hpp>

#include <type_traits>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace schemes {

/// KDK, velocity Verlet: its momenta and positions belong to the same time; one gradient per step.
///
/// For a potential that depends on time use dkd: this scheme takes V at the middle of each step and
/// so needs two gradients.
struct kdk {
    static constexpr flow_sequence<3> splitting{"KDK", {{{kick, 0.5}, {drift, 1}, {kick, 0.5}}}};
};

/// DKD, leapfrog: takes its gradient in the middle of the step.
struct dkd {
    static constexpr flow_sequence<3> splitting{"DKD", {{{drift, 0.5}, {kick, 1}, {drift, 0.5}}}};
};

}  // namespace schemes

/// H = |p|²/(2m) + V, without friction.
template <class V>
using newton_hamiltonian = hamiltonian<field::contact, V, uniform_mass, no_dissipation>;

/// Mass and step of Newtonian dynamics.
struct newton_options {
    double mass = 1.0;      ///< m, > 0 [loss·time²/theta²]
    double timestep = 0.1;  ///< h, > 0 [time]
};

/// A Hamiltonian without friction, for steppers that bring their own bath.
/// \param potential  as in contact_hamiltonian()     \param mass  m, > 0 [loss·time²/theta²]
/// \throws std::invalid_argument unless m > 0        \cost O(1)
template <class V>
[[nodiscard]] newton_hamiltonian<std::decay_t<V>> newtonian(V&& potential, double mass = 1.0) {
    detail::check_positive("newtonian", "mass", mass);
    return contact_hamiltonian(std::forward<V>(potential), uniform_mass{mass}, no_dissipation{});
}

namespace detail {

template <class V, class Scheme, class Buffer>
using newton_stepper = contact_splitting<
    newton_hamiltonian<std::decay_t<V>>, Scheme,
    std::conditional_t<std::is_void_v<Buffer>, buffer_taken_t<std::decay_t<V>>, Buffer>>;

}  // namespace detail

/// A stepper of x″ = −∇V/m by velocity Verlet.
/// \f[ p_{1/2} = p - \tfrac h2 \nabla V(q),\quad q' = q + \tfrac hm p_{1/2},\quad
///     p' = p_{1/2} - \tfrac h2 \nabla V(q') \f]
/// Symplectic, symmetric, order 2; stable for hω < 2; the energy error stays O(h²) for good. The
/// position step is equation 4 of Fioresi et al. 2021, Δx = vΔt + F Δt²/(2m). S is the action
/// ∫(K − V) dt.
/// \tparam Buffer  of the states; where you do not say, that of the first parameter of the
///         potential
/// \return a contact_splitting     \throws std::invalid_argument for h ≤ 0 or m ≤ 0     \cost O(1)
/// \see Swope, Andersen, Berens and Wilson 1982
template <class Buffer = void, class V>
[[nodiscard]] detail::newton_stepper<V, schemes::kdk, Buffer> velocity_verlet(
    V&& potential, const newton_options& options = {}) {
    return {newtonian(std::forward<V>(potential), options.mass), schemes::kdk{},
            splitting_options{.timestep = options.timestep}};
}

/// A stepper of x″ = −∇V/m by leapfrog (position Verlet), with V at the middle of the step.
/// \copydetails velocity_verlet
template <class Buffer = void, class V>
[[nodiscard]] detail::newton_stepper<V, schemes::dkd, Buffer> leapfrog(
    V&& potential, const newton_options& options = {}) {
    return {newtonian(std::forward<V>(potential), options.mass), schemes::dkd{},
            splitting_options{.timestep = options.timestep}};
}

/// E = K(p) + V(q, t) of a state.
/// \param h  a Hamiltonian; its U is left out
/// \return E [loss]      \cost one gradient and one array of its size
template <class Hamiltonian, writable_buffer Buffer>
[[nodiscard]] double mechanical_energy(Hamiltonian& h, contact_state<Buffer>& x) {
    using potential_type = typename Hamiltonian::potential_type;
    double potential = 0.0;
    if constexpr (detail::is_elementwise<potential_type>) {
        std::size_t i = 0;
        for (const auto q : detail::contiguous_scalars(x.q, "mechanical_energy: q")) {
            potential += static_cast<double>(detail::referred(h.potential).energy_of(q, i++));
        }
    } else {
        detail::step_memory<Buffer> memory;
        memory.fit(x.q);
        if constexpr (detail::depends_on_time<potential_type, Buffer>) {
            potential = h.potential(x.q, x.t, memory.gradient);
        } else {
            potential = h.potential(x.q, memory.gradient);
        }
    }
    return kinetic_energy_of(h.kinetic, x.p) + potential;
}

}  // namespace THERMOSGD_NAMESPACE
