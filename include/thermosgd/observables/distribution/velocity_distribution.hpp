// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The shape of the distribution of velocities: skewness and kurtosis pooled over a group, and the
/// bound on unequal temperatures that the kurtosis gives.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/burn_in.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/trackers/velocity_map.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// Where the sums of powers of a group's velocities stand in a batch store.
struct velocity_columns {
    std::size_t v = 0;   ///< column of Σv
    std::size_t v2 = 0;  ///< column of Σv²
    std::size_t v3 = 0;  ///< column of Σv³
    std::size_t v4 = 0;  ///< column of Σv⁴
};

/// The shape of the velocities of all parameters and times of a window, taken together.
struct velocity_shape {
    estimate skewness;         ///< ⟨(v − v̄)³⟩/σ³ [1]; 0 for a symmetric distribution
    estimate excess_kurtosis;  ///< ⟨(v − v̄)⁴⟩/σ⁴ − 3 [1]; 0 for one Gaussian
};

namespace detail {

inline void check_degrees_of_freedom(const char* function, const double& d) {
    if (!(d >= 0) || !is_finite(d)) {
        THERMOSGD_THROW(std::invalid_argument(std::string(function) + ": degrees_of_freedom = " +
                                              number_text(d) + ", expected 0 or more"));
    }
}

/// Below this a sum of fourth powers has lost digits to underflow.
inline constexpr double smallest_power_sum = 1e-290;

/// Mean powers of v in units of the root mean square; NaN where that is 0 or v⁴ underflows.
struct scaled_powers {
    double mean, cube, fourth, variance;
    scaled_powers(std::span<const double> sums, double d) {
        const double square = sums[1] / d;
        const double rms = std::sqrt(square);
        mean = sums[0] / d / rms;
        cube = sums[2] / d / square / rms;
        fourth = sums[3] / d / square / square;
        variance = sums[3] > smallest_power_sum ? 1 - mean * mean : not_available;
    }
};

/// ⟨(v − v̄)⁴⟩/σ⁴ − 3 from the means of Σv, Σv², Σv³, Σv⁴.
[[nodiscard]] inline double excess_kurtosis_of(std::span<const double> sums, double d) {
    const scaled_powers p(sums, d);
    const double m2 = p.mean * p.mean;
    return (p.fourth - 4 * p.mean * p.cube + 6 * m2 - 3 * m2 * m2) / (p.variance * p.variance) - 3;
}

}  // namespace detail

/// The first batch from which on the kurtosis of the velocities is stationary.
/// \param store, columns, degrees_of_freedom  as for estimate_velocity_shape()
/// \return at most batches()/2 [batch]   \throws as find_burn_in_of()   \cost as find_burn_in_of()
[[nodiscard]] inline std::size_t velocity_shape_burn_in(const batch_store& store,
                                                        const velocity_columns& columns,
                                                        double degrees_of_freedom) {
    const std::array<std::size_t, 4> all{columns.v2, columns.v, columns.v3, columns.v4};
    return find_burn_in_of(store, all, [degrees_of_freedom](std::span<const double> sums) {
        const std::array in_order{sums[1], sums[0], sums[2], sums[3]};
        return detail::excess_kurtosis_of(in_order, degrees_of_freedom);
    });
}

/// Skewness and excess kurtosis of the velocities of a group, with error bars.
///
/// Pooled over parameters and time: a Gaussian of its own temperature for each parameter has a
/// positive excess, see pooled_kurtosis_bound(). The error bars hold correlations in time and
/// between parameters; √(6g/n) and √(24g/n), with n the number of velocities, are what they come
/// down to for independent Gaussian ones. A kurtosis may have a heavy-tailed error of its own
/// (under multiplicative noise the eighth moment need not exist).
/// \param store   batches of the sums; Σv³ and Σv⁴ may be observed at fewer ticks
/// \param columns where the sums stand   \param degrees_of_freedom d of the group [1]
/// \param first_batch first batch to use: velocity_shape_burn_in() [batch]
/// \return both [1]; NaN or unknown where nothing moved, where Σv³ or Σv⁴ was not taken, or d is 0
/// \throws std::invalid_argument for a column or batch out of range, or d below 0
/// \cost that of two jackknives of four columns
[[nodiscard]] inline velocity_shape estimate_velocity_shape(const batch_store& store,
                                                            const velocity_columns& columns,
                                                            double degrees_of_freedom,
                                                            std::size_t first_batch = 0) {
    detail::check_degrees_of_freedom("assess_velocity_shape", degrees_of_freedom);
    const double d = degrees_of_freedom;
    velocity_shape result;
    result.skewness = jackknife(
        store, {columns.v, columns.v2, columns.v3, columns.v4},
        [d](std::span<const double> sums) {
            const detail::scaled_powers p(sums, d);
            return (p.cube - 3 * p.mean + 2 * p.mean * p.mean * p.mean) /
                   (p.variance * std::sqrt(p.variance));
        },
        first_batch);
    result.excess_kurtosis = jackknife(
        store, {columns.v, columns.v2, columns.v3, columns.v4},
        [d](std::span<const double> sums) { return detail::excess_kurtosis_of(sums, d); },
        first_batch);
    return result;
}

