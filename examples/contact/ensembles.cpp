// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Langevin, CSVR and constant energy, each watched by the thermometer.

#include "ensembles.hpp"

#include "loss.hpp"

#include <fmt/format.h>
#include <thermosgd/diagnostics.hpp>
#include <thermosgd/dynamics/contact_splitting.hpp>
#include <thermosgd/dynamics/langevin.hpp>
#include <thermosgd/dynamics/newton.hpp>
#include <thermosgd/dynamics/optimiser_equivalence.hpp>
#include <thermosgd/dynamics/thermostatted.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <span>
#include <utility>

namespace contact {

namespace {

using network = moving_network;
using scalars = std::span<float>;
using state = thermosgd::contact_state<scalars>;

double dot(std::span<const float> a, std::span<const float> b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    }
    return sum;
}

/// Momenta that are free of bias.
enum class moment {
    middle,  ///< p + (h/2)∇V: before the kick that ended the step
    end      ///< those of the state
};

/// All that the simulations share: positions, momenta, and the potential.
class simulation {
public:
    simulation(const images& batch, const ensemble_settings& settings, thermosgd::thread_pool& pool)
        : settings_(settings),
          batch_(batch),
          pool_(pool),
          theta_(network::parameters),
          momenta_(network::parameters),
          loss_(batch_, settings.weight_decay, pool) {}

    /// Heavy ball on minibatches, from the initialisation of a seed; momenta are drawn at a
    /// temperature.
    void train(std::uint64_t seed, std::uint64_t steps, double temperature,
               thermosgd::random_stream& noise) {
        using namespace thermosgd;
        thermosgd::random_stream random(thermosgd::stream_seed(seed, 0));
        network::initialise(theta_.data(), random);
        std::fill(momenta_.begin(), momenta_.end(), 0.0F);
        minibatch_loss<network> loss(batch_, std::min<std::size_t>(32, batch_.size()),
                                     settings_.weight_decay, seed, pool_);
        const contact_parameters p =
            contact_parameters_of(schemes::dkfkd{}, heavy_ball{0.01, 0.9}, 1.0);
        state x = start();
        contact_splitting stepper(
            contact_hamiltonian([&](const scalars& q, std::vector<float>& g) { return loss(q, g); },
                                {.friction = p.friction}),
            schemes::dkfkd{}, x, {.timestep = p.timestep, .noisy_force = true});
        stepper.advance(x, steps);
        for (float& value : momenta_) {
            value = static_cast<float>(std::sqrt(temperature) * noise.normal());
        }
        std::vector<float> gradient(theta_.size());
        (void)loss_(theta_, gradient);
    }

    /// The present positions and momenta, at S = t = 0.
    [[nodiscard]] state start() { return {.q = theta_, .p = momenta_}; }

    /// V as steppers take it.
    [[nodiscard]] auto potential() {
        return [this](const scalars& q, std::vector<float>& g) { return loss_(q, g); };
    }

    [[nodiscard]] full_batch_loss<network>& loss() { return loss_; }
    /// K + V of the state, at whose positions the last gradient was taken.
    [[nodiscard]] double energy() const { return 0.5 * dot(momenta_, momenta_) + loss_.value(); }
    [[nodiscard]] const ensemble_settings& settings() const { return settings_; }
    [[nodiscard]] std::vector<float>& theta() { return theta_; }
    [[nodiscard]] std::vector<float>& momenta() { return momenta_; }

