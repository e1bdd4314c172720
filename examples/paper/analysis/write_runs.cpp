// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// CSV files of single runs: networks, losses, filters.

#include "write_tables.hpp"

#include <fmt/format.h>
#include <thermosgd/io/csv.hpp>

#include <cmath>
#include <set>
#include <string>

namespace paper {

namespace {

namespace fs = std::filesystem;
using thermosgd::csv_writer;

void write_networks(const fs::path& folder, const evidence& runs) {
    csv_writer out = open_table(folder, "fig1_network.csv");
    std::set<std::string> seen;
    for (const measured_run& run : runs) {
        const run_record& r = run.result;
        if (r.segments.empty() || !seen.insert(r.spec.network).second) {
            continue;
        }
        for (const group_record& g : r.segments.back().groups) {
            out.append(r.spec.network, g.name, g.kind, g.d, r.parameters);
        }
    }
    out.flush();
}

void write_losses(const fs::path& folder, const evidence& runs, double level) {
    csv_writer curve = open_table(folder, "fig2_loss.csv");
    csv_writer stages = open_table(folder, "fig2_stages.csv");
    for (const measured_run& run : runs) {
        if (!run.has("fig2")) {
            continue;
        }
        const run_record& r = run.result;
        const int seed_set = seed_set_of(r.spec.seed);
        const double epoch = steps_per_epoch(r);
        std::size_t stage = 0;
        std::uint64_t end = r.spec.stages.front().steps;
        for (const auto& [step, loss] : r.loss_curve) {
            while (step > end && stage + 1 < r.spec.stages.size()) {
                end += r.spec.stages[++stage].steps;
            }
            curve.append(run.id, r.spec.seed, seed_set, step, static_cast<double>(step) / epoch,
                         r.spec.stages[stage].learning_rate, loss);
        }
        for (const segment_record& s : r.segments) {
            const double drift = s.groups.empty() ? none : s.groups.front().drift_loss;
            const auto interval = s.loss.interval(level);
            stages.append(run.id, r.spec.seed, seed_set, s.learning_rate, s.first_step, s.last_step,
                          static_cast<double>(s.first_step) / epoch,
                          static_cast<double>(s.last_step) / epoch, s.loss.value, s.loss.error,
                          end_of(interval.lower), end_of(interval.upper), s.test.loss,
                          s.test.accuracy, s.test.error, drift);
        }
    }
    curve.flush();
    stages.flush();
}

void write_filters(const fs::path& folder, const evidence& runs, double level) {
    csv_writer filters = open_table(folder, "fig6_filters.csv");
    csv_writer spread = open_table(folder, "equipartition.csv");
    for (const measured_run& run : runs) {
        const run_record& r = run.result;
        if (!run.has("fig6") || r.segments.empty()) {
            continue;
        }
        const int seed_set = seed_set_of(r.spec.seed);
        const segment_record& s = r.segments.back();
        const group_record* layer = s.find("conv1");
        std::size_t index = 0;
        for (const filter_record& f : s.filters) {
            if (!f.name.starts_with("conv1[")) {
                continue;
            }
            const auto interval = f.temperature.interval(level);
            filters.append(run.id, r.spec.seed, seed_set, f.name, index++, s.learning_rate,
                           f.temperature.value, f.temperature.error, end_of(interval.lower),
                           end_of(interval.upper), f.mean_square_position.value, f.law.value,
                           f.law.error, layer != nullptr && layer->at_equilibrium());
        }
        for (const group_record& g : s.groups) {
            if (std::isfinite(g.cv2.value)) {
                const auto interval = g.cv2.interval(level);
                spread.append(run.id, r.spec.seed, seed_set, g.name, g.cv2.value, g.cv2.error,
                              end_of(interval.lower), end_of(interval.upper), g.gini, g.d,
                              static_cast<double>(g.d) / (1 + g.cv2.value), g.at_equilibrium());
            }
        }
    }
    filters.flush();
    spread.flush();
}

void write_runs(const fs::path& folder, const evidence& runs) {
    csv_writer out = open_table(folder, "runs.csv");
    for (const measured_run& run : runs) {
        const run_record& r = run.result;
        std::string etas;
        for (const stage& part : r.spec.stages) {
            list(etas, short_number(part.learning_rate), " ");
        }
        out.append(run.id, r.data.name, r.spec.network, r.spec.seed, etas, r.spec.batch_size,
                   r.spec.weight_decay, r.spec.sampling, total_steps(r.spec), r.ending, r.seconds,
                   r.peak_memory_mb, r.machine, r.version, r.instruction_set);
    }
    out.flush();
}

}  // namespace

void write_run_tables(const fs::path& folder, const evidence& runs, double level) {
    write_networks(folder, runs);
    write_losses(folder, runs, level);
    write_filters(folder, runs, level);
    write_runs(folder, runs);
}

}  // namespace paper
