// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The observables beyond the temperature, of a whole run at once; not part of the umbrella.

#include <thermosgd/diagnostics/catalogue.hpp>
#include <thermosgd/diagnostics/currents.hpp>
#include <thermosgd/diagnostics/curves.hpp>
#include <thermosgd/diagnostics/diffusion.hpp>
#include <thermosgd/diagnostics/distribution.hpp>
#include <thermosgd/diagnostics/entropy.hpp>
#include <thermosgd/diagnostics/entropy_of_positions.hpp>
#include <thermosgd/diagnostics/equipartition.hpp>
#include <thermosgd/diagnostics/gibbs.hpp>
#include <thermosgd/diagnostics/gradient.hpp>
#include <thermosgd/diagnostics/gradient_noise.hpp>
#include <thermosgd/diagnostics/ranking.hpp>
#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/diagnostics/topics.hpp>
#include <thermosgd/diagnostics/warnings.hpp>
#include <thermosgd/report/reading.hpp>
#include <thermosgd/thermometer/thermometer.hpp>
#include <thermosgd/trackers/gradient_tracker.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Everything that a thermometer and a recorder know of the present segment, side by side where one
/// quantity is measured in two ways.
///
/// Equipartition between and within groups, the distribution of velocities and kinetic energies,
/// degrees of freedom, tails, diffusion, autocorrelation, currents, entropies, free energy and
/// heat, temperatures of the gradient, the ranking of filters and Gibbs states, in this order.
/// Before them stands, in any case, what is wrong with the data: missed steps, NaN, rounding.
/// \param t          shown every step of the segment
/// \param recorder   shown the same steps, as a tracker of `t`; one of no groups where
///                   `wanted.need_recorder()` is false
/// \param groups     indices of the groups to look at; empty: the weights of layers, which are the
///                   groups of two axes or more, or all groups where there are fewer than two
/// \param wanted     the topics to return
/// \param gradients  shown the same steps, for topic::gradient, which is empty without it
/// \return one reading per number, its key in the catalogue; those not available have value NaN
///         and say why
/// \throws std::invalid_argument for a topic that the recorder did not measure, which names it and
///         what was measured
/// \cost a few hundred milliseconds for a hundred filters
[[nodiscard]] inline std::vector<reading> diagnose(const thermometer& t,
                                                   const diagnostics_recorder& recorder,
                                                   std::vector<std::size_t> groups, topics wanted,
                                                   const gradient_tracker* gradients = nullptr) {
    recorder.require_topics(wanted, "diagnose");
    const report r = t.report();
    if (groups.empty()) {
        groups = weights_of_layers(t.layout());
    }
    std::vector<reading> all;
    detail::add_warning_readings(r, groups, recorder, all);
    if (wanted.has(topic::equipartition)) {
        detail::add_equipartition_readings(t, r, groups, all);
        detail::add_spread_readings(t, r, groups, recorder, all);
    }
    if (wanted.has(topic::distribution)) {
        detail::add_distribution_readings(t, r, groups, recorder, all);
    }
    if (wanted.has(topic::diffusion)) {
        detail::add_motion_readings(r, groups, recorder, all);
    }
    if (wanted.has(topic::currents)) {
        detail::add_current_readings(r, groups, recorder, all);
    }
    if (wanted.has(topic::entropy)) {
        detail::add_entropy_readings(r, groups, recorder, all);
        detail::add_position_entropy_readings(t, r, groups, recorder, all);
        detail::add_heat_readings(t, r, groups, all);
    }
    if (wanted.has(topic::gradient) && gradients != nullptr) {
        const std::vector<reading> more = gradient_readings(r, *gradients, groups);
        all.insert(all.end(), more.begin(), more.end());
    }
    if (wanted.has(topic::ranking)) {
        detail::add_ranking_readings(t, r, all);
    }
    if (wanted.has(topic::gibbs)) {
        detail::add_gibbs_readings(t, r, groups, recorder, all);
    }
    return all;
}

/// The same for all topics that the recorder was asked for.
/// \param t         shown every step of the segment
/// \param recorder  shown the same steps      \param groups  as above
/// \return one reading per number      \cost as above
[[nodiscard]] inline std::vector<reading> diagnose(const thermometer& t,
                                                   const diagnostics_recorder& recorder,
                                                   std::vector<std::size_t> groups = {}) {
    return diagnose(t, recorder, std::move(groups), recorder.topics());
}

}  // namespace THERMOSGD_NAMESPACE
