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

#include <fmt/format.h>
#include <thermosgd/core/error.hpp>

#include <algorithm>
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
                      const std::vector<data_set_found>& sets) {
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

std::vector<data_set_found> data_sets_in(const fs::path& results) {
    std::vector<data_set_found> sets;
    std::error_code failure;
    fs::directory_iterator files(results, failure);
    if (failure) {
        throw thermosgd::error(
            fmt::format("'{}': cannot read this folder ({})", results.string(), failure.message()));
    }
    for (const fs::directory_entry& file : files) {
        const std::string stem = file.path().stem().string();
        if (file.path().extension() != ".json" || stem.starts_with("plan")) {
            continue;
        }
        try {
            const run_record result = read_result(file.path());
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
        } catch (const thermosgd::error&) {
            // Whoever needs this result says what is wrong with it.
        }
    }
    std::sort(sets.begin(), sets.end(), [](const data_set_found& a, const data_set_found& b) {
        return a.runs != b.runs ? a.runs > b.runs : a.name < b.name;
    });
    return sets;
}

findings findings_of(const run_options& options, const std::string& data_set,
                     const std::function<void(std::string_view)>& notice) {
    const fs::path results = results_folder(options, false);
    const std::vector<data_set_found> sets = data_sets_in(results);
    findings all;
    all.data = chosen(options, data_set, sets);
    const thresholds limits = limits_on(
        read_thresholds(fs::path(THERMOSGD_PAPER_REFERENCE) / "thresholds.json"), all.data.name);
    all.runs = evidence_of(options, all.data, notice);
    all.points = points_of(all.runs, limits.rules);
    evidence others;
    const data_set_found* other = named(sets, "CIFAR-10");
    if (other != nullptr && other->name != all.data.name) {
        others = evidence_of(options, *other, notice);
    }
    all.claims = judge_claims(all.runs, all.points, others, limits);
    return all;
}

report_outcome write_report(const findings& what, const run_options& options,
                            const fs::path& folder,
                            const std::function<void(std::string_view)>& notice) {
    const fs::path csv = tables_of_page(folder);
    const fs::path fresh = folder / "csv.new";
    std::error_code failure;
    fs::remove_all(fresh, failure);
    fs::create_directories(fresh, failure);
    if (failure) {
        throw thermosgd::error(
            fmt::format("'{}': cannot make this folder ({})", fresh.string(), failure.message()));
    }
    write_tables(fresh, what.runs, what.points, what.claims);
    fs::remove_all(csv, failure);
    fs::rename(fresh, csv, failure);
    if (failure) {
        throw thermosgd::error(fmt::format("'{}': cannot rename this folder to '{}' ({})",
                                           fresh.string(), csv.string(), failure.message()));
    }
    write_maps(what.runs, folder);
    const fs::path results = results_folder(options, false);
    return {page_file(folder), write_page({folder, results, cost_facts(results, notice)})};
}

}  // namespace paper
