// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// From thermometer and recorder to the JSON of Gibbs states.

#include "gibbs_of_run.hpp"

#include "extra_results.hpp"
#include "gibbs.hpp"
#include "result.hpp"
#include "segment_json.hpp"

#include <thermosgd/diagnostics.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace paper {

using json = nlohmann::ordered_json;

namespace {

using thermosgd::diagnostics_recorder;

constexpr std::size_t windows = 8;

layer_motion motion_of(const thermosgd::report& r, const diagnostics_recorder& recorder,
                       std::size_t g) {
    const thermosgd::group_report& here = r.groups[g];
    const thermosgd::velocity_map &older = recorder.older_map(), &newer = recorder.newer_map();
    const thermosgd::position_stationarity positions =
        recorder.trajectory().positions(g, here.burn_in_steps);
    // A plane needs positions from the first step on, without a gap.
    const bool unbroken = recorder.trajectory().samples(g).seen() == recorder.steps();
    layer_motion motion{
        .name = here.name,
        .d = static_cast<double>(here.degrees_of_freedom),
        .learning_rate = r.parameters.learning_rate,
        .rows = {},
        .powers = &recorder.kinetic_powers(),
        .first_power = 3 * g,
        .spread = {},
        .position_ratio = positions.ratio,
        .positions = thermosgd::detail::words_of(positions.verdict),
        .positions_sampled = positions.verdict == thermosgd::position_verdict::sampled && unbroken};
    if (older.steps() > 0 && newer.steps() > 0) {
        motion.spread = thermosgd::split_temperature_spread(
            older.mean_squares(g), newer.mean_squares(g),
            0.5 * static_cast<double>(older.steps() + newer.steps()));
    }
    const thermosgd::thinned_samples& samples = recorder.moments();
    const std::span<const double> rows = samples.rows(here.burn_in_steps, samples.seen());
    constexpr std::size_t width = diagnostics_recorder::moments_per_group;
    static_assert(width == std::tuple_size_v<motion_row>);
    for (std::size_t i = width * g; i + width <= rows.size(); i += samples.width()) {
        motion_row row{};
        std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(i), width, row.begin());
        motion.rows.push_back(row);
    }
    return motion;
}

/// F and U over windows of the run, after the latest burn-in of the layers.
json free_energy_json(const thermosgd::thermometer& t, const thermosgd::report& r,
                      const diagnostics_recorder& recorder,
                      const std::vector<std::size_t>& layers) {
    namespace detail = thermosgd::detail;
    const thermosgd::batch_store& store = t.batches();
    const std::size_t begin = detail::common_start(r, layers);
    json steps = json::array(), free = json::array(), energy = json::array();
    std::string status = "available";
    for (std::size_t w = 0; w < windows && store.batches() >= begin + windows; ++w) {
        const std::size_t each = store.batches() - begin;
        const std::size_t first = begin + w * each / windows;
        const std::size_t last = begin + (w + 1) * each / windows;
        thermosgd::free_energy_result sum;
        for (std::size_t i = 0; i < layers.size(); ++i) {
            const std::size_t g = layers[i];
            const detail::stretch part =
                detail::stretch_of(store, recorder.trajectory().samples(g), first, last);
            if (i == 0) {
                sum = detail::energy_of(t, r, part);
                energy.push_back(to_json(sum.value));
            }
            const thermosgd::position_stationarity positions =
                recorder.trajectory().positions(g, r.groups[g].burn_in_steps);
            const auto term = detail::minus_ts(t, r, recorder, g, part, positions);
            if (term.status != thermosgd::entropy_status::available && w == 0) {
                status = (status == "available" ? "" : status + "; ") + r.groups[g].name + ": " +
                         detail::verdict_text(positions);
            }
            detail::add_to(sum, term);
        }
        steps.push_back(r.first_step + (store.ticks_before(first) + store.ticks_before(last)) / 2);
        free.push_back(to_json(sum.value));
    }
    if (steps.empty()) {
        status = "too few batches";
    } else if (status != "available") {
        free = json::array();
    }
    return {{"status", status}, {"step", steps}, {"F", free}, {"U", energy}};
}

}  // namespace

nlohmann::ordered_json gibbs_json(const thermosgd::thermometer& t,
                                  const thermosgd::diagnostics_recorder& recorder,
                                  const std::vector<std::size_t>& layers) {
    const thermosgd::report r = t.report();
    json all = json::array();
    for (const std::size_t g : layers) {
        all.push_back(gibbs_layer_json(motion_of(r, recorder, g), 10 * g + 1));
    }
    using thermosgd::section;
    const auto readings =
        thermosgd::diagnose(t, recorder, layers, {section::entropy, section::diffusion});
    return {{"mass", cut(0.5 / r.parameters.learning_rate, 7)},
            {"friction", 2.0},
            {"entropy", entropy_json(recorder.kinetic_powers(), layers, r.parameters.learning_rate,
                                     r.first_step)},
            {"free_energy", free_energy_json(t, r, recorder, layers)},
            {"layers", all},
            {"readings", readings_json(readings)}};
}

}  // namespace paper
