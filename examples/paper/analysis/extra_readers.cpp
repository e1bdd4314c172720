// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Reading "removal" and "gibbs".

#include "extra_readers.hpp"

#include <paper/results/segment_json.hpp>

#include <thermosgd/statistics/rank_correlation.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace paper {

namespace {

using support::json;
using thermosgd::estimate;

std::vector<double> numbers_at(const json& object, const char* name) {
    std::vector<double> numbers;
    const auto found = object.find(name);
    if (found != object.end()) {
        for (const json& number : *found) {
            numbers.push_back(number_of(number));
        }
    }
    return numbers;
}

/// An object below "extra", or nullptr.
const json* part_of(const run_record& result, const char* name) {
    const auto found = result.extra.find(name);
    return found == result.extra.end() || !found->is_object() ? nullptr : &*found;
}

double number_at(const json& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() ? none : number_of(*found);
}

/// An estimate, or a number without an error.
estimate estimate_at(const json& stored) {
    if (stored.is_array()) {
        return estimate_of(stored);
    }
    estimate e;
    e.value = number_of(stored);
    return e;
}

/// Appends a word after a space.
void append_word(std::string& text, const std::string& word) {
    if (!text.empty()) {
        text += ' ';
    }
    text += word;
}

/// "conv1 conv2".
std::string names_of(const json& names) {
    std::string text;
    for (const json& name : names) {
        append_word(text, name.get<std::string>());
    }
    return text;
}

/// What a one-parameter group is called, and what its fit holds: see gibbs.hpp.
struct subgroup_form {
    struct parameter {
        const char* key;
        const char* name;
        const char* unit;
    };
    const char* key;
    const char* name;
    std::vector<const char*> components;
    std::vector<parameter> parameters;
};

std::vector<gibbs_subgroup> subgroups_of(const json& layer) {
    const std::vector<subgroup_form> forms{
        {"time",
         "time translation",
         {"K"},
         {{"beta", "β", "1/nat"}, {"temperature", "1/β", "nat"}}},
        {"time_d_eff",
         "time translation, d_eff for d",
         {"K"},
         {{"d", "d", "1"}, {"beta", "β", "1/nat"}, {"temperature", "1/β", "nat"}}},
        {"translation", "moving frame", {"K", "P"}, {{"velocity", "velocity", "1/step"}}},
        {"rotation",
         "plane rotation",
         {"H", "L"},
         {{"angular_velocity", "angular velocity", "1/step"},
          {"frequency", "frequency of the trap", "1/step"}}}};
    std::vector<gibbs_subgroup> all;
    for (const subgroup_form& form : forms) {
        const auto fit = layer.find(form.key);
        if (fit == layer.end()) {
            continue;
        }
        gibbs_subgroup group{.name = form.name,
                             .status = fit->at("status").get<std::string>(),
                             .samples = number_at(*fit, "samples"),
                             .inefficiency = number_at(*fit, "g"),
                             .p = number_at(*fit, "p"),
                             .covariance_p = number_at(*fit, "covariance_p"),
                             .components = {},
                             .parameters = {}};
        const std::vector<double> ratios = numbers_at(*fit, "variance_ratio");
        for (std::size_t i = 0; i < std::min(ratios.size(), form.components.size()); ++i) {
            group.components.push_back({form.components[i], ratios[i]});
        }
        for (const subgroup_form::parameter& one : form.parameters) {
            if (const auto stored = fit->find(one.key); stored != fit->end()) {
                group.parameters.push_back({one.name, estimate_at(*stored), one.unit});
            }
        }
        all.push_back(std::move(group));
    }
    return all;
}

}  // namespace

const removal_curve* removal_layer::find(std::string_view order) const {
    const auto found = std::find_if(curves.begin(), curves.end(),
                                    [&](const removal_curve& c) { return c.order == order; });
    return found == curves.end() ? nullptr : &*found;
}

std::vector<removal_layer> removal_of(const run_record& result) {
    std::vector<removal_layer> layers;
    const json* removal = part_of(result, "removal");
    if (removal == nullptr) {
        return layers;
    }
    for (const json& stored : removal->at("layers")) {
        removal_layer layer{.name = stored.at("layer").get<std::string>(),
                            .outputs = stored.at("outputs").get<std::size_t>(),
                            .temperature = numbers_at(stored, "T"),
                            .square = numbers_at(stored, "x2"),
                            .gamma = numbers_at(stored, "gamma"),
                            .loss_damage = numbers_at(stored, "loss_damage"),
                            .accuracy_damage = numbers_at(stored, "accuracy_damage"),
                            .removed = numbers_at(stored, "removed"),
                            .curves = {}};
        for (const auto& [order, curve] : stored.at("curves").items()) {
            layer.curves.push_back(
                {order, numbers_at(curve, "accuracy"), numbers_at(curve, "accuracy_error"),
                 numbers_at(curve, "loss"), numbers_at(curve, "loss_error"),
                 order == "random" ? removal->value("random_orders", std::size_t{1}) : 1});
        }
        layers.push_back(std::move(layer));
    }
    return layers;
}

