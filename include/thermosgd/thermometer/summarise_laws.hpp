// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The laws of one part of a report, by the hyper-parameters of its steps.

#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/observables/temperature/equilibrium.hpp>
#include <thermosgd/observables/temperature/fluctuation_dissipation.hpp>
#include <thermosgd/observables/temperature/update_noise.hpp>
#include <thermosgd/observables/temperature/weight_decay_law.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/boundary_covariate.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/statistics/moments.hpp>
#include <thermosgd/thermometer/columns.hpp>
#include <thermosgd/thermometer/group_parameters.hpp>
#include <thermosgd/thermometer/segment.hpp>

#include <array>
#include <cstddef>
#include <span>

namespace THERMOSGD_NAMESPACE::detail {

/// The hyper-parameters that all groups have in common; NaN, or of another optimiser, where they
/// differ. \cost O(groups)
[[nodiscard]] inline hyper_parameters common_parameters(const layout& layout,
                                                        const step_info& told) {
    const std::span<const group> groups = layout.groups();
    if (groups.empty()) {
        return told.common();
    }
    hyper_parameters all = parameters_of_group(groups[0], 0, told);
    for (std::size_t g = 1; g < groups.size(); ++g) {
        const hyper_parameters one = parameters_of_group(groups[g], g, told);
        for (double hyper_parameters::* number :
             {&hyper_parameters::learning_rate, &hyper_parameters::weight_decay,
              &hyper_parameters::momentum_coefficient, &hyper_parameters::beta2}) {
            all.*number = same(all.*number, one.*number) ? all.*number : not_available;
        }
        if (one.optimiser != all.optimiser || one.decay != all.decay) {
            all.optimiser = optimiser_kind::other;
            all.decay = decay_kind::of_optimiser;
        }
    }
    return all;
}

/// η²⟨|u|²⟩ with the error of ⟨|Δθ|²⟩, of which decoupled decay is a small part.
/// \param columns  of Σv², Σx·v and Σx²
[[nodiscard]] inline estimate mean_of_squared_update(const batch_store& store,
                                                     const std::array<std::size_t, 3>& columns,
                                                     const hyper_parameters& p,
                                                     std::size_t first_batch) {
    estimate square = mean_estimate(store, columns[0], first_batch);
    const double a = p.decay_factor();
    const moments product = store.total(columns[1], first_batch);
    const moments norm = store.total(columns[2], first_batch);
    if (p.separable() && is_finite(a) && product.count > 0 && norm.count > 0) {
        const update_moments m{square.value, product.mean, norm.mean};
        square.value = m.squared_update(1 - a);
    }
    return square;
}

/// The laws, where the parameters they need were given and did not change.
/// \param per_parameter  1/d, NaN for d = 0
inline void add_laws(const segment& s, std::size_t part, std::size_t first_batch,
                     double per_parameter, group_report& g) {
    const batch_store& store = s.store;
    const hyper_parameters& p = g.parameters;
    const std::array<std::size_t, 3> columns{
        s.columns(part, column::v2), s.columns(part, column::xv), s.columns(part, column::x2)};
    const double mu = p.optimiser == optimiser_kind::sgd ? p.momentum() : 0.0;
    g.update_inefficiency = white_update_inefficiency(p);
    const bool adam = p.optimiser == optimiser_kind::adam || p.optimiser == optimiser_kind::adamw;
    const double noise =
        adam && !s.driven && p.learning_rate > 0 ? noise_mean_square_update(p) : not_available;
    if (noise > 0) {
        g.update_excess = scaled(mean_of_squared_update(store, columns, p, first_batch),
                                 per_parameter / (p.learning_rate * p.learning_rate * noise));
    }
    if (store.total(columns[2], first_batch).count == 0) {
        return;
    }
    g.norm_balance = jackknife_ratio(
        store, {columns[0], columns[1]},
        [mu](std::span<const double> mean) { return (1 + mu) * mean[0]; },
        [mu](std::span<const double> mean) { return norm_loss(mean[0], mean[1], mu); },
        first_batch);
    const double a = p.decay_factor();
    if (!s.driven && a < 1 && is_finite(g.update_inefficiency)) {
        const double lost = p.separable() ? 1 - a * a : 2 * (1 - a);
        g.weight_decay_law = jackknife_balance(
            store, columns, columns[2], 1 / (lost * store.total(columns[2], first_batch).mean),
            [&](std::span<const double> mean) {
                return weight_decay_law({mean[0], mean[1], mean[2]}, p, g.update_inefficiency);
            },
            first_batch);
        g.acting_decay = jackknife(
            store, columns,
            [&](std::span<const double> mean) {
                return acting_decay_share({mean[0], mean[1], mean[2]}, p, g.update_inefficiency);
            },
            first_batch);
    }
}

/// What is known of the equilibrium of a part beside its series.
[[nodiscard]] inline equilibrium_knowledge knowledge_of(const segment& s, const group_report& g) {
    const double share = g.parameters.decay_share();
    return {.window_steps = static_cast<double>(s.observed - g.burn_in_steps),
            .relaxation_steps = share > 0 ? 1 / (2 * share) : not_available,
            .law_must_hold = g.scale_invariant && is_finite(g.weight_decay_law.value),
            .law = g.weight_decay_law,
            .balance = g.norm_balance,
            .driven = s.driven};
}

}  // namespace THERMOSGD_NAMESPACE::detail
