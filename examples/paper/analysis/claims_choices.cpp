// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Verdicts on what the paper leaves open, and on an independent implementation.

#include "claims.hpp"

#include <array>
#include <cmath>
#include <optional>

namespace paper {

namespace {

using thermosgd::estimate;

/// The point of a series and layer, at equilibrium or not.
std::optional<point> point_at(const std::vector<point>& points, const hearing& h,
                              std::string_view series, std::string_view layer) {
    const std::vector<point> chosen = select(points, series, h.seed_set, layer, false);
    return chosen.empty() ? std::nullopt : std::optional(chosen.front());
}

}  // namespace

judgement judge_comparison(const claim_threshold& c, const hearing& h) {
    judgement j;
    bool agrees = true, known = true;
    std::size_t found_seeds = 0;
    struct number {
        const char* name;
        const char* layer;
        bool law;
    };
    for (const number& n : {number{"conv1_T", "conv1", false},
                            {"conv1_law", "conv1", true},
                            {"conv2_T", "conv2", false},
                            {"conv2_law", "conv2", true}}) {
        const auto found = point_at(h.points.epsilon, h, "ε = 1e-05", n.layer);
        if (!found) {
            return {};
        }
        estimate ours = n.law ? found->law : found->temperature();
        list(j.measured, fmt::format("{}({}) {}", n.law ? "law" : "T", n.layer,
                                     thermosgd::format_value_error(ours.value, ours.error)));
        // What is compared is one run: it scatters about the truth as ours do about their mean.
        ours.error *= std::sqrt(1 + static_cast<double>(found->seeds.size()));
        const auto interval = ours.interval(h.limits.interval);
        known = known && std::isfinite(interval.upper);
        found_seeds = found->seeds.size();
        const double expected = c.at(n.name);
        const double room = c.at("tolerance") * expected;
        const bool near = interval.lower - room <= expected && expected <= interval.upper + room;
        agrees = agrees && near;
        list(j.decides,
             fmt::format("{}({}) {:.3g} [{:.3g}, {:.3g}] {} {:g} ± {:g} %", n.law ? "law" : "T",
                         n.layer, ours.value, interval.lower, interval.upper,
                         near ? "agrees with" : "differs from", expected, 100 * c.at("tolerance")),
             "; ");
    }
    list(j.measured, fmt::format("{} seeds", found_seeds), "; ");
    j.what = !known ? verdict::not_testable : agrees ? verdict::confirmed : verdict::contradicted;
    return j;
}

judgement judge_epsilon(const claim_threshold& c, const hearing& h) {
    judgement j;
    constexpr std::array series{"ε = 1e-05", "ε = 1e-07", "ε = 1e-05, scale and shift not decayed"};
    std::array<double, 3> law{};
    for (std::size_t i = 0; i < series.size(); ++i) {
        const auto found = point_at(h.points.epsilon, h, series[i], "conv2");
        if (!found || !std::isfinite(found->law.value)) {
            return {};
        }
        law[i] = found->law.value;
        std::string predicted;
        for (const epsilon_record& e : found->seeds.front().segment->epsilon) {
            if (e.layer == "conv2") {
                predicted =
                    fmt::format(" (by epsilon's share {}, seed {})",
                                thermosgd::format_value_error(e.predicted_law, e.predicted_error),
                                found->seeds.front().run->result.spec.seed);
            }
        }
        list(j.measured,
             fmt::format("{}: {}{}", series[i],
                         thermosgd::format_value_error(law[i], found->law.error), predicted),
             "; ");
    }
    j.measured = "ratio of conv2 to the law: " + j.measured;
    const double broken = c.at("broken"), tolerance = c.at("tolerance");
    const bool restored = std::fabs(law[1] - 1) <= tolerance && std::fabs(law[2] - 1) <= tolerance;
    j.what = law[0] < broken && restored                             ? verdict::confirmed
             : law[0] < broken && law[1] < broken && law[2] < broken ? verdict::contradicted
                                                                     : verdict::not_testable;
    j.decides = fmt::format("{:.3g} below {:g}; {:.3g} and {:.3g} against 1 ± {:g}", law[0], broken,
                            law[1], law[2], tolerance);
    return j;
}

judgement judge_sampling(const claim_threshold& c, const hearing& h) {
    std::vector<named_ratio> ratios;
    std::size_t expected = 0;
    for (const point& drawn : h.points.sampling) {
        if (drawn.series != "independent" || drawn.seed_set != h.seed_set ||
            drawn.kind != "weight") {
            continue;
        }
        ++expected;
        if (!drawn.equilibrium) {
            continue;
        }
        for (const point& dealt : select(h.points.sampling, "shuffled", h.seed_set, drawn.group)) {
            if (dealt.eta == drawn.eta) {
                ratios.push_back({fmt::format("{} at {}", drawn.group, eta_series(drawn.eta)),
                                  difference(drawn.log_temperature, dealt.log_temperature)});
            }
        }
    }
    judgement j =
        judge_ratios(ratios, expected, c.at("equal_ratio"), c.at("different_ratio"), h.limits);
    if (!ratios.empty()) {
        j.measured = "T of independent draws over that of shuffled epochs: " + j.measured;
    }
    return j;
}

judgement judge_epoch_velocity(const claim_threshold& c, const hearing& h) {
    std::vector<named_ratio> ratios;
    for (const char* sampling : {"shuffled", "independent"}) {
        for (const point& epoch : h.points.velocity) {
            if (epoch.series != fmt::format("{}, per epoch", sampling) ||
                epoch.seed_set != h.seed_set || epoch.kind != "weight") {
                continue;
            }
            const auto steps =
                point_at(h.points.velocity, h, fmt::format("{}, per step", sampling), epoch.group);
            if (steps) {
                estimate ratio = difference(epoch.log_temperature, steps->log_temperature);
                ratio.value -= std::log(steps_per_epoch(epoch.seeds.front().run->result));
                ratios.push_back({fmt::format("{} ({})", epoch.group, sampling), ratio});
            }
        }
    }
    judgement j =
        judge_ratios(ratios, ratios.size(), c.at("equal_ratio"), c.at("different_ratio"), h.limits);
    if (!ratios.empty()) {
        j.measured = "<|Δθ|²> of epochs over that of their steps added up: " + j.measured;
    }
    return j;
}

judgement judge_decay(const claim_threshold& c, const hearing& h) {
    std::vector<named_ratio> ratios;
    std::size_t expected = 0;
    for (const char* layer : paper_layers) {
        expected += select(h.points.decay, "λ = 0.0004", h.seed_set, layer, false).size();
        for (const point& weak : select(h.points.decay, "λ = 0.0004", h.seed_set, layer)) {
            for (const point& strong : select(h.points.decay, "λ = 0.04", h.seed_set, layer)) {
                ratios.push_back({layer, difference(weak.log_temperature, strong.log_temperature)});
            }
        }
    }
    judgement j =
        judge_ratios(ratios, expected, c.at("equal_ratio"), c.at("different_ratio"), h.limits);
    if (!ratios.empty()) {
        j.measured = "T at λ = 4e-4 over that at 4e-2: " + j.measured;
    }
    return j;
}

judgement judge_no_decay(const claim_threshold&, const hearing& h) {
    judgement j;
    bool all = true, normalised_drifts = false;
    for (const point& p : h.points.decay) {
        if (p.lambda != 0 || p.seed_set != h.seed_set || p.kind != "weight") {
            continue;
        }
        for (const point_seed& seed : p.seeds) {
            const group_record* group = seed.segment->find(p.group);
            all = all && seed.stationary;
            const bool drifts = group->stationary == "drifting";
            normalised_drifts = normalised_drifts || (group->scale_invariant && drifts);
            // Where |θ|² has too few correlation times for a test, its growth still tells.
            const std::string text =
                std::isfinite(group->drift_norm)
                    ? fmt::format("{} {} (z of |θ|² {:.1f})", p.group, group->stationary,
                                  group->drift_norm)
                    : fmt::format("{} {} (|θ|² grew by {:.2g} of Σ|Δθ|²)", p.group,
                                  group->stationary, group->norm_drift);
            list(j.measured, text);
            if (drifts) {
                list(j.decides, text);
            }
        }
    }
    if (j.measured.empty()) {
        return j;
    }
    j.what = normalised_drifts ? verdict::contradicted
             : all             ? verdict::confirmed
                               : verdict::not_testable;
    if (j.decides.empty()) {
        j.decides = all ? "all gates pass" : "gates that reach no verdict";
    }
    return j;
}

}  // namespace paper
