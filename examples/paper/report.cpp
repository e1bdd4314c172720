// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Which results belong to a report, and the order in which its parts are made.

#include "report.hpp"

#include <paper/analysis/map_files.hpp>
#include <paper/plan/plan.hpp>
#include <paper/plan/plan_record.hpp>
#include <paper/sweep/data_sets.hpp>
#include <paper/sweep/sweep.hpp>
#include <paper/sweep/sweep_progress.hpp>
#include "analysis/write_tables.hpp"
#include "page/page.hpp"

#include <paper/results/tables.hpp>

#include <fmt/format.h>
#include <support/folder_lock.hpp>
#include <support/own_folder.hpp>
#include <thermosgd/core/error.hpp>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace paper {

namespace {

namespace fs = std::filesystem;

/// The first data set whose name begins so.
const data_set_found* named(const std::vector<data_set_found>& sets, std::string_view name) {
    const auto found = std::find_if(sets.begin(), sets.end(), [&](const data_set_found& one) {
        return one.name.starts_with(name);
    });
    return found == sets.end() ? nullptr : &*found;
}

data_set_found chosen(const run_options& options, const std::string& data_set,
                      const results_found& there) {
    const std::vector<data_set_found>& sets = there.sets;
    std::string wanted = data_set;
    for (const auto& [word, name] : known_sets) {
        if (wanted.empty() && word == options.data_set) {
            wanted = name;
        }
    }
    const data_set_found* found = named(sets, wanted.empty() ? "MNIST" : wanted);
    if (found == nullptr && wanted.empty() && !sets.empty()) {
        found = &sets.front();
    }
    if (found == nullptr && there.unsound != 0) {
        throw thermosgd::error(
            fmt::format("'{}': {} results, of which {} sound{}; the first fault: {}",
                        results_folder(options, false).string(), there.unsound + there.sound(),
                        there.sound() == 0 ? "none is" : fmt::format("{} are", there.sound()),
                        wanted.empty() || there.sound() == 0 ? "" : ", none of them on " + wanted,
                        there.first_fault));
    }
    if (found == nullptr) {
        throw thermosgd::error(fmt::format(
            "'{}': no results{}, expected those of 'paper run'; give another --results, or "
            "--short for those of a short sweep",
            results_folder(options, false).string(), wanted.empty() ? "" : " on " + wanted));
    }
    return *found;
}

evidence evidence_of(const run_options& options, const data_set_found& data,
                     const std::function<void(std::string_view)>& notice) {
    plan_settings settings{
        .data_set = data.name, .everything = options.everything, .short_form = options.short_form};
    if (data.train_images != 0) {
        settings.train_images = data.train_images;
    }
    const std::vector<planned_run> plan = make_plan(settings);
    return read_evidence(plan, results_folder(options, false), notice);
}

constexpr const char* program = "paper report";

/// Marks the folder of a report, which must be ours unless `force` is given.
void make_own(const fs::path& folder, bool force) {
    require_report_folder(folder, force);
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throw thermosgd::error(
            fmt::format("'{}': cannot make this folder ({})", folder.string(), failure.message()));
    }
    support::mark_as_own(folder, program);
}

/// What all sweeps in the folder of results have cost, whatever the data, for the page.
std::vector<std::pair<std::string, std::string>> cost_facts(
    const fs::path& results, const std::function<void(std::string_view)>& notice) {
    double wall = 0, memory = 0;
    std::size_t runs = 0;
    const std::vector<sitting> sittings = read_plan_record(plan_record_file(results), notice);
    for (const sitting& one : sittings) {
        wall += one.wall_seconds;
        memory = std::max(memory, one.peak_memory_mb);
        runs += one.runs;
    }
    if (sittings.empty()) {
        return {};
    }
    return {{"Sweeps in this folder, wall time",
             fmt::format("{} for {} runs in {} sittings of up to {} runs at a time",
                         duration_text(wall), runs, sittings.size(),
                         std::max_element(sittings.begin(), sittings.end(),
                                          [](const sitting& a, const sitting& b) {
                                              return a.threads < b.threads;
                                          })
                             ->threads)},
            {"Sweeps in this folder, peak memory", fmt::format("{:.0f} MB", memory)}};
}

}  // namespace

