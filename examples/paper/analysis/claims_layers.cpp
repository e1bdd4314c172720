// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Verdicts on temperatures of layers against each other, against B and against η.

#include "claims.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace paper {

namespace {

using thermosgd::estimate;

/// The layers of one run at one place, from hot to cold.
std::vector<std::pair<double, std::string>> by_temperature(const std::vector<point>& layers,
                                                           const measured_run* run) {
    std::vector<std::pair<double, std::string>> order;
    for (const point& p : layers) {
        for (const point_seed& seed : p.seeds) {
            if (seed.run == run) {
                order.emplace_back(-seed.log_temperature.value, p.group);
            }
        }
    }
    std::sort(order.begin(), order.end());
    return order;
}

/// The ratio of two layers at one η of the schedule, its scatter shared with the other η.
point ratio_at(const hearing& h, double eta, const std::string& over, const std::string& under) {
    for (const point& ratio : log_ratios(h.points.schedule, over, under)) {
        if (ratio.eta == eta && ratio.seed_set == h.seed_set) {
            return ratio;
        }
    }
    return {};
}

/// Whether every seed has the same hottest and the same coldest layer as the first.
bool same_order(const std::vector<point>& layers) {
    std::set<std::pair<std::string, std::string>> ends;
    for (const point_seed& seed : layers.front().seeds) {
        const auto order = by_temperature(layers, seed.run);
        ends.emplace(order.front().second, order.back().second);
    }
    return ends.size() == 1;
}

}  // namespace

judgement judge_layers(const claim_threshold& c, const hearing& h) {
    judgement j;
    std::vector<double> etas;
    for (const point& p : h.points.schedule) {
        if (p.seed_set == h.seed_set && std::find(etas.begin(), etas.end(), p.eta) == etas.end()) {
            etas.push_back(p.eta);
        }
    }
    std::size_t tested = 0, different = 0, equal = 0;
    for (const double eta : etas) {
        std::vector<point> layers;
        for (const point& p : h.points.schedule) {
            if (p.seed_set == h.seed_set && p.eta == eta && p.kind == "weight" && p.equilibrium) {
                layers.push_back(p);
            }
        }
        if (layers.size() < 2) {
            list(j.measured, fmt::format("{}: no two layers at equilibrium", eta_series(eta)),
                 "; ");
            continue;
        }
        ++tested;
        std::vector<point> ratios;
        std::vector<double> p_values;
        bool all_equal = true;
        for (std::size_t a = 0; a < layers.size(); ++a) {
            for (std::size_t b = 0; b < a; ++b) {
                ratios.push_back(ratio_at(h, eta, layers[a].group, layers[b].group));
                const estimate& ratio = ratios.back().log_temperature;
                p_values.push_back(p_value_against(ratio, 0));
                all_equal = all_equal && place_of(ratio, 0, std::log(c.at("equal_ratio")),
                                                  h.limits.interval) == place::inside;
            }
        }
        const std::vector<double> corrected = thermosgd::holm_correction(p_values);
        std::size_t widest = 0;
        for (std::size_t i = 0; i < ratios.size(); ++i) {
            if (std::fabs(ratios[i].log_temperature.value) >
                std::fabs(ratios[widest].log_temperature.value)) {
                widest = i;
            }
        }
        const estimate& ratio = ratios[widest].log_temperature;
        const bool differs = std::fabs(ratio.value) >= std::log(c.at("different_ratio")) &&
                             corrected[widest] < h.limits.significance && same_order(layers) &&
                             layers.front().seeds.size() >= h.limits.fewest_seeds;
        different += differs ? 1 : 0;
        equal += all_equal ? 1 : 0;
        std::string temperatures;
        for (const point& p : layers) {
            const estimate t = p.temperature();
            list(temperatures,
                 fmt::format("{} {}", p.group, thermosgd::format_value_error(t.value, t.error)));
        }
        list(j.measured, fmt::format("{}: {}", eta_series(eta), temperatures), "; ");
        list(j.decides,
             fmt::format("{}: {} {} (p {:.1g})", eta_series(eta), ratios[widest].group,
                         ratio_interval_text(ratio, h.limits.interval), corrected[widest]),
             "; ");
    }
    if (etas.empty()) {
        return j;
    }
    j.what = tested > 0 && different == tested ? verdict::confirmed
             : tested > 0 && equal == tested   ? verdict::contradicted
                                               : verdict::not_testable;
    return j;
}

