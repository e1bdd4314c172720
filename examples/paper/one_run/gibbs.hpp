// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Whether the kinetic energy of a layer follows the Gibbs law, by one-parameter subgroups: fits
/// and tests of the series of one run, m = Δt²/(2η).

#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <support/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace paper {

/// Σv², Σv, and x₀, x₁ before and v₀, v₁ of the step along two directions, at one step; v = Δθ.
using motion_row = std::array<double, 6>;

/// How one layer moved.
struct layer_motion {
    std::string name;
    double d = 0.0;                                  ///< weights
    double learning_rate = 0.0;                      ///< η
    std::vector<motion_row> rows;                    ///< at steps in equal distances
    const thermosgd::batch_store* powers = nullptr;  ///< of Σv², (Σv²)², (Σv²)³ at every step
    std::size_t first_power = 0;                     ///< column of Σv² there
    thermosgd::estimate spread;                      ///< CV² of the temperatures of its weights
    thermosgd::estimate position_ratio;              ///< R at the longest lag
    std::string positions;                           ///< what R says, in words
    bool positions_sampled = false;                  ///< whether that is "sampled"
};

/// The states of the one-parameter groups, fitted and tested, and d_eff three ways.
///
///     {"name", "d",
///      "d_eff": {"variance": E, "map": E, "skewness": E},       2⟨K⟩²/Var K, d/(1 + CV²), 8/skew²
///      "maxwell": E, "maxwell_p",                    skew(K)⟨K⟩/(2 sd K), 1 for one temperature
///      "time": FIT with "beta": E, "temperature",    K ~ Γ(d/2, β): time translations
///      "time_d_eff": FIT with "d", "beta": E,        the same with d_eff of the variance for d
///      "translation": FIT with "velocity": E,        (K, P): the frame that moves
///      "rotation": FIT with "angular_velocity": E, "frequency",   (H, L) of a plane in a trap
///      "positions", "R": E}
///
/// FIT is {"status", "samples", "g", "p", "covariance_p", "variance_ratio"}: rows left after
/// thinning to independence by the statistical inefficiency g, the p-values of a parametric
/// bootstrap for shape and covariance, and Var J over that of the fitted law. E is an estimate,
/// errors by jackknife where the law itself is in doubt. A plane has a Gibbs state only where
/// positions were sampled; else "rotation" has the status "positions not sampled" and no more.
/// With d_eff for d the variance agrees by construction, so that "p" of the shape alone counts.
/// \param seed  of the bootstrap's replicates
/// \pre layer.powers holds the columns
/// \cost about a second
[[nodiscard]] support::json gibbs_layer_json(const layer_motion& layer, std::uint64_t seed);

/// The entropy of the evolution field along a run, S' = 2K, and the heat γS with γ = 2/Δt.
///
///     {"step": […], "S": […], "heat": […],              since the first step, as sums over layers
///      "rate_ratio": E}                                  K of the later half over the earlier: 1
///
/// With m = Δt²/(2η) a step adds 2K Δt = |Δθ|²/(2η) to S and η|g|² to the heat.
/// \param powers   of all groups, Σv² of group i in column 3i; every step one tick
/// \param groups   the layers that are added up
/// \param first_step  before the first tick
/// \cost O(batches)
[[nodiscard]] support::json entropy_json(const thermosgd::batch_store& powers,
                                         const std::vector<std::size_t>& groups,
                                         double learning_rate, std::uint64_t first_step,
                                         std::size_t most_points = 60);

}  // namespace paper
