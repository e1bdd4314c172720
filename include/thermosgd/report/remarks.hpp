// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a reader of the temperatures of a report must know, in sentences.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/report/rounding.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// A share in percent, as many digits as tell it from 0 and from 1. \cost O(1), a short string
[[nodiscard]] inline std::string print_share(const double& share) {
    if (!is_finite(share)) {
        return "- %";
    }
    const double percent = 100.0 * share, rest = 100.0 - percent;
    if (rest == 0 || percent < 99) {
        return print_number('g', rest == 0 ? 3 : 2, percent) + " %";
    }
    const int decimals = 1 - static_cast<int>(std::floor(std::log10(rest)));
    return print_number('f', (std::min)(decimals, 12), percent) + " %";
}

}  // namespace detail

/// How far the velocities of a group are numbers that say something.
enum class motion {
    moving,     ///< they are
    resting,    ///< all were exactly 0: a frozen layer, or one of 16 bits that rounding freezes
    lost,       ///< of weights of 16 bits, half or more were exactly 0
    coarse,     ///< rounding_is_felt(), or many were exactly 0
    underflow,  ///< their squares have no digits in a double
    overflow    ///< their squares leave the range of a double
};

/// \param g  of a report      \param timestep, digits  of it, as for rounding_ratio()
/// \param observed            displacements of the report [1]
/// \return the first of overflow, resting, underflow, lost and coarse that holds \cost O(1)
[[nodiscard]] inline motion motion_of(const group_report& g, double timestep, int digits,
                                      std::uint64_t observed) {
    if (observed == g.nonfinite_steps || g.degrees_of_freedom == 0) {
        return motion::moving;
    }
    if (!is_finite(g.mean_square_velocity.value)) {
        return motion::overflow;
    }
    if (g.zero_velocities >= 1.0) {
        return motion::resting;
    }
    if (squares_underflow(g)) {
        return motion::underflow;
    }
    if (is_half(digits) && g.zero_velocities >= 0.5) {
        return motion::lost;
    }
    return rounding_is_felt(g, timestep, digits) ? motion::coarse : motion::moving;
}

/// The remarks on a report, one sentence each; none where nothing is out of the ordinary.
/// \cost O(groups), allocates
[[nodiscard]] inline std::vector<std::string> remarks(const report& r) {
    std::vector<std::string> found;
    if (r.observed_steps == 0 && r.missed_steps > 0) {
        found.push_back(
            "no displacement was seen: a velocity needs the weights after two steps in a row, and "
            "one of every two was never shown");
    }
    if (!r.first_nonfinite_group.empty()) {
        found.push_back("NaN or infinity first seen in \"" + r.first_nonfinite_group +
                        "\" at step " + std::to_string(r.first_nonfinite_step) +
                        "; such steps are left out of the group's averages");
    }
    if (r.finite_losses > 0 && r.finite_losses < r.observed_steps) {
        found.push_back("the loss of " + std::to_string(r.observed_steps - r.finite_losses) +
                        " steps of " + std::to_string(r.observed_steps) +
                        " was NaN, infinite or not given: its mean is that of the others");
    }
    if (r.parameters.optimiser != optimiser_kind::sgd) {
        found.push_back(
            "the law and energies in units of the loss are those of SGD and heavy ball with weight "
            "decay in the gradient: not given for another optimiser");
    }
    std::string own_rates;
    for (const group_report& g : r.groups) {
        if (is_finite(g.parameters.learning_rate) &&
            g.parameters.learning_rate != r.parameters.learning_rate) {
            own_rates += (own_rates.empty() ? "\"" : ", \"") + g.name + "\" " +
                         detail::print_number('g', 3, g.parameters.learning_rate);
        }
    }
    if (!own_rates.empty()) {
        found.push_back("eta of groups with one of their own: " + own_rates);
    }
    const auto add = [&](motion what, const std::string& before, const std::string& after) {
        std::string names;
        for (const group_report& g : r.groups) {
            if (motion_of(g, r.timestep, r.digits, r.observed_steps) == what) {
                names += (names.empty() ? "\"" : ", \"") + g.name + '"';
                const bool most = g.zero_velocities >= 0.5;
                if (what == motion::lost || (what == motion::coarse && most)) {
                    names += " (v = 0: " + detail::print_share(g.zero_velocities) + ')';
                }
            }
        }
        if (!names.empty()) {
            found.push_back(before + names + after);
        }
    };
    add(motion::overflow, "squares of the velocities overflow in ",
        ": no temperature; \"all groups\" has none either");
    std::uint64_t resting = 0;  // parameters of groups at rest
    for (const group_report& g : r.groups) {
        const motion now = motion_of(g, r.timestep, r.digits, r.observed_steps);
        resting += now == motion::resting ? g.degrees_of_freedom : 0U;
    }
    const std::string rounding =
        is_half(r.digits) ? std::string(scalar_name(r.digits)) + " rounding" : "rounding";
    add(motion::resting, "nothing moves in ",
        ": no parameter of " + std::to_string(resting) + " changed in any of " +
            std::to_string(r.observed_steps) +
            " steps (frozen, not trained, or every update lost "
            "in " +
            rounding + "): no temperature; \"all groups\" counts its d");
    add(motion::lost, "updates are lost in " + rounding + " in ",
        ": T is that of the rounded weights, which jump seldom and far, not that of weights with "
        "more digits");
    add(motion::underflow, "squares of the velocities underflow in ",
        ": T has no digits left and no error bar");
    add(motion::coarse, "rounding is felt in ",
        ": rms displacement under 10 ulp, or over 1 % of the velocities exactly 0 (so do pruned "
        "weights and steps that only accumulate gradients)");
    return found;
}

}  // namespace THERMOSGD_NAMESPACE
