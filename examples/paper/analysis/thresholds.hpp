// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What would confirm or contradict each claim, as written down before the runs.

#include "points.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// A claim and its numbers.
struct claim_threshold {
    std::string id;            ///< "E4"
    std::string section;       ///< where it is made
    std::string says;          ///< the claim in a sentence
    std::string figure;        ///< file of the points
    std::string confirmed;     ///< in words, when; empty where it cannot be
    std::string contradicted;  ///< the same
    std::string why;           ///< why these numbers
    std::map<std::string, double, std::less<>> numbers;

    /// The number of that name.
    /// \throws thermosgd::error naming claim and number if there is none
    [[nodiscard]] double at(std::string_view name) const;
};

/// The file of thresholds.
struct thresholds {
    double significance = 0.01;     ///< two-sided p below which a difference counts
    double interval = 0.95;         ///< level of intervals
    std::size_t fewest_points = 4;  ///< of an exponent
    std::size_t fewest_seeds = 2;   ///< of a comparison between runs
    point_rules rules;
    double trained_accuracy_cifar10 = 0.2;  ///< what takes the place of that of `rules` there
    std::vector<claim_threshold> claims;    ///< in the order of the table
};

/// The thresholds as they are for a data set.
[[nodiscard]] inline thresholds limits_on(thresholds limits, std::string_view data_set) {
    if (data_set.starts_with("CIFAR-10")) {
        limits.rules.trained_accuracy = limits.trained_accuracy_cifar10;
    }
    return limits;
}

/// Reads a file of thresholds.
/// \throws thermosgd::error naming the file and what is wrong with it
[[nodiscard]] thresholds read_thresholds(const std::filesystem::path& file);

}  // namespace paper
