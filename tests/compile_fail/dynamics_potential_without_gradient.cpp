// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: potential_over
// A potential writes its gradient into its last argument.
#include <thermosgd/dynamics/contact_splitting.hpp>

#include <vector>

double potential(const std::vector<double>& q);

auto stepper =
    thermosgd::contact_splitting(thermosgd::contact_hamiltonian(potential), {.timestep = 0.1});
