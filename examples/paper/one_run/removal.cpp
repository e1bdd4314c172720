// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Filters and units taken out of a trained network.

#include "removal.hpp"

#include <paper/results/segment_json.hpp>

#include <thermosgd/numeric/random_stream.hpp>
#include <thermosgd/statistics/moments.hpp>
#include <thermosgd/statistics/rank_correlation.hpp>
#include <trainer/training/layout_of_network.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace paper {

using support::json;

namespace {

using order = std::vector<std::size_t>;

/// Numbers with so many digits as a list.
json list_of(std::span<const double> numbers, int digits) {
    json list = json::array();
    for (const double x : numbers) {
        list.push_back(cut(x, digits));
    }
    return list;
}

bool all_finite(std::span<const double> numbers) {
    return std::all_of(numbers.begin(), numbers.end(), [](double x) { return std::isfinite(x); });
}

/// 0, 1, … in the order of their keys, the greatest or the least first.
order sorted_by(std::span<const double> key, bool greatest_first) {
    order result(key.size());
    std::iota(result.begin(), result.end(), std::size_t{0});
    std::sort(result.begin(), result.end(), [&](std::size_t a, std::size_t b) {
        return key[a] == key[b] ? a < b : (key[a] > key[b]) == greatest_first;
    });
    return result;
}

/// How many are removed at each point of a curve: none, …, all, in equal distances.
std::vector<std::size_t> points_of(std::size_t outputs, std::size_t most_points) {
    const std::size_t steps = std::min(outputs, most_points - 1);
    std::vector<std::size_t> points;
    for (std::size_t i = 0; i <= steps; ++i) {
        points.push_back(i * outputs / steps);
    }
    return points;
}

/// Loss and accuracy at each point of a curve.
struct curve {
    std::vector<double> accuracy;
    std::vector<double> loss;
};

/// What is tried on one layer.
class experiment {
public:
    experiment(const removable_layer& layer, std::span<const float> parameters,
               const cnn::evaluation& whole, const evaluator& evaluate, const removal_plan& plan)
        : layer_(layer),
          parameters_(parameters.begin(), parameters.end()),
          whole_(whole),
          evaluate_(evaluate),
          points_(points_of(layer.outputs, plan.most_points)) {
        order every(layer.outputs);
        std::iota(every.begin(), every.end(), std::size_t{0});
        nothing_left_ = without(every);
    }

    [[nodiscard]] const std::vector<std::size_t>& points() const noexcept { return points_; }

    [[nodiscard]] cnn::evaluation without(std::span<const std::size_t> outputs) const {
        std::vector<float> changed = parameters_;
        for (const std::size_t output : outputs) {
            take_out(layer_, output, changed);
        }
        return evaluate_(changed);
    }

