// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Selections and texts of the judges.

#include "judging.hpp"

#include <thermosgd/statistics/propagation.hpp>

namespace paper {

using thermosgd::estimate;

std::vector<const measured_run*> runs_with(const hearing& h, std::string_view tag) {
    std::vector<const measured_run*> chosen;
    for (const measured_run& run : h.runs) {
        if (run.has(tag) && seed_set_of(run.result.spec.seed) == h.seed_set) {
            chosen.push_back(&run);
        }
    }
    return chosen;
}

std::vector<const measured_run*> main_runs(const hearing& h, bool any_beta) {
    std::vector<const measured_run*> chosen;
    for (const measured_run& run : h.runs) {
        const run_spec& spec = run.result.spec;
        const bool main = (run.has("fig4") || run.has("fig5") || run.has("fig6")) &&
                          !run.has("fixed_epochs") && spec.stages.size() == 1;
        if (main && seed_set_of(spec.seed) == h.seed_set && (any_beta || spec.batch_size == 32) &&
            is_trained(run.result, h.limits.rules.trained_accuracy)) {
            chosen.push_back(&run);
        }
    }
    return chosen;
}

std::string ratio_text(const estimate& log_ratio) {
    const double ratio = std::exp(log_ratio.value);
    return thermosgd::format_value_error(ratio, ratio * log_ratio.error);
}

std::string interval_text(const estimate& e, double level) {
    const thermosgd::confidence_interval interval = e.interval(level);
    return fmt::format("{:.3g} [{:.3g}, {:.3g}]", e.value, interval.lower, interval.upper);
}

std::string ratio_interval_text(const estimate& log_ratio, double level) {
    const thermosgd::confidence_interval interval = log_ratio.interval(level);
    return fmt::format("{:.3g} [{:.3g}, {:.3g}]", std::exp(log_ratio.value),
                       std::exp(interval.lower), std::exp(interval.upper));
}

estimate difference(const estimate& a, const estimate& b) {
    return thermosgd::independent_difference(a, b);
}

void list(std::string& text, std::string_view item, std::string_view between) {
    if (!text.empty()) {
        text += between;
    }
    text += item;
}

judgement judge_ratios(const std::vector<named_ratio>& ratios, std::size_t expected, double equal,
                       double different, const thresholds& limits) {
    judgement j;
    if (ratios.empty()) {
        if (expected > 0) {
            j.what = verdict::not_testable;
            j.decides = fmt::format("none of {} ratios at equilibrium", expected);
        }
        return j;
    }
    std::vector<double> p_values;
    for (const named_ratio& r : ratios) {
        p_values.push_back(p_value_against(r.log_ratio, 0.0));
    }
    const std::vector<double> corrected = thermosgd::holm_correction(p_values);
    bool all_equal = ratios.size() >= expected;
    const named_ratio* farthest = nullptr;   // of those that differ significantly
    const named_ratio* widest = &ratios[0];  // of all
    for (std::size_t i = 0; i < ratios.size(); ++i) {
        const named_ratio& r = ratios[i];
        const double off = std::fabs(r.log_ratio.value);
        list(j.measured, fmt::format("{} {}", r.name, ratio_text(r.log_ratio)));
        all_equal = all_equal &&
                    place_of(r.log_ratio, 0.0, std::log(equal), limits.interval) == place::inside;
        if (off >= std::log(different) && corrected[i] < limits.significance &&
            (farthest == nullptr || off > std::fabs(farthest->log_ratio.value))) {
            farthest = &r;
        }
        widest = off > std::fabs(widest->log_ratio.value) ? &r : widest;
    }
    j.what = farthest != nullptr ? verdict::contradicted
             : all_equal         ? verdict::confirmed
                                 : verdict::not_testable;
    const named_ratio& shown = farthest != nullptr ? *farthest : *widest;
    j.decides =
        fmt::format("{}: {} against 1 within a factor of {:g}, different from {:g}", shown.name,
                    ratio_interval_text(shown.log_ratio, limits.interval), equal, different);
    if (ratios.size() < expected) {
        j.decides += fmt::format("; {} of {} ratios at equilibrium", ratios.size(), expected);
    }
    return j;
}

}  // namespace paper
