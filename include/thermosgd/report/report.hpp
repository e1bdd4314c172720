// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The values of a report: what was measured in one segment of a run, group by group.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/hyper_parameters.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/observables/temperature/equilibrium.hpp>
#include <thermosgd/observables/temperature/stationarity.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>
#include <thermosgd/report/step_info.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The name of everything together, in reports and look-ups.
inline constexpr const char* all_groups = "all groups";

/// What was measured of one group, one filter, or all groups together.
struct group_report {
    std::string name;                 ///< "conv1", for a filter "conv1[3]", for all "all groups"
    std::size_t group = 0;            ///< index in the layout
    std::size_t filter = no_filters;  ///< number of the filter; no_filters for a whole group
    std::uint64_t degrees_of_freedom = 0;  ///< d, stored scalars [1]
    estimate temperature;                  ///< T in the report's convention [loss/k_B]; at best
                                           ///< rough while the error of ⟨θ²⟩ is unknown: K follows
                                           ///< the norm, and fast noise hides how slowly
    estimate mean_square_velocity;         ///< ⟨v²⟩ per parameter [theta²/time²]
    estimate velocity_variance;            ///< σ² = ⟨v²⟩ − ⟨v⟩² over time, per parameter
                                           ///< [theta²/time²]; NaN without positions
    estimate mean_square_position;         ///< ⟨θ²⟩ per parameter, before the step [theta²]
    equilibrium_test equilibrium;          ///< whether T is an equilibrium value
    std::uint64_t burn_in_steps = 0;       ///< observations left out before the averages [1]
    double norm_drift = 0.0;               ///< (|x_T|² − |x_0|²)/Σ|Δx|² over the window [1]
    double position_ratio = 0.0;           ///< R = |x_T − x_0|²/Σ|Δx|² over the window [1]
    estimate norm_balance;                 ///< (1+μ)V/(2(μV − (1−μ)X)); 1 if stationary [1]
    hyper_parameters parameters;           ///< of the group: η, λ, …; NaN where not given, or where
                                           ///< groups that are put together differ
    bool scale_invariant = false;          ///< whether the next law is expected to hold
    double update_inefficiency =
        not_available;             ///< g_u of white gradients under this optimiser [1]
    estimate weight_decay_law;     ///< η²⟨|u|²⟩g_u/((1 − a²)⟨|θ|²⟩): see weight_decay_law() [1]
    estimate acting_decay;         ///< share of the declared decay that acts, 1 expected where the
                                   ///< law is, before equilibrium too: see acting_decay_share() [1]
    estimate update_excess;        ///< ⟨u²⟩ over that of pure noise, of Adam and AdamW [1]
    double zero_velocities = 0.0;  ///< mean share of parameters with v = 0 exactly [1]
    double invisible_in_bfloat16 = not_available;  ///< mean share of parameters whose nearest
                                                   ///< bfloat16 a step leaves as it was, at one
                                                   ///< observation in 10 all_every; NaN
                                                   ///< without positions [1]
    std::uint64_t nonfinite_steps = 0;  ///< steps left out because of NaN or infinity [1]

    /// Whether positions have been sampled: R below 0.1. NaN counts as no. \cost O(1)
    [[nodiscard]] bool position_stationary() const noexcept {
        return position_ratio < position_stationarity_bound;
    }

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(name, group, filter, degrees_of_freedom, temperature, mean_square_velocity,
           velocity_variance, mean_square_position, equilibrium, burn_in_steps, norm_drift,
           position_ratio, norm_balance, parameters, scale_invariant, update_inefficiency,
           weight_decay_law, acting_decay, update_excess, zero_velocities, invisible_in_bfloat16,
           nonfinite_steps);
    }
};

/// What was measured between two changes of the hyper-parameters.
struct report {
    temperature_convention convention = temperature_convention::paper;  ///< of every temperature
    double mass = 1.0;            ///< factor on the masses of the layout [loss·time²/theta²]
    bool preconditioned = false;  ///< these are √v̂ + ε of each parameter and step
    double timestep = 1.0;        ///< Δt of one optimiser step [time]
    double boltzmann = 1.0;       ///< k_B [loss per temperature]
    std::string instruction_set;  ///< for which sums repeat bit for bit
    std::string schedule;         ///< which steps are observed, in words
    int digits = 0;               ///< binary digits of the parameters' type; 0: not known [1]