    /// Both ends are the same for every order.
    [[nodiscard]] curve along(const order& outputs) const {
        curve c;
        for (const std::size_t removed : points_) {
            const cnn::evaluation e = removed == 0 ? whole_
                                      : removed == layer_.outputs
                                          ? nothing_left_
                                          : without(std::span(outputs).first(removed));
            c.accuracy.push_back(e.accuracy);
            c.loss.push_back(e.loss);
        }
        return c;
    }

private:
    const removable_layer& layer_;
    std::vector<float> parameters_;
    cnn::evaluation whole_;
    const evaluator& evaluate_;
    std::vector<std::size_t> points_;
    cnn::evaluation nothing_left_{};
};

json to_json(const curve& c) {
    return {{"accuracy", list_of(c.accuracy, 6)}, {"loss", list_of(c.loss, 6)}};
}

/// The mean of several curves at every point, and its error.
json mean_of(const std::vector<curve>& curves) {
    const auto n = static_cast<double>(curves.size());
    json result;
    for (const auto& [name, values] :
         {std::pair("accuracy", &curve::accuracy), std::pair("loss", &curve::loss)}) {
        std::vector<double> means, errors;
        for (std::size_t i = 0; i < (curves.front().*values).size(); ++i) {
            thermosgd::moments over_curves;
            for (const curve& c : curves) {
                over_curves.push((c.*values)[i]);
            }
            means.push_back(over_curves.mean);
            errors.push_back(std::sqrt(over_curves.m2 / (n * (n - 1.0))));
        }
        result[name] = list_of(means, 6);
        result[std::string(name) + "_error"] = list_of(errors, 2);
    }
    return result;
}

order random_order(std::size_t size, thermosgd::random_stream& generator) {
    order result(size);
    std::iota(result.begin(), result.end(), std::size_t{0});
    for (std::size_t i = size; i > 1; --i) {
        const auto j = static_cast<std::size_t>(generator.uniform() * static_cast<double>(i));
        std::swap(result[i - 1], result[j]);
    }
    return result;
}

json layer_json(const removable_layer& layer, const segment_record& measured,
                std::span<const float> parameters, const cnn::evaluation& whole,
                const evaluator& evaluate, const removal_plan& plan) {
    std::vector<double> temperature(layer.outputs, none), square(layer.outputs, none), gamma;
    std::vector<double> accuracy_damage, loss_damage;
    for (const filter_record& filter : measured.filters) {
        for (std::size_t o = 0; o < layer.outputs; ++o) {
            if (filter.name == fmt::format("{}[{}]", layer.name, o)) {
                temperature[o] = filter.temperature.value;
                square[o] = filter.mean_square_position.value;
            }
        }
    }
    const experiment tried(layer, parameters, whole, evaluate, plan);
    for (std::size_t o = 0; o < layer.outputs; ++o) {
        const cnn::evaluation e = tried.without(std::span(&o, 1));
        accuracy_damage.push_back(whole.accuracy - e.accuracy);
        loss_damage.push_back(e.loss - whole.loss);
        if (layer.normalised) {
            gamma.push_back(std::fabs(static_cast<double>(parameters[layer.scale + o])));
        }
    }
    json correlations = json::object();
    const auto correlate = [&](const char* name, const std::vector<double>& a,
                               const std::vector<double>& b) {
        const double rho = a.size() == b.size() ? thermosgd::spearman_correlation(a, b) : none;
        if (std::isfinite(rho)) {
            correlations[name] = cut(rho, 4);
        }
    };
    correlate("T, loss damage", temperature, loss_damage);
    correlate("T, accuracy damage", temperature, accuracy_damage);
    correlate("x2, loss damage", square, loss_damage);
    correlate("x2, accuracy damage", square, accuracy_damage);
    correlate("T, x2", temperature, square);
    correlate("gamma, loss damage", gamma, loss_damage);
    correlate("T, gamma", temperature, gamma);

    json curves = json::object();
    if (all_finite(temperature)) {
        curves["hottest first"] = to_json(tried.along(sorted_by(temperature, true)));
        curves["coldest first"] = to_json(tried.along(sorted_by(temperature, false)));
    }
    if (all_finite(square)) {
        curves["smallest norm first"] = to_json(tried.along(sorted_by(square, false)));
    }
    std::vector<curve> random;
    for (std::size_t i = 0; i < plan.random_orders; ++i) {
        thermosgd::random_stream generator(thermosgd::stream_seed(plan.seed, i));
        random.push_back(tried.along(random_order(layer.outputs, generator)));
    }
    curves["random"] = mean_of(random);

    json result{{"layer", layer.name},
                {"outputs", layer.outputs},
                {"normalised", layer.normalised},
                {"T", list_of(temperature, 4)},
                {"x2", list_of(square, 4)}};
    if (layer.normalised) {
        result["gamma"] = list_of(gamma, 4);
    }
    result["accuracy_damage"] = list_of(accuracy_damage, 4);
    result["loss_damage"] = list_of(loss_damage, 4);
    result["spearman"] = correlations;
    result["removed"] = tried.points();
    result["curves"] = curves;
    return result;
}

}  // namespace

std::vector<removable_layer> removable_layers(const trainer::network_facts& network) {
    std::vector<removable_layer> layers;
    std::string before;  // the layer of parameters before the present view
    for (const cnn::parameter_view& view : network.views) {
        const std::string name = view.name.substr(0, view.name.find('.'));
        const std::size_t outputs = view.extents.front();
        const removable_layer::part part{view.offset, view.size / outputs};
        if (!trainer::is_batch_norm(name)) {
            if (name != before) {
                layers.push_back({.name = name, .outputs = outputs, .parts = {}});
            }
            layers.back().parts.push_back(part);
        } else if (!layers.empty() && trainer::feeds_batch_norm(network, layers.back().name) &&
                   layers.back().outputs == outputs) {
            removable_layer& normalised = layers.back();
            if (!normalised.normalised) {
                normalised.scale = view.offset;
            }
            normalised.normalised = true;
            normalised.parts.push_back(part);
        }
        before = name;
    }
    if (!layers.empty()) {
        layers.pop_back();
    }
    return layers;
}

void take_out(const removable_layer& layer, std::size_t output, std::span<float> parameters) {
    for (const removable_layer::part& part : layer.parts) {
        const auto values = parameters.subspan(part.first + output * part.each, part.each);
        std::fill(values.begin(), values.end(), 0.0F);
    }
}

support::json removal_json(const trainer::network_facts& network, const segment_record& measured,
                           std::span<const float> parameters, std::size_t images,
                           const evaluator& evaluate, const removal_plan& plan) {
    if (plan.random_orders < 2 || plan.most_points < 2) {
        throw std::invalid_argument(
            fmt::format("removal_json: random_orders = {}, most_points = {}, expected at least 2",
                        plan.random_orders, plan.most_points));
    }
    const cnn::evaluation whole = evaluate(parameters);
    json layers = json::array();
    for (const removable_layer& layer : removable_layers(network)) {
        layers.push_back(layer_json(layer, measured, parameters, whole, evaluate, plan));
    }
    return {{"images", images},
            {"accuracy", cut(whole.accuracy, 6)},
            {"loss", cut(whole.loss, 6)},
            {"random_orders", plan.random_orders},
            {"layers", layers}};
}

}  // namespace paper
