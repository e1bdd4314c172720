// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// SGD, heavy ball and contact optimisers, each a Hamiltonian, a scheme and a step.

#include "optimisers.hpp"

#include "heat.hpp"
#include "loss.hpp"
#include "optimiser_list.hpp"

#include <fmt/format.h>
#include <thermosgd/dynamics/contact_splitting.hpp>

#include <algorithm>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>

namespace contact {

namespace {

using scalars = std::span<float>;
using network = trained_network;

/// v = factor · p.
template <class Kinetic>
double velocity_factor(const Kinetic& kinetic, double squared_momentum) {
    if constexpr (thermosgd::quadratic_kinetic_energy<Kinetic>) {
        return kinetic.inverse(0);
    } else {
        return kinetic.velocity_factor(squared_momentum);
    }
}

template <class Kinetic>
double energy_of(const Kinetic& kinetic, double squared_momentum) {
    if constexpr (thermosgd::quadratic_kinetic_energy<Kinetic>) {
        return 0.5 * squared_momentum * kinetic.inverse(0);
    } else {
        return kinetic.energy(squared_momentum);
    }
}

/// Steps, and records means over intervals.
template <class Stepper, class Potential>
class recorded_run {
public:
    recorded_run(Stepper& stepper, Potential& potential, thermosgd::contact_state<scalars>& x)
        : stepper_(stepper),
          potential_(potential),
          x_(x),
          where_(layout_of_network<network>()),
          weights_(weights_of(where_)) {}

    /// One step, that is one gradient.
    void step() {
        const auto& kinetic = stepper_.system().kinetic;
        before_.assign(x_.p.begin(), x_.p.end());
        stepper_.step(x_);
        const step_sums s = sums_of_step<float>(before_, x_.p, potential_.gradient());
        const double k0 = energy_of(kinetic, s.before), k1 = energy_of(kinetic, s.after);
        const double factor = velocity_factor(kinetic, s.after);
        heat_ += heat_of_step(s, k0, k1, velocity_factor(kinetic, s.before), factor,
                              stepper_.timestep());
        row_.potential += potential_.value();
        row_.kinetic += k1;
        row_.hamiltonian += k1 + potential_.value() +
                            thermosgd::dissipated(stepper_.system().dissipation, x_.s, x_.t);
        row_.temperature += factor * s.after / static_cast<double>(x_.p.size());
        row_.layers.resize(weights_.size());
        for (std::size_t i = 0; i < weights_.size(); ++i) {
            const thermosgd::group& g = where_.groups()[weights_[i]];
            double squares = 0.0;
            for (const float p : x_.p.subspan(g.offset, g.size)) {
                squares += static_cast<double>(p) * static_cast<double>(p);
            }
            row_.layers[i] += factor * squares / static_cast<double>(g.size);
        }
        ++steps_;
        ++total_;
    }

    /// Ends an interval.
    training_row close() {
        const auto n = static_cast<double>(steps_);
        for (double* mean :
             {&row_.potential, &row_.kinetic, &row_.hamiltonian, &row_.temperature}) {
            *mean /= n;
        }
        for (double& mean : row_.layers) {
            mean /= n;
        }
        row_.gradients = total_;
        row_.time = x_.t;
        row_.contact = x_.s;
        if (!has_action()) {
            row_.contact = row_.hamiltonian = std::numeric_limits<double>::quiet_NaN();
        }
        row_.heat = heat_;
        steps_ = 0;
        return std::exchange(row_, {});
    }

private:
    /// γS says nothing where γ stands for infinity.
    [[nodiscard]] bool has_action() const {
        const auto& u = stepper_.system().dissipation;
        if constexpr (thermosgd::linear_in_s<std::decay_t<decltype(u)>>) {
            return u.rate_at(x_.t) * stepper_.timestep() < momenta_vanish;
        } else {
            return true;
        }
    }

