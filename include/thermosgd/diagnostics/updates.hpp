// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Updates of an optimiser, group by group, as readings and curves: their memory, the law of weight
/// decay, and the norm beside its prediction while η changes.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/temperature_curve.hpp>
#include <thermosgd/observables/temperature/norm_prediction.hpp>
#include <thermosgd/observables/temperature/update_law.hpp>
#include <thermosgd/report/curve.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/thermometer/thermometer.hpp>
#include <thermosgd/trackers/update_tracker.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// "follows within 0.8 %", "lags by 150 steps, then within 3 %", "departs: 41 % too small at …".
[[nodiscard]] inline std::string norm_text(const norm_prediction& p) {
    const auto percent = [](double x) { return print_number('g', 2, 100 * std::fabs(x)) + " %"; };
    switch (p.verdict) {
    case norm_verdict::follows: return "follows within " + percent(p.deviation);
    case norm_verdict::lags:
        return std::string(p.lag > 0 ? "lags" : "leads") + " by " +
               print_number('f', 0, std::fabs(p.lag)) + " steps, then within " +
               percent(p.deviation_after_lag);
    case norm_verdict::departs:
        return "departs: " + percent(p.deviation) +
               (p.deviation > 0 ? " too large" : " too small") + " at step " +
               print_number('f', 0, p.deviation_step);
    case norm_verdict::unknown: break;
    }
    return "no positions, or g_u is not known";
}

/// The largest relative deviation of a norm, with the error of the prediction at its step.
[[nodiscard]] inline estimate deviation_of(const norm_prediction& p) {
    estimate e = p.inefficiency;
    e.value = p.deviation;
    e.error = not_available;
    e.verdict = p.verdict == norm_verdict::unknown ? reliability::unknown : reliability::rough;
    for (const norm_point& point : p.points) {
        if (point.step == p.deviation_step) {
            e.error = point.band / norm_band_width / point.predicted;
        }
    }
    return e;
}

}  // namespace detail

/// What an update_tracker says of every group: the memory of updates, the law of weight decay, how
/// the weights lie to the updates, and how the norm follows its prediction.
///
/// `update.inefficiency` is g_u, `update.inefficiency.white` its closed form; `update.law` is
/// measure_update_law(); `update.position` is η⟨θ·u⟩ over η²⟨|u|²⟩, `.own_history` what the
/// updates' own history makes of it and `.beside_history` the rest; `update.angle` is the turn of
/// the weights per step and `.expected` √((1 − a²)/g_u); `update.excess` is that of the report,
/// for Adam and AdamW; `norm.prediction` is the largest relative deviation of predict_norm() and
/// `norm.lag` its lag. The law and the angle need constant hyper-parameters: in a driven segment
/// they are NaN.
/// \param r        report of the thermometer that showed the tracker its steps
/// \param tracker  of the same layout
/// \return readings, group by group; none for a tracker of another number of groups
/// \cost that of measure_update_law() and predict_norm() per group
[[nodiscard]] inline std::vector<reading> update_readings(const report& r,
                                                          const update_tracker& tracker) {
    std::vector<reading> all;
    if (tracker.groups() != r.groups.size()) {
        return all;
    }
    const std::string driven = "hyper-parameters change: see norm.prediction";
    for (std::size_t g = 0; g < r.groups.size(); ++g) {
        const std::string& name = r.groups[g].name;
        const update_law law = measure_update_law(tracker, g);
        const double decay = tracker.parameters(g).decay_factor();
        const auto add = [&](known_key key, const estimate& value, std::string remark) {
            all.push_back(reading_of(key, name, value, std::move(remark)));
        };
        add("update.inefficiency", law.inefficiency,
            is_finite(law.white_inefficiency)
                ? "white gradients: " + detail::print_number('g', 4, law.white_inefficiency)
                : "1 for updates without memory");
        add("update.inefficiency.white", exact_value(law.white_inefficiency), "closed form");
        add("update.law", r.driven ? estimate{} : law.law,
            r.driven ? driven
                     : "1 where the loss neither feels the norm nor pulls back within the window");
        add("update.position", law.position_update, "");
        add("update.position.own_history", law.own_history, "");
        const estimate& beside = law.beside_history;
        add("update.position.beside_history", beside,
            detail::print_number('g', 2, beside.value / beside.error) + " standard errors, " +
                detail::p_value_text(law.p_value));
        // Weights at rest in their norm turn by this much where the law holds.
        const double g_u =
            is_finite(law.white_inefficiency) ? law.white_inefficiency : law.inefficiency.value;
        add("update.angle", r.driven ? estimate{} : law.angle, r.driven ? driven : "");
        add("update.angle.expected",
            r.driven || !(decay < 1) ? estimate{} : exact_value(angular_step(decay, g_u)),
            r.driven ? driven : "");
        add("update.excess", r.groups[g].update_excess, "1 for pure noise; of Adam and AdamW");
        const norm_prediction norm = predict_norm(tracker, g);
        add("norm.prediction", detail::deviation_of(norm), detail::norm_text(norm));
        add("norm.lag", exact_value(norm.verdict == norm_verdict::follows ? 0.0 : norm.lag),
            norm.verdict == norm_verdict::departs ? "explains nothing"
                                                  : std::string(to_string(norm.verdict)));
    }
    return all;
}

/// The norm of every group and its prediction since the tracker's memory began, and T over the
/// present segment.
///
/// `squared_norm` is N, `squared_norm_predicted` that of predict_norm(), its standard deviation as
/// error; `temperature` is temperature_curve(). All stand against the number of the step.
/// \param t        shown every step      \param tracker  shown the same steps
/// \return curves with at least one point; of a tracker of another number of groups only T
/// \cost that of predict_norm() per group, and of one report
[[nodiscard]] inline std::vector<curve> update_curves(const thermometer& t,
                                                      const update_tracker& tracker) {
    const report r = t.report();
    std::vector<curve> all;
    const curve_axis step{"step", "step"}, norm{"|theta|^2", "theta^2"};
    for (std::size_t g = 0; g < r.groups.size(); ++g) {
        const std::string& name = r.groups[g].name;
        curve measured = curve_of("squared_norm", name, step, norm);
        curve predicted = curve_of("squared_norm_predicted", name, step, norm);
        if (tracker.groups() == r.groups.size()) {
            for (const norm_point& p : predict_norm(tracker, g).points) {
                estimate e = exact_value(p.predicted);
                e.error = p.band / norm_band_width;
                detail::add_point(measured, p.step, exact_value(p.measured));
                detail::add_point(predicted, p.step, e);
            }
        }
        detail::add_curve(all, std::move(measured));
        detail::add_curve(all, std::move(predicted));
        detail::add_curve(all, temperature_curve(t, r, g));
    }
    return all;
}

}  // namespace THERMOSGD_NAMESPACE
