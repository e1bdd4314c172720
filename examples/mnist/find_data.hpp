// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The data that the options ask for, checked against what a run needs.

#include "options.hpp"

#include <trainer/data/dataset.hpp>

#include <functional>
#include <string_view>

namespace mnist {

/// Finds and reads the data set, whatever it is.
///
/// \param notice  receives one line on each thing that is worth knowing on the way
/// \throws thermosgd::error if there is none, or what there is is unsound
[[nodiscard]] data::train_test load_data(const train_options& options,
                                         const std::function<void(std::string_view)>& notice);

/// The data as the options limit them.
///
/// \throws thermosgd::error also if no network takes the images, or they are too few
[[nodiscard]] data::train_test usable_data(const train_options& options,
                                           const std::function<void(std::string_view)>& notice);

}  // namespace mnist
