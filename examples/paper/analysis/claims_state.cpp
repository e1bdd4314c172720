// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Verdicts on the state of rest: temperature, mean velocity, descent without noise, equipartition,
/// the schedule.

#include "claims.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace paper {

namespace {

using thermosgd::estimate;

double median(std::vector<double> numbers) {
    std::sort(numbers.begin(), numbers.end());
    return numbers.empty() ? none : numbers[numbers.size() / 2];
}

/// Layers of the last segment: groups of weights.
template <class Visit>
void each_layer(const measured_run& run, Visit&& visit) {
    for (const group_record& group : run.result.segments.back().groups) {
        if (group.kind == "weight") {
            visit(group);
        }
    }
}

/// Means of a curve over the two halves of [first, last].
std::pair<double, double> half_means(const std::vector<curve_point>& curve, std::uint64_t first,
                                     std::uint64_t last) {
    thermosgd::moments halves[2];
    const std::uint64_t middle = first + (last - first) / 2;
    for (const auto& [step, value] : curve) {
        if (step > first && step <= last && std::isfinite(value)) {
            halves[step > middle ? 1 : 0].push(value);
        }
    }
    return {halves[0].mean, halves[1].mean};
}

}  // namespace

judgement judge_stationary_temperature(const claim_threshold& c, const hearing& h) {
    judgement j;
    std::size_t layers = 0, stationary = 0, drifting = 0;
    std::vector<double> errors;
    for (const measured_run* run : main_runs(h, false)) {
        each_layer(*run, [&](const group_record& g) {
            ++layers;
            drifting += g.stationary == "drifting" ? 1 : 0;
            if (g.at_equilibrium()) {
                ++stationary;
                errors.push_back(g.temperature.error / g.temperature.value);
            }
        });
    }
    if (layers == 0) {
        return j;
    }
    // A layer of which nothing is shown contradicts nothing.
    const double share = static_cast<double>(stationary) / static_cast<double>(layers);
    const double moving = static_cast<double>(drifting) / static_cast<double>(layers);
    const double error = median(errors);
    j.measured =
        fmt::format("{} of {} layers stationary, {} drifting, median relative error of T {:.2g}",
                    stationary, layers, drifting, error);
    j.what = share >= c.at("share_stationary") && error <= c.at("relative_error")
                 ? verdict::confirmed
             : 1 - moving < c.at("share_drifting") ? verdict::contradicted
                                                   : verdict::not_testable;
    j.decides = fmt::format("share {:.2f} against {:g}, error {:.2g} against {:g}", share,
                            c.at("share_stationary"), error, c.at("relative_error"));
    return j;
}

judgement judge_mean_velocity(const claim_threshold& c, const hearing& h) {
    judgement j;
    // The share of ⟨v⟩² in ⟨v²⟩, its least and greatest over seeds, by configuration and layer.
    std::map<std::string, std::pair<double, double>> shares;
    for (const measured_run* run : main_runs(h, c.id == "D9")) {
        each_layer(*run, [&](const group_record& g) {
            const double share = 1 - g.velocity_variance.value / (2 * g.temperature.value);
            if (!g.at_equilibrium() || !std::isfinite(share)) {
                return;
            }
            const run_spec& spec = run->result.spec;
            const std::string key = fmt::format("{}, η = {:g}, B = {}", g.name,
                                                spec.stages[0].learning_rate, spec.batch_size);
            const auto [at, fresh] = shares.try_emplace(key, share, share);
            at->second.first = std::min(at->second.first, share);
            at->second.second = std::max(at->second.second, share);
        });
    }
    if (shares.empty()) {
        return j;
    }
    double greatest = -1, surest = -1;
    std::string where;
    for (const auto& [key, range] : shares) {
        surest = std::max(surest, range.first);
        if (range.second > greatest) {
            greatest = range.second;
            where = key;
        }
    }
    j.measured = fmt::format(
        "share of the mean velocity in <v^2> at most {:.2g} ({}), of {} "
        "configurations and layers",
        greatest, where, shares.size());
    j.what = greatest <= c.at("largest_share")      ? verdict::confirmed
             : surest > c.at("contradicting_share") ? verdict::contradicted
                                                    : verdict::not_testable;
    j.decides = fmt::format("{:.2g} against {:g}", greatest, c.at("largest_share"));
    return j;
}

