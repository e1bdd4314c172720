// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Whether the updates of a group are so small that the rounding of its weights decides them.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/report/report.hpp>

#include <algorithm>
#include <cmath>

namespace THERMOSGD_NAMESPACE {

/// The name of the type of parameters with so many binary digits.
/// \param digits  of a report [1]
/// \return "float", "double", "bfloat16" or "float16"; "" for any other number \cost O(1)
[[nodiscard]] constexpr const char* scalar_name(int digits) noexcept {
    switch (digits) {
    case 8: return "bfloat16";
    case 11: return "float16";
    case 24: return "float";
    case 53: return "double";
    default: return "";
    }
}

/// The spacing of numbers of the size of the parameters of a group, over their rms displacement.
/// \f[ \frac{\mathrm{ulp}(\sqrt{\langle\theta^2\rangle})}{\Delta t\sqrt{\langle v^2\rangle}} \f]
/// Above a tenth of it rounding is felt in T: a displacement is then a few steps of the grid.
/// \param g         the group      \param timestep  Δt [time]
/// Below 6.1e-5 the spacing of float16 stays what it is there.
/// \param digits    binary digits of the parameters' type: 24 for float, 53 for double, 8 for
///                  bfloat16, 11 for float16 [1]
/// \return the ratio [1]; NaN where the positions are not known or nothing moves \cost O(1)
[[nodiscard]] inline double rounding_ratio(const group_report& g, double timestep, int digits) {
    const double size = std::sqrt(g.mean_square_position.value);
    const double move = std::sqrt(g.mean_square_velocity.value) * timestep;
    if (!(size > 0.0) || !(move > 0.0) || digits == 0) {
        return not_available;
    }
    const int exponent = digits == 11 ? (std::max)(std::ilogb(size), -14) : std::ilogb(size);
    return std::ldexp(1.0, exponent - digits + 1) / move;
}

/// Whether parameters with so many binary digits are stored in 16 bits. \cost O(1)
[[nodiscard]] constexpr bool is_half(int digits) noexcept {
    return digits == 8 || digits == 11;
}

/// Whether squares of velocities have lost their digits: ⟨v²⟩ below 1e-138, whose fluctuations have
/// none in a double. \cost O(1)
[[nodiscard]] inline bool squares_underflow(const group_report& g) {
    return g.mean_square_velocity.value < 1e-138;
}

/// Whether a temperature should carry a warning: rms displacement under 10 ulp, or more than 1 % of
/// the velocities exactly 0. The latter is how weights rounded to fewer digits than their type has,
/// bfloat16 in float, show; weights that never move do the same. Also where squares_underflow().
/// \cost O(1)
[[nodiscard]] inline bool rounding_is_felt(const group_report& g, double timestep, int digits) {
    return g.zero_velocities > 0.01 || rounding_ratio(g, timestep, digits) > 0.1 ||
           squares_underflow(g);
}

}  // namespace THERMOSGD_NAMESPACE
