// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The variance of velocities over time, and their spread across a buffer: two different things.

#include <thermosgd/core/displacement_sums.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/trackers/velocity_map.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The variance of velocities over time, averaged over the parameters of a group.
/// \f[ \sigma^2 = \frac1d\sum_k \langle v_k^2\rangle - \langle v_k\rangle^2 ,\qquad
///     \langle v_k\rangle = \frac{x_k(T)-x_k(0)}{T\,\Delta t} \f]   (Fioresi et al. 2021, §3)
///
/// The mean velocity telescopes, so that only the displacement over the window is needed, no state
/// per parameter and step. The correction for the estimated mean is the exact one,
/// MSD(T)/(T² Δt²), not the 1/T of independent samples.
///
/// \param mean_square         ⟨Σ_k v_k²⟩ over the window [theta²/time²]
/// \param squared_distance    |x(T) − x(0)|² of the group [theta²]
/// \param steps               T, number of steps in the window [1]
/// \param degrees_of_freedom  d [1]      \param timestep  Δt [time]
/// \return σ² per parameter [theta²/time²], NaN if d or T is 0, with the error of ⟨v²⟩ (that of the
///         telescoped mean is smaller by 1/T)
/// \cost O(1)
[[nodiscard]] inline estimate velocity_variance(estimate mean_square, double squared_distance,
                                                double steps, std::uint64_t degrees_of_freedom,
                                                double timestep = 1.0) {
    const double d =
        degrees_of_freedom == 0 ? not_available : static_cast<double>(degrees_of_freedom);
    const double window = steps > 0.0 ? steps * timestep : not_available;
    estimate variance = mean_square;
    variance.value = (mean_square.value - squared_distance / (window * window)) / d;
    variance.error = mean_square.error / d;
    return variance;
}

/// The variance over time of every parameter of a group, before and after the drift is taken out.
struct velocity_variance_map {
    std::vector<double> raw;      ///< ⟨v_k²⟩ [theta²/time²]; NaN where nothing was seen
    std::vector<double> centred;  ///< ⟨v_k²⟩ − ⟨v_k⟩² [theta²/time²]; 0 where below its rounding
    std::vector<double> floor;    ///< bound of the rounding error of `centred` [theta²/time²]
    std::size_t below_floor = 0;  ///< how many are below it: they print as "< floor"
    double mean_raw = 0.0;        ///< over the parameters that were seen; NaN for none
    double mean_centred = 0.0;    ///< equal to mean_raw in equilibrium, to O(1/n²)
};

/// The variances of single parameters from the map of a window.
/// \f[ \sigma_k^2 = \langle v_k^2\rangle - \langle v_k\rangle^2 \f]   (Fioresi et al. 2021, §3)
///
/// No factor n/(n − 1): the mean telescopes, and its bias is MSD(n)/n² instead of σ²/n. Over a
/// window with gaps (one pair in n steps observed) the mean is that of the observed steps; its bias
/// is then up to σ²/n after all.
/// \param map  sums of a window   \param group  which group   \param timestep  Δt [time]
/// \return one of each per parameter, in order
/// \throws std::invalid_argument unless group < map.groups() \cost O(d), three arrays of d
[[nodiscard]] inline velocity_variance_map velocity_variance(const velocity_map& map,
                                                             std::size_t group,
                                                             double timestep = 1.0) {
    if (group >= map.groups()) {
        THERMOSGD_THROW(
            std::invalid_argument("velocity_variance: group = " + std::to_string(group) +
                                  ", expected < " + std::to_string(map.groups())));
    }
    const double unit = 1.0 / (timestep * timestep);
    velocity_variance_map result;
    double seen = 0.0;
    for (std::size_t k = 0; k < map.size(group); ++k) {
        const floored_variance variance = map.variance(group, k);
        const bool counts = map.count(group, k) != 0;
        result.raw.push_back(map.mean_square(group, k) * unit);
        result.floor.push_back(variance.floor * unit);
        result.centred.push_back(variance.resolved() || !counts ? variance.value * unit : 0.0);
        result.below_floor += counts && !variance.resolved() ? 1U : 0U;
        if (counts) {
            seen += 1.0;
            result.mean_raw += result.raw.back();
            result.mean_centred += result.centred.back();
        }
    }
    result.mean_raw /= seen;
    result.mean_centred /= seen;
    return result;
}

