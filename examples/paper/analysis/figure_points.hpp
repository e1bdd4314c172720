// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which runs make which figure.

#include "evidence.hpp"
#include "points.hpp"

#include <string>
#include <vector>

namespace paper {

/// The points of every figure of temperatures; they point into the evidence.
struct figure_points {
    std::vector<point> schedule;    ///< Fig. 3: "schedule", one point per stage
    std::vector<point> beta;        ///< Fig. 4: "η = 0.01", "η = 0.001", "300 epochs, η = 0.001"
    std::vector<point> eta;         ///< Fig. 5: "B = 32", "warm start"
    std::vector<point> batch_norm;  ///< "A-conv, η = 0.01" over B and "A-conv, B = 32" over η
    std::vector<point> decay;       ///< "λ = 0.04", …
    std::vector<point> sampling;    ///< "shuffled", "independent"
    std::vector<point> velocity;    ///< "shuffled, per step", "shuffled, per epoch", …
    std::vector<point> full_batch;  ///< "A, all images", "A, B = 32", …
    std::vector<point> epsilon;     ///< "ε = 1e-05", "ε = 1e-05, scale and shift not decayed", …
    layer_scatter scatter;          ///< of ln T between seeds, from Fig. 3, 4 and 5
};

/// "η = 0.01".
[[nodiscard]] std::string eta_series(double eta);

/// Sorts the runs of the evidence by purpose and configuration.
[[nodiscard]] figure_points points_of(const evidence& all, const point_rules& rules);

}  // namespace paper
