// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A report as JSON lines: one object for the segment, one per group, one per filter.

#include <thermosgd/io/json_lines.hpp>
#include <thermosgd/io/schema.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/report/rounding.hpp>

namespace THERMOSGD_NAMESPACE {

/// The members value, error, n_eff, g, nu (null where not available) and verdict.
/// \cost O(1), allocates
[[nodiscard]] inline json_object json_of(const estimate& e) {
    return json_object()
        .add("value", e.value)
        .add("error", e.error)
        .add("n_eff", e.n_eff)
        .add("g", e.g)
        .add("nu", e.nu)
        .add("verdict", to_string(e.verdict));
}

/// The verdict, its doubt, and the drift of each series: change and bound as shares of the mean.
/// \cost O(1), allocates
[[nodiscard]] inline json_object json_of(const equilibrium_test& t) {
    const auto drift = [](const drift_bound& d) {
        return json_object()
            .add("change", d.change / d.mean)
            .add("error", d.error / std::fabs(d.mean))
            .add("bound", d.relative_bound())
            .add("p_value", d.p_value)
            .add("error_bar", to_string(d.verdict));
    };
    return json_object()
        .add("verdict", to_string(t.verdict))
        .add("doubt", to_string(t.doubt))
        .add("windows", t.windows)
        .add("more_steps", t.more_steps)
        .add("kinetic_energy", drift(t.kinetic_energy))
        .add("squared_norm", drift(t.squared_norm))
        .add("loss", drift(t.loss));
}

/// All that a report knows of one group or filter, with "schema", which is output_schema, and
/// "record" first to tell lines apart.
///
/// \param record  "total", "group" or "filter"      \param g  the values, units as in report.hpp
/// \cost O(1), allocates
[[nodiscard]] inline json_object json_of(const char* record, const group_report& g) {
    json_object line;
    line.add("schema", output_schema).add("record", record).add("name", g.name);
    if (g.filter != no_filters) {
        line.add("filter", g.filter);
    }
    return line.add("degrees_of_freedom", g.degrees_of_freedom)
        .add("temperature", json_of(g.temperature))
        .add("mean_square_velocity", json_of(g.mean_square_velocity))
        .add("velocity_variance", json_of(g.velocity_variance))
        .add("mean_square_position", json_of(g.mean_square_position))
        .add("equilibrium", json_of(g.equilibrium))
        .add("burn_in_steps", g.burn_in_steps)
        .add("norm_drift", g.norm_drift)
        .add("position_ratio", g.position_ratio)
        .add("position_stationary", g.position_stationary())
        .add("norm_balance", json_of(g.norm_balance))
        .add("learning_rate", g.parameters.learning_rate)
        .add("weight_decay", g.parameters.weight_decay)
        .add("momentum_coefficient", g.parameters.momentum_coefficient)
        .add("beta2", g.parameters.beta2)
        .add("optimiser", to_string(g.parameters.optimiser))
        .add("decoupled_decay", g.parameters.decoupled())
        .add("scale_invariant", g.scale_invariant)
        .add("update_inefficiency", g.update_inefficiency)
        .add("weight_decay_law", json_of(g.weight_decay_law))
        .add("acting_decay", json_of(g.acting_decay))
        .add("update_excess", json_of(g.update_excess))
        .add("zero_velocities", g.zero_velocities)
        .add("invisible_in_bfloat16", g.invisible_in_bfloat16)
        .add("nonfinite_steps", g.nonfinite_steps);
}

/// Conventions, steps and hyper-parameters of the segment, as record "segment" of
/// output_schema; "scalar" is the type of the parameters, "" where only displacements were seen.
/// \cost O(1), allocates
[[nodiscard]] inline json_object json_of_segment(const report& r) {
    json_object line;
    line.add("schema", output_schema)
        .add("record", "segment")
        .add("segment", r.segment)
        .add("convention", to_string(r.convention))
        .add("mass", r.mass)
        .add("preconditioned", r.preconditioned)
        .add("timestep", r.timestep)
        .add("boltzmann", r.boltzmann)
        .add("instruction_set", r.instruction_set)
        .add("schedule", r.schedule)
        .add("scalar", scalar_name(r.digits))
        .add("first_step", r.first_step)
        .add("last_step", r.last_step)
        .add("window_step", r.window_step)
        .add("observed_steps", r.observed_steps)
        .add("missed_steps", r.missed_steps)
        .add("skipped_steps", r.skipped_steps)
        .add("driven", r.driven)
        .add("learning_rate", r.parameters.learning_rate)
        .add("weight_decay", r.parameters.weight_decay)
        .add("momentum_coefficient", r.parameters.momentum_coefficient)
        .add("batch_size", static_cast<double>(r.parameters.batch_size))
        .add("beta2", r.parameters.beta2)
        .add("optimiser", to_string(r.parameters.optimiser))
        .add("decoupled_decay", r.parameters.common().decoupled())
        .add("loss", json_of(r.loss))
        .add("finite_losses", r.finite_losses);
    if (!r.first_nonfinite_group.empty()) {
        line.add("first_nonfinite_group", r.first_nonfinite_group)
            .add("first_nonfinite_step", r.first_nonfinite_step);
    }
    return line;
}

/// Appends a report: the segment, every group, all groups together, every filter.
///
/// \param file  lines are added to it; it is not committed      \param r  the report
/// \throws error naming the file if it cannot be written
/// \cost O(groups + filters)
inline void append_report(json_lines_writer& file, const report& r) {
    file.append(json_of_segment(r));
    for (const group_report& g : r.groups) {
        file.append(json_of("group", g));
    }
    file.append(json_of("total", r.total));
    for (const group_report& f : r.filters) {
        file.append(json_of("filter", f));
    }
}

}  // namespace THERMOSGD_NAMESPACE
