// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What the judges of single claims share.

#include "evidence.hpp"
#include "figure_points.hpp"
#include "fits.hpp"
#include "thresholds.hpp"

#include <fmt/format.h>
#include <thermosgd/statistics/estimate.hpp>

#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// What is to be said of a claim.
enum class verdict {
    confirmed,     ///< the effect is there, in size and significance
    contradicted,  ///< its opposite is
    not_testable,  ///< these runs, or any runs, do not decide
    not_run        ///< the runs that could decide are not there
};

[[nodiscard]] constexpr std::string_view to_string(verdict v) noexcept {
    switch (v) {
    case verdict::confirmed: return "confirmed";
    case verdict::contradicted: return "contradicted";
    case verdict::not_testable: return "not testable";
    case verdict::not_run: break;
    }
    return "not run";
}

/// A verdict with its grounds.
struct judgement {
    verdict what = verdict::not_run;
    std::string measured;  ///< what was found, with error bars
    std::string decides;   ///< the number that decides beside its threshold
};

/// What a reliability_of looks at: the runs of one data set, of which those of one seed set count.
struct hearing {
    const evidence& runs;
    const figure_points& points;
    const thresholds& limits;
    int seed_set = 1;
};

/// The layers of the main network: Conv1, Conv2, Linear1, Linear2.
inline constexpr std::array<const char*, 4> paper_layers{"conv1", "conv2", "linear1", "linear2"};

/// The runs of the seed set with a tag.
[[nodiscard]] std::vector<const measured_run*> runs_with(const hearing& h, std::string_view tag);

/// The runs of the seed set with the main network at constant η and the paper's λ, trained.
/// \param any_beta  or B = 32 only
[[nodiscard]] std::vector<const measured_run*> main_runs(const hearing& h, bool any_beta);

/// A positive number from its logarithm: "1.23 ± 0.04".
[[nodiscard]] std::string ratio_text(const thermosgd::estimate& log_ratio);

/// "0.46 [0.41, 0.51]" with the interval of that level.
[[nodiscard]] std::string interval_text(const thermosgd::estimate& e, double level);

/// The same for exp(e).
[[nodiscard]] std::string ratio_interval_text(const thermosgd::estimate& log_ratio, double level);

/// a − b of independent means.
[[nodiscard]] thermosgd::estimate difference(const thermosgd::estimate& a,
                                             const thermosgd::estimate& b);

/// Appends with ", " or `between` before all but the first.
void list(std::string& text, std::string_view item, std::string_view between = ", ");

/// Verdict and text on a set of ratios that should be 1, "equal" within one factor and "different"
/// by another.
struct named_ratio {
    std::string name;
    thermosgd::estimate log_ratio;
};

/// Confirmed if the interval of every ratio is within a factor `equal` of 1, contradicted if one is
/// off by the factor `different` or more, significantly after Holm's correction.
/// \param expected  ratios; with fewer, because a layer was not at equilibrium, none is confirmed
[[nodiscard]] judgement judge_ratios(const std::vector<named_ratio>& ratios, std::size_t expected,
                                     double equal, double different, const thresholds& limits);

}  // namespace paper
