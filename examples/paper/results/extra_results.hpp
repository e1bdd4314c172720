// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What some runs measure beyond temperatures, as the parts of "extra" of a result.

#include "result.hpp"

#include <thermosgd/report/reading.hpp>
#include <thermosgd/thermometer/thermometer.hpp>
#include <trainer/training/training.hpp>

#include <support/json.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace paper {

/// Readings as [key, group, estimate, unit, remark], those without a number left out.
[[nodiscard]] support::json readings_json(std::span<const thermosgd::reading> readings);

/// Copies CV², Gini coefficient and d_eff from readings of diagnose() to the groups they tell of.
void take_spread(std::span<const thermosgd::reading> readings, segment_record& segment);

/// Temperatures by displacements of whole epochs: {"steps_per_epoch", "epochs", "groups": [{"name",
/// "T", "x2", "law", "stationary"}]}; T = ½⟨|Δ_epoch θ|²⟩/d, the epoch as the unit of time.
[[nodiscard]] support::json per_epoch_json(const thermosgd::thermometer& epochs,
                                           std::uint64_t steps_per_epoch);

/// One number per parameter, small enough for a result: {"conv1.weight": {"extents", "low", "high",
/// "logarithmic", "levels"}}.
///
/// "levels" holds two hexadecimal digits per number, from 00 at "low" to ff at "high", even in the
/// logarithm if "logarithmic"; numbers that are not finite, or not positive then, count as "low".
/// \param numbers  in the order of the flat buffer
[[nodiscard]] support::json tensors_json(const std::vector<cnn::parameter_view>& views,
                                         std::span<const float> numbers, bool logarithmic,
                                         std::string_view suffix = ".weight");

/// Reads one tensor of tensors_json() back, to the accuracy of its levels.
/// \throws nlohmann::json::exception where something is missing or of another type
[[nodiscard]] std::vector<double> tensor_of(const support::json& tensor);

}  // namespace paper
