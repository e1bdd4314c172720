// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Gibbs states of Lie groups: families, their fit to series of moments, tests of the fit.
///
/// | question | header |
/// |---|---|
/// | energies that are sums of squares: oscillators, kinetic energy | quadratic_energy.hpp |
/// | rotations, a moving gas, a rotating trap | plane_rotation.hpp, sphere_rotation.hpp,
///   moving_box.hpp, rotating_trap.hpp |
/// | the moments of a run | gibbs_moments.hpp |
/// | generalised temperatures with errors; are they a Gibbs state at all? | gibbs_fit.hpp,
///   gibbs_goodness.hpp |
/// | two runs at two temperatures | two_temperatures.hpp |
/// | a family of your own | exponential_family.hpp |

#include <thermosgd/gibbs/exponential_family.hpp>
#include <thermosgd/gibbs/gibbs_fit.hpp>
#include <thermosgd/gibbs/gibbs_goodness.hpp>
#include <thermosgd/gibbs/gibbs_moments.hpp>
#include <thermosgd/gibbs/moving_box.hpp>
#include <thermosgd/gibbs/plane_rotation.hpp>
#include <thermosgd/gibbs/quadratic_energy.hpp>
#include <thermosgd/gibbs/rotating_trap.hpp>
#include <thermosgd/gibbs/sphere_rotation.hpp>
#include <thermosgd/gibbs/two_temperatures.hpp>
#include <thermosgd/numeric/random_stream.hpp>
