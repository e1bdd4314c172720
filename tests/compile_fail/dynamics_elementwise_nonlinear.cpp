// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: an elementwise_potential needs U linear in S
// Coefficients of fused steps must not depend on the state.
#include <thermosgd/dynamics/contact_splitting.hpp>

#include <vector>

double energy(double x);
double derivative(double x);

auto stepper = thermosgd::contact_splitting(
    thermosgd::contact_hamiltonian(thermosgd::elementwise_potential{energy, derivative},
                                   thermosgd::uniform_mass{},
                                   thermosgd::quadratic_dissipation{0.1, 0.2}),
    {.timestep = 0.1});
