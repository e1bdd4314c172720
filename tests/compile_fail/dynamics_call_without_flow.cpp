// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: exact_flows
// The same refusal where a stepper is made from a Hamiltonian and a scheme.
#include <thermosgd/dynamics/contact_splitting.hpp>

#include <vector>

double potential(const std::vector<double>& q, std::vector<double>& g);

auto stepper = thermosgd::contact_splitting(
    thermosgd::contact_hamiltonian<thermosgd::field::evolution>(potential, {.friction = 0.1}),
    thermosgd::schemes::k_df_k{}, {.timestep = 0.1});