    /// Takes `steps` steps by `step(x)` under the thermometer; `heat()` is what the bath has got.
    template <class Step, class Heat>
    ensemble measure(std::string name, std::string scheme, moment where, Step&& step, Heat&& heat) {
        const thermosgd::layout layout = layout_of_network<network>();
        thermosgd::thermometer thermo(layout,
                                      {.timestep = settings_.timestep,
                                       .convention = thermosgd::temperature_convention::physical});
        thermosgd::diagnostics_recorder recorder(layout,
                                                 {.topics = {thermosgd::topic::equipartition}});
        ensemble result{.name = std::move(name), .scheme = std::move(scheme)};
        state x = start();
        const auto d = static_cast<double>(network::parameters);
        const auto h = static_cast<float>(settings_.timestep);
        std::vector<float> before(theta_.size()), displacement(theta_.size());
        for (std::uint64_t k = 1; k <= settings_.steps; ++k) {
            before = theta_;
            step(x);
            const std::span<const float> g = loss_.gradient();
            for (std::size_t i = 0; i < theta_.size(); ++i) {
                const float half_kick = where == moment::middle ? 0.5F * h * g[i] : 0.0F;
                displacement[i] = h * (momenta_[i] + half_kick);
            }
            thermo.observe_displacement(k, displacement, std::span<const float>(before),
                                        {.loss = loss_.value()}, recorder);
            result.rows.push_back(
                {x.t, loss_.value(), 0.5 * dot(momenta_, momenta_), x.s, heat(),
                 dot(displacement, displacement) / (settings_.timestep * settings_.timestep * d),
                 dot(theta_, g) / d});
        }
        result.report = thermo.report();
        result.readings = thermosgd::diagnose(thermo, recorder, weights_of(layout),
                                              {thermosgd::topic::equipartition});
        return result;
    }

private:
    ensemble_settings settings_;
    const images& batch_;
    thermosgd::thread_pool& pool_;
    std::vector<float> theta_, momenta_;
    full_batch_loss<network> loss_;
};

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

ensemble langevin_run(simulation& sim, thermosgd::random_stream& random) {
    const ensemble_settings& s = sim.settings();
    state x = sim.start();
    thermosgd::langevin stepper(
        thermosgd::contact_hamiltonian(sim.potential(), {.friction = s.friction}), x,
        {.temperature = s.temperature, .timestep = s.timestep});
    stepper.advance(x, s.equilibration, random);
    const double before = stepper.heat(), initial = sim.energy();
    ensemble result = sim.measure(
        "Langevin", "BAOAB; momenta of the middle of the step", moment::middle,
        [&](state& now) { stepper.step(now, random); }, [&] { return stepper.heat() - before; });
    judge_energy(result, initial);
    return result;
}

ensemble csvr_run(simulation& sim, thermosgd::random_stream& random) {
    const ensemble_settings& s = sim.settings();
    auto h = thermosgd::newtonian(sim.potential());
    thermosgd::thermostatted<decltype(h), thermosgd::csvr, scalars> stepper(
        h, {s.temperature, 0.5 / s.friction}, {.timestep = s.timestep});
    const double initial = sim.energy();
    ensemble result = sim.measure(
        "CSVR", "velocity Verlet between two half thermostats; momenta of the end", moment::end,
        [&](state& now) { stepper.step(now, random); }, [&] { return -stepper.absorbed_energy(); });
    judge_energy(result, initial);
    return result;
}

ensemble newton_run(simulation& sim) {
    const ensemble_settings& s = sim.settings();
    auto stepper = thermosgd::velocity_verlet<scalars>(sim.potential(), {.timestep = s.timestep});
    const double initial = sim.energy();
    ensemble result = sim.measure(
        "constant E", "velocity Verlet, γ = 0; momenta of the middle of the step", moment::middle,
        [&](state& now) { stepper.step(now); }, [] { return 0.0; });
    judge_energy(result, initial);
    return result;
}

/// Errors of E over the same time with steps h, h/2, … from networks of several seeds.
void fill_energy_table(simulation& sim, thermosgd::random_stream& random,
                       ensemble_results& results) {
    const ensemble_settings& s = sim.settings();
    std::vector<std::vector<double>> greatest(s.halvings + 1), root_mean(s.halvings + 1);
    for (std::uint64_t start = 0; start < s.starts; ++start) {
        sim.train(s.seed + 1 + start, s.start_training, s.start_temperature, random);
        const std::vector<float> theta = sim.theta(), momenta = sim.momenta();
        for (std::uint64_t level = 0; level <= s.halvings; ++level) {
            sim.theta() = theta;
            sim.momenta() = momenta;
            state x = sim.start();
            auto stepper = thermosgd::velocity_verlet<scalars>(
                sim.potential(), {.timestep = std::ldexp(s.timestep, -static_cast<int>(level))});
            std::vector<float> gradient(theta.size());
            (void)sim.loss()(theta, gradient);
            const double initial = sim.energy();
            double worst = 0.0, squares = 0.0;
            const std::uint64_t steps = s.window << level;
            for (std::uint64_t k = 0; k < steps; ++k) {
                stepper.step(x);
                const double error = sim.energy() - initial;
                worst = std::max(worst, std::fabs(error));
                squares += error * error;
            }
            greatest[level].push_back(worst);
            root_mean[level].push_back(std::sqrt(squares / static_cast<double>(steps)));
        }
    }
    std::vector<double> factors;
    for (std::size_t i = 0; i < s.starts; ++i) {
        factors.push_back(std::pow(root_mean.front()[i] / root_mean.back()[i],
                                   1.0 / static_cast<double>(s.halvings)));
    }
    results.factor = mean_of(factors);
    for (std::uint64_t level = 0; level <= s.halvings; ++level) {
        energy_error row{.timestep = std::ldexp(s.timestep, -static_cast<int>(level)),
                         .steps = s.window << level,
                         .greatest = mean_of(greatest[level]),
                         .root_mean = mean_of(root_mean[level])};
        if (level < s.halvings) {
            std::vector<double> ratios;
            for (std::size_t i = 0; i < s.starts; ++i) {
                ratios.push_back(root_mean[level][i] / root_mean[level + 1][i]);
            }
            row.ratio = mean_of(ratios);
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
    const auto total =
        static_cast<double>(settings.equilibration + 3 * settings.steps + settings.starts * table);
    const auto tell = [&](std::string_view what) {
        notice(what, static_cast<double>(sim.loss().passes()) / total);
    };
    using clock = std::chrono::steady_clock;
    const auto begin = clock::now();
    tell("training");
    sim.train(settings.seed, settings.training, settings.temperature, random);
    results.trained_loss = sim.loss().value();
    tell("Langevin");
    results.ensembles.push_back(langevin_run(sim, random));
    const std::vector<float> theta = sim.theta(), momenta = sim.momenta();
    tell("CSVR");
    results.ensembles.push_back(csvr_run(sim, random));
    sim.theta() = theta;
    sim.momenta() = momenta;
    std::vector<float> gradient(theta.size());
    (void)sim.loss()(theta, gradient);
    tell("constant energy");
    results.ensembles.push_back(newton_run(sim));
    tell("energy against step");
    fill_energy_table(sim, random, results);
    results.gradients = sim.loss().passes();
    results.seconds_per_gradient = std::chrono::duration<double>(clock::now() - begin).count() /
                                   static_cast<double>(results.gradients);
    return results;
}

}  // namespace contact
