// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a trajectory_tracker keeps of one group.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/statistics/autocorrelation.hpp>
#include <thermosgd/statistics/spectrum.hpp>
#include <thermosgd/statistics/thinned_samples.hpp>
#include <thermosgd/trackers/diffusion_tracker.hpp>
#include <thermosgd/trackers/probability_current_tracker.hpp>
#include <thermosgd/trackers/projection.hpp>
#include <thermosgd/trackers/trajectory_options.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

/// What is kept of one group.
struct trajectory_of_group {
    trajectory_of_group(const trajectory_options& options, std::size_t buckets, std::size_t size)
        : displacements(buckets, {.levels = options.levels}) {
        if (options.velocity_width > 0) {
            image.resize((std::min)(options.velocity_width, buckets));
            velocities = multiple_tau(
                {.width = image.size(), .levels = options.velocity_levels, .about_mean = false});
        }
        if (options.projections > 0) {
            directions = projection(options.projections, size);
            currents = current_tracker(directions.count());
            samples = thinned_samples(directions.count());
            if (options.spectrum_segment > 0 && directions.count() > 0) {
                spectrum = welch_spectrum(
                    {.segment = options.spectrum_segment, .width = directions.count()});
            }
        }
        if (options.kinetic_levels > 0) {
            kinetic = multiple_tau({.levels = options.kinetic_levels});
        }
        if (options.spectrum_segment > 0) {
            kinetic_power = welch_spectrum({.segment = options.spectrum_segment});
        }
        x.resize(directions.count());
        v.resize(directions.count());
    }

    void interrupt() {
        displacements.interrupt();
        velocities.interrupt();
        spectrum.interrupt();
        kinetic.interrupt();
        kinetic_power.interrupt();
        currents.clear();
        samples.clear();
        std::fill(x.begin(), x.end(), 0.0);
    }

    template <class Archive>
    void archive(Archive& ar) {
        const std::size_t dimension = x.size();
        ar(displacements, velocities, currents, spectrum, kinetic, kinetic_power, samples, x, gaps);
        require_stored("trajectory_tracker", x.size() == dimension);
    }

    displacement_tracker displacements;
    multiple_tau velocities;
    projection directions;
    current_tracker currents;
    thinned_samples samples;
    welch_spectrum spectrum;
    multiple_tau kinetic;
    welch_spectrum kinetic_power;
    std::vector<double> x;      // projected position before the step, from the last start on
    std::vector<double> v;      // projected displacement of the step
    std::vector<double> image;  // sketch of the displacement with velocity_width buckets
    std::uint64_t gaps = 0;     // steps left out
};

}  // namespace THERMOSGD_NAMESPACE::detail
