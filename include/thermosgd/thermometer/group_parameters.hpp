// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The hyper-parameters of each group of a layout, from what a step tells.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/report/step_info.hpp>

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// Whether a coefficient is not given or in [0, 1).
[[nodiscard]] inline bool is_allowed_coefficient(const double& value) noexcept {
    return is_nan(value) || (value >= 0 && value < 1);
}

/// Throws unless both coefficients of `p` are allowed. \param group  whose they are, or nullptr
inline void require_coefficients(const char* function, const group* group,
                                 const hyper_parameters& p) {
    const bool first = is_allowed_coefficient(p.momentum_coefficient);
    if (!first || !is_allowed_coefficient(p.beta2)) [[unlikely]] {
        THERMOSGD_THROW(
            std::invalid_argument(std::string(function) + ": " +
                                  (group == nullptr ? "" : "group \"" + group->name + "\": ") +
                                  (first ? "beta2" : "momentum_coefficient") + " = " +
                                  number_text(first ? p.beta2 : p.momentum_coefficient) +
                                  ", expected a number in [0, 1)"));
    }
}

/// Throws unless the numbers of a step may be those of an optimiser, for as many groups as there
/// are. \throws layout_error for another number of groups; std::invalid_argument naming the number
/// \cost O(groups given), no allocation
inline void require_parameters(const char* function, const layout& layout, const step_info& info) {
    const std::size_t given = info.of_groups.size(), groups = layout.groups().size();
    if (given == 0) {
        require_coefficients(function, nullptr, info.common());
        return;
    }
    if (given != groups) {
        THERMOSGD_THROW(
            layout_error(std::string(function) + ": of_groups has hyper-parameters of " +
                         std::to_string(given) + " groups, expected " + std::to_string(groups)));
    }
    for (std::size_t g = 0; g < groups; ++g) {
        require_coefficients(function, &layout.groups()[g], info.of_groups[g]);
    }
}

/// Writes a preconditioner into the masses of all scalars; throws unless it is positive for every
/// scalar that a group has. Skipped ones are not looked at. \pre masses.size() is layout.size()
/// \cost O(d)
inline void take_preconditioner(const layout& layout, const scalars_of_step& given,
                                std::span<double> masses) {
    if (given.size() != layout.size()) {
        THERMOSGD_THROW(layout_error("thermometer::observe: preconditioner of " +
                                     std::to_string(given.size()) + " scalars, expected " +
                                     std::to_string(layout.size())));
    }
    for (const group& g : layout.groups()) {
        for (std::size_t i = 0; i < g.size; ++i) {
            const double one = given[g.offset + i];
            if (!(one > 0) || !is_finite(one)) {
                THERMOSGD_THROW(std::invalid_argument(
                    "thermometer::observe: preconditioner of scalar " + std::to_string(i) +
                    " of group \"" + g.name + "\" = " + number_text(one) +
                    ", expected a positive number"));
            }
            masses[g.offset + i] = one;
        }
    }
}

}  // namespace detail

/// The hyper-parameters of one group: those of step_info::of_groups, or the common ones times the
/// scales of the group in the layout.
/// \param group  of the layout   \param index  its number   \param info  of a step
/// \pre of_groups is empty or has one entry per group \cost O(1), noexcept
[[nodiscard]] inline hyper_parameters parameters_of_group(const group& group, std::size_t index,
                                                          const step_info& info) noexcept {
    if (!info.of_groups.empty()) {
        return info.of_groups[index];
    }
    hyper_parameters p = info.common();
    p.learning_rate *= group.options.learning_rate_scale;
    p.weight_decay *= group.options.weight_decay_scale;
    return p;
}

}  // namespace THERMOSGD_NAMESPACE
