// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Results of a plan as they would be if temperatures followed given laws, without training.

#include "random.hpp"

#include <paper/analysis/evidence.hpp>
#include <paper/results/segment_json.hpp>
#include <thermosgd/io/file.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace test {

/// Laws of a made world. A layer has T = T₀ (η/0.01)^a (32/B)^b with scatter between seeds.
struct made_world {
    struct layer {
        const char* name;
        double d, temperature, beta_exponent, eta_exponent;
        bool normalised;
    };
    std::array<layer, 4> layers{{{"conv1", 200, 5e-7, 0.3, 1.4, true},
                                 {"conv2", 3200, 3e-8, 1.0, 2.0, true},
                                 {"linear1", 8192, 1e-8, 0.2, 1.3, true},
                                 {"linear2", 1280, 2e-9, 1.0, 2.0, false}}};
    double within = 0.01;         ///< relative standard error of a run
    double between = 0.02;        ///< relative scatter between seeds
    double law = 1.0;             ///< T/(ηλ⟨θ²⟩)
    double mean_velocity = 1e-4;  ///< share of ⟨v⟩² in ⟨v²⟩
    double cv2 = 0.5;
    double filter_ratio = 4.0;  ///< of the hottest filter to the coldest
    double hot_damage = -1.0;   ///< order of damage against temperature: −1 hot ones matter least
    double removal_gain = 0.1;  ///< of accuracy by the order of removal
    double per_epoch = 1.0;     ///< ⟨|Δθ|²⟩ of an epoch over that of its steps
    double independent = 1.0;   ///< T of independent draws over that of shuffled epochs
    double full_batch = 1e-6;   ///< T of full-batch descent over SGD's
    double weak_decay = 0.1;    ///< T at λ = 4e-4 over that at 4e-2
    double epsilon_law = 0.44;  ///< of conv2 at ε = 1e-5
    double restored_law = 1.0;  ///< at ε = 1e-7, and with scale and shift not decayed
    double gibbs_p = 0.5;
    double gibbs_spread = 1.0;  ///< d_eff by the map over that by Var K
    double loss_fall = 0.3;     ///< relative, from stage to stage
    bool stationary = true;
    bool stationary_fixed = true;    ///< runs of 300 epochs
    bool stationary_without = true;  ///< runs without decay
};

inline thermosgd::estimate made_estimate(double value, double error) {
    thermosgd::estimate e;
    e.value = value;
    e.error = error;
    e.n_eff = 400;
    e.g = 5;
    e.nu = 60;
    e.verdict = thermosgd::reliability::reliable;
    return e;
}

namespace made {

using support::json;

inline json removal(const made_world& w, random_stream& random) {
    json temperatures = json::array(), squares = json::array(), damages = json::array(),
         removed = json::array(), hot = json::array(), cold = json::array(), middle = json::array(),
         errors = json::array();
    for (int i = 0; i < 8; ++i) {
        temperatures.push_back(1e-7 * (1 + i));
        squares.push_back(1e-3 * (1 + i));
        damages.push_back(w.hot_damage * i + 0.3 * random.normal());
    }
    const double wobble = 0.002 * random.normal();
    for (int i = 0; i <= 8; ++i) {
        removed.push_back(i);
        const double base = 0.98 - 0.1 * i, bend = w.removal_gain * (i * (8 - i) / 10.0) + wobble;
        middle.push_back(base);
        hot.push_back(base + bend);
        cold.push_back(base - bend);
        errors.push_back(0.002);
    }
    const auto curve = [](const json& accuracy) {
        return json{{"accuracy", accuracy}, {"loss", accuracy}};
    };
    return {{"images", 10000},
            {"random_orders", 5},
            {"layers",
             {{{"layer", "conv1"},
               {"outputs", 8},
               {"T", temperatures},
               {"x2", squares},
               {"gamma", squares},
               {"loss_damage", damages},
               {"accuracy_damage", damages},
               {"removed", removed},
               {"curves",
                {{"hottest first", curve(hot)},
                 {"coldest first", curve(cold)},
                 {"random",
                  {{"accuracy", middle},
                   {"accuracy_error", errors},
                   {"loss", middle},
                   {"loss_error", errors}}}}}}}}};
}

inline json gibbs(const made_world& w, random_stream& random) {
    json layers = json::array();
    const double entropy = 1 + w.between * random.normal();
    for (const auto& layer : w.layers) {
        const auto freedom = [&](double factor) {
            return paper::to_json(made_estimate(layer.d * factor, 0.02 * layer.d * factor));
        };
        layers.push_back({{"name", layer.name},
                          {"d", layer.d},
                          {"d_eff",
                           {{"variance", freedom(1)},
                            {"map", freedom(w.gibbs_spread)},
                            {"skewness", freedom(1)}}},
                          {"time",
                           {{"status", "fitted"},
                            {"p", w.gibbs_p},
                            {"covariance_p", w.gibbs_p},
                            {"variance_ratio", {1.0}}}}});
    }
    return {{"layers", layers},
            {"entropy",
             {{"step", {0, 100, 200}},
              {"S", {0.0, entropy, 2 * entropy}},
              {"heat", {0.0, 2 * entropy, 4 * entropy}},
              {"rate_ratio", paper::to_json(made_estimate(1.0, 0.01))}}}};
}

/// A number for each weight of conv1 as tensors_json() has them: a chequered pattern.
inline json tensors(double low, double high, bool logarithmic) {
    std::string levels;
    for (int i = 0; i < 8 * 25; ++i) {
        levels += i % 2 == 0 ? "00" : "ff";
    }
    return {{"conv1.weight",
             {{"extents", {8, 1, 5, 5}},
              {"low", low},
              {"high", high},
              {"logarithmic", logarithmic},
              {"levels", levels}}}};
}

}  // namespace made