judgement judge_fixed_epochs(const claim_threshold& c, const hearing& h) {
    std::vector<named_ratio> ratios;
    std::string failing;
    std::map<double, std::size_t> fails;  // by B
    std::size_t points = 0, failed = 0, expected = 0;
    for (const point& fixed : h.points.beta) {
        if (!fixed.series.starts_with("300 epochs") || fixed.seed_set != h.seed_set ||
            fixed.kind != "weight") {
            continue;
        }
        ++points;
        const std::string name = fmt::format("{} at B = {:g}", fixed.group, fixed.beta);
        if (!fixed.equilibrium) {
            ++fails[fixed.beta];
            ++failed;
            list(failing, name);
        }
        // The plan has runs of the steps needed at the smallest of these B only.
        for (const point& rested :
             select(h.points.beta, eta_series(fixed.eta), h.seed_set, fixed.group, false)) {
            if (rested.beta == fixed.beta) {
                ++expected;
            }
            if (rested.beta == fixed.beta && rested.equilibrium) {
                ratios.push_back({name, difference(fixed.log_temperature, rested.log_temperature)});
            }
        }
    }
    if (points == 0) {
        return {};
    }
    judgement j =
        judge_ratios(ratios, expected, c.at("equal_ratio"), c.at("different_ratio"), h.limits);
    list(j.measured,
         fmt::format("{} of {} gates fail{}{}", failed, points, failed > 0 ? ": " : "", failing),
         "; ");
    const auto worst =
        std::max_element(fails.begin(), fails.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (worst != fails.end() && static_cast<double>(worst->second) >= c.at("fewest_failing")) {
        j.what = verdict::contradicted;
        j.decides = fmt::format("{} gates fail at B = {:g} against fewer than {:g}", worst->second,
                                worst->first, c.at("fewest_failing"));
    } else if (j.what != verdict::contradicted && failed > 0) {
        j.what = verdict::not_testable;
    }
    return j;
}

judgement judge_law(const claim_threshold& c, const hearing& h) {
    judgement j;
    bool holds = true, broken = false;
    double worst = 0;
    std::string worst_layer;
    for (const char* layer : paper_layers) {
        std::vector<double> off;
        for (const std::vector<point>* points : {&h.points.beta, &h.points.eta}) {
            for (const point& p : *points) {
                if (p.group == layer && p.seed_set == h.seed_set && p.equilibrium &&
                    std::isfinite(p.law.value)) {
                    off.push_back(std::fabs(p.law.value - 1));
                }
            }
        }
        if (off.empty()) {
            continue;
        }
        std::sort(off.begin(), off.end());
        const double middle = off[off.size() / 2];
        list(j.measured,
             fmt::format("{}: median {:.2g}, at most {:.2g}, of {} points", layer, middle,
                         off.back(), off.size()),
             "; ");
        if (middle > worst) {
            worst = middle;
            worst_layer = layer;
        }
        holds = holds && middle <= c.at("law_holds");
        broken = broken || middle > c.at("law_broken");
    }
    if (j.measured.empty()) {
        return j;
    }
    j.measured = "|T/(ηλ<θ²>) - 1|, " + j.measured;
    j.what = broken ? verdict::confirmed : holds ? verdict::contradicted : verdict::not_testable;
    j.decides = fmt::format("greatest median {:.2g} ({}) against {:g}", worst, worst_layer,
                            c.at(broken ? "law_broken" : "law_holds"));
    return j;
}

}  // namespace paper
