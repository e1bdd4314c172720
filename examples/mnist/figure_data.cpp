// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Temperatures, curves and readings to JSON and back.

#include "figure_data.hpp"

#include "optimiser_choice.hpp"

#include <support/bounded_json.hpp>
#include <thermosgd/core/error.hpp>

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <string>
#include <system_error>
#include <utility>

namespace mnist {

namespace {

using support::json;
using thermosgd::estimate;

/// JSON has no NaN.
json number(double x) {
    return std::isfinite(x) ? json(x) : json(nullptr);
}

double number_of(const json& stored) {
    return stored.is_null() ? std::numeric_limits<double>::quiet_NaN() : stored.get<double>();
}

json to_json(const estimate& e) {
    return {number(e.value), number(e.error), thermosgd::to_string(e.verdict)};
}

estimate estimate_of(const json& stored) {
    using thermosgd::reliability;
    estimate e;
    e.value = number_of(stored.at(0));
    e.error = number_of(stored.at(1));
    for (const reliability verdict : {reliability::reliable, reliability::rough}) {
        if (stored.at(2) == thermosgd::to_string(verdict)) {
            e.verdict = verdict;
        }
    }
    return e;
}

/// A name that goes into a script of gnuplot.
std::string name_of(const json& stored) {
    const auto name = stored.get<std::string>();
    if (!support::is_plain_name(name)) {
        throw thermosgd::error(
            fmt::format("the name '{}', expected letters, digits, spaces and , . _ - / [ ]", name));
    }
    return name;
}

json to_json(const thermosgd::group_report& g, bool is_filter) {
    json stored{{"name", g.name}, {"group", g.group}, {"T", to_json(g.temperature)}};
    if (is_filter) {
        stored["filter"] = g.filter;
    } else {
        stored["burn_in_steps"] = g.burn_in_steps;
    }
    return stored;
}

thermosgd::group_report group_of(const json& stored) {
    thermosgd::group_report g;
    g.name = name_of(stored.at("name"));
    stored.at("group").get_to(g.group);
    g.temperature = estimate_of(stored.at("T"));
    if (stored.contains("filter")) {
        stored.at("filter").get_to(g.filter);
    }
    g.burn_in_steps = stored.value("burn_in_steps", std::uint64_t{0});
    return g;
}

json to_json(const thermosgd::curve& c) {
    json points = json::array();
    for (const thermosgd::curve_point& p : c.points) {
        points.push_back({number(p.x), to_json(p.y)});
    }
    return {{"key", c.key}, {"group", c.group}, {"points", std::move(points)}};
}

thermosgd::curve curve_of(const json& stored) {
    thermosgd::curve c;
    c.key = name_of(stored.at("key"));
    c.group = name_of(stored.at("group"));
    for (const json& p : stored.at("points")) {
        c.points.push_back({number_of(p.at(0)), estimate_of(p.at(1))});
    }
    if (c.points.empty()) {
        throw thermosgd::error(fmt::format("curve '{}' has no points, expected some", c.key));
    }
    return c;
}

outcome outcome_of(const json& stored) {
    outcome result;
    if (!stored.at("test_accuracy").is_null()) {
        result.test.emplace();
        result.test->accuracy = stored.at("test_accuracy").get<double>();
    }
    thermosgd::report& r = result.report;
    r.convention = stored.at("convention") == "physical"
                       ? thermosgd::temperature_convention::physical
                       : thermosgd::temperature_convention::paper;
    stored.at("first_step").get_to(r.first_step);
    stored.at("last_step").get_to(r.last_step);
    stored.at("observed_steps").get_to(r.observed_steps);
    for (const json& g : stored.at("groups")) {
        r.groups.push_back(group_of(g));
    }
    for (const json& f : stored.at("filters")) {
        r.filters.push_back(group_of(f));
    }
    for (const json& c : stored.at("curves")) {
        result.curves.push_back(curve_of(c));
    }
    for (const json& o : stored.at("readings")) {
        thermosgd::reading reading;
        reading.key = name_of(o.at(0));
        reading.group = name_of(o.at(1));
        reading.value = estimate_of(o.at(2));
        result.observables.push_back(std::move(reading));
    }
    return result;
}

void read_configured(const results_folder& folder, figure_source& source) {
    const stored_run run = read_configuration(folder.path);
    const json& decisive = run.configuration.at("decisive");
    const json& data = run.configuration.at("data_set");
    data.at("name").get_to(source.data.name);
    data.at("test").get_to(source.data.test);
    train_options& o = source.options;
    o.network = name_of(decisive.at("network"));
    decisive.at("learning-rate").get_to(o.sgd.learning_rate);
    decisive.at("weight-decay").get_to(o.sgd.weight_decay);
    decisive.at("batch-size").get_to(o.sgd.batch_size);
    read_optimiser(decisive, o.sgd);
    decisive.at("series-every").get_to(o.series_every);
}

/// What `read` reads, its faults told with the name of the file.
template <class Read>
void named(const std::filesystem::path& file, Read&& read) {
    try {
        read();
    } catch (const json::exception& problem) {
        throw thermosgd::error(
            fmt::format("'{}': not what a run leaves ({})", file.string(), problem.what()));
    }
}

}  // namespace

void write_figure_data(const results_folder& folder, const outcome& result) {
    const thermosgd::report& r = result.report;
    json groups = json::array(), filters = json::array(), curves = json::array(),
         readings = json::array();
    for (const thermosgd::group_report& g : r.groups) {
        groups.push_back(to_json(g, false));
    }
    for (const thermosgd::group_report& f : r.filters) {
        filters.push_back(to_json(f, true));
    }
    for (const thermosgd::curve& c : result.curves) {
        curves.push_back(to_json(c));
    }
    for (const thermosgd::reading& o : result.observables) {
        readings.push_back({o.key, o.group, to_json(o.value)});
    }
    const json all{
        {"test_accuracy", result.test ? number(result.test->accuracy) : json(nullptr)},
        {"convention",
         r.convention == thermosgd::temperature_convention::physical ? "physical" : "paper"},
        {"first_step", r.first_step},
        {"last_step", r.last_step},
        {"observed_steps", r.observed_steps},
        {"groups", groups},
        {"filters", filters},
        {"curves", curves},
        {"readings", readings}};
    write_file(folder.figure_data(),
               all.dump(-1, ' ', false, json::error_handler_t::replace) + '\n');
}

figure_source read_figure_data(const results_folder& folder) {
    const std::filesystem::path file = folder.figure_data();
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        throw thermosgd::error(
            fmt::format("'{}': no figures.json, expected the folder of a run that has ended",
                        folder.path.string()));
    }
    figure_source source;
    named(folder.configuration(), [&] { read_configured(folder, source); });
    const json stored = support::parse_bounded(support::read_bounded(file), file.string());
    named(file, [&] {
        try {
            source.result = outcome_of(stored);
        } catch (const thermosgd::error& problem) {
            throw thermosgd::error(fmt::format("'{}': {}", file.string(), problem.what()));
        }
    });
    return source;
}

}  // namespace mnist
