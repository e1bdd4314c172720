// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// From a tracker of updates to what people read.

#include "update_rows.hpp"

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/observables/temperature/norm_prediction.hpp>
#include <thermosgd/observables/temperature/update_noise.hpp>
#include <thermosgd/observables/temperature/weight_decay_law.hpp>
#include <thermosgd/report/table.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/moments.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>

namespace mnist {

namespace {

using thermosgd::estimate;
using thermosgd::is_finite;
using thermosgd::update_tracker;

/// A number of a group in one row of norms.
double norm_number_of(const update_tracker& tracker, std::size_t row, std::size_t group,
                      update_tracker::norm_number number) {
    const thermosgd::thinned_samples& norms = tracker.norms();
    return norms.rows()[row * norms.width() + update_tracker::number_of(group, number)];
}

/// |θ|² at the last row of norms over what predict_norm() makes of the first one.
estimate predicted_norm_of(const update_tracker& tracker, std::size_t group) {
    const thermosgd::norm_prediction prediction = thermosgd::predict_norm(tracker, group);
    estimate result = prediction.inefficiency;
    result.value = result.error = thermosgd::not_available;
    result.verdict = thermosgd::reliability::unknown;
    if (!prediction.points.empty() && is_finite(tracker.parameters(group).decay_factor())) {
        const thermosgd::norm_point& last = prediction.points.back();
        result.value = last.measured / last.predicted;
        result.error = last.band / thermosgd::norm_band_width / last.predicted;
        result.verdict = thermosgd::reliability::rough;
    }
    return result;
}

/// ⟨u²⟩ over that of noise where η changed from step to step: over the steps that norms() has, those
/// aside in which η was so small that rounding moved the weights.
estimate driven_excess_of(const update_tracker& tracker, std::size_t group, std::uint64_t d) {
    using enum update_tracker::norm_number;
    const thermosgd::hyper_parameters& p = tracker.parameters(group);
    const double noise = thermosgd::noise_mean_square_update(p);
    const thermosgd::thinned_samples& norms = tracker.norms();
    if (!(noise > 0) || !p.decoupled() || !(p.weight_decay > 0) || norms.size() < 2) {
        return {};
    }
    const auto eta_of = [&](std::size_t row) {
        return norm_number_of(tracker, row, group, decay) / p.weight_decay;
    };
    double highest = 0;
    for (std::size_t row = 0; row < norms.size(); ++row) {
        highest = std::max(highest, eta_of(row));
    }
    thermosgd::batch_store all(1, 512);
    for (std::size_t row = 0; row < norms.size(); ++row) {
        const double eta = eta_of(row);
        if (eta >= 0.01 * highest) {
            const std::array<double, 1> excess{norm_number_of(tracker, row, group, square) /
                                               (eta * eta * noise * static_cast<double>(d))};
            all.append(excess);
        }
    }
    return thermosgd::mean_estimate(all, 0);
}

std::string short_text(double value) {
    return is_finite(value) ? fmt::format("{:.3g}", value) : "-";
}

/// A value with its error, "?" behind one that is not known yet.
std::string text_of(const estimate& e) {
    if (!is_finite(e.value) || !is_finite(e.error)) {
        return short_text(e.value);
    }
    return thermosgd::format_value_error(e.value, e.error) +
           (e.verdict == thermosgd::reliability::unknown ? " ?" : "");
}

/// The difference in standard errors: "+1.3".
std::string sigmas(const estimate& e) {
    return is_finite(e.value) && e.error > 0 ? fmt::format("{:+.1f}", e.value / e.error) : "-";
}

}  // namespace

std::vector<update_row> update_rows(const update_tracker& tracker, const thermosgd::report& report,
                                    const std::vector<std::size_t>& groups) {
    std::vector<update_row> rows;
    for (const std::size_t g : groups) {
        const thermosgd::group_report& measured = report.groups[g];
        const thermosgd::hyper_parameters& p = tracker.parameters(g);
        update_row row{.name = measured.name,
                       .scale_invariant = measured.scale_invariant,
                       .law = thermosgd::measure_update_law(tracker, g),
                       .excess = measured.update_excess,
                       .predicted_norm = {}};
        row.predicted_norm = predicted_norm_of(tracker, g);
        const double a = p.decay_factor();
        if (report.driven) {
            // These take one η for the whole run.
            row.law.law = {};
            row.law.gain = row.law.loss = thermosgd::not_available;
            row.excess = driven_excess_of(tracker, g, measured.degrees_of_freedom);
        } else if (a < 1) {
            const double white = row.law.white_inefficiency;
            row.expected_angle =
                thermosgd::angular_step(a, is_finite(white) ? white : row.law.inefficiency.value);
        }
        rows.push_back(row);
    }
    return rows;
}

std::string update_table(std::span<const update_row> rows) {
    const bool known = std::any_of(rows.begin(), rows.end(), [](const update_row& row) {
        return is_finite(row.law.inefficiency.value);
    });
    if (!known) {
        return "";
    }
    thermosgd::text_table table({"updates of", "g_u ± s.e.", "white", "law ± s.e.",
                                 "theta.u ± s.e.", "own history", "sigma", "angle per step",
                                 "expected", "excess ± s.e.", "norm/predicted"});
    for (const update_row& row : rows) {
        const std::string law = text_of(row.law.law);
        table.add({row.name, text_of(row.law.inefficiency), short_text(row.law.white_inefficiency),
                   row.scale_invariant || law == "-" ? law : '(' + law + ')',
                   text_of(row.law.position_update), text_of(row.law.own_history),
                   sigmas(row.law.beside_history), text_of(row.law.angle),
                   short_text(row.expected_angle), text_of(row.excess),
                   text_of(row.predicted_norm)});
    }
    return table.text() +
           "\ng_u: inefficiency of updates as measured, and of white gradients in closed form. "
           "law: eta^2<|u|^2> g_u/((1-a^2)<|theta|^2>)\n"
           "  with the measured one: below 1 where the loss pulls back what updates do, within the "
           "window. theta.u: in units of eta<|u|^2>,\n"
           "  beside what the updates' own history makes of it, and the difference in standard "
           "errors: where it is large, updates know the\n"
           "  weights otherwise too. The law of the report has the closed form.\n"
           "angle per step [rad], expected in equilibrium for white gradients. excess: <u^2> over "
           "that of pure noise, of Adam and AdamW.\n"
           "norm/predicted: |theta|^2 at the end over what decay and updates make of that at the "
           "start, whatever eta did meanwhile, with g_u of white\n  gradients where it is known: "
           "1 where the loss does not feel the norm.\n";
}

}  // namespace mnist
