// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Reports of several seeds to one table and one figure.

#include "seeds_together.hpp"

#include <support/drawing/gnuplot.hpp>
#include <support/drawing/script.hpp>
#include <support/json.hpp>
#include <trainer/training/layout_of_network.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <thermosgd/core/error.hpp>
#include <thermosgd/io/csv_table.hpp>
#include <thermosgd/io/file.hpp>
#include <thermosgd/io/schema.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/report/runs_together_text.hpp>

#include <cmath>
#include <cstdlib>
#include <map>
#include <sstream>
#include <utility>

namespace mnist {

namespace {

using support::json;
using thermosgd::estimate;

/// What a report says of one group.
struct stored_group {
    estimate temperature;
    bool in_equilibrium = false;
    double after_step = 0;  // the last one of the burn-in
};

double number_of(const json& value) {
    return value.is_number() ? value.get<double>() : thermosgd::not_available;
}

/// What a report.jsonl says: its groups by name, in its order, and the convention of their T.
struct stored_report {
    std::vector<std::pair<std::string, stored_group>> groups;
    std::string convention;
};

stored_report read_report(const results_folder& folder) {
    stored_report report;
    double first_step = 0, steps_per_observation = 1;
    std::istringstream lines(thermosgd::read_file(folder.report_lines()));
    try {
        for (std::string line; std::getline(lines, line);) {
            const json record = json::parse(line);
            const auto what = record.at("record").get<std::string>();
            if (what == "segment") {
                report.convention = record.at("convention").get<std::string>();
                first_step = number_of(record.at("first_step"));
                steps_per_observation = (number_of(record.at("last_step")) - first_step) /
                                        std::fmax(number_of(record.at("observed_steps")), 1.0);
            }
            if (what != "group" && what != "total") {
                continue;
            }
            const json& t = record.at("temperature");
            const auto verdict = t.at("verdict").get<std::string>();
            report.groups.emplace_back(
                record.at("name").get<std::string>(),
                stored_group{
                    .temperature = {.value = number_of(t.at("value")),
                                    .error = number_of(t.at("error")),
                                    .n_eff = number_of(t.at("n_eff")),
                                    .g = number_of(t.at("g")),
                                    .nu = number_of(t.at("nu")),
                                    .verdict =
                                        verdict == "reliable" ? thermosgd::reliability::reliable
                                        : verdict == "rough"  ? thermosgd::reliability::rough
                                                              : thermosgd::reliability::unknown},
                    .in_equilibrium = record.at("equilibrium").at("verdict") == "equilibrium",
                    .after_step = first_step +
                                  steps_per_observation * number_of(record.at("burn_in_steps"))});
        }
    } catch (const json::exception& problem) {
        throw thermosgd::error(fmt::format("'{}': {}, expected the report of a run",
                                           folder.report_lines().string(), problem.what()));
    }
    return report;
}

/// Columns of a series.csv.
std::map<std::string, std::vector<double>> read_series(const results_folder& folder) {
    std::map<std::string, std::vector<double>> columns;
    std::istringstream lines(thermosgd::read_file(folder.series()));
    std::string line;
    std::getline(lines, line);
    std::vector<std::string> names;
    for (std::istringstream fields(line); std::getline(fields, line, ',');) {
        names.push_back(line);
    }
    while (std::getline(lines, line)) {
        std::istringstream fields(line);
        for (const std::string& name : names) {
            std::string field;
            std::getline(fields, field, ',');
            columns[name].push_back(field.empty() ? thermosgd::not_available
                                                  : std::strtod(field.c_str(), nullptr));
        }
    }
    return columns;
}

/// The rows of T after a step, as a chain.
std::vector<double> chain_after(const std::map<std::string, std::vector<double>>& series,
                                const std::string& group, double step) {
    std::vector<double> chain;
    const auto steps = series.find("step"), values = series.find("T_" + group);
    if (steps == series.end() || values == series.end()) {
        return chain;
    }
    for (std::size_t i = 0; i < steps->second.size(); ++i) {
        if (steps->second[i] > step && std::isfinite(values->second[i])) {
            chain.push_back(values->second[i]);
        }
    }
    return chain;
}

}  // namespace

seeds_together put_together(const std::vector<seed_run>& runs) {
    seeds_together all;
    std::vector<stored_report> reports;
    std::vector<std::map<std::string, std::vector<double>>> series;
    for (const seed_run& run : runs) {
        all.seeds.push_back(run.seed);
        reports.push_back(read_report({run.folder}));
        series.push_back(read_series({run.folder}));
        if (reports.back().groups.size() != reports.front().groups.size()) {
            throw thermosgd::error(fmt::format("'{}': {} groups, expected {} as in '{}'",
                                               run.folder.string(), reports.back().groups.size(),
                                               reports.front().groups.size(),
                                               runs.front().folder.string()));
        }
    }
    all.convention = reports.front().convention;
    for (std::size_t g = 0; g < reports.front().groups.size(); ++g) {
        const std::string& name = reports.front().groups[g].first;
        if (!trainer::is_layer(name) && name != thermosgd::all_groups) {
            continue;
        }
        std::vector<estimate> of_seed;
        std::size_t in_equilibrium = 0;
        thermosgd::chains chains;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const stored_group& one = reports[i].groups[g].second;
            of_seed.push_back(one.temperature);
            in_equilibrium += one.in_equilibrium ? 1U : 0U;
            chains.push_back(chain_after(series[i], name, one.after_step));
        }
        all.groups.push_back(
            thermosgd::part_together(name, std::move(of_seed), in_equilibrium, chains));
    }
    return all;
}

