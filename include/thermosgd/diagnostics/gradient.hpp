// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Topic gradient: temperatures of gradient and virial with the kinetic one, as readings.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/observables/gradient/gradient_temperature.hpp>
#include <thermosgd/observables/temperature/fluctuation_dissipation.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/trackers/gradient_tracker.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Three temperatures of every group in units of the loss, and the law that binds two of them.
///
/// The kinetic one is ⟨|Δθ|²⟩/(2ηd): m = Δt²/(2η), physical. For plain SGD the temperature of the
/// gradient is the kinetic one to rounding, whatever the state; the virial one equals it in the
/// stationary state only.
/// \param r       report of the thermometer; its η and μ are used
/// \param tracker shown the same steps
/// \param groups  indices of the groups to look at
/// \return readings; none without a learning rate      \cost O(groups · batches)
[[nodiscard]] inline std::vector<reading> gradient_readings(
    const report& r, const gradient_tracker& tracker, const std::vector<std::size_t>& groups) {
    std::vector<reading> kinetic, gradient, virial, law;
    const double mu =
        is_finite(r.parameters.momentum_coefficient) ? r.parameters.momentum_coefficient : 0.0;
    if (tracker.batches().columns() != 3 * r.groups.size()) {
        return kinetic;
    }
    using column = gradient_tracker::column;
    for (const std::size_t g : groups) {
        const double eta = r.sgd_learning_rate(r.groups[g]);
        if (!is_finite(eta) || eta <= 0) {
            continue;
        }
        const temperature_units units{mass_from_learning_rate(eta, r.timestep), r.timestep,
                                      temperature_convention::physical, r.boltzmann};
        const batch_store& store = tracker.batches();
        const std::string& name = r.groups[g].name;
        const auto d = static_cast<std::size_t>(r.groups[g].degrees_of_freedom);
        const std::size_t v2 = gradient_tracker::of(g, column::v2);
        const std::size_t theta_g = gradient_tracker::of(g, column::theta_g);
        const std::array columns{v2, theta_g};
        const std::size_t first = find_burn_in(store, std::span<const std::size_t>(columns));
        const estimate squares = mean_estimate(store, v2, first);
        kinetic.push_back(
            reading_of("temperature.kinetic", name,
                       equipartition_temperature(
                           detail::scaled(squares, 0.5 * units.mass / (r.timestep * r.timestep)), d,
                           units.convention, units.boltzmann),
                       ""));
        gradient.push_back(reading_of(
            "temperature.gradient", name,
            gradient_temperature(mean_estimate(store, gradient_tracker::of(g, column::g2), first),
                                 eta, d, mu, units),
            mu == 0.0 ? "the same for plain SGD" : "the same for white gradients"));
        virial.push_back(
            reading_of("temperature.virial", name,
                       virial_temperature(mean_estimate(store, theta_g, first), d,
                                          temperature_convention::physical, r.boltzmann),
                       "the same in the stationary state"));
        law.push_back(reading_of("fluctuation_dissipation.ratio", name,
                                 fluctuation_dissipation_ratio(store, v2, theta_g, eta, mu, first),
                                 "1 in the stationary state"));
    }
    for (const auto* more : {&gradient, &virial, &law}) {
        kinetic.insert(kinetic.end(), more->begin(), more->end());
    }
    return kinetic;
}

}  // namespace THERMOSGD_NAMESPACE
