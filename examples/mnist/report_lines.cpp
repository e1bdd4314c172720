// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The members of each line.

#include "report_lines.hpp"

#include <thermosgd/core/instruction_set.hpp>
#include <thermosgd/io/json_lines.hpp>

#include <string>

namespace mnist {

namespace {

using object = thermosgd::json_object;

/// Adds the members of an options object: text and numbers.
void add_options(object& line, const nlohmann::ordered_json& options) {
    for (const auto& [name, value] : options.items()) {
        if (value.is_string()) {
            line.add(name, value.get_ref<const std::string&>());
        } else if (value.is_number_float()) {
            line.add(name, value.get<double>());
        } else {
            line.add(name, value.get<std::uint64_t>());
        }
    }
}

object object_of(const data_facts& data) {
    return object()
        .add("name", data.name)
        .add("source", data.source)
        .add("train", data.train)
        .add("test", data.test)
        .add("fingerprint", data.fingerprint);
}

object object_of(const thermosgd::estimate& e) {
    return object()
        .add("value", e.value)
        .add("error", e.error)
        .add("n_eff", e.n_eff)
        .add("g", e.g)
        .add("nu", e.nu)
        .add("verdict", to_string(e.verdict));
}

object object_of(const thermosgd::kinetic_stationarity& s) {
    return object()
        .add("verdict", to_string(s.verdict()))
        .add("kinetic_energy", to_string(s.kinetic_energy.verdict))
        .add("squared_norm", to_string(s.squared_norm.verdict))
        .add("loss", to_string(s.loss.verdict));
}

object line_of(const char* record, const thermosgd::group_report& g) {
    object line;
    line.add("record", record).add("name", g.name);
    if (g.filter != thermosgd::no_filters) {
        line.add("filter", g.filter);
    }
    return line.add("degrees_of_freedom", g.degrees_of_freedom)
        .add("temperature", object_of(g.temperature))
        .add("mean_square_velocity", object_of(g.mean_square_velocity))
        .add("velocity_variance", object_of(g.velocity_variance))
        .add("mean_square_position", object_of(g.mean_square_position))
        .add("kinetic_stationarity", object_of(g.stationarity))
        .add("burn_in_steps", g.burn_in_steps)
        .add("norm_drift", g.norm_drift)
        .add("position_ratio", g.position_ratio)
        .add("position_stationary", g.position_stationary())
        .add("norm_balance", object_of(g.norm_balance))
        .add("scale_invariant", g.scale_invariant)
        .add("weight_decay_law", object_of(g.weight_decay_law))
        .add("zero_velocities", g.zero_velocities)
        .add("nonfinite_steps", g.nonfinite_steps);
}

const char* name_of(ending how) {
    return how == ending::finished ? "finished" : how == ending::stopped ? "stopped" : "diverged";
}

object run_line(const train_options& options, const data_facts& data, const network_facts& network,
                const outcome& result) {
    object line;
    line.add("record", "run").add("program", "thermosgd mnist").add("version", version_text());
    line.add("data_set", object_of(data));
    add_options(line, decisive_options(options));
    add_options(line, incidental_options(options));
    line.add("parameters", network.parameters)
        .add("instruction_set", thermosgd::instruction_set())
        .add("ending", name_of(result.how))
        .add("last_step", result.step);
    if (result.how == ending::diverged) {
        line.add("diverged_in", result.diverged_in);
    }
    return line;
}

object segment_line(const thermosgd::report& r) {
    return object()
        .add("record", "segment")
        .add("segment", r.segment)
        .add("convention", thermosgd::name_of(r.convention))
        .add("mass", r.mass)
        .add("timestep", r.timestep)
        .add("boltzmann", r.boltzmann)
        .add("first_step", r.first_step)
        .add("last_step", r.last_step)
        .add("window_step", r.window_step)
        .add("observed_steps", r.observed_steps)
        .add("missed_steps", r.missed_steps)
        .add("driven", r.driven)
        .add("loss", object_of(r.loss));
}

}  // namespace

void write_report_lines(const results_folder& folder, const train_options& options,
                        const data_facts& data, const network_facts& network,
                        const outcome& result) {
    thermosgd::json_lines_writer file(folder.report_lines());
    file.append(run_line(options, data, network, result));
    if (result.test) {
        file.append(object()
                        .add("record", "test")
                        .add("step", result.step)
                        .add("images", data.test)
                        .add("loss", result.test->loss)
                        .add("accuracy", result.test->accuracy)
                        .add("accuracy_error", binomial_error(result.test->accuracy, data.test)));
    }
    file.append(segment_line(result.report));
    for (const thermosgd::group_report& g : result.report.groups) {
        file.append(line_of("group", g));
    }
    file.append(line_of("total", result.report.total));
    for (const thermosgd::group_report& f : result.report.filters) {
        file.append(line_of("filter", f));
    }
    file.commit();
}

}  // namespace mnist
