// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The law of weight decay with the memory of updates as it is measured, and the assumption behind
/// it as a number: do updates know the weights through their own history only?

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/temperature/weight_decay_law.hpp>
#include <thermosgd/statistics/boundary_covariate.hpp>
#include <thermosgd/statistics/burn_in.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/trackers/update_tracker.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace THERMOSGD_NAMESPACE {

/// What a stretch at constant hyper-parameters says of the updates of a group.
struct update_law {
    estimate square;                            ///< η²⟨|u|²⟩ [theta²]
    estimate inefficiency;                      ///< g_u as measured on lags up to the window [1]
    double white_inefficiency = not_available;  ///< g_u of white gradients, in closed form [1]
    double gain = not_available;                ///< η²⟨|u|²⟩ g_u, what updates bring [theta²]
    double loss = not_available;                ///< (1 − a²)⟨|θ|²⟩, what decay takes [theta²]
    /// gain/loss: 1 where the loss neither feels the norm nor pulls updates back in the window [1]
    estimate law;
    estimate position_update;        ///< η⟨θ·u⟩ over η²⟨|u|²⟩ [1]
    estimate own_history;            ///< −(g_u − 1)/(2a), the same by the updates' own history [1]
    estimate beside_history;         ///< the difference of the two, 0 if nothing else ties them [1]
    double p_value = not_available;  ///< of a difference of 0, two-sided [1]
    estimate angle;  ///< √(⟨|Δθ|²⟩/⟨|θ|²⟩), by which weights turn per step, about [rad]
};

/// Reads the law of one group from a tracker of updates.
/// \f[ \frac{\eta^2\langle|u|^2\rangle g_u}{(1 - a^2)\langle|\theta|^2\rangle}, \qquad
///     g_u = 1 + 2\frac{\langle q\rangle}{\langle|S\eta u|^2\rangle} \f]
/// That decay and updates balance holds whatever the loss does, with ⟨θ·u⟩ as it is; the law puts
/// −ηΣa^{k−1}⟨u_t·u_{t−k}⟩ in its place. Where ⟨θ·u⟩ is another number, the loss feels the norm (ε
/// of a normalisation, a layer without one), updates come late, or λ is not the one that acts.
/// \param tracker  shown every step of the stretch    \param group  which group
/// \return NaN and unknown before the window is over, without positions, and for λ = 0
/// \pre group < tracker.groups()   \cost that of five jackknives
[[nodiscard]] inline update_law measure_update_law(const update_tracker& tracker,
                                                   std::size_t group) {
    using enum update_tracker::column;
    const batch_store& store = tracker.store();
    const auto at = [&](update_tracker::column c) { return update_tracker::column_of(group, c); };
    const hyper_parameters& p = tracker.parameters(group);
    const double factor = p.decay_factor(), a = is_finite(factor) ? factor : 1.0;
    update_law result;
    result.white_inefficiency = white_update_inefficiency(p);
    if (store.batches() == 0) {
        return result;
    }
    const std::array<std::size_t, 2> moving{at(square), at(norm)};
    const std::size_t first = find_burn_in(store, moving);
    const auto of = [&](std::initializer_list<std::size_t> columns, auto&& f) {
        return jackknife(store, columns, f, first);
    };
    const auto inefficiency = [](double memory, double sketched) {
        return 1 + 2 * memory / sketched;
    };
    result.square = mean_estimate(store, at(square), first);
    result.inefficiency = of({at(memory), at(sketched)},
                             [&](std::span<const double> m) { return inefficiency(m[0], m[1]); });
    result.angle = of({at(square), at(norm)},
                      [](std::span<const double> m) { return std::sqrt(m[0] / m[1]); });
    result.gain = result.square.value * result.inefficiency.value;
    const double mean_norm = store.total(at(norm), first).mean;
    result.loss = (1 - a * a) * mean_norm;
    result.position_update =
        of({at(position), at(square)}, [](std::span<const double> m) { return m[0] / m[1]; });
    result.own_history =
        of({at(memory), at(sketched)}, [&](std::span<const double> m) { return -m[0] / m[1] / a; });
    result.beside_history =
        of({at(position), at(square), at(memory), at(sketched)},
           [&](std::span<const double> m) { return m[0] / m[1] + m[2] / m[3] / a; });
    const estimate& rest = result.beside_history;
    if (rest.verdict != reliability::unknown && rest.error > 0) {
        result.p_value = 2 * student_t_tail(std::fabs(rest.value) / rest.error, rest.nu);
    }
    if (a < 1 && mean_norm > 0) {
        const std::array<std::size_t, 4> columns{at(square), at(memory), at(sketched), at(norm)};
        result.law = jackknife_balance(
            store, columns, at(norm), 1 / result.loss,
            [&](std::span<const double> m) {
                return m[0] * inefficiency(m[1], m[2]) / ((1 - a * a) * m[3]);
            },
            first);
    }
    return result;
}

}  // namespace THERMOSGD_NAMESPACE
