// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// One second-order stage of a scheme, as its flows at their times.

#include <thermosgd/dynamics/dissipation.hpp>
#include <thermosgd/dynamics/splitting_scheme.hpp>

#include <cstddef>

namespace THERMOSGD_NAMESPACE::detail {

/// Hands the flows of `Scheme` over h, from time t on, to `flows`.
///
/// f and V are taken at the middle of the stage, whatever the flow, and ∫f over all of it; the
/// variational scheme takes them at both ends.
template <class Scheme, class Flows, class Dissipation>
void append_stage(Flows& flows, const Dissipation& u, double t, double h) {
    constexpr bool at_ends = scheme_has<Scheme>(flow::friction_explicit);
    double integral = 0.0;
    if constexpr (linear_in_s<Dissipation>) {
        integral = u.integral(t, t + h);
    }
    std::size_t i = 0;
    for (const partial_flow& flow_part : Scheme::splitting.flows) {
        const double part = flow_part.fraction * h;
        const double x = flow_part.fraction * integral;
        const bool first_half = 2 * i++ < Scheme::splitting.flows.size();
        const double kick_time = !at_ends ? t + 0.5 * h : first_half ? t : t + h;
        switch (flow_part.what) {
        case flow::drift: flows.drift(part); break;
        case flow::kick: flows.kick(part, kick_time); break;
        case flow::friction:
            if constexpr (scheme_has<Scheme>(flow::friction)) {
                flows.friction(part, x);
            }
            break;
        case flow::kick_friction:
            if constexpr (scheme_has<Scheme>(flow::kick_friction)) {
                flows.kick_friction(part, x, kick_time);
            }
            break;
        case flow::drift_friction:
            if constexpr (scheme_has<Scheme>(flow::drift_friction)) {
                flows.drift_friction(part, x);
            }
            break;
        case flow::friction_explicit:
            if constexpr (at_ends) {
                flows.scale(1.0 - part * u.rate_at(t));
            }
            break;
        case flow::friction_implicit:
            if constexpr (at_ends) {
                flows.scale(1.0 / (1.0 + part * u.rate_at(t + h)));
            }
            break;
        }
    }
}

}  // namespace THERMOSGD_NAMESPACE::detail
