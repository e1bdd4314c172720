// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// One run of the plan in one thread: from its configuration to its result.

#include <paper/plan/run_spec.hpp>
#include <paper/results/result.hpp>

#include <trainer/data/dataset.hpp>
#include <trainer/training/data_facts.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>

namespace paper {

/// What a run tells and asks while it lasts; anything may be left out.
struct execution {
    /// Where checkpoints, final weights and maps go, made if it is not there; empty: none are kept.
    std::filesystem::path state;
    double checkpoint_seconds = 60.0;  ///< between checkpoints
    double look_seconds = 0.1;         ///< between two calls of `stop` and `progress`
    /// Asked now and then; true ends the run after a checkpoint.
    std::function<bool()> stop;
    /// Told now and then how many steps are done, a checkpoint's included.
    std::function<void(std::uint64_t)> progress;
    /// Receives one line on each thing that is worth knowing, such as a checkpoint that is unfit.
    std::function<void(std::string_view)> notice;
};

/// The checkpoint of a run in the folder of states.
[[nodiscard]] std::filesystem::path checkpoint_file(const std::filesystem::path& state,
                                                    const run_spec& spec);

/// Trains and measures as `spec` says, from its checkpoint if there is one, to its end or to NaN,
/// which is a result too. The bits of the result depend on the instruction set, not on how often
/// the run was interrupted; only times and memory do.
///
/// \param sets   the whole data set, only read: several runs may share it
/// \param facts  of these sets, trainer::facts_of()
/// \return the result; nothing if `how.stop` ended the run. The last checkpoint stays: whoever has
///         written the result to its file removes it
/// \throws std::invalid_argument for a configuration that is out of range or does not fit the data;
///         thermosgd::error for a file that cannot be written
[[nodiscard]] std::optional<run_record> execute(const run_spec& spec, const data::train_test& sets,
                                                const trainer::data_facts& facts,
                                                const execution& how = {});

}  // namespace paper
