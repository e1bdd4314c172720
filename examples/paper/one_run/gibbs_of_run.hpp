// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The entropy, the free energy and the Gibbs states of a run, from what its meters saw.

#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <support/json.hpp>

#include <cstddef>
#include <vector>

namespace paper {

/// The topics that gibbs_json() takes from a recorder.
[[nodiscard]] constexpr thermosgd::topics gibbs_topics() noexcept {
    using thermosgd::topic;
    return {topic::equipartition, topic::diffusion, topic::entropy, topic::gibbs};
}

/// Everything that the paper's section on contact geometry and Gibbs states lets one measure.
///
///     {"mass": Δt²/(2η), "friction": 2/Δt,
///      "entropy": entropy_json(),                          S along the evolution field
///      "free_energy": {"layers": [names], "left_out": {name: why}, "step": […], "F": [E, …],
///                      "U": [E, …]},
///      "layers": [gibbs_layer_json(), …],
///      "readings": readings_json() of entropies, heat and diffusion}
///
/// F = U − Σ T S over two to eight windows of equal length, U the loss and what decays, T S of
/// "layers" with the Gaussian entropy of positions on random directions: only differences mean
/// something, and layers whose positions were not sampled are left out, with the reason; F is empty
/// where none was. Windows that are short beside the relaxation of positions see too little of S,
/// all of them alike.
/// \param t         shown every step of a segment       \param recorder  shown the same steps,
///                                                        with gibbs_topics()
/// \param layers    the groups to look at
/// \cost some seconds
[[nodiscard]] support::json gibbs_json(const thermosgd::thermometer& t,
                                       const thermosgd::diagnostics_recorder& recorder,
                                       const std::vector<std::size_t>& layers);

}  // namespace paper
