// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: this stepper was made for states over another buffer
// A stepper keeps arrays of one type, which it cannot take from a potential over any buffer.
#include <thermosgd/dynamics/contact_splitting.hpp>

#include <vector>

void step(thermosgd::contact_state<std::vector<float>>& x) {
    const auto potential = [](const auto&, auto&) { return 0.0; };
    thermosgd::contact_splitting stepper(thermosgd::contact_hamiltonian(potential),
                                         {.timestep = 0.1});
    stepper.step(x);
}
