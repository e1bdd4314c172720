// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Symmetric words of elementary flows: which flows a step consists of, in which order.

#include <thermosgd/dynamics/hamiltonian.hpp>

#include <array>
#include <concepts>
#include <cstddef>

namespace thermosgd {

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

/// One letter of a word: a flow over a fraction of the step.
struct word_letter {
    flow what;
    double fraction;
};

/// A word of `n` letters and the name under which tables show it.
template <std::size_t n>
struct word_letters {
    const char* name;
    std::array<word_letter, n> letters;
};

/// Second-order schemes, each a symmetric word; a word such as DKFKD means D(h/2) K(h/2) F(h)
/// K(h/2) D(h/2).
///
/// Each is a type, so that a combination of field, U, K and scheme without exact flows does not
/// compile. Their order is 2 for every combination that does.
namespace words {

using enum flow;

/// D(KF)D: accurate for any γh; the default for the contact field with linear U.
struct d_kf_d {
    static constexpr word_letters<3> word{"D(KF)D",
                                          {{{drift, 0.5}, {kick_friction, 1}, {drift, 0.5}}}};
};

/// K(DF)K: as accurate for any γh; keeps its gradient from step to step.
struct k_df_k {
    static constexpr word_letters<3> word{"K(DF)K",
                                          {{{kick, 0.5}, {drift_friction, 1}, {kick, 0.5}}}};
};

/// FDKDF: the default for the evolution field, relativistic K and nonlinear U.
struct fdkdf {
    static constexpr word_letters<5> word{
        "FDKDF", {{{friction, 0.5}, {drift, 0.5}, {kick, 1}, {drift, 0.5}, {friction, 0.5}}}};
};

/// DKFKD: the scheme of Bravetti, Seri, Vermeeren and Zadra 2020.
struct dkfkd {
    static constexpr word_letters<5> word{
        "DKFKD", {{{drift, 0.5}, {kick, 0.5}, {friction, 1}, {kick, 0.5}, {drift, 0.5}}}};
};

/// KDFDK: the order of BAOAB.
struct kdfdk {
    static constexpr word_letters<5> word{
        "KDFDK", {{{kick, 0.5}, {drift, 0.5}, {friction, 1}, {drift, 0.5}, {kick, 0.5}}}};
};

/// FKDKF: half friction, velocity Verlet, half friction; the order of OBABO.
struct fkdkf {
    static constexpr word_letters<5> word{
        "FKDKF", {{{friction, 0.5}, {kick, 0.5}, {drift, 1}, {kick, 0.5}, {friction, 0.5}}}};
};

/// DFKFD: friction around the kick.
struct dfkfd {
    static constexpr word_letters<5> word{
        "DFKFD", {{{drift, 0.5}, {friction, 0.5}, {kick, 1}, {friction, 0.5}, {drift, 0.5}}}};
};

/// KFDFK: friction around the drift.
struct kfdfk {
    static constexpr word_letters<5> word{
        "KFDFK", {{{kick, 0.5}, {friction, 0.5}, {drift, 1}, {friction, 0.5}, {kick, 0.5}}}};
};

/// The variational (discrete Herglotz) scheme, with f and V at both ends of the step.
/// \see Vermeeren, Bravetti and Seri 2019
struct variational {
    static constexpr word_letters<5> word{"variational",
                                          {{{friction_explicit, 0.5},
                                            {kick, 0.5},
                                            {drift, 1},
                                            {kick, 0.5},
                                            {friction_implicit, 0.5}}}};
};

}  // namespace words

/// A type that spells a word, as those of namespace words do.
template <class Word>
concept splitting_word = requires {
    { Word::word.name } -> std::convertible_to<const char*>;
    { Word::word.letters[0] } -> std::convertible_to<word_letter>;
};

namespace detail {

template <splitting_word Word>
[[nodiscard]] consteval bool word_has(flow what) {
    for (const word_letter& l : Word::word.letters) {
        if (l.what == what) {
            return true;
        }
    }
    return false;
}

/// The places of a step at which a word kicks, with no drift between kicks at one place; one of two
/// begins and ends with them, so that its gradients serve two steps.
template <splitting_word Word>
[[nodiscard]] consteval int kick_places() {
    int places = 0;
    bool moved = true;
    for (const word_letter& l : Word::word.letters) {
        const bool kicks = l.what == flow::kick || l.what == flow::kick_friction;
        places += kicks && moved ? 1 : 0;
        moved = (moved && !kicks) || l.what == flow::drift || l.what == flow::drift_friction;
    }
    return places;
}

template <splitting_word Word>
[[nodiscard]] consteval bool dissipates() {
    return word_has<Word>(flow::friction) || word_has<Word>(flow::kick_friction) ||
           word_has<Word>(flow::drift_friction) || word_has<Word>(flow::friction_explicit);
}

}  // namespace detail

/// Whether every flow of `Word` is exact for a Hamiltonian: the support matrix.
///
/// Fused flows need U linear in S and the contact field, (DF) a quadratic K as well; so does the
/// variational scheme. Under the evolution field a nonlinear U needs a quadratic K. A word without
/// friction needs no_dissipation.
template <class H, class Word>
concept exact_flows =
    splitting_word<Word> &&
    (detail::dissipates<Word>() || std::same_as<typename H::dissipation_type, no_dissipation>) &&
    (!detail::word_has<Word>(flow::kick_friction) ||
     (H::generated == field::contact && linear_in_s<typename H::dissipation_type>)) &&
    (!(detail::word_has<Word>(flow::drift_friction) ||
       detail::word_has<Word>(flow::friction_explicit)) ||
     (H::generated == field::contact && linear_in_s<typename H::dissipation_type> &&
      quadratic_kinetic_energy<typename H::kinetic_type>)) &&
    (H::generated == field::contact || linear_in_s<typename H::dissipation_type> ||
     quadratic_kinetic_energy<typename H::kinetic_type>);

/// The scheme that fits a Hamiltonian best where you do not choose one.
template <class H>
using default_word = std::conditional_t<exact_flows<H, words::d_kf_d> &&
                                            quadratic_kinetic_energy<typename H::kinetic_type>,
                                        words::d_kf_d, words::fdkdf>;

}  // namespace thermosgd
