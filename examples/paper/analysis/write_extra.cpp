// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// CSV files of removed filters.

#include "write_tables.hpp"

#include "extra_readers.hpp"

#include <fmt/format.h>
#include <thermosgd/io/csv.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace paper {

namespace {

namespace fs = std::filesystem;
using thermosgd::csv_writer;
using thermosgd::estimate;

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

/// A correlation of one run or of the runs of a seed set.
struct correlation {
    std::string layer;
    const char* what;
    estimate z;  ///< Fisher's
    std::size_t units = 0;
};

/// Appends correlations that are corrected for each other.
void append_family(csv_writer& out, const std::string& run, int seed_set,
                   const std::vector<correlation>& family, double level) {
    std::vector<double> p_values;
    for (const correlation& one : family) {
        p_values.push_back(p_value_against(one.z, 0));
    }
    const std::vector<double> corrected = thermosgd::holm_correction(p_values);
    for (std::size_t i = 0; i < family.size(); ++i) {
        const auto interval = family[i].z.interval(level);
        out.append(run, seed_set, family[i].layer, family[i].what, std::tanh(family[i].z.value),
                   std::tanh(interval.lower), std::tanh(interval.upper), p_values[i], corrected[i],
                   family[i].units);
    }
}

/// Every layer's correlations, run by run and over the seeds of each set.
void write_correlations(const fs::path& folder, const evidence& runs, double level) {
    csv_writer out = open_table(folder, "correlation.csv");
    struct pooled {
        std::string layer;
        const char* what;
        std::vector<replica> values;
        std::size_t units = 0;
    };
    std::map<int, std::vector<pooled>> sets;
    for (const measured_run& run : runs) {
        const int seed_set = seed_set_of(run.result.spec.seed);
        std::vector<pooled>& together = sets[seed_set];
        std::vector<correlation> family;
        for (const removal_layer& layer : removal_of(run.result)) {
            for (const pair_of_columns& pair : pairs) {
                const replica z = rank_correlation(layer.*(pair.a), layer.*(pair.b));
                if (!std::isfinite(z.value)) {
                    continue;
                }
                family.push_back(
                    {layer.name, pair.name, mean_over_seeds(std::span(&z, 1)), layer.outputs});
                auto found = std::find_if(together.begin(), together.end(), [&](const pooled& p) {
                    return p.layer == layer.name && p.what == pair.name;
                });
                if (found == together.end()) {
                    found = together.insert(together.end(), {layer.name, pair.name, {}, 0});
                }
                found->values.push_back(z);
                found->units += layer.outputs;
            }
        }
        append_family(out, run.id, seed_set, family, level);
    }
    for (const auto& [seed_set, together] : sets) {
        std::vector<correlation> family;
        for (const pooled& p : together) {
            family.push_back({p.layer, p.what, mean_over_seeds(p.values), p.units});
        }
        append_family(out, fmt::format("seed set {}", seed_set), seed_set, family, level);
    }
    out.flush();
}

/// The standard error of the temperature of a unit, from the last stage of its run.
double temperature_error(const run_record& result, const std::string& layer, std::size_t unit) {
    if (!result.segments.empty()) {
        const std::string name = fmt::format("{}[{}]", layer, unit);
        for (const filter_record& filter : result.segments.back().filters) {
            if (filter.name == name) {
                return filter.temperature.error;
            }
        }
    }
    return none;
}

void write_removals(const fs::path& folder, const evidence& runs) {
    csv_writer removal = open_table(folder, "removal.csv");
    csv_writer damage = open_table(folder, "damage.csv");
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
                              at(layer.temperature, o),
                              temperature_error(run.result, layer.name, o), at(layer.square, o),
                              at(layer.loss_damage, o), at(layer.accuracy_damage, o));
            }
        }
    }
    removal.flush();
    damage.flush();
}

}  // namespace

void write_extra_tables(const fs::path& folder, const evidence& runs, double level) {
    write_removals(folder, runs);
    write_correlations(folder, runs, level);
}

}  // namespace paper
