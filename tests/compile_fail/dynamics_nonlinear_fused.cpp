// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: exact_flows
// V + U(S) has no flow in closed form unless U is linear in S.
#include <thermosgd/dynamics/contact_splitting.hpp>

#include <vector>

thermosgd::contact_splitting<
    thermosgd::hamiltonian<thermosgd::field::contact,
                           double (*)(const std::vector<double>&, std::vector<double>&),
                           thermosgd::uniform_mass, thermosgd::quadratic_dissipation>,
    thermosgd::schemes::d_kf_d>* stepper;
