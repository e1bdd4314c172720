// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The verdict on equilibrium from what a result of schema 2 holds.

#include "result.hpp"

#include <thermosgd/observables/temperature/equilibrium.hpp>

namespace paper {

/// Whether a group that no test of schema 2 found to drift is shown to be in equilibrium, by the
/// rule of thermosgd::judge_equilibrium() on the numbers that are stored.
///
/// K, |θ|² and the loss have z of their halves, of which follow change and bound, 2σz and
/// 2σ(|z| + t); where a z was not stored it was at most 2.94, or the test had found a drift. Layers
/// have a curve of T besides: its straight line after the burn-in, with the scatter of its points
/// about that line, can accuse a drift that hides in the error of the mean. Schema 2 kept one
/// burn-in for K, |θ|² and the loss together; where it took half of the stage, the curve says
/// whether K had come to rest before: the second quarter agrees with the second half.
///
/// \param result   whose configuration and curves are read
/// \param segment  of it        \\param g  a group of that
/// \return what to say now; drifting where the word of the result is "drifting", not_shown where
///         it is none of "stationary" and "drifting"
/// \cost O(points of the curve)
[[nodiscard]] thermosgd::equilibrium_verdict judge_again(const run_record& result,
                                                         const segment_record& segment,
                                                         const group_record& g);

}  // namespace paper
