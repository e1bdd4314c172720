// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Topic distribution: of velocities and of the kinetic energy, and their tails, as readings.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/observables/distribution/kinetic_distribution.hpp>
#include <thermosgd/observables/distribution/tail_index.hpp>
#include <thermosgd/observables/distribution/velocity_distribution.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

/// The distribution of velocities and of the kinetic energy.
inline void add_distribution_readings(const thermometer& t, const report& r,
                                      const std::vector<std::size_t>& groups,
                                      const diagnostics_recorder& recorder,
                                      std::vector<reading>& all) {
    const column_map columns{parts(t.layout())};
    const batch_store& powers = recorder.kinetic_powers();
    std::vector<reading> kurtosis, freedom, skewed, maxwell, tails, hill;
    for (const std::size_t g : groups) {
        const std::string& name = r.groups[g].name;
        const auto d = static_cast<double>(r.groups[g].degrees_of_freedom);
        const std::size_t first = r.groups[g].equilibrium.first_batch;
        const velocity_columns v{columns(1 + g, column::v), columns(1 + g, column::v2),
                                 columns(1 + g, column::v3), columns(1 + g, column::v4)};
        const velocity_shape shape = estimate_velocity_shape(
            t.batches(), v, d, (std::max)(first, velocity_shape_burn_in(t.batches(), v, d)));
        all.push_back(reading_of("velocity.skewness", name, shape.skewness, "0 if symmetric"));
        kurtosis.push_back(reading_of("velocity.excess_kurtosis", name, shape.excess_kurtosis,
                                      "0 for one Gaussian"));
        freedom.push_back(reading_of(
            "kinetic.degrees_of_freedom.variance", name,
            kinetic_degrees_of_freedom(
                t.batches(), v.v2, (std::max)(first, kinetic_variance_burn_in(t.batches(), v.v2))),
            "of " + print_number('f', 0, d)));
        if (recorder.steps() > 0 && powers.columns() == 3 * r.groups.size()) {
            const kinetic_columns of_group{3 * g, 3 * g + 1, 3 * g + 2};
            const kinetic_shape k =
                estimate_kinetic_shape(powers, of_group, kinetic_shape_burn_in(powers, of_group));
            skewed.push_back(reading_of("kinetic.degrees_of_freedom.skewness", name,
                                        k.skewness_degrees_of_freedom, ""));
            maxwell.push_back(
                reading_of("kinetic.maxwell_ratio", name, k.maxwell_ratio,
                           "1 for a gas at one temperature; " + p_value_text(k.p_value)));
        }
        if (recorder.tails().groups() == r.groups.size()) {
            tails.push_back(reading_of("velocity.tail_index.blocks", name,
                                       recorder.tails().index(g),
                                       "2 for Gaussian ones; anticorrelated ones raise it"));
        }
        if (recorder.histogram().groups() == r.groups.size() && recorder.histogram().total(g) > 0) {
            hill.push_back(reading_of(
                "velocity.tail_index.hill", name,
                hill_tail_index(recorder.histogram(), g, 144, 1.0),
                "about 16 for a Gaussian; " +
                    print_number('g', 2, recorder.histogram().beyond(g, 144)) + " beyond 4"));
        }
    }
    for (const auto* more : {&kurtosis, &freedom, &skewed, &maxwell, &tails, &hill}) {
        all.insert(all.end(), more->begin(), more->end());
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
