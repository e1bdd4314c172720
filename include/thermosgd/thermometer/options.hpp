// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The options of a thermometer, and what must agree before two states are put together.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/sums_pass.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>
#include <thermosgd/thermometer/mass_rule.hpp>
#include <thermosgd/thermometer/schedule.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The conventions and the schedule of a thermometer.
struct thermometer_options {
    mass_rule mass = 1.0;   ///< factor on the mass of every group [loss·time²/theta²], > 0, or
                            ///< mass::of_learning_rate
    double timestep = 1.0;  ///< Δt of one optimiser step [time], > 0
    temperature_convention convention = temperature_convention::paper;  ///< of reported T
    double boltzmann = 1.0;             ///< k_B [loss per temperature], > 0
    thermosgd::schedule schedule = {};  ///< which steps are observed; every one by default
    std::size_t all_every = 10;  ///< take Σx·v, Σx², Σv³, Σv⁴ at one observation in so many, >= 1
    std::size_t capacity = 512;  ///< greatest number of batches, even
    std::size_t segments_kept = 64;   ///< reports of finished segments that are kept, the last ones
    std::vector<double> masses = {};  ///< one per scalar, or empty: those of the groups
};

namespace detail {

/// Throws unless every option is in range.
/// \throws std::invalid_argument naming the option and its value \cost O(d) where masses are given
inline void validate(const thermometer_options& options) {
    if (!options.mass.follows_learning_rate()) {
        require_positive("thermometer", "mass", options.mass.of(1.0, 1.0));
    }
    require_positive("thermometer", "timestep", options.timestep);
    require_positive("thermometer", "boltzmann", options.boltzmann);
    for (const double mass : options.masses) {
        require_positive("thermometer", "masses", mass);
    }
    if (options.mass.follows_preconditioner() && !options.masses.empty()) {
        THERMOSGD_THROW(std::invalid_argument(
            "thermometer: masses of " + std::to_string(options.masses.size()) +
            " scalars beside mass::of_preconditioner, expected one of the two"));
    }
    if (options.all_every == 0) {
        THERMOSGD_THROW(std::invalid_argument("thermometer: all_every = 0, expected at least 1"));
    }
}

/// What the numbers in a thermometer's batches depend on: layout, masses, conventions.
struct thermometer_terms {
    std::string layout;        ///< its fingerprint
    std::uint64_t masses = 0;  ///< a hash of those of single scalars; 0 without
    double mass = 1.0;         ///< the number of the rule, or what it makes of η = Δt = 1
    bool mass_follows_learning_rate = false;   ///< whether it is made from η
    bool mass_follows_preconditioner = false;  ///< and from √v̂ + ε of each step
    double timestep = 1.0;                     ///< as in the options, and so are the others
    double boltzmann = 1.0;
    temperature_convention convention = temperature_convention::paper;
    std::size_t all_every = 10;

    /// \cost O(groups), and O(d) where there are masses of single scalars
    thermometer_terms(const sums_pass& pass, const thermometer_options& options)
        : layout(pass.layout().fingerprint()),
          mass(options.mass.of(1.0, 1.0)),
          mass_follows_learning_rate(options.mass.follows_learning_rate()),
          mass_follows_preconditioner(options.mass.follows_preconditioner()),
          timestep(options.timestep),
          boltzmann(options.boltzmann),
          convention(options.convention),
          all_every(options.all_every) {
        if (mass_follows_preconditioner) {
            return;  // other ones at every step
        }
        for (const double one : pass.masses()) {
            // FNV-1a, word by word.
            masses = (masses ^ std::bit_cast<std::uint64_t>(one)) * 0x100'0000'01b3U + 1;
        }
    }

    /// Calls `f(name, value of a, value of b)` for each. \cost O(1)
    template <class F>
    static void for_each(thermometer_terms& a, const thermometer_terms& b, F&& f) {
        f("thermometer: layout", a.layout, b.layout);
        f("thermometer: masses", a.masses, b.masses);
        f("thermometer: mass", a.mass, b.mass);
        f("thermometer: mass of the learning rate", a.mass_follows_learning_rate,
          b.mass_follows_learning_rate);
        f("thermometer: mass of the preconditioner", a.mass_follows_preconditioner,
          b.mass_follows_preconditioner);
        f("thermometer: timestep", a.timestep, b.timestep);
        f("thermometer: boltzmann", a.boltzmann, b.boltzmann);
        f("thermometer: convention", a.convention, b.convention);
        f("thermometer: all_every", a.all_every, b.all_every);
    }

    /// Reads or writes them. \throws error where those stored are others
    template <class Archive>
    void archive(Archive& ar) {
        for_each(*this, *this, [&](const char* name, auto& value, const auto&) {
            check_archived_setting(ar, name, value);
        });
    }
};

}  // namespace detail

}  // namespace THERMOSGD_NAMESPACE
