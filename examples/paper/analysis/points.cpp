// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Grouping runs into points, and their means.

#include "points.hpp"

#include <fmt/format.h>
#include <thermosgd/statistics/random_effects.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace paper {

namespace {

using thermosgd::estimate;

bool same_place(const point& a, const point& b) {
    return a.series == b.series && a.data == b.data && a.network == b.network &&
           a.seed_set == b.seed_set && a.eta == b.eta && a.beta == b.beta && a.lambda == b.lambda;
}

/// Where a run belongs, whatever the group.
point place_in(const std::string& series, const measured_run& run, double eta) {
    const run_spec& spec = run.result.spec;
    point place;
    place.series = series;
    place.data = run.result.data.name;
    place.network = spec.network;
    place.seed_set = seed_set_of(spec.seed);
    place.eta = eta;
    place.beta = static_cast<double>(spec.batch_size);
    place.lambda = spec.weight_decay;
    return place;
}

std::vector<replica> values_of(const point& p, replica point_seed::* what) {
    std::vector<replica> values;
    for (const point_seed& seed : p.seeds) {
        if (std::isfinite((seed.*what).value)) {
            values.push_back(seed.*what);
        }
    }
    return values;
}

/// Why a point may not enter fits, or nothing.
std::string fault_of(const point& p, const point_rules& rules) {
    std::size_t stationary = 0, trained = 0;
    double lowest = 1.0;
    for (const point_seed& seed : p.seeds) {
        stationary += seed.stationary ? 1 : 0;
        trained += is_trained(seed.run->result, rules.trained_accuracy) ? 1 : 0;
        lowest = std::min(lowest, seed.segment->test.accuracy);
    }
    const std::size_t runs = p.seeds.size() + p.diverged;
    if (trained < runs) {
        return fmt::format("{} of {} runs diverged or collapsed (test accuracy {:.3f})",
                           runs - trained, runs, lowest);
    }
    if (static_cast<double>(stationary) < rules.equilibrium_share * static_cast<double>(runs)) {
        return fmt::format("{} of {} runs stationary", stationary, runs);
    }
    return p.log_temperature.verdict == thermosgd::reliability::unknown ? "no error bar" : "";
}

/// The logarithm of the ratio of two layers in one run.
replica ratio_in(const point_seed& over, const point_seed& under, std::string_view over_name,
                 std::string_view under_name) {
    replica ratio{
        over.log_temperature.value - under.log_temperature.value,
        std::hypot(over.log_temperature.error, under.log_temperature.error),
        std::min(over.log_temperature.nu, under.log_temperature.nu),
        over.log_temperature.known && under.log_temperature.known,
    };
    for (const ratio_record& known : over.segment->ratios) {
        const bool straight = known.numerator == over_name && known.denominator == under_name;
        const bool reversed = known.numerator == under_name && known.denominator == over_name;
        if ((straight || reversed) && known.value.error > 0) {
            const replica logged = logarithm(known.value);
            ratio.error = logged.error;
            ratio.nu = logged.nu;
            ratio.known = logged.known;
        }
    }
    return ratio;
}

}  // namespace

estimate point::temperature() const {
    estimate t = log_temperature;
    t.value = std::exp(log_temperature.value);
    t.error = t.value * log_temperature.error;
    return t;
}

thermosgd::confidence_interval point::interval(double level) const {
    const thermosgd::confidence_interval logs = log_temperature.interval(level);
    return {std::exp(logs.lower), std::exp(logs.upper)};
}

void point_collector::add_diverged(const std::string& series, const measured_run& run, double eta) {
    diverged_.push_back(place_in(series, run, eta));
}

void point_collector::add(const std::string& series, const measured_run& run,
                          const segment_record& segment) {
    for (const group_record& group : segment.groups) {
        add(series, run, segment, group);
    }
}