std::size_t results_found::sound() const {
    std::size_t all = 0;
    for (const data_set_found& one : sets) {
        all += one.runs;
    }
    return all;
}

results_found data_sets_in(const fs::path& results) {
    results_found there;
    std::vector<data_set_found>& sets = there.sets;
    std::error_code failure;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(results, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        files.push_back(entry->path());
    }
    std::sort(files.begin(), files.end());
    if (failure) {
        throw thermosgd::error(
            fmt::format("'{}': cannot read this folder ({})", results.string(), failure.message()));
    }
    for (const fs::path& file : files) {
        const std::string stem = file.stem().string();
        if (file.extension() != ".json" || stem.starts_with("plan")) {
            continue;
        }
        try {
            const run_record result = read_result(file);
            auto found = std::find_if(sets.begin(), sets.end(), [&](const data_set_found& one) {
                return one.name == result.spec.data_set;
            });
            if (found == sets.end()) {
                found = sets.insert(sets.end(), {result.spec.data_set, 0, 0});
            }
            if (result.spec.limit_train == 0) {
                found->train_images = result.data.train;
            }
            ++found->runs;
        } catch (const thermosgd::error& problem) {
            // Whoever needs this result says what is wrong with it.
            if (there.unsound++ == 0) {
                there.first_fault = problem.what();
            }
        }
    }
    std::sort(sets.begin(), sets.end(), [](const data_set_found& a, const data_set_found& b) {
        return a.runs != b.runs ? a.runs > b.runs : a.name < b.name;
    });
    return there;
}

findings findings_of(const run_options& options, const std::string& data_set,
                     const std::function<void(std::string_view)>& notice) {
    const fs::path results = results_folder(options, false);
    const results_found there = data_sets_in(results);
    findings all;
    all.data = chosen(options, data_set, there);
    const thresholds limits = limits_on(
        read_thresholds(fs::path(THERMOSGD_PAPER_REFERENCE) / "thresholds.json"), all.data.name);
    all.runs = evidence_of(options, all.data, notice);
    all.points = points_of(all.runs, limits.rules);
    evidence others;
    const data_set_found* other = named(there.sets, "CIFAR-10");
    if (other != nullptr && other->name != all.data.name) {
        others = evidence_of(options, *other, notice);
    }
    all.claims = judge_claims(all.runs, all.points, others, limits);
    return all;
}

void require_report_folder(const fs::path& folder, bool force) {
    static const std::vector<std::string> names{"paper.html", "csv",     "csv.new", "maps",
                                                "maps.new",   "figures", "jsonl"};
    if (!force) {
        support::require_own_folder(folder, program, names,
                                    "--force takes this folder over; files of others in it stay");
    }
}

report_outcome write_report(const findings& what, const run_options& options,
                            const fs::path& folder,
                            const std::function<void(std::string_view)>& notice) {
    make_own(folder, options.force);
    const support::folder_lock lock(folder, "another report");
    const fs::path csv = tables_of_page(folder);
    const fs::path fresh = folder / "csv.new";
    const support::is_ours ours = [](const fs::path& file) {
        return std::any_of(tables.begin(), tables.end(),
                           [&](const table& one) { return file == fs::path(one.file); });
    };
    support::make_fresh_folder(fresh, ours);
    write_tables(fresh, what.runs, what.points, what.claims);
    support::replace_folder(fresh, csv, ours);
    write_maps(what.runs, folder);
    const fs::path results = results_folder(options, false);
    return {page_file(folder), write_page({folder, results, cost_facts(results, notice)})};
}

}  // namespace paper
