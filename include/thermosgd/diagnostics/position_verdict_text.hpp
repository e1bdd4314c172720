// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What the verdict on positions says, in words: three topics are gated by it.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/observables/motion/diffusion.hpp>
#include <thermosgd/report/table.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <string>

namespace THERMOSGD_NAMESPACE {

/// What a verdict says of positions, in words.
[[nodiscard]] inline std::string to_text(position_verdict verdict) {
    switch (verdict) {
    case position_verdict::sampled: return "positions sampled";
    case position_verdict::wandering: return "positions not sampled, wandering";
    case position_verdict::unknown: break;
    }
    return "unknown whether positions were sampled";
}

/// The verdict on positions with the number it rests on: "positions sampled: R = 0.021 over 4096
/// steps", "… not sampled, wandering: …", "unknown whether positions were sampled: …".
[[nodiscard]] inline std::string to_text(const position_stationarity& p) {
    const std::string r = is_finite(p.ratio.value)
                              ? "R = " + detail::print_number('g', 2, p.ratio.value) + " over " +
                                    std::to_string(p.horizon) + " steps"
                              : "no displacement was seen";
    return to_text(p.verdict) + ": " + r;
}

}  // namespace THERMOSGD_NAMESPACE
