// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The runs behind the figures and verdicts, in the order in which they are done.

#include "run_spec.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// A run and what it is for.
struct planned_run {
    run_spec spec;
    std::string id;                 ///< id_of(spec)
    std::vector<std::string> tags;  ///< some of plan_tags(), in that order
    int block = 0;                  ///< from 1 on; blocks are done in order
};

/// What a plan depends on.
struct plan_settings {
    std::string data_set = "MNIST";     ///< its name
    std::size_t train_images = 60'000;  ///< it has
    bool everything = false;            ///< five seeds instead of three, all ablations with three
    bool short_form = false;            ///< a hundredth of the steps
    std::string only = {};              ///< one tag, or empty: all
};

/// The purposes of runs: "fig2" to "fig6", "fixed_epochs", "bn", "decay", "sampling", "velocity",
/// "mass", "full_batch", "eps", "removal", "gibbs", "warm", "seeds2".
[[nodiscard]] std::span<const std::string_view> plan_tags();

/// The plan: no two runs are equal, one run may serve several purposes, and inside a block the runs
/// with the most work come first.
///
/// \throws std::invalid_argument for an unknown tag
[[nodiscard]] std::vector<planned_run> make_plan(const plan_settings& settings);

/// Training images that a run computes gradients of.
[[nodiscard]] inline double samples_of(const run_spec& spec) {
    return static_cast<double>(total_steps(spec)) * static_cast<double>(spec.batch_size);
}

}  // namespace paper
