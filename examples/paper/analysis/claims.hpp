// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The table of claims: what the paper says, what was measured, what holds.

#include "judging.hpp"

#include <string>
#include <vector>

namespace paper {

/// A line of the table.
struct claim_row {
    claim_threshold claim;
    judgement first;   ///< by the first seeds: the verdict
    judgement second;  ///< by the second seeds, if they were run
};

/// Judges every claim of the thresholds.
///
/// \param runs    of the main data set      \param points  of the same
/// \param others  runs on other data, for the claim that these give similar results
/// \return a row per claim, in the order of the thresholds
/// \throws thermosgd::error for a claim that nobody knows how to reliability_of, or that lacks a number
[[nodiscard]] std::vector<claim_row> judge_claims(const evidence& runs, const figure_points& points,
                                                  const evidence& others, const thresholds& limits);

/// The table for a terminal, and how many verdicts the second seeds repeat.
[[nodiscard]] std::string claims_text(const std::vector<claim_row>& rows);

/// How many claims have which verdict, in a line.
[[nodiscard]] std::string tally_text(const std::vector<claim_row>& rows);

// The judges, by claim. Each states what it found even where that decides nothing.

judgement judge_stationary_temperature(const claim_threshold& c, const hearing& h);  // D6
judgement judge_mean_velocity(const claim_threshold& c, const hearing& h);           // D7, D9
judgement judge_full_batch(const claim_threshold& c, const hearing& h);              // D7-GD
judgement judge_equipartition(const claim_threshold& c, const hearing& h);           // D8
judgement judge_schedule(const claim_threshold& c, const hearing& h);                // E2
judgement judge_layers(const claim_threshold& c, const hearing& h);                  // E3
judgement judge_exponents(const claim_threshold& c, const hearing& h);               // E4, E5
judgement judge_fixed_epochs(const claim_threshold& c, const hearing& h);            // E4-fixed
judgement judge_filters(const claim_threshold& c, const hearing& h);                 // E6
judgement judge_damage(const claim_threshold& c, const hearing& h);                  // C1, C1-norm
judgement judge_removal(const claim_threshold& c, const hearing& h);                 // C1-hot
judgement judge_independence(const claim_threshold& c, const hearing& h);            // C2
judgement judge_law(const claim_threshold& c, const hearing& h);                     // C2-law
judgement judge_entropy(const claim_threshold& c, const hearing& h);                 // T2
judgement judge_gibbs(const claim_threshold& c, const hearing& h);                   // T3
judgement judge_comparison(const claim_threshold& c, const hearing& h);      // X-independent
judgement judge_epsilon(const claim_threshold& c, const hearing& h);         // X-epsilon
judgement judge_sampling(const claim_threshold& c, const hearing& h);        // X-sampling
judgement judge_epoch_velocity(const claim_threshold& c, const hearing& h);  // X-velocity
judgement judge_decay(const claim_threshold& c, const hearing& h);           // X-decay
judgement judge_no_decay(const claim_threshold& c, const hearing& h);        // X-no-decay

}  // namespace paper
