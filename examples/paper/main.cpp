// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The paper's experiments: the plan, the sweep, the report, the verdicts.

#include <paper/plan/options.hpp>
#include <paper/results/convert.hpp>
#include <paper/results/result.hpp>
#include <paper/sweep/cost.hpp>
#include <paper/sweep/sweep.hpp>
#include <paper/sweep/sweep_progress.hpp>
#include "report.hpp"

#include <fmt/format.h>
#include <support/interrupt.hpp>
#include <support/program.hpp>
#include <thermosgd/core/error.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace paper {

namespace {

using support::print;
using enum support::exit_code;

void warn(std::string_view text) {
    support::warn("paper", text);
}

bool is_interrupted() {
    return support::interrupted_by() != 0;
}

int show_plan(const run_options& options) {
    support::install_signal_handlers();
    const std::vector<loaded_data> data = load_data_sets(options, warn);
    const std::vector<sweep_run> runs = make_sweep(options, data);
    const std::vector<bool> done = done_runs(options, data, runs, warn);
    const std::size_t threads = threads_of(options);
    for (std::size_t set = 0; set < data.size(); ++set) {
        std::vector<planned_run> plan;
        std::vector<bool> plan_done;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            if (runs[i].data == set) {
                plan.push_back(runs[i].run);
                plan_done.push_back(done[i]);
            }
        }
        const network_costs costs = measured_costs(plan, data[set], threads, is_interrupted);
        if (is_interrupted()) {
            return interrupted + support::interrupted_by();
        }
        std::vector<double> seconds;
        for (const planned_run& run : plan) {
            seconds.push_back(seconds_of(run.spec, costs));
        }
        print(fmt::format("{} from {}\n", data[set].facts.name, data[set].facts.source));
        print(costs_text(costs) + plan_text(plan, plan_done, seconds, threads));
    }
    print(fmt::format("Results go to {}.\n", results_folder(options, true).string()));
    return success;
}

int report(const run_options& options, const std::string& data_set,
           const std::filesystem::path& folder) {
    const findings all = findings_of(options, data_set, warn);
    const report_outcome outcome = write_report(all, options, folder, warn);
    for (const std::string& problem : outcome.problems) {
        warn(problem);
    }
    if (!options.quiet) {
        print(tally_text(all.claims));
        print(fmt::format("{}: {} runs, page in {}\n", all.data.name, all.runs.size(),
                          outcome.page.string()));
    }
    return outcome.problems.empty() ? success : bad_input;
}

int show_verdicts(const run_options& options) {
    const findings all = findings_of(options, {}, warn);
    print(fmt::format("{}, {} runs\n{}", all.data.name, all.runs.size(), claims_text(all.claims)));
    return success;
}

/// Where the page of one of several data sets is.
std::filesystem::path report_folder(const run_options& options,
                                    const std::vector<loaded_data>& data, const loaded_data& one) {
    return &one == &data.front() ? options.out : options.out / name_in_plan(one);
}

int sweep_and_report(const run_options& options) {
    support::install_signal_handlers();
    const std::vector<loaded_data> data = load_data_sets(options, warn);
    for (const loaded_data& one : data) {
        require_report_folder(report_folder(options, data, one), options.force);
    }
    const jobs_outcome outcome = run_sweep(options, data, is_interrupted, warn);
    if (!options.quiet) {
        print(fmt::format("{} runs done in {}, {} found done; results in {}\n", outcome.finished,
                          duration_text(outcome.seconds), outcome.found,
                          results_folder(options, true).string()));
    }
    if (outcome.left != 0) {
        warn(fmt::format("stopped with {} runs left; the same command continues", outcome.left));
        return interrupted + support::interrupted_by();
    }
    int code = success;
    for (const loaded_data& one : data) {
        code =
            std::max(code, report(options, name_in_plan(one), report_folder(options, data, one)));
    }
    return code;
}

int convert(const run_options& options) {
    const conversion done = convert_results(options.out);
    if (!options.quiet) {
        print(fmt::format("{}: {} results, {} converted to schema {}\n", options.out.string(),
                          done.results, done.converted, result_schema));
    }
    return success;
}

int run(const run_options& options) {
    using command = run_options::command;
    switch (options.what) {
    case command::plan: return show_plan(options);
    case command::run: return sweep_and_report(options);
    case command::report: return report(options, {}, options.out);
    case command::verdicts: return show_verdicts(options);
    case command::convert: return convert(options);
    case command::nothing: break;
    }
    return success;
}

}  // namespace

}  // namespace paper

int main(int count, char** words) {
    return support::run_program(
        "paper", "expected room for the data and one batch per thread: try fewer --threads", count,
        words, [](std::vector<std::string> arguments) {
            return paper::run(paper::parse_command_line(std::move(arguments)));
        });
}
