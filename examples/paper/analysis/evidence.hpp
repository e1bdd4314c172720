// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The results that tables, figures and verdicts are made of, with the purposes of their runs.

#include <paper/plan/plan.hpp>
#include <paper/results/result.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// A result and what its run was for.
struct measured_run {
    run_record result;
    std::string id;
    std::vector<std::string> tags;  ///< some of plan_tags()

    [[nodiscard]] bool has(std::string_view tag) const;
};

using evidence = std::vector<measured_run>;

/// Seeds below 10 are the first set, the others the second, which must give the same verdicts.
[[nodiscard]] constexpr int seed_set_of(std::uint64_t seed) noexcept {
    return seed < 10 ? 1 : 2;
}

/// Training steps of an epoch, at least 1.
[[nodiscard]] double steps_per_epoch(const run_record& result);

/// Whether a run ended with numbers and its network can tell digits apart: a network that collapsed
/// to one answer has a temperature, but not that of training.
/// \param accuracy  the least on test images, after the last stage [1]
[[nodiscard]] bool is_trained(const run_record& result, double accuracy);

/// Reads the results of the runs of a plan, in its order, without those that are not there.
/// \param notice  told of every file that is not sound, which is left out
[[nodiscard]] evidence read_evidence(std::span<const planned_run> plan,
                                     const std::filesystem::path& results,
                                     const std::function<void(std::string_view)>& notice);

}  // namespace paper