    std::size_t segment = 0;           ///< number of the segment, from 0
    std::uint64_t first_step = 0;      ///< the step before the first displacement [1]
    std::uint64_t last_step = 0;       ///< the last step seen [1]
    std::uint64_t window_step = 0;     ///< start of the window of R, norm drift and σ² [1]
    std::uint64_t observed_steps = 0;  ///< displacements measured [1]
    std::uint64_t missed_steps = 0;    ///< displacements scheduled and not seen [1]
    std::uint64_t skipped_steps = 0;   ///< steps in which nothing at all changed, left out [1]
    bool driven = false;               ///< hyper-parameters changed throughout: no equilibrium
    step_info parameters;              ///< hyper-parameters of the segment; loss of the last step
    estimate loss;                     ///< mean minibatch loss after burn-in [loss]
    std::uint64_t finite_losses = 0;   ///< displacements whose loss was given and finite [1]

    std::string first_nonfinite_group;       ///< empty if everything was finite
    std::uint64_t first_nonfinite_step = 0;  ///< the step at which it was seen [1]

    group_report total;                 ///< all groups together
    std::vector<group_report> groups;   ///< in layout order
    std::vector<group_report> filters;  ///< of all groups that have them, in layout order

    /// What was measured of one part, by its name.
    /// \param name  of a group, "conv1", of a filter, "conv1[3]", or "all groups"
    /// \throws std::invalid_argument that lists the names there are, if it is none of them
    /// \cost O(groups + filters)
    [[nodiscard]] const group_report& operator[](std::string_view name) const {
        if (name == total.name) {
            return total;
        }
        for (const std::vector<group_report>* rows : {&groups, &filters}) {
            for (const group_report& row : *rows) {
                if (row.name == name) {
                    return row;
                }
            }
        }
        THERMOSGD_THROW(std::invalid_argument("report: name = \"" + std::string(name) +
                                              "\", expected one of " + known_names()));
    }

    /// The η for which m = Δt²/(2η) makes energies of a part those of the loss: its own, where the
    /// optimiser is SGD or heavy ball.
    /// \param row  a row of this report
    /// \return η [theta²/loss]; NaN where it is not known \cost O(1)
    [[nodiscard]] double sgd_learning_rate(const group_report& row) const noexcept {
        return row.parameters.optimiser == optimiser_kind::sgd ? row.parameters.learning_rate
                                                               : not_available;
    }

    /// What was measured of the filters of one group, in order; empty for a group without filters.
    /// \throws std::invalid_argument that lists the groups, for another name
    /// \cost O(groups + filters), allocates the copy
    [[nodiscard]] std::vector<group_report> filters_of(std::string_view group) const {
        const std::size_t index = (*this)[group].group;
        std::vector<group_report> found;
        for (const group_report& row : filters) {
            if (row.group == index) {
                found.push_back(row);
            }
        }
        return found;
    }

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(convention, mass, preconditioned, timestep, boltzmann, instruction_set, schedule, digits,
           segment, first_step, last_step, window_step, observed_steps, missed_steps, skipped_steps,
           driven, parameters, loss, finite_losses, first_nonfinite_group, first_nonfinite_step,
           total, groups, filters);
    }

private:
    /// The names of all groups, and how many filters those have that have some.
    [[nodiscard]] std::string known_names() const {
        std::string names = '"' + total.name + '"';
        for (const group_report& row : groups) {
            names += ", \"" + row.name + '"';
            std::size_t count = 0;
            for (const group_report& filter : filters) {
                count += filter.group == row.group ? 1U : 0U;
            }
            if (count > 0) {
                names += ", \"" + row.name + "[0]\" to \"" + row.name + '[' +
                         std::to_string(count - 1) + "]\"";
            }
        }
        return names;
    }
};

}  // namespace THERMOSGD_NAMESPACE
