// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// CSV files of removed filters and of Gibbs states.

#include "write_tables.hpp"

#include "extra_readers.hpp"
#include "paper/tables.hpp"

#include <fmt/format.h>
#include <thermosgd/io/csv.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>

namespace paper {

namespace {

namespace fs = std::filesystem;
using thermosgd::csv_writer;
using thermosgd::estimate;

csv_writer open(const fs::path& folder, const char* file) {
    return csv_writer(folder / file, headers_of(table_of(file)));
}

/// What is correlated with what, by unit of a layer.
struct pair_of_columns {
    const char* name;
    std::vector<double> removal_layer::* a;
    std::vector<double> removal_layer::* b;
};

constexpr std::array pairs{
    pair_of_columns{"T and loss damage", &removal_layer::temperature, &removal_layer::loss_damage},
    pair_of_columns{"T and accuracy damage", &removal_layer::temperature,
                    &removal_layer::accuracy_damage},
    pair_of_columns{"norm and loss damage", &removal_layer::square, &removal_layer::loss_damage},
    pair_of_columns{"T and norm", &removal_layer::temperature, &removal_layer::square},
    pair_of_columns{"scale and loss damage", &removal_layer::gamma, &removal_layer::loss_damage},
    pair_of_columns{"T and scale", &removal_layer::temperature, &removal_layer::gamma}};

void append_correlation(csv_writer& out, const std::string& run, int seed_set,
                        const removal_layer& layer, const char* what, const estimate& z,
                        std::size_t units, double level) {
    const auto interval = z.interval(level);
    out.append(run, seed_set, layer.name, what, std::tanh(z.value), std::tanh(interval.lower),
               std::tanh(interval.upper), p_against(z, 0), units);
}

/// Every layer's correlations, run by run and over the seeds of each set.
void write_correlations(const fs::path& folder, const evidence& runs, double level) {
    csv_writer out = open(folder, "correlation.csv");
    struct pooled {
        int seed_set;
        removal_layer layer;
        std::vector<seed_value> values;
        std::size_t units = 0;
        const char* what;
    };
    std::vector<pooled> all;
    for (const measured_run& run : runs) {
        const int seed_set = seed_set_of(run.result.spec.seed);
        for (const removal_layer& layer : removal_of(run.result)) {
            for (const pair_of_columns& pair : pairs) {
                const seed_value z = rank_correlation(layer.*(pair.a), layer.*(pair.b));
                if (!std::isfinite(z.value)) {
                    continue;
                }
                append_correlation(out, run.id, seed_set, layer, pair.name,
                                   mean_of_seeds(std::span(&z, 1)), layer.outputs, level);
                auto found = std::find_if(all.begin(), all.end(), [&](const pooled& p) {
                    return p.seed_set == seed_set && p.layer.name == layer.name &&
                           p.what == pair.name;
                });
                if (found == all.end()) {
                    found = all.insert(all.end(), pooled{seed_set, layer, {}, 0, pair.name});
                }
                found->values.push_back(z);
                found->units += layer.outputs;
            }
        }
    }
    for (const pooled& p : all) {
        append_correlation(out, fmt::format("seed set {}", p.seed_set), p.seed_set, p.layer, p.what,
                           mean_of_seeds(p.values), p.units, level);
    }
    out.flush();
}

void write_removals(const fs::path& folder, const evidence& runs) {
    csv_writer removal = open(folder, "removal.csv");
    csv_writer damage = open(folder, "damage.csv");
    for (const measured_run& run : runs) {
        const std::uint64_t seed = run.result.spec.seed;
        const auto at = [](const std::vector<double>& numbers, std::size_t i) {
            return i < numbers.size() ? numbers[i] : none;
        };
        for (const removal_layer& layer : removal_of(run.result)) {
            for (const removal_curve& curve : layer.curves) {
                for (std::size_t i = 0; i < layer.removed.size(); ++i) {
                    removal.append(run.id, seed, seed_set_of(seed), layer.name, curve.order,
                                   layer.removed[i], layer.outputs, at(curve.accuracy, i),
                                   at(curve.accuracy_error, i), at(curve.loss, i),
                                   at(curve.loss_error, i), curve.orders);
                }
            }
            for (std::size_t o = 0; o < layer.outputs; ++o) {
                damage.append(run.id, seed, seed_set_of(seed), layer.name, o,
                              at(layer.temperature, o), at(layer.square, o),
                              at(layer.loss_damage, o), at(layer.accuracy_damage, o));
            }
        }
    }
    removal.flush();
    damage.flush();
}

void write_gibbs(const fs::path& folder, const evidence& runs) {
    csv_writer gibbs = open(folder, "gibbs.csv");
    csv_writer entropy = open(folder, "entropy.csv");
    for (const measured_run& run : runs) {
        const std::uint64_t seed = run.result.spec.seed;
        const auto row = [&](const std::string& group, const char* what, double value, double error,
                             std::string_view verdict) {
            if (std::isfinite(value)) {
                gibbs.append(run.id, seed, seed_set_of(seed), group, what, value, error, verdict);
            }
        };
        const auto estimate_row = [&](const std::string& group, const char* what,
                                      const estimate& e) {
            row(group, what, e.value, e.error, to_string(e.verdict));
        };
        for (const gibbs_layer& layer : gibbs_of(run.result)) {
            row(layer.name, "d", layer.d, none, "");
            estimate_row(layer.name, "d_eff by Var K", layer.by_variance);
            estimate_row(layer.name, "d_eff by the map", layer.by_map);
            estimate_row(layer.name, "d_eff by skewness", layer.by_skewness);
            row(layer.name, "Var K over that of the Gibbs law", layer.variance_ratio, none,
                layer.status);
            row(layer.name, "p of the shape", layer.p, none, layer.status);
            row(layer.name, "p of the variance", layer.covariance_p, none, layer.status);
        }
        for (const entropy_curve& curve : entropy_of(run.result)) {
            for (std::size_t i = 0; i < curve.step.size(); ++i) {
                entropy.append(run.id, seed, seed_set_of(seed), curve.name, curve.step[i],
                               curve.value[i]);
            }
        }
    }
    gibbs.flush();
    entropy.flush();
}

}  // namespace

void write_extra_tables(const fs::path& folder, const evidence& runs, double level) {
    write_removals(folder, runs);
    write_correlations(folder, runs, level);
    write_gibbs(folder, runs);
}

}  // namespace paper
