// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Costs from operations and from a calibration.

#include "cost.hpp"

#include <paper/one_run/execute.hpp>

#include <trainer/training/training.hpp>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <exception>
#include <numeric>
#include <set>
#include <thread>

namespace paper {

namespace {

std::set<std::string> networks_of(const std::vector<planned_run>& plan) {
    std::set<std::string> names;
    for (const planned_run& run : plan) {
        names.insert(run.spec.network);
    }
    return names;
}

/// A short run, half of it measured as in the plan.
run_spec brief_run(const loaded_data& data, const std::string& network, std::size_t batch,
                   std::uint64_t steps) {
    run_spec spec;
    spec.data_set = data.facts.name;
    spec.network = network;
    spec.batch_size = std::min(batch, data.facts.train);
    spec.stages = {{1e-3, steps, steps / 2}};
    return spec;
}

/// The time that this thread has had a core [s]: what else goes on does not count.
double core_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The mean time of a run that is done in all threads at once, as in a sweep [s].
double time_of(const run_spec& spec, const loaded_data& data, std::size_t threads) {
    std::vector<double> seconds(threads, 0.0);
    std::vector<std::exception_ptr> failures(threads);
    {
        std::vector<std::jthread> workers;
        for (std::size_t i = 0; i < threads; ++i) {
            workers.emplace_back([&, i] {
                try {
                    const double begin = core_seconds();
                    static_cast<void>(execute(spec, data.sets, data.facts));
                    seconds[i] = core_seconds() - begin;
                } catch (...) {
                    failures[i] = std::current_exception();
                }
            });
        }
    }
    for (const std::exception_ptr& failure : failures) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    }
    return std::accumulate(seconds.begin(), seconds.end(), 0.0) / static_cast<double>(threads);
}

step_cost measure(const loaded_data& data, const std::string& network, std::size_t threads) {
    // The difference of two lengths is free of what happens once.
    const auto per_step = [&](std::size_t batch, std::uint64_t few, double& once) {
        const std::uint64_t many = 4 * few;
        const double brief = time_of(brief_run(data, network, batch, few), data, threads);
        const double longer = time_of(brief_run(data, network, batch, many), data, threads);
        const double step = std::max(longer - brief, 0.01 * longer) / static_cast<double>(3 * few);
        once = std::max(0.0, brief - static_cast<double>(few) * step);
        return step;
    };
    constexpr std::size_t small = 8;
    constexpr std::size_t large = 128;
    step_cost cost;
    const double at_small = per_step(small, 200, cost.evaluation);
    double ignored = 0.0;
    const double at_large = per_step(large, 40, ignored);
    cost.sample = std::max(0.0, (at_large - at_small) / static_cast<double>(large - small));
    cost.step = std::max(0.0, at_small - static_cast<double>(small) * cost.sample);
    return cost;
}

}  // namespace

double seconds_of(const run_spec& spec, const network_costs& costs) {
    const step_cost& cost = costs.at(spec.network);
    return static_cast<double>(total_steps(spec)) *
               (cost.step + static_cast<double>(spec.batch_size) * cost.sample) +
           static_cast<double>(spec.stages.size()) * cost.evaluation;
}

network_costs estimated_costs(const std::vector<planned_run>& plan, const loaded_data& data) {
    constexpr double per_operation = 2.5e-11;
    constexpr double per_parameter = 1e-9;
    network_costs costs;
    for (const std::string& name : networks_of(plan)) {
        const trainer::network_facts facts =
            trainer::facts_of(name, trainer::shape_of(data.sets.train));
        const double sample = per_operation * static_cast<double>(facts.operations);
        costs[name] = {per_parameter * static_cast<double>(facts.parameters), sample,
                       sample / 3.0 * static_cast<double>(data.facts.test)};
    }
    return costs;
}

network_costs measured_costs(const std::vector<planned_run>& plan, const loaded_data& data,
                             std::size_t threads, const std::function<bool()>& interrupted) {
    network_costs costs = estimated_costs(plan, data);
    for (auto& [name, cost] : costs) {
        if (!interrupted()) {
            cost = measure(data, name, threads);
        }
    }
    return costs;
}

}  // namespace paper
