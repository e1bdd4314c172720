// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Langevin, CSVR and constant energy, each watched by the thermometer.

#include "ensembles.hpp"

#include "simulation.hpp"
#include "timestep.hpp"

#include <fmt/format.h>
#include <thermosgd/dynamics/langevin.hpp>
#include <thermosgd/dynamics/newton.hpp>
#include <thermosgd/dynamics/step_failure.hpp>
#include <thermosgd/dynamics/thermostatted.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace contact {

namespace {

using scalars = simulation::scalars;
using state = simulation::state;

/// Steps per unit of the shortest time of a harmonic mode, h√λ; 2 is where velocity Verlet fails.
constexpr double allowed_phase = 1.0;
constexpr double curvature_distance = 1e-3;
constexpr std::uint64_t curvature_iterations = 15;
constexpr int most_halvings = 6;
/// E (with heat) may err by this share of K, which all motion has.
constexpr double energy_tolerance = 0.1;

/// Fills in what became of E + heat, from its value before the first step.
void judge_energy(ensemble& e, double initial) {
    const std::size_t tenth = std::max<std::size_t>(1, e.rows.size() / 10);
    double first = 0.0, last = 0.0;
    for (std::size_t i = 0; i < e.rows.size(); ++i) {
        const ensemble_row& r = e.rows[i];
        const double error = r.potential + r.kinetic + r.heat - initial;
        e.energy_error = std::max(e.energy_error, std::fabs(error));
        first += i < tenth ? error : 0.0;
        last += i + tenth >= e.rows.size() ? error : 0.0;
    }
    e.energy_drift = (last - first) / static_cast<double>(tenth);
}

ensemble langevin_run(simulation& sim, thermosgd::random_stream& random, double h) {
    const ensemble_settings& s = sim.settings();
    state x = sim.start();
    thermosgd::langevin stepper(
        thermosgd::contact_hamiltonian(sim.potential(), {.friction = s.friction}), x,
        {.temperature = s.temperature, .timestep = h});
    stepper.advance(x, s.equilibration, random);
    const double before = stepper.heat(), initial = sim.energy();
    ensemble result = sim.measure(
        {.name = "Langevin", .scheme = "BAOAB; momenta of the middle of the step", .timestep = h},
        moment::middle, [&](state& now) { stepper.step(now, random); },
        [&] { return stepper.heat() - before; });
    judge_energy(result, initial);
    return result;
}

ensemble csvr_run(simulation& sim, thermosgd::random_stream& random, double h) {
    const ensemble_settings& s = sim.settings();
    auto energy = thermosgd::newtonian(sim.potential());
    thermosgd::thermostatted<decltype(energy), thermosgd::csvr, scalars> stepper(
        energy, {s.temperature, 0.5 / s.friction}, {.timestep = h});
    const double initial = sim.energy();
    ensemble result = sim.measure(
        {.name = "CSVR",
         .scheme = "velocity Verlet between two half thermostats; momenta of the end",
         .timestep = h},
        moment::end, [&](state& now) { stepper.step(now, random); },
        [&] { return -stepper.absorbed_energy(); });
    judge_energy(result, initial);
    return result;
}

ensemble newton_run(simulation& sim, thermosgd::random_stream&, double h) {
    auto stepper = thermosgd::velocity_verlet<scalars>(sim.potential(), {.timestep = h});
    const double initial = sim.energy();
    ensemble result = sim.measure(
        {.name = "constant E",
         .scheme = "velocity Verlet, γ = 0; momenta of the middle of the step",
         .timestep = h},
        moment::middle, [&](state& now) { stepper.step(now); }, [] { return 0.0; });
    judge_energy(result, initial);
    return result;
}

using ensemble_run = ensemble (*)(simulation&, thermosgd::random_stream&, double);

/// Runs an ensemble from the present state; where the potential turns out to need it, and the step is
/// ours to choose, again with half the step. What fails in the end costs its own rows alone.
///
/// \param h  the timestep to begin with; that of the last attempt on return
ensemble attempt(const char* name, ensemble_run run, simulation& sim,
                 thermosgd::random_stream& random, double& h) {
    const std::vector<float> theta = sim.theta(), momenta = sim.momenta();
    const thermosgd::random_stream noise = random;
    const double tolerance = energy_tolerance * std::max(sim.kinetic(), 1e-300);
    for (int halvings = 0;; ++halvings) {
        const bool last = !sim.settings().choose_timestep || halvings == most_halvings;
        std::string reason;
        try {
            ensemble result = run(sim, random, h);
            if (result.energy_error <= tolerance || !sim.settings().choose_timestep) {
                return result;
            }
            reason = fmt::format("E errs by {:.2g}, expected at most {:.2g}", result.energy_error,
                                 tolerance);
        } catch (const thermosgd::step_failure& problem) {
            reason = problem.what();
        }
        sim.restore(theta, momenta);
        if (last) {
            return {.name = name, .timestep = h, .failure = reason};
        }
        random = noise;
        h *= 0.5;
    }
}

/// Errors of one network's energy over the same time with steps h, h/2, ….
struct energy_errors {
    std::vector<double> greatest, root_mean;  ///< by number of halvings [loss]
};

/// \throws thermosgd::step_failure if a step is too large for the potential
energy_errors energy_errors_of(simulation& sim, double h) {
    const ensemble_settings& s = sim.settings();
    const std::vector<float> theta = sim.theta(), momenta = sim.momenta();
    energy_errors errors;
    for (std::uint64_t level = 0; level <= s.halvings; ++level) {
        sim.restore(theta, momenta);
        state x = sim.start();
        auto stepper = thermosgd::velocity_verlet<scalars>(
            sim.potential(), {.timestep = std::ldexp(h, -static_cast<int>(level))});
        const double initial = sim.energy();
        double worst = 0.0, squares = 0.0;
        const std::uint64_t steps = s.window << level;
        for (std::uint64_t k = 0; k < steps; ++k) {
            stepper.step(x);
            const double error = sim.energy() - initial;
            worst = std::max(worst, std::fabs(error));
            squares += error * error;
        }
        errors.greatest.push_back(worst);
        errors.root_mean.push_back(std::sqrt(squares / static_cast<double>(steps)));
    }
    return errors;
}

/// The errors of networks of several seeds; nothing if a step is too large for one of them.
std::optional<std::vector<energy_errors>> errors_of_all(simulation& sim,
                                                        thermosgd::random_stream& random, double h,
                                                        std::string& failure) {
    const ensemble_settings& s = sim.settings();
    std::vector<energy_errors> all;
    for (std::uint64_t start = 0; start < s.starts; ++start) {
        try {
            sim.train(s.seed + 1 + start, s.start_training, s.start_temperature, random);
            const double tolerance = energy_tolerance * sim.kinetic();
            all.push_back(energy_errors_of(sim, h));
            if (s.choose_timestep && !(all.back().greatest.front() <= tolerance)) {
                failure = fmt::format("E errs by {:.2g}, expected at most {:.2g}",
                                      all.back().greatest.front(), tolerance);
                return std::nullopt;
            }
        } catch (const thermosgd::step_failure& problem) {
            failure = problem.what();
            return std::nullopt;
        }
    }
    return all;
}

void fill_energy_table(simulation& sim, thermosgd::random_stream& random, double h,
                       ensemble_results& results) {
    const ensemble_settings& s = sim.settings();
    const thermosgd::random_stream noise = random;
    auto all = errors_of_all(sim, random, h, results.energy_failure);
    for (int halvings = 0; !all && s.choose_timestep && halvings < most_halvings; ++halvings) {
        random = noise;
        h *= 0.5;
        all = errors_of_all(sim, random, h, results.energy_failure);
    }
    if (!all) {
        return;
    }
    results.energy_failure.clear();
    const auto over_networks = [&](auto&& value) {
        std::vector<double> values;
        for (const energy_errors& one : *all) {
            values.push_back(value(one));
        }
        return mean_of(values);
    };
    results.factor = over_networks([&](const energy_errors& e) {
        return std::pow(e.root_mean.front() / e.root_mean.back(),
                        1.0 / static_cast<double>(s.halvings));
    });
    for (std::uint64_t level = 0; level <= s.halvings; ++level) {
        energy_error row{
            .timestep = std::ldexp(h, -static_cast<int>(level)),
            .steps = s.window << level,
            .greatest = over_networks([&](const energy_errors& e) { return e.greatest[level]; }),
            .root_mean = over_networks([&](const energy_errors& e) { return e.root_mean[level]; })};
        if (level < s.halvings) {
            row.ratio = over_networks([&](const energy_errors& e) {
                return e.root_mean[level] / e.root_mean[level + 1];
            });
        }
        results.energies.push_back(row);
    }
}

}  // namespace

