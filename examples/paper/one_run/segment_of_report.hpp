// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// From the report of a thermometer to what a result keeps of it.

#include <paper/results/result.hpp>

#include <thermosgd/thermometer/thermometer.hpp>

#include <cstddef>
#include <vector>

namespace paper {

/// Groups, filters, ratios between layers and the loss of the present segment of `t`.
///
/// \param layers  indices of the groups that are weights of layers
[[nodiscard]] segment_record segment_of_report(const thermosgd::thermometer& t,
                                               const thermosgd::report& report,
                                               const std::vector<std::size_t>& layers);

}  // namespace paper
