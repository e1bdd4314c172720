// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A report as text: conventions first, then a table of layers and one of filters.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/report/equilibrium_text.hpp>
#include <thermosgd/report/optimiser_text.hpp>
#include <thermosgd/report/remarks.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/report/table.hpp>
#include <thermosgd/version.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// A value with its error bar, or "-" where there is none to be had.
[[nodiscard]] inline std::string print_estimate(const estimate& e) {
    if (!is_finite(e.value)) {
        return "-";
    }
    const std::string sign = e.verdict == reliability::unknown ? " ?" : "";
    return is_finite(e.error) ? format_value_error(e.value, e.error) + sign
                              : print_short(e.value) + sign;
}

/// The drift-free variance, or "< floor" where it is below the rounding of its two terms.
[[nodiscard]] inline std::string print_variance(const group_report& g) {
    const double floor = 1e-15 * g.mean_square_velocity.value;
    return g.velocity_variance.value < floor ? "< " + print_short(floor)
                                             : print_estimate(g.velocity_variance);
}

[[nodiscard]] inline std::string print_law(const group_report& g) {
    if (!is_finite(g.weight_decay_law.value)) {
        return "-";
    }
    const std::string text = print_estimate(g.weight_decay_law);
    return g.scale_invariant ? text : '(' + text + ')';
}

/// The verdict on equilibrium, with the drift that is left or the one that was seen.
[[nodiscard]] inline std::string print_equilibrium(const group_report& g, bool driven) {
    const equilibrium_test& t = g.equilibrium;
    if (driven) {
        return "driven";
    }
    switch (t.verdict) {
    case equilibrium_verdict::equilibrium:
        return "equilibrium, drift < " + print_short(100 * t.kinetic_energy.relative_bound(), 2) +
               " %";
    case equilibrium_verdict::drifting: return "drifting, " + drift_text(t);
    case equilibrium_verdict::not_shown: break;
    }
    return "not shown";
}

/// Whether any row has an update_excess.
[[nodiscard]] inline bool shows_excess(std::span<const group_report> rows) {
    return std::any_of(rows.begin(), rows.end(),
                       [](const group_report& g) { return is_finite(g.update_excess.value); });
}

/// What a reader looks for first: T, how sure it is, and whether it is an equilibrium value.
[[nodiscard]] inline text_table temperature_table(std::span<const group_report> rows, bool driven) {
    const bool excess = shows_excess(rows);
    std::vector<std::string> titles{"group", "d",         "T ± s.e.",    "N_eff",
                                    "g",     "error bar", "equilibrium", "law ± s.e."};
    if (excess) {
        titles.emplace_back("excess ± s.e.");
    }
    text_table table(titles);
    for (const group_report& g : rows) {
        const bool resting = g.zero_velocities >= 1.0;
        std::vector<std::string> cells{g.name,
                                       std::to_string(g.degrees_of_freedom),
                                       resting ? "-" : print_estimate(g.temperature),
                                       print_short(std::floor(g.temperature.n_eff), 7),
                                       print_short(g.temperature.g),
                                       std::string(to_string(g.temperature.verdict)),
                                       print_equilibrium(g, driven),
                                       print_law(g)};
        if (excess) {
            cells.push_back(print_estimate(g.update_excess));
        }
        table.add(cells);
    }
    return table;
}

/// The first line of a text: the version, and what T, K and v are.
[[nodiscard]] inline std::string conventions_text(temperature_convention convention, double mass,
                                                  double timestep, double boltzmann,
                                                  bool preconditioned = false) {
    return "thermosgd " + std::to_string(version_major) + '.' + std::to_string(version_minor) +
           '.' + std::to_string(version_patch) + ": " + to_string(convention) +
           ", K = sum m v^2/2, m = " + print_short(mass) +
           (preconditioned ? " times sqrt(v) + eps of each parameter" : " (times group mass)") +
           ", dt = " + print_short(timestep) + ", kB = " + print_short(boltzmann) +
           ", v = displacement of one step / dt\n";
}

/// The hyper-parameters in words: "eta 0.01, lambda 0.04, momentum not given, batch 32".
[[nodiscard]] inline std::string parameters_text(const step_info& p) {
    return "eta " + given_text(p.learning_rate) + ", lambda " + given_text(p.weight_decay) + ", " +
           optimiser_text(p.common()) + ", batch " + given_text(p.batch_size);
}

