// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// From the batches of a segment to the values of a report.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/observables/temperature/equilibrium.hpp>
#include <thermosgd/observables/temperature/fluctuation_dissipation.hpp>
#include <thermosgd/observables/temperature/velocity_variance.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/report/rounding.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/slow_covariate.hpp>
#include <thermosgd/thermometer/mass_rule.hpp>
#include <thermosgd/thermometer/segment.hpp>
#include <thermosgd/thermometer/summarise_laws.hpp>
#include <thermosgd/thermometer/window_snapshots.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace THERMOSGD_NAMESPACE::detail {

/// The unit in which the averages of a part are made.
struct unit_system {
    temperature_convention convention;
    double timestep;
    double boltzmann;
    double mass;           // a factor on the masses of the layout; NaN where it is not known
    mass_rule rule = 1.0;  // what it is made by, where groups have an η of their own

    /// The unit of a part whose steps were made with these parameters.
    /// \param scale  of its learning rate, which the layout's masses are divided by
    [[nodiscard]] unit_system of(const hyper_parameters& p, double scale) const {
        unit_system own = *this;
        if (rule.follows_learning_rate()) {
            own.mass =
                (rule.follows_preconditioner() ? 1.0 : scale) * rule.of(p.learning_rate, timestep);
        }
        return own;
    }
};

/// A mean with what is left of the drift of K within its window in its error.
/// \f[ \sigma^2 + (\bar x\,\delta)^2, \quad
///     \delta^2 = \max(0, \Delta^2 - \sigma_\Delta^2)/\bar K^2 \f]
/// N_eff falls as the variance grows. \param count  observations \cost O(1)
[[nodiscard]] inline estimate with_drift(estimate mean, const drift_bound& kinetic, double count) {
    const double left = mean.value * kinetic.left() / kinetic.mean;
    if (!(left * left > 0) || !(mean.error > 0)) {
        return mean;
    }
    const double variance = mean.error * mean.error, grown = variance + left * left;
    mean.error = std::sqrt(grown);
    mean.n_eff *= variance / grown;
    mean.g *= grown / variance;
    mean.verdict = worse(mean.verdict, reliability_of(mean.n_eff, count));
    return mean;
}

/// What the batches say of one part; the window quantities are left NaN.
/// \param p  how its steps were made
[[nodiscard]] inline group_report summarise_part(const segment& s, std::size_t part,
                                                 std::uint64_t d, const hyper_parameters& p,
                                                 const unit_system& units) {
    const batch_store& store = s.store;
    group_report g;
    g.degrees_of_freedom = d;
    g.parameters = p;
    g.equilibrium = test_equilibrium(store, s.columns(part, column::mv2),
                                     s.columns(part, column::x2), loss_column);
    const std::size_t first = g.equilibrium.first_batch;
    g.burn_in_steps = store.ticks_before(first);
    const double per_time = 1.0 / (units.timestep * units.timestep);
    const double per_parameter = d == 0 ? not_available : 1.0 / static_cast<double>(d);
    const std::size_t x2 = s.columns(part, column::x2);
    const estimate mv2 =
        with_drift(mean_with_slow_covariate(store, s.columns(part, column::mv2), x2, first),
                   g.equilibrium.kinetic_energy, static_cast<double>(s.observed));
    g.temperature = equipartition_temperature(scaled(mv2, 0.5 * units.mass * per_time), d,
                                              units.convention, units.boltzmann);
    g.mean_square_velocity =
        scaled(with_drift(mean_with_slow_covariate(store, s.columns(part, column::v2), x2, first),
                          g.equilibrium.kinetic_energy, static_cast<double>(s.observed)),
               per_time * per_parameter);
    g.mean_square_position = scaled(mean_estimate(store, x2, first), per_parameter);
    add_laws(s, part, first, per_parameter, g);
    if (s.observed > 0 && d > 0) {
        g.zero_velocities = static_cast<double>(s.counts[part].zeros) * per_parameter /
                            static_cast<double>(s.observed);
    } else {
        g.zero_velocities = not_available;
    }
    if (s.observed == 0 && s.skipped > 0) {
        // Nothing of anything moved: at rest, not unknown.
        g.zero_velocities = 1;
        g.temperature.value = g.mean_square_velocity.value = 0;
    }
    const part_counts& counts = s.counts[part];
    if (counts.compared > 0) {
        g.invisible_in_bfloat16 =
            static_cast<double>(counts.invisible) / static_cast<double>(counts.compared);
    }
    if (g.zero_velocities >= 1.0) {
        // Nothing scattered, of which no error bar can be made.
        for (estimate* none : {&g.temperature, &g.mean_square_velocity}) {
            const double value = none->value;
            *none = {};
            none->value = value;
        }
    }
    if (squares_underflow(g) && g.zero_velocities < 1.0) {
        g.temperature.verdict = g.mean_square_velocity.verdict = reliability::unknown;
        g.temperature.error = g.mean_square_velocity.error = not_available;
        g.equilibrium = {};
    }
    g.nonfinite_steps = s.counts[part].nonfinite_steps;
    g.norm_drift = not_available;
    g.position_ratio = not_available;
    return g;
}

