// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a thermometer has measured, and how it is read.

#include <thermosgd/core/instruction_set.hpp>
#include <thermosgd/core/sums_pass.hpp>
#include <thermosgd/report/report.hpp>
#include <thermosgd/thermometer/options.hpp>
#include <thermosgd/thermometer/segment.hpp>
#include <thermosgd/thermometer/shown_positions.hpp>
#include <thermosgd/thermometer/summarise.hpp>
#include <thermosgd/thermometer/temperature_ratio.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The reading side of a thermometer: temperatures, ratios and reports of what it was shown.
///
/// A thermometer is one; nothing else is.
class thermometer_state {
public:
    /// The layout given at construction. \cost O(1)
    [[nodiscard]] const thermosgd::layout& layout() const noexcept { return pass_.layout(); }

    /// The rule that picks the steps. \cost O(1)
    [[nodiscard]] const thermosgd::schedule& schedule() const noexcept { return options_.schedule; }

    /// The displacements measured in the present segment. \cost O(1)
    [[nodiscard]] std::uint64_t observed_steps() const noexcept { return segment_.observed; }

    /// The batches of the present segment, for analyses of one's own; columns as in
    /// thermometer/columns.hpp. \cost O(1)
    [[nodiscard]] const batch_store& batches() const noexcept { return segment_.store; }

    /// The memory held for batches and positions [byte]. \cost O(1)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        return segment_.store.state_bytes() + positions_.state_bytes();
    }

    /// The sums of the last pass. \cost O(1)
    [[nodiscard]] const sums_pass& last_sums() const noexcept { return pass_; }

    /// The temperature of one group so far, burn-in left out; cheap enough for a progress bar.
    /// \pre group < layout().groups().size() \cost O(batches)
    [[nodiscard]] estimate temperature(std::size_t group) const {
        const std::size_t column = segment_.columns(1 + group, detail::column::mv2);
        const estimate mv2 =
            mean_estimate(segment_.store, column, find_burn_in(segment_.store, column));
        return equipartition_temperature(
            detail::scaled(mv2, 0.5 * units().mass / (options_.timestep * options_.timestep)),
            layout().groups()[group].size, options_.convention, options_.boltzmann);
    }

    /// T of one part over T of another so far, with the covariance of their common clock.
    /// \param above  "conv1" for a group, "conv1[3]" for a filter, or "all groups"
    /// \param below  the other
    /// \return the ratio [1]; at best as well known as the less known temperature
    /// \throws std::invalid_argument that names what there is, for an unknown name
    /// \cost O(batches)
    [[nodiscard]] estimate temperature_ratio(std::string_view above, std::string_view below) const {
        const std::array part{detail::part_of(layout(), above), detail::part_of(layout(), below)};
        return detail::temperature_ratio_of(
            segment_.store, segment_.columns, part,
            detail::row_of_part(layout(), segment_, part[0], units()),
            detail::row_of_part(layout(), segment_, part[1], units()));
    }

    /// Everything measured in the present segment.
    /// \cost O((groups + filters) · batches + d); allocates the report
    [[nodiscard]] thermosgd::report report() const {
        const detail::unit_system in = units();
        thermosgd::report r = detail::summarise(layout(), segment_, in);
        r.instruction_set = instruction_set();
        r.schedule = options_.schedule.to_text();
        r.digits = positions_.digits();
        r.last_step = last_step_;
        r.window_step = r.first_step;
        positions_.visit([&](const auto& kept) { detail::add_windows(layout(), kept, in, r); });
        return r;
    }

    /// The reports of the last segments before the present one, oldest first: at most
    /// thermometer_options::segments_kept of them, so that memory does not grow with the run.
    /// \cost O(1)
    [[nodiscard]] std::span<const thermosgd::report> finished_segments() const noexcept {
        return finished_;
    }

protected:
    /// \throws as the constructor of thermometer
    thermometer_state(thermosgd::layout layout, thermometer_options options)
        : options_(std::move(options)) {
        detail::validate(options_);
        if (options_.mass.follows_preconditioner()) {
            options_.masses.assign(layout.size(), 1.0);
        }
        pass_ = sums_pass(std::move(layout), std::move(options_.masses),
                          options_.mass.follows_learning_rate());
        segment_.begin(pass_.layout(), options_.capacity, 0);
    }

    /// Copies and moves as a part of a thermometer only.
    thermometer_state(const thermometer_state&) = default;
    thermometer_state(thermometer_state&&) = default;
    thermometer_state& operator=(const thermometer_state&) = default;
    thermometer_state& operator=(thermometer_state&&) = default;
    ~thermometer_state() = default;

    /// The unit of the present segment.
    [[nodiscard]] detail::unit_system units() const {
        const double eta = segment_.parameters.learning_rate;
        const bool several = segment_.driven && options_.mass.follows_learning_rate();
        return {options_.convention, options_.timestep, options_.boltzmann,
                several ? step_info::not_given : options_.mass.of(eta, options_.timestep),
                several ? mass_rule(step_info::not_given) : options_.mass};
    }

    thermometer_options options_;
    sums_pass pass_;
    detail::segment segment_;
    std::vector<thermosgd::report> finished_;
    detail::shown_positions positions_;
    std::uint64_t last_step_ = 0;  // the last one
};

}  // namespace THERMOSGD_NAMESPACE
