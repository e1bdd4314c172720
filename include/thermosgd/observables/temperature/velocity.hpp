// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Velocities of parameters: the displacement of one optimiser step over its duration.

#include <thermosgd/core/displacement_sums.hpp>
#include <thermosgd/core/number_text.hpp>

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Throws unless `value` is positive and finite. \throws std::invalid_argument \cost O(1)
inline void require_positive(const char* function, const char* argument, const double& value) {
    if (!(value > 0.0) || !is_finite(value)) {
        THERMOSGD_THROW(std::invalid_argument(std::string(function) + ": " + argument + " = " +
                                              detail::number_text(value) +
                                              ", expected a positive finite number"));
    }
}

/// The velocity of every parameter between two neighbouring steps.
/// \f[ v_k = \frac{x_k(t) - x_k(t-1)}{\Delta t} \f]   (Fioresi et al. 2021, eq. 3)
///
/// Weight decay is part of the displacement and so of v. Call it for adjacent steps only: the
/// displacement over n steps is another observable, with variance MSD(n)/n².
///
/// \param before    parameters before the step, shape any [theta]
/// \param after     parameters after it, paired with `before` in storage order [theta]
/// \param timestep  Δt of one optimiser step [time], > 0
/// \return one velocity per parameter in storage order [theta/time]
/// \throws layout_error if the buffers do not pair up; std::invalid_argument for Δt
/// \cost two reads; allocates the result
template <parameter_argument P, parameter_argument Q>
[[nodiscard]] std::vector<double> velocity(const P& before, const Q& after, double timestep = 1.0) {
    require_paired("velocity", before, after);
    require_positive("velocity", "timestep", timestep);
    using scalar = parameter_value_t<Q>;
    flat_view<scalar> now;
    now.assign(after);
    std::vector<double> v(now.size());
    detail::for_each_block(before, [&](std::size_t first, std::size_t count, const auto* old) {
        std::array<scalar, detail::block_size> copy;
        const scalar* block = now.load(first, count, copy.data());
        for (std::size_t i = 0; i < count; ++i) {
            v[first + i] = (static_cast<double>(block[i]) - static_cast<double>(old[i])) / timestep;
        }
    });
    return v;
}

}  // namespace THERMOSGD_NAMESPACE
