// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// CSV files of points, ratios, fits and exponents.

#include "write_tables.hpp"

#include <fmt/format.h>
#include <thermosgd/io/csv.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace paper {

namespace {

namespace fs = std::filesystem;
using thermosgd::confidence_interval;
using thermosgd::csv_writer;
using thermosgd::estimate;

/// An end of an interval, empty in the file where there is none.
/// The interval of a point, or two that are not there: exp(−∞) is no lower end.
confidence_interval known_interval(const point& p, double level) {
    const confidence_interval interval = p.interval(level);
    return std::isfinite(interval.upper) ? interval : confidence_interval{none, none};
}

/// The training images of a run.
std::size_t images_of(const run_record& result) {
    return result.spec.limit_train != 0 ? result.spec.limit_train : result.data.train;
}

/// What ε of batch norm makes of the law, by the runs of a point whose law was measured.
estimate predicted_law_of(const point& p) {
    std::vector<replica> values;
    for (const point_seed& seed : p.seeds) {
        for (const epsilon_record& e : seed.segment->epsilon) {
            if (e.layer == p.group && std::isfinite(seed.law.value) &&
                std::isfinite(e.predicted_law)) {
                values.push_back({e.predicted_law, e.predicted_error});
            }
        }
    }
    return mean_over_seeds(values);
}

void write_points(const fs::path& folder, const char* file, const std::vector<point>& points,
                  double level) {
    csv_writer out = open_table(folder, file);
    for (const point& p : points) {
        const estimate t = p.temperature();
        const estimate predicted = predicted_law_of(p);
        const confidence_interval interval = known_interval(p, level);
        const double half = 1 / (2 * p.eta);
        std::string runs;
        for (const point_seed& seed : p.seeds) {
            list(runs, seed.run->id, " ");
        }
        out.append(p.series, p.data, p.network, p.seed_set, p.group, p.kind, p.eta, p.beta,
                   1 / p.beta, p.lambda, images_of(p.seeds.front().run->result), t.value, t.error,
                   interval.lower, interval.upper, t.value * half, t.error * half,
                   t.value * half * half, t.error * half * half, p.law.value, p.law.error,
                   predicted.value, predicted.error, p.seeds.size(), p.equilibrium, p.why_not,
                   runs);
    }
    out.flush();
}

/// Every two layers at every η of the schedule.
void write_ratios(const fs::path& folder, const std::vector<point>& points, double level) {
    constexpr const char* file = "fig3_ratios.csv";
    csv_writer out = open_table(folder, file);
    const std::vector<std::string> layers = layers_of(points);
    // Those of one η and seed set are corrected together.
    std::map<std::pair<int, double>, std::vector<std::pair<point, std::string>>> families;
    for (std::size_t a = 0; a < layers.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            for (point& ratio : log_ratios(points, layers[a], layers[b])) {
                ratio.group = layers[a];
                families[{ratio.seed_set, ratio.eta}].emplace_back(std::move(ratio), layers[b]);
            }
        }
    }
    for (const auto& [key, family] : families) {
        // As judge_layers() has it, a family holds what is at equilibrium only.
        std::vector<double> p_values;
        for (const auto& [ratio, under] : family) {
            if (ratio.equilibrium) {
                p_values.push_back(p_value_against(ratio.log_temperature, 0));
            }
        }
        const std::vector<double> corrected = thermosgd::holm_correction(p_values);
        std::size_t next = 0;
        for (const auto& [ratio, under] : family) {
            const estimate& log = ratio.log_temperature;
            const confidence_interval interval = known_interval(ratio, level);
            const double p = ratio.equilibrium ? corrected[next++] : none;
            out.append(ratio.series, ratio.seed_set, ratio.eta, ratio.beta, ratio.group, under,
                       std::exp(log.value), interval.lower, interval.upper,
                       std::fabs(log.value) / log.error, p, ratio.seeds.size(), ratio.equilibrium,
                       ratio.why_not);
        }
    }
    out.flush();
}

