// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Contact dynamics and optimisers: all of dynamics/ that a program needs.
///
/// | question | header |
/// |---|---|
/// | SGD with momentum as a contact flow | contact_optimiser.hpp |
/// | steps of H = K + V + U(S) of order 2, 4 and 6 | contact_splitting.hpp, composition.hpp |
/// | dynamics without friction | newton.hpp |
/// | dynamics at a temperature | langevin.hpp, thermostatted.hpp, contact_density.hpp |
/// | learning rate and momentum coefficient as timestep, friction and mass |
///   optimiser_equivalence.hpp, momentum_conventions.hpp |

#include <thermosgd/dynamics/composition.hpp>
#include <thermosgd/dynamics/contact_density.hpp>
#include <thermosgd/dynamics/contact_optimiser.hpp>
#include <thermosgd/dynamics/contact_splitting.hpp>
#include <thermosgd/dynamics/dissipation.hpp>
#include <thermosgd/dynamics/hamiltonian.hpp>
#include <thermosgd/dynamics/kinetic.hpp>
#include <thermosgd/dynamics/langevin.hpp>
#include <thermosgd/dynamics/momentum_conventions.hpp>
#include <thermosgd/dynamics/newton.hpp>
#include <thermosgd/dynamics/optimiser_equivalence.hpp>
#include <thermosgd/dynamics/splitting_scheme.hpp>
#include <thermosgd/dynamics/state.hpp>
#include <thermosgd/dynamics/step_failure.hpp>
#include <thermosgd/dynamics/thermostat.hpp>
#include <thermosgd/dynamics/thermostatted.hpp>