std::string seeds_text(const seeds_together& all) {
    return fmt::format("{} seeds: {}; {}\n\n{}\n{}", all.seeds.size(), fmt::join(all.seeds, " "),
                       all.convention, thermosgd::runs_table(all.groups).text(),
                       thermosgd::runs_legend("the rows of series.csv"));
}

void write_seeds(const results_folder& folder, const seeds_together& all, const std::string& text) {
    write_file(folder.path / "seeds.txt", text);
    thermosgd::csv_table csv(
        folder.path / "seeds.csv",
        {"group", "temperature", "temperature_error", "nu", "seeds", "error_of_one_run", "spread",
         "spread_low", "spread_high", "chi_squared_per_nu", "rhat", "bulk_effective_sample_size",
         "seeds_in_equilibrium", "next_low", "next_high", "schema"});
    std::string points, names, plots;
    for (std::size_t i = 0; i < all.groups.size(); ++i) {
        const thermosgd::part_over_runs& g = all.groups[i];
        const thermosgd::random_effects& r = g.together;
        csv.append(g.name, r.mean.value, r.mean.error, r.mean.nu, g.of_run.size(), r.error_of_one,
                   r.spread, r.spread_low, r.spread_high, r.agreement.per_nu(), g.rhat, g.bulk,
                   g.in_equilibrium, r.next.lower, r.next.upper, thermosgd::output_schema);
        names += fmt::format("{}{} {}", i == 0 ? "" : ", ", support::in_quotes(g.name), i);
        const double t = r.mean.value;
        const double n = static_cast<double>(g.of_run.size());
        for (std::size_t s = 0; s < g.of_run.size(); ++s) {
            const estimate& one = g.of_run[s];
            if (std::isfinite(one.value)) {
                points += fmt::format(
                    "{},{:.6g},{:.6g}\n",
                    static_cast<double>(i) + 0.5 * ((static_cast<double>(s) + 0.5) / n - 0.5),
                    one.value / t, std::isfinite(one.error) ? one.error / t : 0.0);
            }
        }
        plots +=
            fmt::format("{},1,{:.6g}\n", i, std::isfinite(r.mean.error) ? r.mean.error / t : 0);
    }
    csv.commit();
    write_file(
        folder.plot_script(),
        fmt::format(
            "# Redraw in this folder: gnuplot figures.gp\n"
            "if (!exists(\"suffix\")) suffix = \"\"\n"
            "set encoding utf8\n"
            "set datafile separator comma\n"
            "set terminal svg noenhanced size 900, 580 font \"sans,15\" background \"white\"\n"
            "set output \"seeds.svg\".suffix\n"
            "set border 3\nset tics nomirror\nset grid y lc rgb \"#dddddd\"\n"
            "set title \"T of each seed over the mean of {} seeds; bars: one standard error of a "
            "run, band: of the mean\"\n"
            "set ylabel \"T / mean over seeds\"\n"
            "set xtics ({})\n"
            "set xrange [-0.6:{}.6]\n"
            "set offsets 0, 0, graph 0.05, graph 0.05\n"
            "set key off\n"
            "$seeds << EOD\n{}EOD\n"
            "$means << EOD\n{}EOD\n"
            "plot $means using 1:2:(0.35):3 with boxxyerror fs solid 0.25 noborder lc rgb "
            "\"#56b4e9\", \\\n"
            "     $seeds using 1:2:3 with yerrorbars pt 7 ps 0.8 lw 1.5 lc rgb \"#0072b2\"\n",
            all.seeds.size(), names, all.groups.size() - 1, points, plots));
}

std::string draw_seeds(const results_folder& folder) {
    return support::draw_svg(folder.path, {"seeds"},
                             fmt::format("gnuplot figures.gp' in '{}", folder.path.string()));
}

}  // namespace mnist
