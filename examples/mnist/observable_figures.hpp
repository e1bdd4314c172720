// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Figures of the observables beyond temperatures: what curves.csv holds.

#include "experiment.hpp"

#include <string>

namespace mnist {

/// The part of the gnuplot script that draws equipartition, velocity_distribution, diffusion,
/// velocity_autocorrelation, kinetic_spectrum, position_spectrum and filter_ranking from
/// curves.csv; those of topics that were not asked for are left out.
[[nodiscard]] std::string observable_figures(const outcome& result);

}  // namespace mnist
