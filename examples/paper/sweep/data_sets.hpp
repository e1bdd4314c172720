// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The data sets that a plan is done for.

#include <paper/plan/options.hpp>

#include <trainer/data/dataset.hpp>
#include <trainer/training/data_facts.hpp>

#include <array>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace paper {

/// What `--data-set` calls them, and how their names begin, subsets included.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 3> known_sets{
    {{"mnist", "MNIST"}, {"fashion", "Fashion-MNIST"}, {"cifar10", "CIFAR-10"}}};

/// A data set and what is known about it.
struct loaded_data {
    data::train_test sets;
    trainer::data_facts facts;
};

/// Finds and reads what the options ask for; with `--everything` Fashion-MNIST too, if its package
/// is installed.
///
/// \param notice  receives one line on each thing that is worth knowing on the way
/// \throws thermosgd::error if there is none, it is unsound or not the one asked for, or no network
///         takes its images
[[nodiscard]] std::vector<loaded_data> load_data_sets(
    const run_options& options, const std::function<void(std::string_view)>& notice);

}  // namespace paper
