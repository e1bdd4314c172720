// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: exact_flows
// Under the evolution field V + γS has no flow in closed form.
#include <thermosgd/dynamics/contact_splitting.hpp>

#include <vector>

thermosgd::contact_splitting<
    thermosgd::hamiltonian<thermosgd::field::evolution,
                           double (*)(const std::vector<double>&, std::vector<double>&),
                           thermosgd::uniform_mass, thermosgd::linear_dissipation>,
    thermosgd::schemes::d_kf_d>* stepper;
