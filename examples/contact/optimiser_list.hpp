// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which optimisers are compared: a Hamiltonian, a scheme and a step for each.

#include "optimisers.hpp"

#include <fmt/format.h>
#include <thermosgd/dynamics/hamiltonian.hpp>
#include <thermosgd/dynamics/optimiser_equivalence.hpp>
#include <thermosgd/dynamics/splitting_scheme.hpp>

#include <algorithm>

namespace contact {

/// Heavy ball as all know it; its η/(1 − μ) is the η of plain SGD.
inline constexpr thermosgd::heavy_ball plain_sgd{0.1, 0.0};
/// \copydoc plain_sgd
inline constexpr thermosgd::heavy_ball plain_heavy_ball{0.01, 0.9};

/// γh at which e^{−γh} is 0 in double: it stands for γ = ∞, which no Hamiltonian takes.
inline constexpr double momenta_vanish = 1e4;

/// Calls `visit(facts, hamiltonian, scheme, timestep)` for each optimiser over a potential; m = 1.
template <class Potential, class Visitor>
void for_each_optimiser(const Potential& potential, Visitor&& visit) {
    using namespace thermosgd;
    const auto linear = [&](double friction) {
        return contact_hamiltonian(potential, uniform_mass{}, linear_dissipation{friction});
    };
    const auto as_heavy_ball = [](const heavy_ball& b) {
        return fmt::format("η = {:.3g}, μ = {:.3g}", b.learning_rate, b.momentum_coefficient);
    };

    // Gradient descent sets p = 0 once in every step.
    const contact_parameters sgd = contact_parameters_of(schemes::dkfkd{}, plain_sgd, 1.0);
    visit(optimiser_facts{"SGD", "DKFKD, contact", fmt::format("h = {:.4f}, γ = ∞", sgd.timestep),
                          as_heavy_ball(plain_sgd), sgd.friction},
          linear(std::min(sgd.friction, momenta_vanish / sgd.timestep)), schemes::dkfkd{},
          sgd.timestep);

    const contact_parameters ball = contact_parameters_of(schemes::dkfkd{}, plain_heavy_ball, 1.0);
    visit(optimiser_facts{"heavy ball", "DKFKD, contact",
                          fmt::format("h = {:.4f}, γ = {:.3f}", ball.timestep, ball.friction),
                          as_heavy_ball(plain_heavy_ball), ball.friction},
          linear(ball.friction), schemes::dkfkd{}, ball.timestep);

    const contact_parameters twice{2.0 * ball.timestep, ball.friction, 1.0};
    visit(optimiser_facts{"contact", "D(KF)D, contact",
                          fmt::format("h = {:.4f}, γ = {:.3f}", twice.timestep, twice.friction),
                          as_heavy_ball(heavy_ball_of(schemes::d_kf_d{}, twice)), twice.friction},
          linear(twice.friction), schemes::d_kf_d{}, twice.timestep);

    const quadratic_dissipation curved{1.5, 0.3};
    visit(optimiser_facts{"contact U(S)", "FDKDF, contact",
                          fmt::format("h = {:.4f}, U = {}S + {}S²/2", twice.timestep, curved.rate,
                                      curved.curvature),
                          "none: friction γ + cS follows the loss", curved.rate},
          contact_hamiltonian(potential, uniform_mass{}, curved), schemes::fdkdf{}, twice.timestep);

    const relativistic bounded{1.0, 0.5};
    visit(optimiser_facts{"relativistic", "FDKDF, contact",
                          fmt::format("h = {:.4f}, γ = {:.3f}, |v| < {}", twice.timestep,
                                      twice.friction, bounded.speed),
                          "none: all speeds are bounded", twice.friction},
          contact_hamiltonian(potential, bounded, linear_dissipation{twice.friction}),
          schemes::fdkdf{}, twice.timestep);
}

}  // namespace contact