    Stepper& stepper_;
    Potential& potential_;
    thermosgd::contact_state<scalars>& x_;
    thermosgd::layout where_;
    std::vector<std::size_t> weights_;
    std::vector<float> before_;
    training_row row_;
    double heat_ = 0.0;
    std::uint64_t steps_ = 0, total_ = 0;
};

/// Cross-entropy and hits where the next gradient is taken, half a drift ahead.
template <class Stepper>
cnn::evaluation evaluate(const Stepper& stepper, const thermosgd::contact_state<scalars>& x,
                         const images& data, std::span<const float> running,
                         thermosgd::thread_pool& pool) {
    double squares = 0.0;
    for (const float p : x.p) {
        squares += static_cast<double>(p) * static_cast<double>(p);
    }
    const auto lead = static_cast<float>(0.5 * stepper.timestep() *
                                         velocity_factor(stepper.system().kinetic, squares));
    std::vector<float> theta(x.q.begin(), x.q.end());
    for (std::size_t i = 0; i < theta.size(); ++i) {
        theta[i] += lead * x.p[i];
    }
    const cnn::score total = cnn::evaluate_all<network>(pool, data, theta.data(), running.data());
    const auto count = static_cast<double>(data.size());
    return {total.loss / count, static_cast<double>(total.correct) / count};
}

}  // namespace

std::vector<optimiser_facts> compared_optimisers() {
    std::vector<optimiser_facts> all;
    const auto ignored = [](const scalars&, std::vector<float>&) { return 0.0; };
    for_each_optimiser(ignored, [&](const optimiser_facts& facts, const auto&, auto, double) {
        all.push_back(facts);
    });
    return all;
}

std::vector<std::string> trained_layers() {
    const thermosgd::layout where = layout_of_network<network>();
    std::vector<std::string> names;
    for (const std::size_t g : weights_of(where)) {
        names.push_back(where.groups()[g].name);
    }
    return names;
}

std::vector<training_run> compare_optimisers(
    const images& train, const images& test, const training_settings& settings,
    thermosgd::thread_pool& pool, const std::function<void(std::string_view, double)>& notice) {
    images some = test;
    some.labels = test.labels.first(std::min<std::size_t>(test.size(), 1000));
    some.images = test.images.first(some.size() * test.image.size());
    const std::uint64_t rows = std::min(settings.rows, settings.steps);
    std::vector<training_run> runs;
    const double total = static_cast<double>(compared_optimisers().size() * settings.seeds);
    for (std::uint64_t seed = settings.first_seed; seed < settings.first_seed + settings.seeds;
         ++seed) {
        minibatch_loss<network>* now = nullptr;
        const auto potential = [&now](const scalars& q, std::vector<float>& g) {
            return (*now)(q, g);
        };
        for_each_optimiser(potential, [&](const optimiser_facts& facts, const auto& h, auto scheme,
                                          double timestep) {
            notice(fmt::format("{}, seed {}", facts.name, seed),
                   static_cast<double>(runs.size()) / total);
            training_run run{.optimiser = facts.name, .seed = seed};
            minibatch_loss<network> loss(train, settings.batch_size, settings.weight_decay, seed,
                                         pool);
            now = &loss;
            std::vector<float> theta(network::parameters), momenta(network::parameters);
            thermosgd::random_stream random(thermosgd::stream_seed(seed, 0));
            network::initialise(theta.data(), random);
            thermosgd::contact_state<scalars> x{.q = theta, .p = momenta};
            thermosgd::contact_splitting stepper(h, scheme, x,
                                                 {.timestep = timestep, .noisy_force = true});
            recorded_run record(stepper, loss, x);
            try {
                for (std::uint64_t row = 0; row < rows; ++row) {
                    const std::uint64_t end = settings.steps * (row + 1) / rows;
                    for (std::uint64_t i = settings.steps * row / rows; i < end; ++i) {
                        record.step();
                    }
                    run.rows.push_back(record.close());
                    const cnn::evaluation now_test =
                        evaluate(stepper, x, some, loss.running(), pool);
                    run.rows.back().test_loss = now_test.loss;
                    run.rows.back().test_accuracy = now_test.accuracy;
                }
            } catch (const thermosgd::step_failure& problem) {
                run.failure = problem.what();
            }
            run.final = evaluate(stepper, x, test, loss.running(), pool);
            runs.push_back(std::move(run));
        });
    }
    return runs;
}

}  // namespace contact
