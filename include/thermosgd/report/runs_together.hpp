// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What several runs say together that differ only in their seed: the temperature of the network,
/// and whether the runs have come to the same distribution.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>
#include <thermosgd/report/step_info.hpp>
#include <thermosgd/statistics/chains.hpp>
#include <thermosgd/statistics/effective_sample_size.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/random_effects.hpp>
#include <thermosgd/statistics/replicas.hpp>
#include <thermosgd/statistics/rhat.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// One group, one filter, or all groups over several runs.
struct part_over_runs {
    std::string name;                ///< "conv1", for a filter "conv1[3]", for all "all groups"
    std::vector<estimate> of_run;    ///< T of each, in the order of the runs [loss/k_B]
    std::size_t in_equilibrium = 0;  ///< runs in which equilibrium was shown
    random_effects together;         ///< of T [loss/k_B]
    std::size_t numbers = 0;         ///< of the chain of each run [1]
    double rhat = not_available;     ///< of the chains; NaN for one run [1]
    double bulk = not_available;     ///< bulk effective sample size of the chains [1]
    double tail = not_available;     ///< tail effective sample size [1]
};

/// Puts one part of several runs together.
///
/// \param name            of the part
/// \param of_run          T of each run; those that are not finite count in no mean [loss/k_B]
/// \param in_equilibrium  in how many of them equilibrium was shown
/// \param series          the chain of each run after burn-in, or nothing; longer ones are cut to
///                        the last numbers of the length of the shortest [any unit]
/// \return random_effects_mean() of T, rank_normalised_rhat() where there are two runs,
///         bulk_effective_sample_size() and tail_effective_sample_size(); NaN where there is no
///         number to take them from
/// \cost that of these functions; a few copies of the chains
[[nodiscard]] inline part_over_runs part_together(std::string name, std::vector<estimate> of_run,
                                                  std::size_t in_equilibrium,
                                                  const chains& series) {
    part_over_runs part;
    part.name = std::move(name);
    part.of_run = std::move(of_run);
    part.in_equilibrium = in_equilibrium;
    std::vector<replica> replicas;
    for (const estimate& t : part.of_run) {
        if (is_finite(t.value)) {
            replicas.push_back(replica_of(t));
        }
    }
    if (!replicas.empty()) {
        part.together = random_effects_mean(replicas);
    }
    const chains cut = last_of_equal_length(series);
    if (cut.empty() || cut.front().empty()) {
        return part;
    }
    part.numbers = cut.front().size();
    if (cut.size() > 1) {
        part.rhat = rank_normalised_rhat(cut);
    }
    part.bulk = bulk_effective_sample_size(cut);
    part.tail = tail_effective_sample_size(cut);
    return part;
}

/// Several runs that differ only in their seed.
struct runs_together {
    std::vector<std::string> runs;              ///< their names, files for example
    std::vector<std::uint64_t> observed_steps;  ///< displacements measured in each [1]
    std::uint64_t observations_per_number = 0;  ///< over which each number of a chain is a mean [1]
    temperature_convention convention = temperature_convention::paper;  ///< of every temperature
    double mass = 1.0;       ///< factor on the masses of the layout [loss·time²/theta²]
    double timestep = 1.0;   ///< Δt of one optimiser step [time]
    double boltzmann = 1.0;  ///< k_B [loss per temperature]
    step_info parameters;    ///< hyper-parameters of all; without a loss

    part_over_runs total;                 ///< all groups together
    std::vector<part_over_runs> groups;   ///< in layout order
    std::vector<part_over_runs> filters;  ///< of all groups that have them, in layout order

    /// What the runs say of one part, by its name.
    /// \param name  of a group, "conv1", of a filter, "conv1[3]", or "all groups"
    /// \throws std::invalid_argument that lists the groups, if it is none of them
    /// \cost O(groups + filters)
    [[nodiscard]] const part_over_runs& operator[](std::string_view name) const {
        if (name == total.name) {
            return total;
        }
        std::string known = '"' + total.name + '"';
        for (const std::vector<part_over_runs>* parts : {&groups, &filters}) {
            for (const part_over_runs& part : *parts) {
                if (part.name == name) {
                    return part;
                }
            }
        }
        for (const part_over_runs& part : groups) {
            known += ", \"" + part.name + '"';
        }
        THERMOSGD_THROW(std::invalid_argument(
            "runs_together: name = \"" + std::string(name) + "\", expected one of " + known +
            (filters.empty() ? "" : ", or a filter of one of these")));
    }
};

}  // namespace THERMOSGD_NAMESPACE
