// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The network as a mechanical system: its state, its potential, and a run under the thermometer.

#include "ensembles.hpp"
#include "loss.hpp"

#include <thermosgd/diagnostics.hpp>
#include <thermosgd/dynamics/contact_splitting.hpp>
#include <thermosgd/dynamics/optimiser_equivalence.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace contact {

inline double dot(std::span<const float> a, std::span<const float> b) {
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
    using network = moving_network;
    using scalars = std::span<float>;
    using state = thermosgd::contact_state<scalars>;

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
    [[nodiscard]] double energy() const { return kinetic() + loss_.value(); }
    [[nodiscard]] const ensemble_settings& settings() const { return settings_; }
    [[nodiscard]] std::vector<float>& theta() { return theta_; }
    [[nodiscard]] std::vector<float>& momenta() { return momenta_; }

    /// K of the state. \cost one pass
    [[nodiscard]] double kinetic() const { return 0.5 * dot(momenta_, momenta_); }

    /// Puts positions and momenta back, and takes the gradient there.
    void restore(const std::vector<float>& theta, const std::vector<float>& momenta) {
        theta_ = theta;
        momenta_ = momenta;
        std::vector<float> gradient(theta_.size());
        (void)loss_(theta_, gradient);
    }

    /// Takes `steps` steps by `step(x)` under the thermometer; `heat()` is what the bath has got.
    /// \param what  name, scheme and timestep
    template <class Step, class Heat>
    ensemble measure(const ensemble& what, moment where, Step&& step, Heat&& heat) {
        const thermosgd::layout layout = layout_of_network<network>();
        thermosgd::thermometer thermo(
            layout,
            {.timestep = what.timestep, .convention = thermosgd::temperature_convention::physical});
        thermosgd::diagnostics_recorder recorder(layout,
                                                 {.topics = {thermosgd::topic::equipartition}});
        ensemble result = what;
        state x = start();
        const auto d = static_cast<double>(network::parameters);
        const auto h = static_cast<float>(what.timestep);
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
                {x.t, loss_.value(), kinetic(), x.s, heat(),
                 dot(displacement, displacement) / (what.timestep * what.timestep * d),
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

}  // namespace contact
