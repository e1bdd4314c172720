// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The verdict on equilibrium in words: which way a group drifts, or why equilibrium is not shown
/// and what would help.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/report/report.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// A number with few digits, or "-" where there is none.
[[nodiscard]] inline std::string print_short(const double& x, int digits = 3) {
    return is_finite(x) ? print_number('g', digits, x) : "-";
}

/// The change between the halves in percent: "+3.2 ± 0.4 %".
[[nodiscard]] inline std::string percent_text(const drift_bound& d) {
    const double share = 100 * d.change / std::fabs(d.mean);
    const double error = 100 * d.error / std::fabs(d.mean);
    return (share >= 0 ? "+" : "") +
           (is_finite(error) ? format_value_error(share, error) : print_short(share)) + " %";
}

/// What moves, or may, and how far: "K +3.2 ± 0.4 %".
[[nodiscard]] inline std::string drift_text(const equilibrium_test& t) {
    switch (t.moving) {
    case equilibrium_series::kinetic_energy: break;
    case equilibrium_series::squared_norm: return "|θ|² " + percent_text(t.squared_norm);
    case equilibrium_series::loss: return "loss " + percent_text(t.loss);
    }
    return "K " + percent_text(t.kinetic_energy);
}

/// A number of steps as people say it, two digits.
[[nodiscard]] inline std::string steps_text(double steps) {
    const double unit = std::pow(10.0, std::floor(std::log10(std::fmax(steps, 10.0))) - 1);
    return print_number('f', 0, std::ceil(steps / unit) * unit);
}

}  // namespace detail

/// Why the equilibrium of a part is not shown, and about how many steps more would do: "window 0.24
/// of 1/(2 eta lambda), 3 needed; about 35000 steps more".
/// \param g  of a report      \return the sentence; empty where it is shown, or drifting
/// \cost O(1), a few short strings
[[nodiscard]] inline std::string doubt_text(const group_report& g) {
    using detail::print_short;
    const equilibrium_test& t = g.equilibrium;
    std::string text;
    switch (t.doubt) {
    case equilibrium_doubt::none: return "";
    case equilibrium_doubt::burn_in:
        text = "the burn-in took half of the batches: no stationary part was found";
        break;
    case equilibrium_doubt::window:
        text = "window " + print_short(t.windows, 2) + " of 1/(2 eta lambda), " +
               print_short(equilibrium_windows, 1) + " needed";
        break;
    case equilibrium_doubt::noise:
        text = std::string("the error bar of ") +
               (t.kinetic_energy.verdict != reliability::unknown ? "|theta|^2"
                                                                 : "the kinetic energy") +
               " is unknown: too few correlation times, or a long memory";
        break;
    case equilibrium_doubt::change: text = "may have changed: " + detail::drift_text(t); break;
    case equilibrium_doubt::bound:
        text = "a drift of " + print_short(100 * t.widest_bound(), 2) +
               " % between the halves is not excluded, 5 % needed";
        break;
    case equilibrium_doubt::law:
        return "the law is " + detail::print_short(g.weight_decay_law.value) +
               " and the norm gains " + detail::print_short(g.norm_balance.value) +
               " times what it loses, 1 expected: is lambda the one that acts?";
    case equilibrium_doubt::schedule: return "hyper-parameters change throughout";
    }
    return t.more_steps > 0 ? text + "; about " + detail::steps_text(t.more_steps) + " steps more"
                            : text;
}

/// One line for each group whose equilibrium is not shown, at most twelve; none for a driven
/// segment, nor for a group that rests.
/// \cost O(groups), allocates
[[nodiscard]] inline std::vector<std::string> equilibrium_doubts(const report& r) {
    constexpr std::size_t most = 12;
    std::vector<std::string> lines;
    std::size_t more = 0;
    for (const group_report& g : r.groups) {
        const std::string doubt = doubt_text(g);
        const bool resting = g.zero_velocities >= 1.0;
        if (r.driven || resting || doubt.empty() || r.observed_steps == 0) {
            continue;
        }
        if (lines.size() < most) {
            lines.push_back("equilibrium of \"" + g.name + "\" is not shown: " + doubt);
        } else {
            ++more;
        }
    }
    if (more > 0) {
        lines.push_back("nor is that of " + std::to_string(more) + " more groups");
    }
    return lines;
}

}  // namespace THERMOSGD_NAMESPACE
