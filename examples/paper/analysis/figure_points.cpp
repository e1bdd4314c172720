// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The runs of every figure.

#include "figure_points.hpp"

#include <paper/results/segment_json.hpp>

#include <fmt/format.h>

namespace paper {

namespace {

/// Shows every segment of every run that `chosen` takes, in the series that `name` gives.
template <class Chosen, class Name>
void collect(point_collector& collector, const evidence& all, Chosen&& chosen, Name&& name) {
    for (const measured_run& run : all) {
        if (chosen(run)) {
            for (const segment_record& segment : run.result.segments) {
                collector.add(name(run, segment), run, segment);
            }
            const std::vector<stage>& stages = run.result.spec.stages;
            for (std::size_t i = run.result.segments.size(); i < stages.size(); ++i) {
                segment_record lost;
                lost.learning_rate = stages[i].learning_rate;
                collector.add_diverged(name(run, lost), run, lost.learning_rate);
            }
        }
    }
}

bool is_constant(const measured_run& run) {
    return run.result.spec.stages.size() == 1;
}

double rate_of(const measured_run& run) {
    return run.result.spec.stages.front().learning_rate;
}

/// A run of the main network at constant η in Fig. 4, 5 or 6.
bool is_main(const measured_run& run) {
    return is_constant(run) && !run.has("fixed_epochs") &&
           (run.has("fig4") || run.has("fig5") || run.has("fig6"));
}

std::string decay_series(const measured_run& run) {
    return fmt::format("λ = {:g}", run.result.spec.weight_decay);
}

std::string epsilon_series(const measured_run& run) {
    return fmt::format("ε = {:g}{}", run.result.spec.batch_norm_epsilon,
                       run.result.spec.decay_batch_norm ? "" : ", scale and shift not decayed");
}

void add_batch_norm(point_collector& collector, const evidence& all) {
    const auto ours = [](const measured_run& run) { return run.has("bn") || is_main(run); };
    collect(
        collector, all, [&](const measured_run& run) { return ours(run) && rate_of(run) == 1e-2; },
        [](const measured_run& run, const segment_record&) {
            return run.result.spec.network + ", η = 0.01";
        });
    collect(
        collector, all,
        [&](const measured_run& run) { return ours(run) && run.result.spec.batch_size == 32; },
        [](const measured_run& run, const segment_record&) {
            return run.result.spec.network + ", B = 32";
        });
}

/// Temperatures by displacements of whole epochs beside those by steps.
void add_velocities(point_collector& collector, const evidence& all) {
    for (const measured_run& run : all) {
        const auto found = run.result.extra.find("per_epoch");
        if (!run.has("velocity") || found == run.result.extra.end() ||
            run.result.segments.empty()) {
            continue;
        }
        const segment_record& segment = run.result.segments.back();
        collector.add(run.result.spec.sampling + ", per step", run, segment);
        for (const auto& stored : found->at("groups")) {
            const std::string name = stored.at("name").get<std::string>();
            const group_record* steps = segment.find(name);
            if (steps == nullptr) {
                continue;
            }
            group_record group = *steps;
            group.temperature = estimate_of(stored.at("T"));
            group.scale_invariant = false;
            stored.at("stationary").get_to(group.stationary);
            collector.add(run.result.spec.sampling + ", per epoch", run, segment, group);
        }
    }
}

/// Descent on one batch of all images, and SGD on the same images and network at the same η.
void add_full_batches(point_collector& collector, const evidence& all) {
    collect(
        collector, all, [](const measured_run& run) { return run.has("full_batch"); },
        [](const measured_run& run, const segment_record&) {
            const run_spec& spec = run.result.spec;
            return spec.network + (spec.batch_size == 32 ? ", B = 32" : ", all images");
        });
}

}  // namespace

std::string eta_series(double eta) {
    return fmt::format("η = {:g}", eta);
}

figure_points points_of(const evidence& all, const point_rules& rules) {
    const auto tagged = [](const char* tag) {
        return [tag](const measured_run& run) { return run.has(tag); };
    };
    point_collector schedule(rules), beta(rules), eta(rules), batch_norm(rules), decay(rules),
        sampling(rules), velocity(rules), full_batch(rules), epsilon(rules);
    collect(schedule, all, tagged("fig3"),
            [](const measured_run&, const segment_record&) { return "schedule"; });
    collect(
        beta, all,
        [](const measured_run& run) { return run.has("fig4") || run.has("fixed_epochs"); },
        [](const measured_run& run, const segment_record& segment) {
            return (run.has("fixed_epochs") ? "300 epochs, " : "") +
                   eta_series(segment.learning_rate);
        });
    collect(eta, all, tagged("fig5"),
            [](const measured_run&, const segment_record&) { return "B = 32"; });
    collect(eta, all, tagged("warm"),
            [](const measured_run&, const segment_record&) { return "warm start"; });
    add_batch_norm(batch_norm, all);
    collect(
        decay, all, [](const measured_run& run) { return run.has("decay") || run.has("fig6"); },
        [](const measured_run& run, const segment_record&) { return decay_series(run); });
    collect(
        sampling, all,
        [](const measured_run& run) {
            const bool beside = is_main(run) && run.result.spec.batch_size == 32 &&
                                (rate_of(run) == 1e-2 || rate_of(run) == 1e-3);
            return run.has("sampling") || beside;
        },
        [](const measured_run& run, const segment_record&) { return run.result.spec.sampling; });
    add_velocities(velocity, all);
    add_full_batches(full_batch, all);
    collect(epsilon, all, tagged("eps"),
            [](const measured_run& run, const segment_record&) { return epsilon_series(run); });

    std::vector<point> main;
    for (const point_collector* source : {&schedule, &beta, &eta}) {
        for (point& p : source->finish({})) {
            if (!p.series.starts_with("300 epochs")) {
                main.push_back(std::move(p));
            }
        }
    }
    figure_points points;
    points.scatter = layer_scatter(main);
    const auto finish = [&](const point_collector& source) {
        return source.finish(points.scatter);
    };
    points.schedule = finish(schedule);
    points.beta = finish(beta);
    points.eta = finish(eta);
    points.batch_norm = finish(batch_norm);
    points.decay = finish(decay);
    points.sampling = finish(sampling);
    points.velocity = finish(velocity);
    points.full_batch = finish(full_batch);
    points.epsilon = finish(epsilon);
    return points;
}

}  // namespace paper
