// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// From thermometer and recorder to the JSON of Gibbs states.

#include "gibbs_of_run.hpp"

#include <paper/results/extra_results.hpp>
#include <paper/results/result.hpp>
#include <paper/results/segment_json.hpp>
#include "gibbs.hpp"

#include <thermosgd/diagnostics.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace paper {

using support::json;

namespace {

using thermosgd::diagnostics_recorder;

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
        .positions = to_text(positions.verdict),
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

/// −T S of one layer in each window, and what stands against it.
struct layer_terms {
    std::vector<thermosgd::free_energy> windows;
    thermosgd::entropy_status status = thermosgd::entropy_status::available;
};

/// The windows of a run, after the latest burn-in of the layers.
class free_energy_windows {
public:
    free_energy_windows(const thermosgd::thermometer& t, const thermosgd::report& r,
                        const diagnostics_recorder& recorder,
                        const std::vector<std::size_t>& layers, std::size_t count)
        : t_(t), r_(r), recorder_(recorder), begin_(thermosgd::common_burn_in(r, layers)) {
        const std::size_t length = t.batches().batches() - begin_;
        for (std::size_t w = 0; w <= count && length >= count; ++w) {
            edges_.push_back(begin_ + w * length / count);
        }
    }

    [[nodiscard]] std::size_t size() const noexcept {
        return edges_.empty() ? 0 : edges_.size() - 1;
    }

    /// The step in the middle of a window.
    [[nodiscard]] std::uint64_t middle(std::size_t w) const {
        const thermosgd::batch_store& store = t_.batches();
        return r_.first_step +
               (store.ticks_before(edges_[w]) + store.ticks_before(edges_[w + 1])) / 2;
    }

    [[nodiscard]] thermosgd::free_energy energy(std::size_t w) const {
        return thermosgd::potential_energy(t_, r_, {edges_[w], edges_[w + 1], 0, 0});
    }

    [[nodiscard]] layer_terms terms(std::size_t g,
                                    const thermosgd::position_stationarity& positions) const {
        layer_terms all;
        for (std::size_t w = 0; w < size(); ++w) {
            const thermosgd::stretch part = thermosgd::stretch_of(
                t_.batches(), recorder_.trajectory().samples(g), edges_[w], edges_[w + 1]);
            all.windows.push_back(
                thermosgd::entropic_free_energy(t_, r_, recorder_, g, part, positions));
            if (all.windows.back().status != thermosgd::entropy_status::available) {
                all.status = all.windows.back().status;
            }
        }
        return all;
    }

private:
    const thermosgd::thermometer& t_;
    const thermosgd::report& r_;
    const diagnostics_recorder& recorder_;
    std::size_t begin_;
    std::vector<std::size_t> edges_;  // batches
};

/// F and U over as many windows as leave each enough samples.
json free_energy_json(const thermosgd::thermometer& t, const thermosgd::report& r,
                      const diagnostics_recorder& recorder,
                      const std::vector<std::size_t>& layers) {
    json result;
    for (const std::size_t count : {8U, 4U, 2U}) {
        const free_energy_windows windows(t, r, recorder, layers, count);
        std::vector<thermosgd::free_energy> sums;
        json steps = json::array(), energy = json::array(), free = json::array();
        json within = json::array(), left_out = json::object();
        for (std::size_t w = 0; w < windows.size(); ++w) {
            sums.push_back(windows.energy(w));
            steps.push_back(windows.middle(w));
            energy.push_back(to_json(sums.back().value));
        }
        bool few = windows.size() == 0;
        for (const std::size_t g : layers) {
            const thermosgd::position_stationarity positions =
                recorder.trajectory().positions(g, r.groups[g].burn_in_steps);
            if (positions.verdict != thermosgd::position_verdict::sampled) {
                left_out[r.groups[g].name] = to_text(positions);
                continue;
            }
            const layer_terms terms = windows.terms(g, positions);
            if (terms.status != thermosgd::entropy_status::available) {
                few = few || terms.status == thermosgd::entropy_status::too_few_samples;
                left_out[r.groups[g].name] = std::string(to_string(terms.status));
                continue;
            }
            within.push_back(r.groups[g].name);
            for (std::size_t w = 0; w < windows.size(); ++w) {
                thermosgd::add_free_energy(sums[w], terms.windows[w]);
            }
        }
        for (std::size_t w = 0; w < windows.size() && !within.empty(); ++w) {
            free.push_back(to_json(sums[w].value));
        }
        result = {{"layers", within},
                  {"left_out", left_out},
                  {"step", steps},
                  {"F", free},
                  {"U", energy}};
        if (!few) {
            break;
        }
    }
    return result;
}

}  // namespace

support::json gibbs_json(const thermosgd::thermometer& t,
                         const thermosgd::diagnostics_recorder& recorder,
                         const std::vector<std::size_t>& layers) {
    const thermosgd::report r = t.report();
    json all = json::array();
    for (const std::size_t g : layers) {
        all.push_back(gibbs_layer_json(motion_of(r, recorder, g), 10 * g + 1));
    }
    using thermosgd::topic;
    const auto readings =
        thermosgd::diagnose(t, recorder, layers, {topic::entropy, topic::diffusion});
    return {{"mass", cut(0.5 / r.parameters.learning_rate, 7)},
            {"friction", 2.0},
            {"entropy", entropy_json(recorder.kinetic_powers(), layers, r.parameters.learning_rate,
                                     r.first_step)},
            {"free_energy", free_energy_json(t, r, recorder, layers)},
            {"layers", all},
            {"readings", readings_json(readings)}};
}

}  // namespace paper
