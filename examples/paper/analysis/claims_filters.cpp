// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Verdicts on filters: different temperatures, and whether the cold ones matter.

#include "claims.hpp"
#include "extra_readers.hpp"

#include <thermosgd/numeric/incomplete_gamma.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace paper {

namespace {

using thermosgd::estimate;

/// The layer conv1 of a run's removals, or nothing.
std::vector<removal_layer> conv1_of(const hearing& h) {
    std::vector<removal_layer> layers;
    for (const measured_run* run : runs_with(h, "removal")) {
        if (!is_trained(run->result, h.limits.rules.trained_accuracy)) {
            continue;
        }
        for (removal_layer& layer : removal_of(run->result)) {
            if (layer.name == "conv1") {
                layers.push_back(std::move(layer));
            }
        }
    }
    return layers;
}

/// The interval of a correlation whose Fisher z is `z`.
thermosgd::confidence_interval correlation_interval(const estimate& z, double level) {
    const thermosgd::confidence_interval interval = z.interval(level);
    return {std::tanh(interval.lower), std::tanh(interval.upper)};
}

/// χ² of equal logarithms, its p-value, and the ratio of the greatest to the least.
struct filter_spread {
    double p = none;
    double ratio = none;
    std::size_t filters = 0;
};

filter_spread spread_of(const segment_record& segment) {
    filter_spread spread;
    double weights = 0, mean = 0, least = std::numeric_limits<double>::infinity(), greatest = 0;
    std::vector<replica> logs;
    for (const filter_record& f : segment.filters) {
        if (f.name.starts_with("conv1[") && f.temperature.value > 0 && f.temperature.error > 0) {
            logs.push_back(logarithm(f.temperature));
            const double w = 1 / (logs.back().error * logs.back().error);
            weights += w;
            mean += w / weights * (logs.back().value - mean);
            least = std::min(least, f.temperature.value);
            greatest = std::max(greatest, f.temperature.value);
        }
    }
    double chi_squared = 0;
    for (const replica& log : logs) {
        const double off = (log.value - mean) / log.error;
        chi_squared += off * off;
    }
    spread.filters = logs.size();
    if (logs.size() > 1) {
        spread.p = 1 - thermosgd::incomplete_gamma(0.5 * static_cast<double>(logs.size() - 1),
                                                   0.5 * chi_squared);
        spread.ratio = greatest / least;
    }
    return spread;
}

}  // namespace

judgement judge_filters(const claim_threshold& c, const hearing& h) {
    judgement j;
    bool different = true, equal = true;
    double least = std::numeric_limits<double>::infinity(), greatest_p = 0;
    for (const measured_run* run : runs_with(h, "fig6")) {
        if (!is_trained(run->result, h.limits.rules.trained_accuracy)) {
            continue;
        }
        const filter_spread spread = spread_of(run->result.segments.back());
        if (spread.filters < 2) {
            continue;
        }
        different = different && spread.p < h.limits.significance &&
                    spread.ratio >= c.at("different_ratio");
        equal = equal && spread.ratio < c.at("equal_ratio");
        least = std::min(least, spread.ratio);
        greatest_p = std::max(greatest_p, spread.p);
        list(j.measured,
             fmt::format("seed {}: hottest/coldest of {} filters {:.3g}", run->result.spec.seed,
                         spread.filters, spread.ratio),
             "; ");
    }
    if (j.measured.empty()) {
        return j;
    }
    j.what = different ? verdict::confirmed : equal ? verdict::contradicted : verdict::not_testable;
    j.decides = fmt::format("least ratio {:.3g} against {:g}, p of equal ones at most {:.1g}",
                            least, c.at("different_ratio"), greatest_p);
    return j;
}

