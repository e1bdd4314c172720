// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a run prints: tables that line up, each with what its columns mean.

#include "results.hpp"

#include <string>
#include <vector>

namespace contact {

/// Mean and standard error over the runs of one optimiser of a number of each.
template <class Number>
[[nodiscard]] mean_error over_seeds(const std::vector<training_run>& runs,
                                    const std::string& optimiser, Number&& number) {
    std::vector<double> values;
    for (const training_run& run : runs) {
        if (run.optimiser == optimiser && run.failure.empty()) {
            values.push_back(number(run));
        }
    }
    return mean_of(values);
}

/// Orders of the default schemes on all oscillators, and all schemes on oscillator G.
[[nodiscard]] std::string oscillator_text(const std::vector<convergence_case>& cases);

/// What the optimisers are, and what they reached with equally many gradients.
[[nodiscard]] std::string optimiser_text(const std::vector<training_run>& runs,
                                         const training_settings& settings);

/// Temperatures in the ensembles, their equipartition, and how well energy is kept.
[[nodiscard]] std::string dynamics_text(const ensemble_results& results,
                                        const ensemble_settings& settings);

}  // namespace contact