/// An upper bound on how unequal the temperatures within a group are, without per-parameter memory.
/// \f[ \mathrm{CV}^2(T_k) \le \frac{\kappa}{3} - 1, \qquad
///     \kappa = d\,\frac{\langle\sum v^4\rangle}{\langle\sum v^2\rangle^2} \f]
///
/// κ = 3(1 + CV²) holds exactly where each parameter has a Gaussian velocity at its own constant
/// temperature. Multiplicative noise, and a temperature that changes in time, raise κ too, so that
/// the true CV² may be far smaller, down to 0: a bound, not a measurement. It fails only where
/// velocities have a kurtosis below 3 each, as with noise of fixed size. A velocity_map with fourth
/// powers tells the two apart: see mean_own_kurtosis().
/// \param store   batches   \param v2 column of Σv²   \param v4 column of Σv⁴
/// \param degrees_of_freedom d of the group [1]   \param first_batch first batch to use [batch]
/// \return the bound on CV² [1], possibly below 0 by noise
/// \throws as estimate_velocity_shape   \cost that of a jackknife of two columns
[[nodiscard]] inline estimate pooled_kurtosis_bound(const batch_store& store, std::size_t v2,
                                                    std::size_t v4, double degrees_of_freedom,
                                                    std::size_t first_batch = 0) {
    detail::check_degrees_of_freedom("pooled_kurtosis_bound", degrees_of_freedom);
    const double d = degrees_of_freedom > 0 ? degrees_of_freedom : not_available;
    return jackknife(
        store, {v2, v4},
        [d](std::span<const double> sums) {
            return sums[1] > detail::smallest_power_sum ? d * (sums[1] / sums[0]) / sums[0] / 3 - 1
                                                        : not_available;
        },
        first_batch);
}

/// The kurtosis of single parameters, which unequal temperatures do not raise.
/// \f[ \kappa_\mathrm{own} = \frac{\sum_k \langle v_k^4\rangle}{\sum_k \langle v_k^2\rangle^2},
///     \qquad \kappa = \kappa_\mathrm{own}\,(1 + \mathrm{CV}^2) \f]
/// With it the pooled κ of a window splits exactly into heavy tails and unequal temperatures.
/// \param map with fourth powers, over many correlation times: of n steps, ⟨v_k²⟩² is too large by
///            2g_K/n relative   \param group which group
/// \return κ_own [1], 3 for Gaussian velocities; NaN where nothing moved or Σv⁴ is not kept
/// \throws std::invalid_argument unless group < map.groups()   \cost O(d)
[[nodiscard]] inline double mean_own_kurtosis(const velocity_map& map, std::size_t group) {
    if (group >= map.groups()) {
        THERMOSGD_THROW(
            std::invalid_argument("mean_own_kurtosis: group = " + std::to_string(group) +
                                  ", expected < " + std::to_string(map.groups())));
    }
    double fourths = 0;
    double squares = 0;
    for (std::size_t k = 0; k < map.size(group); ++k) {
        if (map.count(group, k) > 0) {
            fourths += map.mean_fourth(group, k);
            squares += map.mean_square(group, k) * map.mean_square(group, k);
        }
    }
    return squares > 0 ? fourths / squares : not_available;
}

}  // namespace THERMOSGD_NAMESPACE