void point_collector::add(const std::string& series, const measured_run& run,
                          const segment_record& segment, const group_record& group) {
    if (!(group.temperature.value > 0) || !std::isfinite(group.temperature.value)) {
        return;
    }
    point place = place_in(series, run, segment.learning_rate);
    place.group = group.name;
    place.kind = group.kind;
    const auto found = std::find_if(points_.begin(), points_.end(), [&](const point& p) {
        return same_place(p, place) && p.group == group.name;
    });
    point& at = found != points_.end() ? *found : points_.emplace_back(std::move(place));
    replica law{none, none, none};
    if (group.scale_invariant) {
        law = {group.law.value, group.law.error, group.law.nu,
               group.law.verdict != thermosgd::reliability::unknown};
    }
    at.seeds.push_back({&run, &segment, logarithm(group.temperature), law, group.at_equilibrium()});
}

std::vector<point> point_collector::finish(const layer_scatter& scatter) const {
    std::vector<point> points = points_;
    for (point& p : points) {
        p.log_temperature =
            mean_over_seeds(values_of(p, &point_seed::log_temperature), scatter.beside(p));
        p.law = mean_over_seeds(values_of(p, &point_seed::law));
        p.diverged = static_cast<std::size_t>(
            std::count_if(diverged_.begin(), diverged_.end(),
                          [&](const point& place) { return same_place(p, place); }));
        p.why_not = fault_of(p, rules_);
        p.equilibrium = p.why_not.empty();
    }
    return points;
}

estimate mean_over_seeds(std::span<const replica> seeds,
                         std::span<const std::vector<replica>> others) {
    return seeds.empty() ? estimate{} : thermosgd::random_effects_mean(seeds, others).mean;
}

layer_scatter::layer_scatter(std::span<const point> points) {
    for (const point& p : points) {
        if (p.seeds.empty()) {
            continue;
        }
        std::vector<entry>& known = entries_[{p.seed_set, p.group}];
        const bool counted = std::any_of(known.begin(), known.end(), [&](const entry& e) {
            return e.run == p.seeds.front().run && e.segment == p.seeds.front().segment;
        });
        if (p.equilibrium && !counted) {
            known.push_back({p.seeds.front().run, p.seeds.front().segment,
                             values_of(p, &point_seed::log_temperature)});
        }
    }
}

std::vector<std::vector<replica>> layer_scatter::beside(const point& p) const {
    std::vector<std::vector<replica>> others;
    const auto found = entries_.find({p.seed_set, p.group});
    if (found != entries_.end() && !p.seeds.empty()) {
        for (const entry& e : found->second) {
            if (e.run != p.seeds.front().run || e.segment != p.seeds.front().segment) {
                others.push_back(e.seeds);
            }
        }
    }
    return others;
}

std::vector<point> select(std::span<const point> points, std::string_view series, int seed_set,
                          std::string_view group, bool equilibrium_only) {
    std::vector<point> chosen;
    for (const point& p : points) {
        if (p.series == series && p.seed_set == seed_set && p.group == group &&
            (p.equilibrium || !equilibrium_only)) {
            chosen.push_back(p);
        }
    }
    return chosen;
}

std::vector<std::string> layers_of(std::span<const point> points) {
    std::vector<std::string> names;
    for (const point& p : points) {
        if (p.kind == "weight" && std::find(names.begin(), names.end(), p.group) == names.end()) {
            names.push_back(p.group);
        }
    }
    return names;
}

std::vector<point> log_ratios(std::span<const point> points, std::string_view over,
                              std::string_view under) {
    std::vector<point> ratios;
    for (const point& a : points) {
        for (const point& b : points) {
            if (a.group != over || b.group != under || !same_place(a, b)) {
                continue;
            }
            point ratio = a;
            ratio.group = fmt::format("{}/{}", over, under);
            ratio.seeds.clear();
            for (const point_seed& x : a.seeds) {
                for (const point_seed& y : b.seeds) {
                    if (x.run == y.run && x.segment == y.segment) {
                        ratio.seeds.push_back(x);
                        ratio.seeds.back().log_temperature = ratio_in(x, y, over, under);
                    }
                }
            }
            ratio.equilibrium = a.equilibrium && b.equilibrium && !ratio.seeds.empty();
            ratio.why_not = a.equilibrium ? b.why_not : a.why_not;
            ratios.push_back(std::move(ratio));
        }
    }
    const layer_scatter scatter(ratios);
    for (point& ratio : ratios) {
        ratio.log_temperature =
            mean_over_seeds(values_of(ratio, &point_seed::log_temperature), scatter.beside(ratio));
    }
    return ratios;
}

}  // namespace paper