/// How far the group has come: variance of velocities, norm, and the window of positions.
/// \param bfloat16  whether to say what a copy in bfloat16 would not see
[[nodiscard]] inline text_table motion_table(std::span<const group_report> rows, bool bfloat16) {
    std::vector<std::string> titles{"group", "σ²(v) ± s.e.", "<θ²> ± s.e.", "norm drift",
                                    "R",     "positions",    "v = 0",       "burn-in"};
    if (bfloat16) {
        titles.insert(titles.end() - 1, "unseen in bfloat16");
    }
    text_table table(titles);
    for (const group_report& g : rows) {
        const bool known = is_finite(g.position_ratio);
        std::vector<std::string> cells{
            g.name,
            print_variance(g),
            print_estimate(g.mean_square_position),
            print_short(g.norm_drift, 2),
            print_short(g.position_ratio, 2),
            known ? g.position_stationary() ? "sampled" : "wandering" : "-",
            print_share(g.zero_velocities),
            std::to_string(g.burn_in_steps)};
        if (bfloat16) {
            cells.insert(cells.end() - 1, print_share(g.invisible_in_bfloat16));
        }
        table.add(cells);
    }
    return table;
}

}  // namespace detail

/// Which tables of a report are written.
struct text_options {
    bool filters = true;    ///< whether to write the table of filters
    bool motion = true;     ///< whether to write the table of σ², norm and positions
    bool legend = true;     ///< whether to explain the columns
    bool bfloat16 = false;  ///< whether the table of motion says what share of the updates would be
                            ///< lost in a copy of the weights in bfloat16
};

/// A report as aligned UTF-8 text without colour.
/// \cost O(groups + filters)
[[nodiscard]] inline std::string to_text(const report& r, text_options options = {}) {
    using detail::print_short;
    std::string text;
    const auto add = [&](std::initializer_list<std::string_view> parts) {
        for (const std::string_view part : parts) {
            text += part;
        }
    };
    const auto count = [](std::uint64_t n) { return std::to_string(n); };
    add({detail::conventions_text(r.convention, r.mass, r.timestep, r.boltzmann,
                                  r.preconditioned)});
    const std::string lost =
        count(r.missed_steps) + " missed" +
        (r.skipped_steps > 0 ? ", " + count(r.skipped_steps) + " skipped" : "");
    add({"segment ", count(r.segment), ": steps ", count(r.first_step), " to ", count(r.last_step),
         ", ", count(r.observed_steps), " displacements observed",
         r.schedule.empty() ? "" : " (" + r.schedule + ")", ", ", lost, "; ",
         detail::parameters_text(r.parameters), "; sums on ", r.instruction_set,
         is_half(r.digits) ? std::string("; weights in ") + scalar_name(r.digits) : "", "\n"});
    if (is_finite(r.loss.value)) {
        add({"mean minibatch loss ", to_text(r.loss), "\n"});
    }
    for (const std::string& remark : remarks(r)) {
        add({remark, "\n"});
    }
    std::vector<group_report> rows = r.groups;
    rows.push_back(r.total);
    add({"\n", detail::temperature_table(rows, r.driven).text()});
    for (const std::string& doubt : equilibrium_doubts(r)) {
        add({doubt, "\n"});
    }
    if (options.filters && !r.filters.empty()) {
        add({"\n", detail::temperature_table(r.filters, r.driven).text()});
    }
    if (options.motion) {
        add({"\n", detail::motion_table(rows, options.bfloat16).text()});
    }
    if (options.legend) {
        add(
            {"\nT [loss/kB], sigma^2 and <theta^2> per parameter, with one standard error that "
             "knows the correlation time;\n"
             "  '?' marks one that is not known yet (N_eff below 50): at least so large. "
             "g: observed steps per independent one, N_eff = N/g.\n"
             "error bar: rough also where that of <theta^2> is unknown, since K follows the norm "
             "and fast noise hides how slowly.\n"
             "equilibrium: shown where the halves of the window after burn-in differ in K and in "
             "|theta|^2 by less than 5 % at 95 %\n"
             "  (drift < ... %: of K), over 3/(2 eta lambda) steps or more where eta and lambda "
             "are known; drifting where K, |theta|^2\n"
             "  or the loss moves with p < 0.01: second half above first. T is an equilibrium "
             "value only where it says so.\n"
             "error bars are those of this run alone: T of another seed may lie many of them "
             "away.\n",
             law_text(r.parameters.common()), "\n",
             detail::shows_excess(rows)
                 ? "excess: <u^2> over that of pure noise, set by the optimiser, at the same eta.\n"
                 : "",
             "norm drift: (|x_T|^2-|x_0|^2)/sum|dx|^2 and R: |x_T-x_0|^2/sum|dx|^2 since step ",
             count(r.window_step), "; positions are sampled where R < 0.1.\n"});
    }
    return text;
}

/// Writes to_text(r); a template, so that only those who print need the header ostream.
template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                             const report& r) {
    return out << to_text(r);
}

}  // namespace THERMOSGD_NAMESPACE