ensemble_results simulate_ensembles(const images& train, const ensemble_settings& settings,
                                    thermosgd::thread_pool& pool,
                                    const std::function<void(std::string_view, double)>& notice) {
    images batch = train;
    batch.labels = train.labels.first(std::min(settings.images, train.size()));
    batch.images = train.images.first(batch.size() * train.image.size());
    ensemble_results results;
    thermosgd::random_stream random(thermosgd::stream_seed(settings.seed, 3));
    simulation sim(batch, settings, pool);
    const std::uint64_t table = settings.window * ((std::uint64_t{2} << settings.halvings) - 1);
    const auto total = static_cast<double>(curvature_iterations + settings.equilibration +
                                           3 * settings.steps + settings.starts * table);
    const auto tell = [&](std::string_view what) {
        notice(what, static_cast<double>(sim.loss().passes()) / total);
    };
    using clock = std::chrono::steady_clock;
    const auto begin = clock::now();
    tell("training");
    sim.train(settings.seed, settings.training, settings.temperature, random);
    results.trained_loss = sim.loss().value();
    results.curvature =
        largest_curvature([&](std::span<const float> theta,
                              std::span<float> gradient) { (void)sim.loss()(theta, gradient); },
                          sim.theta(), curvature_iterations, curvature_distance, random);
    double h = settings.timestep;
    if (settings.choose_timestep) {
        h = allowed_timestep(h, results.curvature, allowed_phase, most_halvings);
    }
    std::vector<float> theta = sim.theta(), momenta = sim.momenta();
    sim.restore(theta, momenta);
    tell("Langevin");
    results.ensembles.push_back(attempt("Langevin", langevin_run, sim, random, h));
    theta = sim.theta();
    momenta = sim.momenta();
    tell("CSVR");
    results.ensembles.push_back(attempt("CSVR", csvr_run, sim, random, h));
    sim.restore(theta, momenta);
    tell("constant energy");
    results.ensembles.push_back(attempt("constant E", newton_run, sim, random, h));
    tell("energy against step");
    fill_energy_table(sim, random, h, results);
    results.gradients = sim.loss().passes();
    results.seconds_per_gradient = std::chrono::duration<double>(clock::now() - begin).count() /
                                   static_cast<double>(results.gradients);
    return results;
}

}  // namespace contact
