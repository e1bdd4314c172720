// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Gibbs states of one layer, fitted and tested.

#include "gibbs.hpp"

#include <paper/results/result.hpp>
#include <paper/results/segment_json.hpp>

#include <thermosgd/gibbs/gibbs_fit.hpp>
#include <thermosgd/gibbs/gibbs_goodness.hpp>
#include <thermosgd/gibbs/gibbs_moments.hpp>
#include <thermosgd/gibbs/moving_box.hpp>
#include <thermosgd/gibbs/quadratic_energy.hpp>
#include <thermosgd/gibbs/rotating_trap.hpp>
#include <thermosgd/numeric/random_stream.hpp>
#include <thermosgd/observables/distribution/kinetic_distribution.hpp>
#include <thermosgd/statistics/burn_in.hpp>
#include <thermosgd/statistics/jackknife.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>

namespace paper {

using support::json;

namespace {

using thermosgd::estimate;

// p-values down to 5e-4: after Bonferroni over all layers and tests still below 1 %.
constexpr thermosgd::gibbs_goodness_options bootstrap{.replicates = 1999, .most_samples = 1024};

/// Δt = 1 and m = Δt²/(2η).
double mass_of(double learning_rate) {
    return 0.5 / learning_rate;
}

/// (K, P) at every row.
std::vector<std::array<double, 2>> kinetic_of(const layer_motion& layer) {
    std::vector<std::array<double, 2>> all;
    const double mass = mass_of(layer.learning_rate);
    for (const motion_row& row : layer.rows) {
        all.push_back({0.5 * mass * row[0], mass * row[1]});
    }
    return all;
}

/// The motion in the plane, about the mean position.
std::vector<thermosgd::plane_motion> plane_of(const layer_motion& layer) {
    std::array<double, 2> centre{};
    for (const motion_row& row : layer.rows) {
        for (std::size_t k = 0; k < 2; ++k) {
            centre[k] += (row[2 + k] + 0.5 * row[4 + k]) / static_cast<double>(layer.rows.size());
        }
    }
    std::vector<thermosgd::plane_motion> all;
    for (const motion_row& row : layer.rows) {
        const std::array x{row[2] - centre[0], row[3] - centre[1]};
        all.push_back(thermosgd::motion_in_plane(x, std::span(row).subspan(4), 0, 1,
                                                 mass_of(layer.learning_rate)));
    }
    return all;
}

/// What the bootstrap says of a family.
template <class Family, std::size_t k>
json test_json(const Family& family, const std::vector<std::array<double, k>>& series,
               const thermosgd::gibbs_state_fit<k>& fit, std::uint64_t seed) {
    thermosgd::random_stream random(seed);
    const auto test = thermosgd::test_gibbs_fit(
        family, std::span<const std::array<double, k>>(series), random, bootstrap);
    json ratios = json::array();
    for (const double ratio : test.variance_ratio) {
        ratios.push_back(cut(ratio, 4));
    }
    return {{"status", std::string(to_string(test.status))},
            {"samples", test.samples},
            {"g", cut(fit.g, 4)},
            {"p", cut(test.p_value, 3)},
            {"covariance_p", cut(test.covariance_p_value, 3)},
            {"variance_ratio", ratios}};
}

estimate with_error(estimate e, double error) {
    e.error = error;
    return e;
}

/// K ~ Γ(d/2, β).
json time_json(double d, const layer_motion& layer, std::uint64_t seed) {
    std::vector<std::array<double, 1>> energies;
    for (const auto& j : kinetic_of(layer)) {
        energies.push_back({j[0]});
    }
    const auto family =
        thermosgd::gibbs::quadratic_energy::kinetic(d, mass_of(layer.learning_rate));
    const auto fit = thermosgd::fit_gibbs(family, std::span<const std::array<double, 1>>(energies));
    json result = test_json(family, energies, fit, seed);
    result["beta"] = to_json(with_error(fit.b[0], fit.measured_error[0]));
    result["temperature"] = cut(1.0 / fit.b[0].value, 7);
    return result;
}

/// (K, P) in a box that moves.
json translation_json(const layer_motion& layer, std::uint64_t seed) {
    const thermosgd::gibbs::moving_box<1> box{.particles = layer.d,
                                              .mass = mass_of(layer.learning_rate)};
    const auto series = kinetic_of(layer);
    const auto fit = thermosgd::fit_gibbs(box, std::span<const std::array<double, 2>>(series));
    json result = test_json(box, series, fit, seed);
    // The mean velocity itself, whose error does not rest on the law.
    thermosgd::batch_store velocity(1);
    for (const auto& j : series) {
        const double v = j[1] / (box.mass * box.particles);
        velocity.append(std::span(&v, 1));
    }
    result["velocity"] = to_json(thermosgd::mean_estimate(velocity, 0));
    return result;
}

/// (H, L) in the plane of two directions, in a trap with equal means of K and V.
json rotation_json(const layer_motion& layer, std::uint64_t seed) {
    if (!layer.positions_sampled) {
        return {{"status", "positions not sampled"}};
    }
    const double mass = mass_of(layer.learning_rate);
    const std::vector<thermosgd::plane_motion> plane = plane_of(layer);
    double energy = 0.0;
    double radius = 0.0;
    for (const thermosgd::plane_motion& m : plane) {
        energy += m.kinetic_energy;
        radius += m.squared_radius;
    }
    const double stiffness = 2.0 * energy / radius;
    if (!(stiffness > 0.0) || !std::isfinite(stiffness)) {
        return {{"status", "no motion in a plane"}};
    }
    const thermosgd::gibbs::rotating_trap trap{.frequency = std::sqrt(stiffness / mass),
                                               .mass = mass};
    std::vector<std::array<double, 2>> series;
    for (const thermosgd::plane_motion& m : plane) {
        series.push_back(m.trap_moment(stiffness));
    }
    const auto fit = thermosgd::fit_gibbs(trap, std::span<const std::array<double, 2>>(series));
    json result = test_json(trap, series, fit, seed);
    result["angular_velocity"] =
        to_json(fit.derived(thermosgd::gibbs::rotating_trap::angular_velocity));
    result["frequency"] = cut(trap.frequency, 4);
    return result;
}

/// d/(1 + CV²).
estimate freedom_of_map(double d, estimate cv2) {
    const double one_plus = 1.0 + cv2.value;
    cv2.value = d / one_plus;
    cv2.error = d / (one_plus * one_plus) * cv2.error;
    return cv2;
}

}  // namespace

support::json gibbs_layer_json(const layer_motion& layer, std::uint64_t seed) {
    const std::size_t first = thermosgd::find_burn_in(*layer.powers, layer.first_power);
    const thermosgd::kinetic_columns columns{layer.first_power, layer.first_power + 1,
                                             layer.first_power + 2};
    const thermosgd::kinetic_shape shape =
        thermosgd::estimate_kinetic_shape(*layer.powers, columns, first);
    const estimate freedom =
        thermosgd::kinetic_degrees_of_freedom(*layer.powers, layer.first_power, first);
    json result{{"name", layer.name},
                {"d", layer.d},
                {"d_eff",
                 {{"variance", to_json(freedom)},
                  {"map", to_json(freedom_of_map(layer.d, layer.spread))},
                  {"skewness", to_json(shape.skewness_degrees_of_freedom)}}},
                {"maxwell", to_json(shape.maxwell_ratio)},
                {"maxwell_p", cut(shape.p_value, 3)},
                {"positions", layer.positions},
                {"R", to_json(layer.position_ratio)}};
    if (layer.rows.empty()) {
        return result;
    }
    result["time"] = time_json(layer.d, layer, seed);
    if (freedom.value > 0.0 && std::isfinite(freedom.value)) {
        json with_effective = time_json(freedom.value, layer, seed + 1);
        with_effective["d"] = cut(freedom.value, 4);
        result["time_d_eff"] = with_effective;
    }
    result["translation"] = translation_json(layer, seed + 2);
    result["rotation"] = rotation_json(layer, seed + 3);
    return result;
}

support::json entropy_json(const thermosgd::batch_store& powers,
                           const std::vector<std::size_t>& groups, double learning_rate,
                           std::uint64_t first_step, std::size_t most_points) {
    if (most_points < 2 || !(learning_rate > 0.0)) {
        throw std::invalid_argument("entropy_json: at least two points, a positive learning rate");
    }
    const std::size_t batches = powers.batches();
    const std::size_t apart = std::max<std::size_t>(1, (batches + most_points - 1) / most_points);
    json steps = json::array({first_step});
    json action = json::array({0.0});
    json heat = json::array({0.0});
    double squares = 0.0;
    for (std::size_t b = 0; b < batches; ++b) {
        for (const std::size_t g : groups) {
            const thermosgd::moments& cell = powers.batch(b, 3 * g);
            squares += cell.mean * static_cast<double>(cell.count);
        }
        if ((b + 1) % apart == 0 || b + 1 == batches) {
            steps.push_back(first_step + powers.ticks_before(b + 1));
            action.push_back(cut(squares / (2.0 * learning_rate), 7));
            heat.push_back(cut(squares / learning_rate, 7));
        }
    }
    // Batches of the sum over layers, halves that the jackknife holds side by side.
    thermosgd::batch_store halves(2, std::max<std::size_t>(powers.capacity(), 4));
    for (std::size_t b = 0; b < batches / 2; ++b) {
        std::array<double, 2> row{};
        for (const std::size_t g : groups) {
            row[0] += powers.batch(b, 3 * g).mean;
            row[1] += powers.batch(batches - batches / 2 + b, 3 * g).mean;
        }
        halves.append(row);
    }
    const estimate ratio = thermosgd::jackknife(
        halves, {0, 1}, [](std::span<const double> mean) { return mean[1] / mean[0]; });
    return {{"step", steps}, {"S", action}, {"heat", heat}, {"rate_ratio", to_json(ratio)}};
}

}  // namespace paper