double mean_accuracy(const removal_layer& layer, const removal_curve& curve) {
    const std::size_t points = std::min(layer.removed.size(), curve.accuracy.size());
    double area = 0;
    for (std::size_t i = 1; i < points; ++i) {
        area += (layer.removed[i] - layer.removed[i - 1]) * 0.5 *
                (curve.accuracy[i] + curve.accuracy[i - 1]);
    }
    return points < 2 ? none : area / (layer.removed[points - 1] - layer.removed[0]);
}

replica rank_correlation(std::span<const double> a, std::span<const double> b) {
    if (a.size() < 4 || a.size() != b.size()) {
        return {none, none};
    }
    const double n = static_cast<double>(a.size());
    // A perfect order of few pairs is not infinitely sure.
    const double most = 1 - 1 / (n * n);
    const double rho = thermosgd::spearman_correlation(a, b);
    return {std::isnan(rho) ? none : std::atanh(std::clamp(rho, -most, most)),
            std::sqrt(1.06 / (n - 3))};
}

std::vector<gibbs_layer> gibbs_of(const run_record& result) {
    std::vector<gibbs_layer> layers;
    const json* gibbs = part_of(result, "gibbs");
    if (gibbs == nullptr) {
        return layers;
    }
    for (const json& stored : gibbs->at("layers")) {
        gibbs_layer layer;
        stored.at("name").get_to(layer.name);
        layer.d = number_at(stored, "d");
        const json& freedom = stored.at("d_eff");
        layer.by_variance = estimate_of(freedom.at("variance"));
        layer.by_map = estimate_of(freedom.at("map"));
        layer.by_skewness = estimate_of(freedom.at("skewness"));
        if (stored.contains("time")) {
            const json& fit = stored.at("time");
            fit.at("status").get_to(layer.status);
            layer.p = number_at(fit, "p");
            layer.covariance_p = number_at(fit, "covariance_p");
            const std::vector<double> ratios = numbers_at(fit, "variance_ratio");
            layer.variance_ratio = ratios.empty() ? none : ratios[0];
        }
        layer.subgroups = subgroups_of(stored);
        layers.push_back(std::move(layer));
    }
    return layers;
}

std::vector<entropy_curve> entropy_of(const run_record& result) {
    std::vector<entropy_curve> curves;
    const json* gibbs = part_of(result, "gibbs");
    if (gibbs == nullptr) {
        return curves;
    }
    std::string all_layers;
    for (const json& layer : gibbs->at("layers")) {
        append_word(all_layers, layer.at("name").get<std::string>());
    }
    const auto take = [&](const char* part, const char* name, const char* unit,
                          const std::string& layers) {
        const auto found = gibbs->find(part);
        if (found == gibbs->end() || !found->contains(name)) {
            return;
        }
        entropy_curve curve{name, unit, layers, {}, {}, {}, {}};
        const std::vector<double> steps = numbers_at(*found, "step");
        const json& values = found->at(name);
        for (std::size_t i = 0; i < std::min(steps.size(), values.size()); ++i) {
            const estimate e = estimate_at(values[i]);
            curve.step.push_back(steps[i]);
            curve.value.push_back(e.value);
            curve.error.push_back(e.error);
            curve.verdict.emplace_back(std::isfinite(e.error) ? to_string(e.verdict) : "");
        }
        curves.push_back(std::move(curve));
    };
    // With m = 1/(2η) and Δt = 1, energies are in the unit of the loss.
    take("entropy", "S", "nat step", all_layers);
    take("entropy", "heat", "nat", all_layers);
    const auto free = gibbs->find("free_energy");
    const bool known = free != gibbs->end() && free->contains("layers");
    take("free_energy", "F", "nat", known ? names_of(free->at("layers")) : std::string());
    take("free_energy", "U", "nat", "all parameters");
    return curves;
}

estimate entropy_rate_ratio(const run_record& result) {
    const json* gibbs = part_of(result, "gibbs");
    if (gibbs == nullptr || !gibbs->contains("entropy") ||
        !gibbs->at("entropy").contains("rate_ratio")) {
        return {};
    }
    return estimate_of(gibbs->at("entropy").at("rate_ratio"));
}

}  // namespace paper