void write_fits(const fs::path& folder, const std::vector<layer_fits>& fits, double level) {
    constexpr const char* file = "fits.csv";
    csv_writer out = open_table(folder, file);
    for (const layer_fits& f : fits) {
        for (const bool power : {true, false}) {
            const curve_fit& fit = power ? f.power : f.line;
            const curve_fit& other = power ? f.line : f.power;
            // Decades for a power law, as the column says.
            const double unit = power ? 1 / std::log(10.0) : 1.0;
            const confidence_interval interval = fit.slope.interval(level);
            out.append(f.figure, f.series, f.seed_set, f.group, to_string(f.x),
                       power ? "power" : "line", fit.slope.value, fit.slope.error,
                       end_of(interval.lower), end_of(interval.upper), fit.intercept.value * unit,
                       fit.intercept.error * unit, fit.line.chi_squared,
                       fit.line.degrees_of_freedom, fit.line.p_value, fit.line.inflation(),
                       fit.misfit, fit.line.points, fit.x_min, fit.x_max,
                       fit.line.chi_squared <= other.line.chi_squared);
        }
    }
    out.flush();
}

/// Where batch norm stands, as the networks of examples/trainer/cnn have it.
std::string placement_of(const std::string& network) {
    const std::map<std::string, std::string> known{{"A", "conv1 conv2 linear1"},
                                                   {"A-conv", "conv1 conv2"},
                                                   {"A-alternate", "conv1 linear1"},
                                                   {"A-plain", ""},
                                                   {"B", "conv1 conv2 linear1"},
                                                   {"B-conv", "conv1 conv2"},
                                                   {"D", ""}};
    const auto found = known.find(network);
    return found == known.end() ? "?" : found->second;
}

bool is_normalised(const std::vector<point>& points, const std::string& network,
                   const std::string& group) {
    return std::any_of(points.begin(), points.end(), [&](const point& p) {
        return p.network == network && p.group == group && std::isfinite(p.law.value);
    });
}

void write_exponents(const fs::path& folder, const std::vector<point>& points) {
    constexpr const char* file = "exponents.csv";
    csv_writer out = open_table(folder, file);
    const auto exponent = [&](const std::string& series, int seed_set, const std::string& group,
                              abscissa x) {
        const std::vector<point> chosen = select(points, series, seed_set, group);
        return chosen.size() >= 3 ? std::optional(fit_power_law(chosen, x)) : std::nullopt;
    };
    std::set<std::string> seen;
    for (const point& p : points) {
        const std::string key = fmt::format("{} {} {}", p.network, p.seed_set, p.group);
        if (p.kind != "weight" || !seen.insert(key).second) {
            continue;
        }
        const auto by_beta =
            exponent(p.network + ", η = 0.01", p.seed_set, p.group, abscissa::inverse_beta);
        const auto by_eta = exponent(p.network + ", B = 32", p.seed_set, p.group, abscissa::eta);
        const auto value = [](const std::optional<curve_fit>& f) {
            return f ? f->slope.value : none;
        };
        const auto error = [](const std::optional<curve_fit>& f) {
            return f ? f->slope.error : none;
        };
        out.append(p.network, placement_of(p.network), p.seed_set, p.group,
                   is_normalised(points, p.network, p.group), value(by_beta), error(by_beta),
                   by_beta ? by_beta->line.points : 0, value(by_eta), error(by_eta),
                   by_eta ? by_eta->line.points : 0);
    }
    out.flush();
}

}  // namespace

std::vector<layer_fits> all_fits(const figure_points& points) {
    std::vector<layer_fits> all = fit_layers(points.beta, "fig4_beta.csv", abscissa::inverse_beta);
    const auto take = [&](std::vector<layer_fits> more) {
        all.insert(all.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
    };
    take(fit_layers(points.eta, "fig5_eta.csv", abscissa::eta));
    std::vector<point> over_beta, over_eta;
    for (const point& p : points.batch_norm) {
        (p.series.ends_with("η = 0.01") ? over_beta : over_eta).push_back(p);
    }
    take(fit_layers(over_beta, "batch_norm.csv", abscissa::inverse_beta));
    take(fit_layers(over_eta, "batch_norm.csv", abscissa::eta));
    return all;
}

void write_point_tables(const fs::path& folder, const figure_points& points, double level) {
    write_points(folder, "fig3_layers.csv", points.schedule, level);
    write_points(folder, "fig4_beta.csv", points.beta, level);
    write_points(folder, "fig5_eta.csv", points.eta, level);
    write_points(folder, "batch_norm.csv", points.batch_norm, level);
    write_points(folder, "decay.csv", points.decay, level);
    write_points(folder, "sampling.csv", points.sampling, level);
    write_points(folder, "velocity.csv", points.velocity, level);
    write_points(folder, "full_batch.csv", points.full_batch, level);
    write_points(folder, "epsilon.csv", points.epsilon, level);
    write_ratios(folder, points.schedule, level);
    write_fits(folder, all_fits(points), level);
    write_exponents(folder, points.batch_norm);
}

}  // namespace paper