/// Adds what needs the window of positions: σ², R and the norm drift.
inline void add_window(const position_pair_sums& moved, double steps, const unit_system& units,
                       group_report& g) {
    const auto d = static_cast<double>(g.degrees_of_freedom);
    const double squared_steps =
        g.mean_square_velocity.value * d * units.timestep * units.timestep * steps;
    g.norm_drift = norm_drift_residual(moved.norm_change, squared_steps);
    g.position_ratio = position_variance_ratio(moved.squared_distance, squared_steps);
    g.velocity_variance =
        velocity_variance(scaled(g.mean_square_velocity, d), moved.squared_distance, steps,
                          g.degrees_of_freedom, units.timestep);
}

/// Adds the window to the report of every part from the origin and the last position.
///
/// Of its steps as large a share counts as moved anything in the whole segment.
template <real_scalar T>
void add_windows(const layout& layout, const window_snapshots<T>& kept, const unit_system& units,
                 report& r) {
    if (!kept.older_origin.taken() || kept.last.step <= kept.older_origin.step) {
        return;
    }
    r.window_step = kept.older_origin.step;
    const auto observed = static_cast<double>(r.observed_steps);
    const double moving =
        r.skipped_steps == 0 ? 1.0 : observed / (observed + static_cast<double>(r.skipped_steps));
    const double steps = moving * static_cast<double>(kept.last.step - kept.older_origin.step);
    const auto compare = [&](const group& g, std::size_t filter) {
        return compare_positions(g, filter, std::span<const T>(kept.older_origin.x),
                                 std::span<const T>(kept.last.x));
    };
    position_pair_sums all;
    for (group_report& g : r.groups) {
        const position_pair_sums moved = compare(layout.groups()[g.group], no_filters);
        add_window(moved, steps, units, g);
        all.squared_distance += moved.squared_distance;
        all.norm_change += moved.norm_change;
    }
    for (group_report& f : r.filters) {
        add_window(compare(layout.groups()[f.group], f.filter), steps, units, f);
    }
    add_window(all, steps, units, r.total);
}

/// What the batches say of part number `part`, with its name; the window quantities are left NaN.
[[nodiscard]] inline group_report row_of_part(const layout& layout, const segment& s,
                                              std::size_t part, const unit_system& units) {
    const std::size_t groups = layout.groups().size();
    if (part == 0) {
        std::size_t observed = 0;
        for (const group& g : layout.groups()) {
            observed += g.size;
        }
        const hyper_parameters common = common_parameters(layout, s.told());
        group_report row = summarise_part(s, part, observed, common,
                                          s.of_groups.empty() ? units : units.of(common, 1.0));
        row.name = all_groups;
        row.group = groups;
        judge_equilibrium(row.equilibrium, knowledge_of(s, row));
        return row;
    }
    std::size_t i = part - 1, filter = no_filters;
    if (part > groups) {
        filter = part - 1 - groups;
        for (i = 0; filter >= layout.groups()[i].filters(); ++i) {
            filter -= layout.groups()[i].filters();
        }
    }
    const group& g = layout.groups()[i];
    const bool whole = filter == no_filters;
    const hyper_parameters p = parameters_of_group(g, i, s.told());
    group_report row = summarise_part(s, part, whole ? g.size : g.filter_size(), p,
                                      units.of(p, g.options.learning_rate_scale));
    row.name = whole ? g.name : g.name + '[' + std::to_string(filter) + ']';
    row.group = i;
    row.filter = filter;
    row.scale_invariant = g.options.scale_invariant;
    judge_equilibrium(row.equilibrium, knowledge_of(s, row));
    return row;
}

/// The report of a segment without the window quantities.
[[nodiscard]] inline report summarise(const layout& layout, const segment& s,
                                      const unit_system& units) {
    report r;
    r.convention = units.convention;
    r.mass = units.mass;
    r.preconditioned = units.rule.follows_preconditioner();
    r.timestep = units.timestep;
    r.boltzmann = units.boltzmann;
    r.segment = s.number;
    r.first_step = s.first_step;
    r.observed_steps = s.observed;
    r.missed_steps = s.missed;
    r.skipped_steps = s.skipped;
    r.driven = s.driven;
    r.parameters = s.parameters;
    r.first_nonfinite_group = s.nonfinite_group;
    r.first_nonfinite_step = s.nonfinite_step;

    r.total = row_of_part(layout, s, 0, units);
    for (std::size_t i = 0; i < layout.groups().size(); ++i) {
        r.groups.push_back(row_of_part(layout, s, 1 + i, units));
    }
    for (std::size_t i = 0; i < layout.filters(); ++i) {
        r.filters.push_back(row_of_part(layout, s, 1 + layout.groups().size() + i, units));
    }
    r.loss = mean_estimate(s.store, loss_column, find_burn_in(s.store, loss_column));
    r.finite_losses = s.store.total(loss_column).count;
    return r;
}

}  // namespace THERMOSGD_NAMESPACE::detail
