// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: exact_flows
// The discrete Lagrangian is that of a quadratic K.
#include <thermosgd/dynamics/contact_splitting.hpp>

#include <vector>

thermosgd::contact_splitting<
    thermosgd::hamiltonian<thermosgd::field::contact,
                           double (*)(const std::vector<double>&, std::vector<double>&),
                           thermosgd::relativistic, thermosgd::linear_dissipation>,
    thermosgd::schemes::variational>* stepper;
