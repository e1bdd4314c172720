// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The members of each line.

#include "report_lines.hpp"

#include <thermosgd/core/instruction_set.hpp>
#include <thermosgd/io/report_json_lines.hpp>
#include <thermosgd/io/schema.hpp>

#include <string>

namespace mnist {

namespace {

using object = thermosgd::json_object;

/// Adds the members of an options object: text and numbers.
void add_options(object& line, const support::json& options) {
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

object object_of(const trainer::data_facts& data) {
    return object()
        .add("name", data.name)
        .add("source", data.source)
        .add("train", data.train)
        .add("test", data.test)
        .add("fingerprint", data.fingerprint);
}

const char* to_string(ending how) {
    return how == ending::finished ? "finished" : how == ending::stopped ? "stopped" : "diverged";
}

object run_line(const train_options& options, const trainer::data_facts& data,
                const trainer::network_facts& network, const outcome& result) {
    object line;
    line.add("record", "run").add("program", "thermosgd mnist").add("version", version_text());
    line.add("data_set", object_of(data));
    add_options(line, decisive_options(options));
    add_options(line, incidental_options(options));
    line.add("parameters", network.parameters)
        .add("instruction_set", thermosgd::instruction_set())
        .add("ending", to_string(result.how))
        .add("last_step", result.step);
    if (result.how == ending::diverged) {
        line.add("diverged_in", result.diverged_in);
    }
    return line;
}

/// The updates of one layer.
object updates_line(const update_row& row) {
    using thermosgd::json_of;
    object line;
    line.add("schema", thermosgd::output_schema).add("record", "updates").add("name", row.name);
    return line.add("inefficiency", json_of(row.law.inefficiency))
        .add("white_inefficiency", row.law.white_inefficiency)
        .add("scale_invariant", row.scale_invariant)
        .add("law", json_of(row.law.law))
        .add("position", json_of(row.law.position_update))
        .add("own_history", json_of(row.law.own_history))
        .add("beside_history", json_of(row.law.beside_history))
        .add("p_value", row.law.p_value)
        .add("angle", json_of(row.law.angle))
        .add("expected_angle", row.expected_angle)
        .add("excess", json_of(row.excess))
        .add("predicted_norm", json_of(row.predicted_norm));
}

}  // namespace

void write_report_lines(const results_folder& folder, const train_options& options,
                        const trainer::data_facts& data, const trainer::network_facts& network,
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
    thermosgd::append_report(file, result.report);
    for (const update_row& row : result.updates) {
        file.append(updates_line(row));
    }
    file.commit();
}

}  // namespace mnist
