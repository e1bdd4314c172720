// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a recorder measures, and which trackers each topic needs for it.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/diagnostics/topics.hpp>
#include <thermosgd/trackers/tail_tracker.hpp>
#include <thermosgd/trackers/trajectory_options.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The indices of the groups of two axes or more, which are the weights of layers; of all groups
/// where there are fewer than two of them. \cost O(groups)
[[nodiscard]] inline std::vector<std::size_t> weights_of_layers(const layout& layout) {
    std::vector<std::size_t> layers, all;
    for (std::size_t g = 0; g < layout.groups().size(); ++g) {
        all.push_back(g);
        if (layout.groups()[g].shape.size() > 1) {
            layers.push_back(g);
        }
    }
    return layers.size() < 2 ? all : layers;
}

/// What a diagnostics_recorder measures, and how finely.
struct diagnostics_options {
    trajectory_options trajectory = {};                      ///< of sketches and projections
    tail_tracker_options tails = {.block = 32, .every = 4};  ///< of the tail index
    std::size_t capacity = 512;  ///< batches of the powers of K, even, >= 4
    thermosgd::topics topics = thermosgd::topics::all();  ///< what is measured and paid for
};

namespace detail {

/// The trackers that some topics take their readings and curves from.
///
/// | topic         | maps | histogram | tails | powers of K | moments | trajectory               |
/// |---------------|------|-----------|-------|-------------|---------|--------------------------|
/// | equipartition | yes  |           |       |             |         |                          |
/// | distribution  | yes  | yes       | yes   | yes         |         | of K                     |
/// | diffusion     |      |           |       |             |         | velocities, directions   |
/// | currents      |      |           |       |             |         | directions               |
/// | entropy       | yes  | yes       |       | yes         |         | directions               |
/// | gibbs         |      |           |       |             | yes     | directions               |
///
/// What several topics need is held once. Squared displacements by lag come with any trajectory.
struct trackers_of_topics {
    bool maps, histogram, tails, powers, moments, trajectory;

    constexpr explicit trackers_of_topics(topics some) noexcept
        : maps(some.has_any({topic::equipartition, topic::distribution, topic::entropy})),
          histogram(some.has_any({topic::distribution, topic::entropy})),
          tails(some.has(topic::distribution)),
          powers(some.has_any({topic::distribution, topic::entropy})),
          moments(some.has(topic::gibbs)),
          trajectory(some.has_any({topic::distribution, topic::diffusion, topic::currents,
                                   topic::entropy, topic::gibbs})) {}
};

/// The options of a trajectory_tracker, less what none of the topics takes from it.
[[nodiscard]] inline trajectory_options trimmed(trajectory_options options, topics some) noexcept {
    if (!some.has(topic::diffusion)) {
        options.velocity_width = 0;
    }
    if (!some.has_any({topic::diffusion, topic::currents, topic::entropy, topic::gibbs})) {
        options.projections = 0;
    }
    if (!some.has(topic::distribution)) {
        options.kinetic_levels = 0;
    }
    if (!some.has_any({topic::distribution, topic::diffusion})) {
        options.spectrum_segment = 0;
    }
    return options;
}

/// Throws where `wanted` has topics that a recorder of `measured` did not measure.
/// \param caller  for the message      \throws std::invalid_argument that names both
inline void require_topics(topics wanted, topics measured, bool has_groups,
                           std::string_view caller) {
    const topics missing = (wanted - measured) - topics::without_recorder();
    if (!missing.empty()) {
        THERMOSGD_THROW(std::invalid_argument(
            std::string(caller) + ": " + to_string(missing) + ": not measured, the recorder " +
            (has_groups ? "was constructed for topics " + to_string(measured)
                        : std::string("has no groups")) +
            "; ask for it in diagnostics_options::topics"));
    }
}

}  // namespace detail

}  // namespace THERMOSGD_NAMESPACE