/// The ratio of two variances (or temperatures) from independent runs, such as full batch over
/// minibatch: what of the motion is left without the noise of sampling.
/// \f[ r = \frac{a}{b}, \qquad \sigma_r = |r| \sqrt{(\sigma_a/a)^2 + (\sigma_b/b)^2} \f]
///
/// Groups of one run share their minibatches: for those take temperature_ratio().
/// \param a  one   \param b  the other, in the same unit
/// \return the ratio [1] with Welch's freedom and the worse verdict; NaN where b is 0
/// \cost O(1)
[[nodiscard]] inline estimate independent_ratio(const estimate& a, const estimate& b) {
    estimate ratio;
    if (b.value == 0.0) {
        return ratio;
    }
    ratio.value = a.value / b.value;
    const double numerator = a.error / b.value * (a.error / b.value);
    const double denominator = ratio.value * b.error / b.value * (ratio.value * b.error / b.value);
    const double variance = numerator + denominator;
    ratio.error = std::sqrt(variance);
    ratio.n_eff = a.n_eff < b.n_eff ? a.n_eff : b.n_eff;
    ratio.g = a.g > b.g ? a.g : b.g;
    ratio.nu = variance > 0.0
                   ? variance * variance /
                         (numerator * numerator / a.nu + denominator * denominator / b.nu)
                   : a.nu + b.nu;
    ratio.verdict = worse(a.verdict, b.verdict);
    return ratio;
}

/// The variance over time of each parameter in a recorded trajectory, by Welford's recurrence.
/// \f[ \sigma_k^2 = \langle v_k^2\rangle - \langle v_k\rangle^2 \f]   (Fioresi et al. 2021, §3)
///
/// \param trajectory  velocities at successive steps: a range of equal parameter buffers
///                    [theta/time]
/// \return one variance per parameter, divided by the number of steps [theta²/time²]; NaN for an
///         empty trajectory of unknown width is an empty vector
/// \throws layout_error if a step has another number of parameters than the first
/// \cost one read; 16 bytes per parameter of state; allocates them
template <class Trajectory>
    requires parameters<detail::range_value<Trajectory>>
[[nodiscard]] std::vector<double> velocity_variance(const Trajectory& trajectory) {
    std::vector<double> mean, m2;
    double steps = 0.0;
    for (const auto& v : trajectory) {
        if (steps == 0.0) {
            mean.resize(parameter_count(v));
            m2.resize(mean.size());
        }
        require_paired("velocity_variance", mean, v);
        steps += 1.0;
        detail::for_each_block(v, [&](std::size_t first, std::size_t count, const auto* block) {
            for (std::size_t i = 0; i < count; ++i) {
                const double delta = static_cast<double>(block[i]) - mean[first + i];
                mean[first + i] += delta / steps;
                m2[first + i] += delta * (static_cast<double>(block[i]) - mean[first + i]);
            }
        });
    }
    for (double& m : m2) {
        m /= steps;
    }
    return m2;
}

/// The spread of velocities across a buffer at one instant.
/// \f[ \frac1d\sum_k v_k^2 - \Big(\frac1d\sum_k v_k\Big)^2 \f]
///
/// It is no variance over time: a group whose parameters all move at their own constant velocity
/// has a spread and no variance.
///
/// \param velocities  shape any [theta/time]
/// \return the spread [theta²/time²], never negative; NaN for no parameters
/// \cost two reads (the second about the mean); no allocation
template <parameter_argument P>
[[nodiscard]] double velocity_spread(const P& velocities) {
    const sums s = displacement_sums(velocities);
    if (s.d == 0) {
        return not_available;
    }
    const auto d = static_cast<double>(s.d);
    const double mean = s.v / d;
    double about_mean = 0.0;
    double residue = 0.0;
    detail::for_each_block(velocities, [&](std::size_t, std::size_t count, const auto* block) {
        double part = 0.0;
        double part_residue = 0.0;
        for (std::size_t i = 0; i < count; ++i) {
            const double delta = static_cast<double>(block[i]) - mean;
            part += delta * delta;
            part_residue += delta;
        }
        about_mean += part;
        residue += part_residue;
    });
    return (about_mean - residue * residue / d) / d;
}

}  // namespace THERMOSGD_NAMESPACE