judgement judge_damage(const claim_threshold& c, const hearing& h) {
    judgement j;
    std::vector<replica> correlations;
    const bool of_norm = c.id == "C1-norm";
    for (const removal_layer& layer : conv1_of(h)) {
        const replica one =
            rank_correlation(layer.temperature, of_norm ? layer.square : layer.loss_damage);
        if (std::isfinite(one.value)) {
            correlations.push_back(one);
            list(j.measured, fmt::format("{:+.2f}", std::tanh(one.value)));
        }
    }
    if (correlations.empty()) {
        return {};
    }
    const estimate z = mean_over_seeds(correlations);
    const auto interval = correlation_interval(z, h.limits.interval);
    const double p = p_value_against(z, 0);
    j.measured = fmt::format("Spearman's correlation of T with {}, by seed: {}",
                             of_norm ? "<theta^2>" : "the rise of the loss", j.measured);
    const double rho = std::tanh(z.value);
    const std::string found =
        fmt::format("{:+.2f} [{:+.2f}, {:+.2f}]", rho, interval.lower, interval.upper);
    if (of_norm) {
        j.what = interval.upper < c.at("related")                          ? verdict::confirmed
                 : rho >= c.at("same") && interval.lower > c.at("related") ? verdict::contradicted
                                                                           : verdict::not_testable;
        j.decides = fmt::format("{} against {:g} and {:g}", found, c.at("related"), c.at("same"));
        return j;
    }
    const double strong = c.at("strong");
    const bool sure = p < h.limits.significance;
    j.what = rho <= -strong && sure                                ? verdict::confirmed
             : (rho >= strong && sure) || interval.lower > -strong ? verdict::contradicted
                                                                   : verdict::not_testable;
    j.decides = fmt::format("{} (p {:.1g}) against -{:g}", found, p, strong);
    return j;
}

judgement judge_removal(const claim_threshold& c, const hearing& h) {
    judgement j;
    std::vector<replica> hot, cold;
    for (const removal_layer& layer : conv1_of(h)) {
        const removal_curve* random = layer.find("random");
        const removal_curve* hottest = layer.find("hottest first");
        const removal_curve* coldest = layer.find("coldest first");
        if (random == nullptr || hottest == nullptr || coldest == nullptr) {
            continue;
        }
        removal_curve errors = *random;
        errors.accuracy = random->accuracy_error;
        const double error = mean_accuracy(layer, errors);
        const double middle = mean_accuracy(layer, *random);
        const double gain = mean_accuracy(layer, *hottest) - middle;
        const double loss = mean_accuracy(layer, *coldest) - middle;
        if (!std::isfinite(gain) || !std::isfinite(loss)) {  // a curve of less than two points
            continue;
        }
        hot.push_back({gain, error});
        cold.push_back({loss, error});
    }
    if (hot.empty()) {
        return j;
    }
    const estimate hot_gain = mean_over_seeds(hot);
    const estimate cold_gain = mean_over_seeds(cold);
    const double margin = c.at("margin");
    const bool enough = hot.size() >= h.limits.fewest_seeds;
    const bool hot_sure = enough && p_value_against(hot_gain, 0) < c.at("significance");
    const bool cold_sure = enough && p_value_against(cold_gain, 0) < c.at("significance");
    const bool confirmed =
        hot_sure && cold_sure && hot_gain.value >= margin && cold_gain.value <= -margin;
    const bool contradicted =
        (hot_sure && hot_gain.value <= -margin) || (cold_sure && cold_gain.value >= margin);
    j.what = contradicted ? verdict::contradicted
             : confirmed  ? verdict::confirmed
                          : verdict::not_testable;
    j.measured = fmt::format(
        "mean accuracy over the removal of Conv1's filters, less that for random order: hottest "
        "first {}, coldest first {} ({} seeds)",
        thermosgd::format_value_error(hot_gain.value, hot_gain.error),
        thermosgd::format_value_error(cold_gain.value, cold_gain.error), hot.size());
    j.decides = fmt::format("hottest first {} against +{:g}, coldest first {} against -{:g}",
                            interval_text(hot_gain, h.limits.interval), margin,
                            interval_text(cold_gain, h.limits.interval), margin);
    return j;
}

}  // namespace paper
