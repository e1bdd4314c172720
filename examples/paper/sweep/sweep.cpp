// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// From runs to jobs: what each costs, how it is done, and whether a file is its result.

#include "sweep.hpp"

#include <paper/one_run/execute.hpp>
#include <paper/one_run/machine.hpp>
#include <paper/plan/plan_record.hpp>
#include "cost.hpp"

#include <support/peak_memory.hpp>

#include <fmt/format.h>
#include <thermosgd/core/error.hpp>
#include <thermosgd/version.hpp>

#include <algorithm>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <unistd.h>

namespace paper {

namespace {

namespace fs = std::filesystem;

std::vector<job> jobs_of(const std::vector<sweep_run>& runs, const std::vector<loaded_data>& data) {
    std::vector<planned_run> plan;
    for (const sweep_run& one : runs) {
        plan.push_back(one.run);
    }
    std::vector<network_costs> costs;
    for (const loaded_data& one : data) {
        costs.push_back(estimated_costs(plan, one));
    }
    std::vector<job> jobs;
    for (const sweep_run& one : runs) {
        jobs.push_back({one.run.id, seconds_of(one.run.spec, costs[one.data])});
    }
    return jobs;
}

job_check check_of(const fs::path& results, const std::vector<sweep_run>& runs,
                   const std::vector<loaded_data>& data) {
    return [&, results](std::size_t number, std::string_view text) {
        const sweep_run& wanted = runs[number];
        const fs::path file = result_file(results, wanted.run.id);
        const run_record found = result_of(text, file.string());
        if (!(found.spec == wanted.run.spec)) {
            throw thermosgd::error(fmt::format("'{}': the result of another run ({})",
                                               file.string(), id_of(found.spec)));
        }
        const trainer::data_facts& facts = data[wanted.data].facts;
        if (found.data.fingerprint != facts.fingerprint) {
            // Not damaged, and perhaps hours of work: that is for the user to decide.
            throw std::invalid_argument(fmt::format(
                "'{}': made with other images ({} {}), expected those of {} ({}); give another "
                "--results, or the data of these results",
                file.string(), found.data.name, found.data.fingerprint, facts.source,
                facts.fingerprint));
        }
    };
}

/// "default", "everything fig4", "short".
std::string plan_name(const run_options& options) {
    std::string name = options.everything ? "everything" : "default";
    name += options.short_form ? " short" : "";
    return options.only.empty() ? name : name + ' ' + options.only;
}

}  // namespace

std::string name_in_plan(const loaded_data& data) {
    return data.facts.name == "synthetic digits" ? "synthetic" : data.facts.name;
}

std::size_t threads_of(const run_options& options) {
    return options.threads != 0 ? options.threads
                                : std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

fs::path results_folder(const run_options& options, bool writing) {
    if (!options.results.empty()) {
        return options.results;
    }
    const bool worth_keeping =
        !options.short_form &&
        std::find(options.data.begin(), options.data.end(), "synthetic") == options.data.end();
    const fs::path reference = THERMOSGD_PAPER_REFERENCE;
    if (worth_keeping && access(reference.c_str(), writing ? W_OK | X_OK : X_OK) == 0) {
        return reference / "runs";
    }
    return options.out / "runs";
}

std::vector<sweep_run> make_sweep(const run_options& options,
                                  const std::vector<loaded_data>& data) {
    std::vector<sweep_run> runs;
    for (std::size_t i = 0; i < data.size(); ++i) {
        const plan_settings settings{name_in_plan(data[i]), data[i].facts.train,
                                     options.everything && i == 0, options.short_form,
                                     options.only};
        for (planned_run& run : make_plan(settings)) {
            runs.push_back({std::move(run), i});
        }
    }
    return runs;
}

std::vector<bool> done_runs(const run_options& options, const std::vector<loaded_data>& data,
                            const std::vector<sweep_run>& runs,
                            const std::function<void(std::string_view)>& notice) {
    const fs::path results = results_folder(options, true);
    return find_results(jobs_of(runs, data), check_of(results, runs, data), results, false, notice);
}

jobs_outcome run_sweep(const run_options& options, const std::vector<loaded_data>& data,
                       const std::function<bool()>& interrupted,
                       const std::function<void(std::string_view)>& notice) {
    const std::vector<sweep_run> runs = make_sweep(options, data);
    const fs::path state = options.out / "state";
    jobs_options how;
    how.results = results_folder(options, true);
    how.threads = threads_of(options);
    how.quiet = options.quiet;
    how.interrupted = interrupted;
    how.notice = notice;

    const fs::path record = plan_record_file(how.results);
    std::vector<sitting> sittings = read_plan_record(record, notice);
    sittings.push_back({plan_name(options), how.threads, 0, 0.0, 0.0, 0.0, processor_name(),
                        fmt::format("{}.{}.{}", thermosgd::version_major, thermosgd::version_minor,
                                    thermosgd::version_patch)});
    how.done = [&](std::size_t number, std::string_view text, double elapsed) {
        // Only now: a result that could not be written is not lost.
        std::error_code ignored;
        fs::remove(checkpoint_file(state, runs[number].run.spec), ignored);
        sitting& now = sittings.back();
        ++now.runs;
        now.wall_seconds = elapsed;
        now.run_seconds += result_of(text, runs[number].run.id).seconds;
        now.peak_memory_mb = support::peak_memory();
        write_plan_record(record, sittings);
    };
    const job_function work = [&](std::size_t number,
                                  const job_watch& watch) -> std::optional<std::string> {
        const run_spec& spec = runs[number].run.spec;
        const auto steps = static_cast<double>(total_steps(spec));
        execution execution;
        execution.state = state;
        execution.stop = watch.stop_asked;
        execution.notice = watch.notice;
        execution.progress = [&](std::uint64_t step) {
            watch.progress(static_cast<double>(step) / steps);
        };
        const loaded_data& own = data[runs[number].data];
        const std::optional<run_record> result = execute(spec, own.sets, own.facts, execution);
        return result ? std::optional(to_text(*result)) : std::nullopt;
    };
    return do_jobs(jobs_of(runs, data), work, check_of(how.results, runs, data), how);
}

}  // namespace paper
