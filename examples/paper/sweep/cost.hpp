// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How long a run takes in one thread.

#include <paper/plan/plan.hpp>
#include "data_sets.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// The time of a step of one network: step + B·sample, the thermometer included [s].
struct step_cost {
    double step = 0.0;
    double sample = 0.0;
    double evaluation = 0.0;  ///< of all test images, once per stage
};

/// By the names of networks.
using network_costs = std::map<std::string, step_cost>;

/// The time of a run [s]. \throws std::out_of_range for a network that is not in the list
[[nodiscard]] double seconds_of(const run_spec& spec, const network_costs& costs);

/// The costs of a plan's networks from their operations, on no processor in particular: good enough
/// to weigh runs against each other. \cost nothing is run
[[nodiscard]] network_costs estimated_costs(const std::vector<planned_run>& plan,
                                            const loaded_data& data);

/// The costs as they are here: a few hundred steps of each network at a small and a large B, in as
/// many threads at once as the sweep will use.
///
/// \param interrupted  asked often; true ends the measurement, whose rest is estimated
/// \cost a second or two per network
[[nodiscard]] network_costs measured_costs(const std::vector<planned_run>& plan,
                                           const loaded_data& data, std::size_t threads,
                                           const std::function<bool()>& interrupted);

/// "a step of A takes 12 µs and 21 µs per image", a line per network.
[[nodiscard]] std::string costs_text(const network_costs& costs);

/// What a plan costs, as a table for the terminal.
///
/// \param done     which runs have their result
[[nodiscard]] std::string plan_text(const std::vector<planned_run>& plan,
                                    const std::vector<bool>& done,
                                    const std::vector<double>& seconds, std::size_t threads);

}  // namespace paper