judgement judge_full_batch(const claim_threshold& c, const hearing& h) {
    judgement j;
    const std::string network = c.id == "D7-GD-plain" ? "A-plain" : "A";
    bool all_zero = true, any = false;
    double greatest = -1;
    std::string incomparable;
    for (const measured_run* run : runs_with(h, "full_batch")) {
        if (run->result.spec.network != network || run->result.spec.batch_size == 32 ||
            run->result.segments.empty()) {
            continue;
        }
        for (const group_record& at_rest : run->result.segments.back().groups) {
            // A temperature of exactly 0 has no logarithm and makes no point.
            if (at_rest.kind == "weight" && at_rest.temperature.value == 0) {
                any = true;
                list(j.measured, fmt::format("{} T = 0 exactly", at_rest.name));
            }
        }
    }
    for (const point& full : h.points.full_batch) {
        if (full.series != network + ", all images" || full.seed_set != h.seed_set ||
            full.kind != "weight") {
            continue;
        }
        any = true;
        std::vector<point> noisy =
            select(h.points.full_batch, network + ", B = 32", h.seed_set, full.group, false);
        std::erase_if(noisy, [&](const point& p) { return p.eta != full.eta; });
        const bool trained = full.why_not.find("collapsed") == std::string::npos;
        if (noisy.empty() || !trained || noisy[0].why_not.find("collapsed") != std::string::npos) {
            all_zero = false;
            list(incomparable,
                 fmt::format("{} at {}: {}", full.group, eta_series(full.eta),
                             !trained        ? full.why_not
                             : noisy.empty() ? "no SGD with beta = 32 on the same images"
                                             : "SGD: " + noisy[0].why_not));
            continue;
        }
        const estimate log_ratio = difference(full.log_temperature, noisy[0].log_temperature);
        const double ratio = std::exp(log_ratio.value);
        list(j.measured,
             fmt::format(
                 "{} at {}: T = {}, {} of SGD's{}", full.group, eta_series(full.eta),
                 thermosgd::format_value_error(full.temperature().value, full.temperature().error),
                 ratio_text(log_ratio), full.equilibrium ? "" : " (not stationary)"));
        all_zero = all_zero && ratio < c.at("zero_ratio");
        if (full.equilibrium &&
            log_ratio.interval(h.limits.interval).lower > std::log(c.at("finite_ratio"))) {
            greatest = std::max(greatest, ratio);
        }
    }
    if (any) {
        j.what = greatest > 0 ? verdict::contradicted
                 : all_zero   ? verdict::confirmed
                              : verdict::not_testable;
        j.decides =
            greatest > 0
                ? fmt::format("a stationary layer at {:.2g} of SGD's temperature, above {:g}",
                              greatest, c.at("finite_ratio"))
            : !incomparable.empty()
                ? incomparable
                : fmt::format("no stationary layer above {:g} of SGD's temperature{}",
                              c.at("finite_ratio"),
                              all_zero ? ", all below the bound of zero" : "");
    }
    return j;
}

judgement judge_equipartition(const claim_threshold& c, const hearing& h) {
    judgement j;
    std::map<std::string, std::vector<replica>> spread;
    std::map<std::string, double> least;  // lower end of the interval, over seeds
    double greatest = -1;
    std::size_t drifting = 0;
    for (const measured_run* run : runs_with(h, "fig6")) {
        if (!is_trained(run->result, h.limits.rules.trained_accuracy)) {
            continue;
        }
        each_layer(*run, [&](const group_record& g) {
            if (!std::isfinite(g.cv2.value)) {
                return;
            }
            if (!g.at_equilibrium()) {
                ++drifting;
                return;
            }
            const auto interval = g.cv2.interval(h.limits.interval);
            spread[g.name].push_back({g.cv2.value, g.cv2.error, g.cv2.nu,
                                      g.cv2.verdict != thermosgd::reliability::unknown});
            const auto [at, fresh] = least.try_emplace(g.name, interval.lower);
            at->second = std::min(at->second, interval.lower);
            greatest = std::max(greatest, interval.upper);
        });
    }
    if (spread.empty()) {
        return j;
    }
    std::pair<std::string, double> surest{"", -1};
    for (const auto& [layer, lower] : least) {
        const estimate mean = mean_over_seeds(spread[layer]);
        list(j.measured, fmt::format("CV²({}) = {}", layer,
                                     thermosgd::format_value_error(mean.value, mean.error)));
        if (lower > surest.second) {
            surest = {layer, lower};
        }
    }
    if (drifting > 0) {
        list(j.measured,
             fmt::format("{} layers of single seeds not stationary, left out", drifting), "; ");
    }
    j.what = greatest < c.at("equal_cv2")            ? verdict::confirmed
             : surest.second > c.at("different_cv2") ? verdict::contradicted
                                                     : verdict::not_testable;
    j.decides =
        j.what == verdict::confirmed
            ? fmt::format("greatest upper end {:.3g} against {:g}", greatest, c.at("equal_cv2"))
            : fmt::format("{}: least lower end {:.3g} against {:g}", surest.first, surest.second,
                          c.at("different_cv2"));
    return j;
}

judgement judge_schedule(const claim_threshold& c, const hearing& h) {
    judgement j;
    bool falls = true, flat = true, rises = false, drifts = false;
    double least_fall = std::numeric_limits<double>::infinity(), worst_drift = 0;
    for (const measured_run* run : runs_with(h, "fig2")) {
        const std::vector<segment_record>& stages = run->result.segments;
        if (stages.size() < 2) {
            continue;
        }
        double smaller = std::numeric_limits<double>::infinity();
        std::string losses;
        for (std::size_t k = 0; k < stages.size(); ++k) {
            list(losses, thermosgd::format_value_error(stages[k].loss.value, stages[k].loss.error),
                 " → ");
            if (k == 0) {
                continue;
            }
            const estimate fall = difference(stages[k - 1].loss, stages[k].loss);
            const bool sure = p_value_against(fall, 0) < h.limits.significance;
            const double relative = fall.value / stages[k - 1].loss.value;
            falls = falls && sure && relative >= c.at("relative_fall");
            rises = rises || (sure && fall.value < 0);
            least_fall = std::min(least_fall, relative);
            smaller = std::min(smaller, fall.value);
        }
        for (const segment_record& stage : stages) {
            const auto [early, late] =
                half_means(run->result.loss_curve, stage.first_step, stage.last_step);
            const double drift = std::fabs(late - early) / std::fabs(smaller);
            flat = flat && drift < c.at("flat_share");
            drifts = drifts || drift > 1;
            worst_drift = std::max(worst_drift, drift);
        }
        list(j.measured, fmt::format("seed {}: {}", run->result.spec.seed, losses), "; ");
    }
    if (j.measured.empty()) {
        return j;
    }
    j.what = rises || drifts ? verdict::contradicted
             : falls && flat ? verdict::confirmed
                             : verdict::not_testable;
    j.decides = fmt::format(
        "least fall {:.1f} % against {:g} %, greatest drift {:.2f} of the "
        "smaller fall against {:g}",
        100 * least_fall, 100 * c.at("relative_fall"), worst_drift, c.at("flat_share"));
    return j;
}

}  // namespace paper
