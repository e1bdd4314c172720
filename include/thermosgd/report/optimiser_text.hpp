// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// An optimiser in words: its name and numbers, what its law is, and what T means under it.

#include <thermosgd/core/hyper_parameters.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/observables/temperature/update_noise.hpp>

#include <string>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// A number with three digits, or "not given".
[[nodiscard]] inline std::string given_text(const double& x) {
    return is_finite(x) ? print_number('g', 3, x) : "not given";
}

/// ", decoupled decay" or ", decay in the gradient" where it is known.
[[nodiscard]] inline std::string decay_text(const hyper_parameters& p) {
    return p.decoupled() ? ", decoupled decay" : p.coupled() ? ", decay in the gradient" : "";
}

}  // namespace detail

/// The optimiser and its numbers: "momentum 0.9" for SGD, "AdamW, beta1 0.9, beta2 0.999, decoupled
/// decay".
/// \param p  kind, coefficients and where decay acts
/// \return one phrase; decay in the gradient of SGD goes without saying
/// \cost O(1), a short string
[[nodiscard]] inline std::string optimiser_text(const hyper_parameters& p) {
    using enum optimiser_kind;
    const std::string first = detail::given_text(p.momentum_coefficient);
    const std::string betas = ", beta1 " + first + ", beta2 " + detail::given_text(p.beta2);
    switch (p.optimiser) {
    case sgd: return "momentum " + first + (p.decoupled() ? ", decoupled decay" : "");
    case nesterov: return "Nesterov's momentum " + first + detail::decay_text(p);
    case adam: return "Adam" + betas + detail::decay_text(p);
    case adamw: return "AdamW" + betas + detail::decay_text(p);
    case lion: return "Lion" + betas + detail::decay_text(p);
    case muon: return "Muon, momentum " + first + detail::decay_text(p);
    case other: break;
    }
    return "momentum " + first + ", not SGD" + detail::decay_text(p);
}

/// What the column `law` holds under an optimiser, in one line without its end.
/// \param p  kind, and where decay acts
/// \return "law: …, 1 in equilibrium where …", or why there is none
/// \cost O(1), a short string
[[nodiscard]] inline std::string law_text(const hyper_parameters& p) {
    const std::string holds =
        ", 1 in equilibrium where batch norm follows; in brackets where none does.";
    if (p.optimiser == optimiser_kind::muon) {
        return "law: none in closed form for Muon; an update_tracker measures the g_u it needs.";
    }
    if (p.optimiser == optimiser_kind::other) {
        return "law: none, since nothing is known of the updates of this optimiser.";
    }
    if (p.decoupled()) {
        return "law: eta^2<|u|^2> g_u/((1-a^2)<|theta|^2>) for theta' = a theta - eta u, "
               "a = 1-eta lambda, g_u of white gradients" +
               holds;
    }
    switch (p.optimiser) {
    case optimiser_kind::sgd: return "law: (1+mu)<|dtheta|^2>/(2 eta lambda <|theta|^2>)" + holds;
    case optimiser_kind::nesterov:
        return "law: (1-mu) g_u <|dtheta|^2>/(2 eta lambda <|theta|^2>), g_u of white gradients" +
               holds;
    default: break;
    }
    return "law: none, since decay in the gradient goes through the preconditioner.";
}

/// What T says under an optimiser that sets the size of its updates itself, or is not known.
/// \param p  kind and coefficients
/// \return one sentence; empty for SGD and heavy ball, whose T is that of the gradients
/// \cost O(1), a short string
[[nodiscard]] inline std::string temperature_meaning(const hyper_parameters& p) {
    using enum optimiser_kind;
    switch (p.optimiser) {
    case sgd: return "";
    case nesterov:
        return "energies in units of the loss are those of SGD and heavy ball: not given for "
               "Nesterov's momentum; the law is";
    case adam:
    case adamw: {
        const double mu = p.momentum();
        const bool known = detail::is_coefficient(mu) && detail::is_coefficient(p.beta2);
        return std::string(p.optimiser == adam ? "Adam" : "AdamW") +
               " sets the size of updates: T of pure noise follows from eta and beta1 alone. What "
               "gradients say is in the excess, <u^2> over that of noise, from 1 (noise) to " +
               (known ? detail::print_number('g', 3, (1 + mu) / (1 - mu)) + " (signal)"
                      : "(1+beta1)/(1-beta1) (signal); beta2 must be given") +
               (p.coupled() ? ". Decay in the gradient goes through the preconditioner: no law"
                            : "");
    }
    case lion:
        return "Lion makes every update of the same size: T is set by eta alone. What gradients "
               "say is in the angular step, g_u and <theta^2>";
    case muon:
        return "Muon makes every update of the same size: T is set by eta and the shape alone. "
               "What gradients say is in the angular step, g_u and <theta^2>";
    case other: break;
    }
    return "the law and energies in units of the loss are those of SGD and heavy ball with weight "
           "decay in the gradient: not given for another optimiser";
}

}  // namespace THERMOSGD_NAMESPACE
