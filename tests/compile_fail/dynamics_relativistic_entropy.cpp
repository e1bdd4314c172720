// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: exact_flows
// Under the evolution field a nonlinear U needs |p|²/2m for its scalar equation.
#include <thermosgd/dynamics/contact_splitting.hpp>

#include <vector>

thermosgd::contact_splitting<
    thermosgd::hamiltonian<thermosgd::field::evolution,
                           double (*)(const std::vector<double>&, std::vector<double>&),
                           thermosgd::relativistic, thermosgd::quadratic_dissipation>,
    thermosgd::schemes::fdkdf>* stepper;
