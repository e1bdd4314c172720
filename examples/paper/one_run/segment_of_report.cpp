// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// What a result keeps of a report.

#include "segment_of_report.hpp"

#include <thermosgd/statistics/jackknife.hpp>
#include <trainer/training/layout_of_network.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

namespace paper {

namespace {

std::string kind_of(const std::string& group) {
    if (trainer::is_batch_norm(group)) {
        return "batch_norm";
    }
    return trainer::is_layer(group) ? "weight" : "bias";
}

double z_of(const thermosgd::drift_bound& d) {
    return d.verdict == thermosgd::reliability::unknown ? thermosgd::not_available
                                                        : d.change / d.error;
}

group_record group_of(const thermosgd::group_report& r, const std::string& kind) {
    group_record g;
    g.name = r.name;
    g.kind = kind;
    g.d = r.degrees_of_freedom;
    g.temperature = r.temperature;
    g.velocity_variance = r.velocity_variance;
    g.mean_square_position = r.mean_square_position;
    g.law = r.weight_decay_law;
    g.balance = r.norm_balance;
    g.scale_invariant = r.scale_invariant;
    g.stationary = word_of_result(r.equilibrium.verdict);
    g.drift_kinetic = z_of(r.equilibrium.kinetic_energy);
    g.drift_norm = z_of(r.equilibrium.squared_norm);
    g.drift_loss = z_of(r.equilibrium.loss);
    g.position_ratio = r.position_ratio;
    g.norm_drift = r.norm_drift;
    g.zero_velocities = r.zero_velocities;
    g.burn_in = r.burn_in_steps;
    return g;
}

}  // namespace

segment_record segment_of_report(const thermosgd::thermometer& t, const thermosgd::report& report,
                                 const std::vector<std::size_t>& layers) {
    segment_record s;
    s.learning_rate = report.parameters.learning_rate;
    s.first_step = report.first_step;
    s.last_step = report.last_step;
    s.observed = report.observed_steps;
    s.loss = report.loss;
    for (const thermosgd::group_report& g : report.groups) {
        s.groups.push_back(group_of(g, kind_of(g.name)));
    }
    s.total = group_of(report.total, "all");
    for (const thermosgd::group_report& f : report.filters) {
        s.filters.push_back({f.name, f.temperature, f.mean_square_position, f.weight_decay_law});
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
        for (std::size_t j = i + 1; j < layers.size(); ++j) {
            const std::string &above = report.groups[layers[i]].name,
                              &below = report.groups[layers[j]].name;
            s.ratios.push_back({above, below, t.temperature_ratio(above, below)});
        }
    }
    return s;
}

}  // namespace paper
