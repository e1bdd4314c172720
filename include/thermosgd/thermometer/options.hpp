// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The options of a thermometer.

#include <thermosgd/observables/temperature.hpp>
#include <thermosgd/thermometer/schedule.hpp>

#include <cstddef>
#include <vector>

namespace thermosgd {

/// The conventions and the schedule of a thermometer.
struct thermometer_options {
    double mass = 1.0;      ///< factor on the mass of every group [loss·time²/theta²], > 0
    double timestep = 1.0;  ///< Δt of one optimiser step [time], > 0
    temperature_convention convention = temperature_convention::paper;  ///< of reported T
    double boltzmann = 1.0;      ///< k_B [loss per temperature], > 0
    schedule when = {};          ///< which steps are observed; every one by default
    std::size_t all_every = 10;  ///< take Σx·v, Σx², Σv³, Σv⁴ at one observation in so many, >= 1
    std::size_t capacity = 512;  ///< greatest number of batches, even
    std::vector<double> masses = {};  ///< one per scalar, or empty: those of the groups
};

}  // namespace thermosgd
