// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Symmetric sequences of elementary flows: which flows a step consists of, in which order.

#include <thermosgd/dynamics/hamiltonian.hpp>

#include <array>
#include <concepts>
#include <cstddef>

namespace THERMOSGD_NAMESPACE {

/// An elementary flow, exact for its part of H.
enum class flow {
    drift,              ///< D: K(p)
    kick,               ///< K: V(q)
    friction,           ///< F: U(S)
    kick_friction,      ///< (KF): V + γS together
    drift_friction,     ///< (DF): |p|²/2m + γS together
    friction_explicit,  ///< p and S times 1 − hf at its beginning (variational)
    friction_implicit   ///< p and S over 1 + hf at its end (variational)
};

/// One flow of a scheme, over a fraction of the step.
struct partial_flow {
    flow what;
    double fraction;
};

/// A sequence of `n` flows and the name under which tables show it.
template <std::size_t n>
struct flow_sequence {
    const char* name;
    std::array<partial_flow, n> flows;
};

/// Symmetric schemes of order 2; a name such as DKFKD means D(h/2) K(h/2) F(h)
/// K(h/2) D(h/2).
///
/// Each is a type, so that a combination of field, U, K and scheme without exact flows does not
/// compile. Their order is 2 for every combination that does.
namespace schemes {

using enum flow;

/// D(KF)D: accurate for any γh; the default for the contact field with linear U.
struct d_kf_d {
    static constexpr flow_sequence<3> splitting{"D(KF)D",
                                                {{{drift, 0.5}, {kick_friction, 1}, {drift, 0.5}}}};
};

/// K(DF)K: as accurate for any γh; keeps its gradient from step to step.
struct k_df_k {
    static constexpr flow_sequence<3> splitting{"K(DF)K",
                                                {{{kick, 0.5}, {drift_friction, 1}, {kick, 0.5}}}};
};

/// FDKDF: the default for the evolution field, relativistic K and nonlinear U.
struct fdkdf {
    static constexpr flow_sequence<5> splitting{
        "FDKDF", {{{friction, 0.5}, {drift, 0.5}, {kick, 1}, {drift, 0.5}, {friction, 0.5}}}};
};

/// DKFKD: the scheme of Bravetti, Seri, Vermeeren and Zadra 2020.
struct dkfkd {
    static constexpr flow_sequence<5> splitting{
        "DKFKD", {{{drift, 0.5}, {kick, 0.5}, {friction, 1}, {kick, 0.5}, {drift, 0.5}}}};
};

/// KDFDK: the order of BAOAB.
struct kdfdk {
    static constexpr flow_sequence<5> splitting{
        "KDFDK", {{{kick, 0.5}, {drift, 0.5}, {friction, 1}, {drift, 0.5}, {kick, 0.5}}}};
};

/// FKDKF: half friction, velocity Verlet, half friction; the order of OBABO.
struct fkdkf {
    static constexpr flow_sequence<5> splitting{
        "FKDKF", {{{friction, 0.5}, {kick, 0.5}, {drift, 1}, {kick, 0.5}, {friction, 0.5}}}};
};

/// DFKFD: friction around the kick.
struct dfkfd {
    static constexpr flow_sequence<5> splitting{
        "DFKFD", {{{drift, 0.5}, {friction, 0.5}, {kick, 1}, {friction, 0.5}, {drift, 0.5}}}};
};

/// KFDFK: friction around the drift.
struct kfdfk {
    static constexpr flow_sequence<5> splitting{
        "KFDFK", {{{kick, 0.5}, {friction, 0.5}, {drift, 1}, {friction, 0.5}, {kick, 0.5}}}};
};

/// The variational (discrete Herglotz) scheme, with f and V at both ends of the step.
/// \see Vermeeren, Bravetti and Seri 2019
struct variational {
    static constexpr flow_sequence<5> splitting{"variational",
                                                {{{friction_explicit, 0.5},
                                                  {kick, 0.5},
                                                  {drift, 1},
                                                  {kick, 0.5},
                                                  {friction_implicit, 0.5}}}};
};

}  // namespace schemes

/// A type that lists the flows of a scheme, as those of namespace schemes do.
template <class Scheme>
concept splitting_scheme = requires {
    { Scheme::splitting.name } -> std::convertible_to<const char*>;
    { Scheme::splitting.flows[0] } -> std::convertible_to<partial_flow>;
};

namespace detail {

template <splitting_scheme Scheme>
[[nodiscard]] consteval bool scheme_has(flow what) {
    for (const partial_flow& l : Scheme::splitting.flows) {
        if (l.what == what) {
            return true;
        }
    }
    return false;
}

/// The places of a step at which a scheme kicks, with no drift between kicks at one place; one of
/// two begins and ends with them, so that its gradients serve two steps.
template <splitting_scheme Scheme>
[[nodiscard]] consteval int kick_places() {
    int places = 0;
    bool moved = true;
    for (const partial_flow& l : Scheme::splitting.flows) {
        const bool kicks = l.what == flow::kick || l.what == flow::kick_friction;
        places += kicks && moved ? 1 : 0;
        moved = (moved && !kicks) || l.what == flow::drift || l.what == flow::drift_friction;
    }
    return places;
}

template <splitting_scheme Scheme>
[[nodiscard]] consteval bool dissipates() {
    return scheme_has<Scheme>(flow::friction) || scheme_has<Scheme>(flow::kick_friction) ||
           scheme_has<Scheme>(flow::drift_friction) || scheme_has<Scheme>(flow::friction_explicit);
}

}  // namespace detail

/// Whether every flow of `Scheme` is exact for a Hamiltonian: the support matrix.
///
/// Fused flows need U linear in S and the contact field, (DF) a quadratic K as well; so does the
/// variational scheme. Under the evolution field a nonlinear U needs a quadratic K. A scheme
/// without friction needs no_dissipation.
template <class H, class Scheme>
concept exact_flows =
    splitting_scheme<Scheme> &&
    (detail::dissipates<Scheme>() || std::same_as<typename H::dissipation_type, no_dissipation>) &&
    (!detail::scheme_has<Scheme>(flow::kick_friction) ||
     (H::generated == field::contact && linear_in_s<typename H::dissipation_type>)) &&
    (!(detail::scheme_has<Scheme>(flow::drift_friction) ||
       detail::scheme_has<Scheme>(flow::friction_explicit)) ||
     (H::generated == field::contact && linear_in_s<typename H::dissipation_type> &&
      quadratic_kinetic_energy<typename H::kinetic_type>)) &&
    (H::generated == field::contact || linear_in_s<typename H::dissipation_type> ||
     quadratic_kinetic_energy<typename H::kinetic_type>);

/// The scheme that fits a Hamiltonian best where you do not choose one.
template <class H>
using default_scheme = std::conditional_t<exact_flows<H, schemes::d_kf_d> &&
                                              quadratic_kinetic_energy<typename H::kinetic_type>,
                                          schemes::d_kf_d, schemes::fdkdf>;

}  // namespace THERMOSGD_NAMESPACE
