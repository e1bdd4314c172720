// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A report as text: conventions first, then a table of layers and one of filters.

#include <thermosgd/report.hpp>
#include <thermosgd/report/table.hpp>
#include <thermosgd/version.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ostream>
#include <span>
#include <string>
#include <vector>

namespace thermosgd {

namespace detail {

[[nodiscard]] inline std::string print_short(double x, int digits = 3) {
    if (!is_finite(x)) {
        return "-";
    }
    char text[40];
    std::snprintf(text, sizeof text, "%.*g", digits, x);
    return text;
}

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

[[nodiscard]] inline text_table table_of(std::span<const group_report> rows, bool driven) {
    text_table table({"group", "d", "T ± s.e.", "N_eff", "g", "error bar", "K stationary",
                      "σ²(v) ± s.e.", "law ± s.e.", "drift", "R", "positions", "v=0"});
    for (const group_report& g : rows) {
        const std::string stationary(driven ? "driven" : to_string(g.stationarity.verdict()));
        table.add({g.name, std::to_string(g.degrees_of_freedom), print_estimate(g.temperature),
                   print_short(std::floor(g.temperature.n_eff), 7), print_short(g.temperature.g),
                   std::string(to_string(g.temperature.verdict)),
                   stationary + " (" + g.stationarity.decided_by() + ')', print_variance(g),
                   print_law(g), print_short(g.norm_drift, 2), print_short(g.position_ratio, 2),
                   is_finite(g.position_ratio) ? g.position_stationary() ? "sampled" : "wandering"
                                               : "-",
                   print_short(100.0 * g.zero_velocities, 2) + '%'});
    }
    return table;
}

}  // namespace detail

/// Which tables of a report are written.
struct text_options {
    bool filters = true;  ///< whether to write the table of filters
    bool legend = true;   ///< whether to explain the columns
};

/// Writes a report as aligned UTF-8 text without colour.
/// \cost O(groups + filters)
inline void write_text(std::ostream& out, const report& r, text_options options = {}) {
    using detail::print_short;
    out << "thermosgd " << version_major << "." << version_minor << "." << version_patch << ": " << name_of(r.convention) << ", K = sum m v^2/2, m = "
        << print_short(r.mass) << " (times group mass), dt = " << print_short(r.timestep)
        << ", kB = " << print_short(r.boltzmann) << ", v = displacement of one step / dt\n";
    out << "segment " << r.segment << ": steps " << r.first_step << " to " << r.last_step << ", "
        << r.observed_steps << " displacements observed, " << r.missed_steps << " missed; eta "
        << print_short(r.parameters.learning_rate) << ", lambda "
        << print_short(r.parameters.weight_decay) << ", momentum "
        << print_short(r.parameters.momentum_coefficient) << ", batch "
        << print_short(r.parameters.batch_size) << "; sums on " << r.instruction_set << '\n';
    if (is_finite(r.loss.value)) {
        out << "mean minibatch loss " << r.loss << '\n';
    }
    if (!r.first_nonfinite_group.empty()) {
        out << "NaN or infinity first seen in \"" << r.first_nonfinite_group << "\" at step "
            << r.first_nonfinite_step << "; such steps are left out of the group's averages\n";
    }
    out << '\n';
    std::vector<group_report> rows = r.groups;
    rows.push_back(r.total);
    detail::table_of(rows, r.driven).write(out);
    if (options.filters && !r.filters.empty()) {
        out << '\n';
        detail::table_of(r.filters, r.driven).write(out);
    }
    if (options.legend) {
        out << "\n"
               "T [loss/kB] and sigma^2 [theta^2/step^2 at dt = 1] with one standard error that "
               "knows the correlation time;\n"
               "  ?: error bar unknown (N_eff below 50), a lower bound. g: statistical "
               "inefficiency [observed steps], N_eff = N/g.\n"
               "K stationary: half-window tests after burn-in; in brackets the tests that could "
               "decide. Only then is T an equilibrium value.\n"
               "law: (1+mu)<|v|^2>/(2 eta lambda <|theta|^2>), 1 in equilibrium where batch norm "
               "follows; in brackets where it does not.\n"
               "drift: (|x_T|^2-|x_0|^2)/sum|v|^2, R: |x_T-x_0|^2/sum|v|^2 since step "
            << r.window_step << "; positions are sampled when R < 0.1.\n";
    }
}

/// Writes the whole report as text. \cost O(groups + filters)
inline std::ostream& operator<<(std::ostream& out, const report& r) {
    write_text(out, r);
    return out;
}

}  // namespace thermosgd
