// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The plan as a table: what each purpose needs.

#include "cost.hpp"
#include "sweep_progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace paper {

namespace {

/// Runs, steps, images and time of some of the runs.
struct sums {
    std::size_t runs = 0;
    std::size_t done = 0;
    double steps = 0.0;
    double samples = 0.0;
    double seconds = 0.0;
    double seconds_left = 0.0;

    void add(const planned_run& run, bool is_done, double cost) {
        ++runs;
        done += is_done ? 1 : 0;
        steps += static_cast<double>(total_steps(run.spec));
        samples += samples_of(run.spec);
        seconds += cost;
        seconds_left += is_done ? 0.0 : cost;
    }
};

std::string line(const std::string& name, std::size_t width, const sums& s) {
    return fmt::format("  {:<{}} {:>5} {:>5} {:>11.2f} {:>11.1f} {:>10}\n", name, width, s.runs,
                       s.done, s.steps * 1e-6, s.samples * 1e-6, duration_text(s.seconds));
}

/// Purposes of a block, those that all its runs have first.
std::string purposes_of(const std::vector<std::string>& seen) {
    std::string text;
    for (const std::string& tag : seen) {
        text += (text.empty() ? "" : " ") + tag;
    }
    return text;
}

}  // namespace

std::string costs_text(const network_costs& costs) {
    std::string text;
    for (const auto& [name, cost] : costs) {
        text += fmt::format("  a step of {:<11} takes {:4.0f} µs and {:5.1f} µs per image\n", name,
                            1e6 * cost.step, 1e6 * cost.sample);
    }
    return text;
}

std::string plan_text(const std::vector<planned_run>& plan, const std::vector<bool>& done,
                      const std::vector<double>& seconds, std::size_t threads) {
    std::map<int, sums> blocks;
    std::map<int, std::vector<std::string>> tags;
    sums all;
    double longest = 0.0;
    for (std::size_t i = 0; i < plan.size(); ++i) {
        blocks[plan[i].block].add(plan[i], done[i], seconds[i]);
        all.add(plan[i], done[i], seconds[i]);
        longest = std::max(longest, done[i] ? 0.0 : seconds[i]);
        std::vector<std::string>& known = tags[plan[i].block];
        for (const std::string& tag : plan[i].tags) {
            if (std::find(known.begin(), known.end(), tag) == known.end()) {
                known.push_back(tag);
            }
        }
    }
    std::size_t width = 13;
    std::map<int, std::string> names;
    for (const auto& [number, known] : tags) {
        names[number] = fmt::format("{:>2} {}", number, purposes_of(known));
        width = std::max(width, names[number].size());
    }
    std::string text = fmt::format("  {:<{}} {:>5} {:>5} {:>11} {:>11} {:>10}\n", "block of runs",
                                   width, "runs", "done", "10^6 steps", "10^6 images", "core time");
    for (const auto& [number, s] : blocks) {
        text += line(names[number], width, s);
    }
    text += line("all", width, all);
    const double left = std::max(all.seconds_left / static_cast<double>(threads), longest);
    text +=
        fmt::format("{} of {} runs are done; the others take about {} in {} {}.\n", all.done,
                    all.runs, duration_text(left), threads, threads == 1 ? "thread" : "threads");
    return text;
}

}  // namespace paper
