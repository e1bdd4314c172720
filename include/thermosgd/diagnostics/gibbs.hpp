// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Topic gibbs: Gibbs states of one-parameter groups, fitted to the motion of each group and
/// tested: time translation, translation in space, rotation of a plane.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/position_verdict_text.hpp>
#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/gibbs/gibbs_fit.hpp>
#include <thermosgd/gibbs/gibbs_goodness.hpp>
#include <thermosgd/gibbs/gibbs_moments.hpp>
#include <thermosgd/gibbs/moving_box.hpp>
#include <thermosgd/gibbs/quadratic_energy.hpp>
#include <thermosgd/gibbs/rotating_trap.hpp>
#include <thermosgd/numeric/random_stream.hpp>
#include <thermosgd/observables/distribution/kinetic_distribution.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE::detail {

/// The moments of one group at the steps kept after its burn-in, and the units they come in.
struct moments_of_group {
    std::span<const double> rows;
    std::size_t width = 0, first = 0;  // of a row, and of the group within it
    double mass = 1.0, timestep = 1.0;

    [[nodiscard]] std::size_t size() const noexcept { return width == 0 ? 0 : rows.size() / width; }
    [[nodiscard]] const double* at(std::size_t i) const noexcept {
        return rows.data() + i * width + first;
    }

    /// (K, P) of every row.
    [[nodiscard]] std::vector<std::array<double, 2>> kinetic() const {
        std::vector<std::array<double, 2>> all;
        for (std::size_t i = 0; i < size(); ++i) {
            sums s;
            s.v2 = at(i)[0];
            s.v = at(i)[1];
            all.push_back(kinetic_moment(s, mass, timestep));
        }
        return all;
    }

    /// The motion in the plane of two directions, about the mean position.
    [[nodiscard]] std::vector<plane_motion> plane() const {
        std::array<double, 2> centre{};
        for (std::size_t i = 0; i < size(); ++i) {
            for (std::size_t k = 0; k < 2; ++k) {
                centre[k] += (at(i)[2 + k] + 0.5 * at(i)[4 + k]) / static_cast<double>(size());
            }
        }
        std::vector<plane_motion> all;
        for (std::size_t i = 0; i < size(); ++i) {
            const double* row = at(i);
            const std::array<double, 2> x{row[2] - centre[0], row[3] - centre[1]};
            all.push_back(motion_in_plane(x, std::span(row + 4, 2), 0, 1, mass, timestep));
        }
        return all;
    }
};

/// "p 0.31 of shape, 0.02 of covariance; 512 samples" or why there is none.
template <std::size_t k>
[[nodiscard]] std::string to_text(const gibbs_goodness<k>& test) {
    if (test.status != gibbs_status::fitted) {
        return std::string(to_string(test.status));
    }
    if (!is_finite(test.p_value)) {
        return "too few independent samples to test the law, " + std::to_string(test.samples);
    }
    return "p " + print_number('g', 2, test.p_value) + " of the shape, " +
           print_number('g', 2, test.covariance_p_value) + " of the covariance; " +
           std::to_string(test.samples) + " samples";
}

/// An estimate of the fit with the error that does not assume its law.
[[nodiscard]] inline estimate with_error(estimate e, double error) {
    e.error = error;
    return e;
}