/// One result.
inline paper::run_record make_result(const made_world& w, const paper::planned_run& run) {
    using namespace paper;
    const run_spec& spec = run.spec;
    const auto has = [&](const char* tag) {
        return std::find(run.tags.begin(), run.tags.end(), tag) != run.tags.end();
    };
    run_record r;
    r.spec = spec;
    r.data = {spec.data_set, 60000, 10000, "0"};
    r.version = "0.0";
    r.machine = "made";
    r.instruction_set = "none";
    r.ending = "finished";
    r.parameters = 13338;
    std::uint64_t step = 0;
    double loss = 1.0;
    random_stream random(thermosgd::checksum(run.id));
    for (const stage& part : spec.stages) {
        segment_record s;
        s.learning_rate = part.learning_rate;
        s.first_step = step + part.burn_in;
        s.last_step = step + part.steps;
        s.observed = part.steps - part.burn_in;
        s.loss = made_estimate(loss, 0.002);
        s.test = {loss, 0.98, 0.0014, 10000};
        for (int k = 1; k <= 40; ++k) {
            r.loss_curve.emplace_back(step + part.steps * static_cast<std::uint64_t>(k) / 40, loss);
        }
        step += part.steps;
        loss *= 1 - w.loss_fall;
        for (const auto& layer : w.layers) {
            const bool plain = spec.network == "A-plain" || spec.network == "D";
            double t = layer.temperature * std::pow(part.learning_rate / 1e-2, layer.eta_exponent) *
                       std::pow(32.0 / static_cast<double>(spec.batch_size), layer.beta_exponent);
            if (has("full_batch") && spec.batch_size != 32) {
                t = layer.temperature * std::pow(part.learning_rate / 1e-2, layer.eta_exponent) *
                    w.full_batch;
            }
            t *= spec.sampling == "independent" ? w.independent : 1;
            t *= spec.weight_decay == 4e-4 ? w.weak_decay : 1;
            t *= std::exp(w.between * random.normal() + w.within * random.normal());
            double law = w.law;
            if (has("eps")) {
                const bool first = std::string(layer.name) == "conv1";
                const bool as_it_was = spec.batch_norm_epsilon == 1e-5 && spec.decay_batch_norm;
                t = (first ? 5.22e-7 : 2.84e-8) * (1 + 0.005 * random.normal());
                law = first ? 1.0 : as_it_was ? w.epsilon_law : w.restored_law;
            }
            group_record g;
            g.name = layer.name;
            g.kind = "weight";
            g.d = static_cast<std::uint64_t>(layer.d);
            g.temperature = made_estimate(t, t * w.within);
            g.velocity_variance = made_estimate(2 * t * (1 - w.mean_velocity), 1e-3 * t);
            g.mean_square_position = made_estimate(1e-3, 1e-6);
            g.law = made_estimate(law, 0.005);
            g.scale_invariant = layer.normalised && !plain;
            const bool rests = w.stationary && (w.stationary_fixed || !has("fixed_epochs")) &&
                               (w.stationary_without || spec.weight_decay != 0);
            g.stationary = rests ? "stationary" : "drifting";
            g.drift_norm = rests ? 0.3 : 9.0;
            if (spec.measure.maps) {
                g.cv2 = made_estimate(w.cv2, 0.05 * w.cv2);
                g.gini = 0.3;
            }
            s.groups.push_back(g);
            g.name += ".bias";
            g.kind = "bias";
            g.scale_invariant = false;
            s.groups.push_back(g);
        }
        for (int f = 0; f < 8; ++f) {
            const double t = 1e-7 * std::pow(w.filter_ratio, f / 7.0);
            s.filters.push_back({"conv1[" + std::to_string(f) + "]", made_estimate(t, 0.02 * t),
                                 made_estimate(1e-3, 1e-5), made_estimate(1, 0.02)});
        }
        r.segments.push_back(s);
    }
    if (spec.measure.weights) {
        r.extra["weights"] = made::tensors(-0.2, 0.2, false);
    }
    if (spec.measure.maps) {
        r.extra["maps"] = made::tensors(1e-8, 1e-6, true);
    }
    if (spec.measure.removal) {
        r.extra["removal"] = made::removal(w, random);
    }
    if (spec.measure.gibbs) {
        r.extra["gibbs"] = made::gibbs(w, random);
    }
    if (spec.measure.per_epoch) {
        support::json groups = support::json::array();
        for (const group_record& g : r.segments.back().groups) {
            const double t = g.temperature.value * steps_per_epoch(r) * w.per_epoch;
            groups.push_back({{"name", g.name},
                              {"T", to_json(made_estimate(t, 0.03 * t))},
                              {"stationary", "stationary"}});
        }
        r.extra["per_epoch"] = {{"steps_per_epoch", steps_per_epoch(r)}, {"groups", groups}};
    }
    return r;
}

/// Results of all runs of a plan.
inline paper::evidence make_evidence(const made_world& world, const std::string& data = "MNIST") {
    paper::plan_settings settings;
    settings.data_set = data;
    paper::evidence all;
    for (const paper::planned_run& run : paper::make_plan(settings)) {
        all.push_back({make_result(world, run), run.id, run.tags});
    }
    return all;
}

}  // namespace test
