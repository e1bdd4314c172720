// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The parts of a result to JSON and back.

#include "result.hpp"

#include <support/json.hpp>

namespace paper {

/// A number cut to so many significant digits; null if it is not finite.
[[nodiscard]] support::json cut(double number, int digits);

/// Reads cut() back: null is NaN.
[[nodiscard]] double number_of(const support::json& stored);

/// A segment as JSON; what is not available is left out.
[[nodiscard]] support::json to_json(const segment_record& segment);

/// Reads to_json() of a segment back.
/// \throws nlohmann::json::exception where something is missing or of another type
[[nodiscard]] segment_record segment_of(const support::json& object);

}  // namespace paper