/// β of K, the variance of K over that of the law, the velocity of the frame, and the angular
/// velocity of the plane of two directions.
///
/// m = Δt²/(2η) where the learning rate is known, so that 1/β is in units of the loss; else 1.
/// p-values of 1/100 are the smallest that 99 series can give.
inline void add_gibbs_readings(const thermometer& t, const report& r,
                               const std::vector<std::size_t>& groups,
                               const diagnostics_recorder& recorder, std::vector<reading>& all) {
    const thinned_samples& samples = recorder.moments();
    if (samples.width() != diagnostics_recorder::moments_per_group * r.groups.size() ||
        samples.size() == 0) {
        return;
    }
    constexpr gibbs_goodness_options options{.replicates = 99, .most_samples = 512};
    const column_map columns{parts(t.layout())};
    random_stream random(1);
    std::vector<reading> widths, frames, rotations;
    for (const std::size_t g : groups) {
        const group_report& group = r.groups[g];
        const auto d = static_cast<double>(group.degrees_of_freedom);
        const double eta = r.sgd_learning_rate(group);
        if (d == 0) {
            continue;
        }
        const moments_of_group moments{
            .rows = samples.rows(group.burn_in_steps, samples.seen()),
            .width = samples.width(),
            .first = diagnostics_recorder::moments_per_group * g,
            .mass = is_finite(eta) && eta > 0 ? mass_from_learning_rate(eta, r.timestep) : 1.0,
            .timestep = r.timestep};

        const std::vector<std::array<double, 2>> kinetic = moments.kinetic();
        std::vector<std::array<double, 1>> energies;
        for (const auto& j : kinetic) {
            energies.push_back({j[0]});
        }
        const gibbs::quadratic_energy energy = gibbs::quadratic_energy::kinetic(d, moments.mass);
        const auto fit = fit_gibbs(energy, std::span<const std::array<double, 1>>(energies));
        all.push_back(reading_of("gibbs.beta", group.name,
                                 with_error(fit.b[0], fit.measured_error[0]),
                                 "m = " + std::string(eta > 0.0 ? "dt^2/(2 eta)" : "1") +
                                     "; error by the law " + print_number('g', 2, fit.b[0].error) +
                                     "; T = " + print_number('g', 4, 1.0 / fit.b[0].value)));
        const auto goodness = test_gibbs_fit(
            energy, std::span<const std::array<double, 1>>(energies), random, options);
        const estimate freedom = kinetic_degrees_of_freedom(t.batches(), columns(1 + g, column::v2),
                                                            group.equilibrium.first_batch);
        estimate ratio = freedom;
        ratio.value = d / freedom.value;
        ratio.error = ratio.value * freedom.error / freedom.value;
        widths.push_back(reading_of("gibbs.kinetic_variance_ratio", group.name, ratio,
                                    "1 if K follows it; " + to_text(goodness)));

        const gibbs::moving_box<1> box{.particles = d, .mass = moments.mass};
        const auto box_goodness =
            test_gibbs_fit(box, std::span<const std::array<double, 2>>(kinetic), random, options);
        batch_store velocity(1);
        for (const auto& j : kinetic) {
            const double v = j[1] / (moments.mass * d);
            velocity.append(std::span(&v, 1));
        }
        frames.push_back(reading_of("gibbs.frame_velocity", group.name, mean_estimate(velocity, 0),
                                    "Gibbs state of (K, P): " + to_text(box_goodness)));

        const position_stationarity positions =
            recorder.trajectory().positions(g, group.burn_in_steps);
        reading rotation =
            reading_of("gibbs.angular_velocity", group.name, {}, to_text(positions.verdict));
        const bool unbroken = recorder.trajectory().samples(g).seen() == recorder.steps();
        if (positions.verdict == position_verdict::sampled && unbroken) {
            const std::vector<plane_motion> plane = moments.plane();
            double energy_sum = 0.0, radius_sum = 0.0;
            for (const plane_motion& m : plane) {
                energy_sum += m.kinetic_energy;
                radius_sum += m.squared_radius;
            }
            const double stiffness = 2.0 * energy_sum / radius_sum;  // equal means of K and V
            const gibbs::rotating_trap trap{.frequency = std::sqrt(stiffness / moments.mass),
                                            .mass = moments.mass};
            std::vector<std::array<double, 2>> series;
            for (const plane_motion& m : plane) {
                series.push_back(m.trap_moment(stiffness));
            }
            const std::span<const std::array<double, 2>> rows(series);
            const auto trap_fit = fit_gibbs(trap, rows);
            rotation.value = trap_fit.derived(gibbs::rotating_trap::angular_velocity);
            rotation.remark =
                "trap of omega = " + print_number('g', 3, trap.frequency) +
                "; Gibbs state of (H, L): " + to_text(test_gibbs_fit(trap, rows, random, options));
        }
        rotations.push_back(rotation);
    }
    for (const auto* more : {&widths, &frames, &rotations}) {
        all.insert(all.end(), more->begin(), more->end());
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
