// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Reading "removal" and "gibbs".

#include "extra_readers.hpp"

#include "paper/segment_json.hpp"

#include <thermosgd/statistics/rank_correlation.hpp>

#include <algorithm>
#include <cmath>

namespace paper {

namespace {

using json = nlohmann::ordered_json;
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
const json* part_of(const run_result& result, const char* name) {
    const auto found = result.extra.find(name);
    return found == result.extra.end() || !found->is_object() ? nullptr : &*found;
}

double number_at(const json& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() ? none : number_of(*found);
}

}  // namespace

const removal_curve* removal_layer::find(std::string_view order) const {
    const auto found = std::find_if(curves.begin(), curves.end(),
                                    [&](const removal_curve& c) { return c.order == order; });
    return found == curves.end() ? nullptr : &*found;
}

std::vector<removal_layer> removal_of(const run_result& result) {
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

seed_value rank_correlation(std::span<const double> a, std::span<const double> b) {
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

std::vector<gibbs_layer> gibbs_of(const run_result& result) {
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
        layers.push_back(layer);
    }
    return layers;
}

std::vector<entropy_curve> entropy_of(const run_result& result) {
    std::vector<entropy_curve> curves;
    const json* gibbs = part_of(result, "gibbs");
    if (gibbs == nullptr) {
        return curves;
    }
    const auto take = [&](const char* part, const char* name) {
        const auto found = gibbs->find(part);
        if (found == gibbs->end() || !found->contains(name)) {
            return;
        }
        entropy_curve curve{name, numbers_at(*found, "step"), {}};
        for (const json& value : found->at(name)) {
            curve.value.push_back(value.is_array() ? estimate_of(value).value : number_of(value));
        }
        curve.step.resize(std::min(curve.step.size(), curve.value.size()));
        curve.value.resize(curve.step.size());
        curves.push_back(std::move(curve));
    };
    take("entropy", "S");
    take("entropy", "heat");
    take("free_energy", "F");
    take("free_energy", "U");
    return curves;
}

estimate entropy_rate_ratio(const run_result& result) {
    const json* gibbs = part_of(result, "gibbs");
    if (gibbs == nullptr || !gibbs->contains("entropy") ||
        !gibbs->at("entropy").contains("rate_ratio")) {
        return {};
    }
    return estimate_of(gibbs->at("entropy").at("rate_ratio"));
}

}  // namespace paper
