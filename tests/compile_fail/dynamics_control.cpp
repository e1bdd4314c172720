// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Control: what the snippets beside it break compiles, for each field, U, K and scheme of theirs.
#include <thermosgd/dynamics/contact_splitting.hpp>

#include <vector>

using namespace thermosgd;

double potential(const std::vector<double>& q, std::vector<double>& g);

void step(contact_state<std::vector<float>>& x) {
    const auto potential = [](const auto&, auto&) { return 0.0; };
    contact_splitting(contact_hamiltonian(potential), x, {.timestep = 0.1}).step(x);
}

void step(contact_state<std::vector<double>>& x) {
    const linear_dissipation rate{0.1};
    const quadratic_dissipation curved{0.1, 0.2};
    contact_splitting(contact_hamiltonian(potential, uniform_mass{}, rate), schemes::d_kf_d{}, {})
        .step(x);
    contact_splitting(contact_hamiltonian(potential, relativistic{}, rate), schemes::d_kf_d{}, {})
        .step(x);
    contact_splitting(contact_hamiltonian(potential, uniform_mass{}, curved), schemes::dkfkd{}, {})
        .step(x);
    contact_splitting(contact_hamiltonian<field::evolution>(potential, uniform_mass{}, curved),
                      schemes::dkfkd{}, {})
        .step(x);
}
