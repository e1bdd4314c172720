// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a reader of the temperatures of a report must know, in sentences.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/report/optimiser_text.hpp>
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
    if (!(rest > 0) || percent < 99) {
        return print_number('g', rest == 0 ? 3 : 2, percent) + " %";
    }
    const int decimals = 1 - static_cast<int>(std::floor(std::log10(rest)));
    return print_number('f', (std::min)(decimals, 12), percent) + " %";
}

/// What T means under the optimisers of a report, one sentence for each kind of them.
inline void add_optimiser_remarks(const report& r, std::vector<std::string>& found) {
    const auto add = [&](const hyper_parameters& p) {
        const std::string text = temperature_meaning(p);
        if (!text.empty() && std::find(found.begin(), found.end(), text) == found.end()) {
            found.push_back(text);
        }
    };
    if (r.groups.empty()) {
        add(r.parameters.common());
    }
    for (const group_report& g : r.groups) {
        add(g.parameters);
    }
}

}  // namespace detail

/// Whether decay was declared for a group and seems not to act.
///
/// Where it does, group_report::acting_decay is 1, in equilibrium and on the way there. Here it is
/// below a half by three errors, nine where its error is unknown, and by a tenth of the law, for
/// gradients that are not quite white; and the norm grows as it would without decay, within a
/// fifth, as many errors and what taking out a decay that is not there does.
/// \param g  of a report      \return false where its norm is felt by the loss, or it has no law
/// \cost O(1)
[[nodiscard]] inline bool decay_seems_absent(const group_report& g) noexcept {
    const estimate& acting = g.acting_decay;
    const double law = g.weight_decay_law.value;
    const double errors = (acting.verdict == reliability::unknown ? 9.0 : 3.0) * acting.error;
    const double taken_out = 0.5 * (1 - g.parameters.decay_factor()) * g.update_inefficiency;
    return g.scale_invariant && law > 0 && acting.value + errors + 0.1 * law < 0.5 &&
           std::fabs(acting.value) < 0.2 * law + errors + taken_out;
}

namespace detail {

/// The groups whose declared decay seems not to act, in a sentence; empty where there are none.
[[nodiscard]] inline std::string absent_decay_text(const report& r) {
    std::string names;
    for (const group_report& g : r.groups) {
        if (decay_seems_absent(g)) {
            names += (names.empty() ? "\"" : ", \"") + g.name + "\" (" +
                     format_value_error(g.acting_decay.value, g.acting_decay.error) +
                     " of lambda " + print_number('g', 3, g.parameters.weight_decay) + ')';
        }
    }
    return names.empty() ? names
                         : "decay seems not to act in " + names +
                               ": the norm grows as without it; is lambda the one that the "
                               "optimiser applies?";
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
/// \return the first of resting, overflow, underflow, lost and coarse that holds \cost O(1)
[[nodiscard]] inline motion motion_of(const group_report& g, double timestep, int digits,
                                      std::uint64_t observed) {
    if (g.zero_velocities >= 1.0 && g.degrees_of_freedom > 0) {
        return motion::resting;
    }
    if (observed == g.nonfinite_steps || g.degrees_of_freedom == 0) {
        return motion::moving;
    }
    if (!is_finite(g.mean_square_velocity.value)) {
        return motion::overflow;
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
    if (r.skipped_steps > 0) {
        found.push_back(std::to_string(r.skipped_steps) +
                        (r.skipped_steps == 1 ? " step" : " steps") +
                        " changed nothing at all (a loss scaler, gradients that are accumulated): "
                        "left out");
    }
    detail::add_optimiser_remarks(r, found);
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
    if (const std::string absent = detail::absent_decay_text(r); !absent.empty()) {
        found.push_back(absent);
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
            std::to_string(r.observed_steps + r.skipped_steps) +
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
