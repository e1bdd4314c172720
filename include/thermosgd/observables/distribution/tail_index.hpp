// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The tail index α of velocities: by sums of a stable law, and by the largest ones (Hill).
///
/// Pooling parameters of unequal temperatures looks like a heavy tail where there is none: Gaussian
/// velocities with scales e^{ωZ} give 1/α = ½ + ω²/ln m, 1.4 instead of 2 at ω = 1, m = 100.
/// Standardise every parameter first, and leave steps between numbers that are added.

#include <thermosgd/core/ascending.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/trackers/velocity_histogram.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Velocities over the root mean square of their own parameter, v_k/√τ_k.
///
/// \param velocities  one per parameter and step, step after step [theta/time]
/// \param tau         ⟨v_k²⟩ of every parameter, of another window or a long one [theta²/time²]
/// \return as many numbers in the same order [1]; 0 where the parameter did not move
/// \throws std::invalid_argument unless the number of velocities is a multiple of that of τ
/// \cost O(size), allocates the result
[[nodiscard]] inline std::vector<double> standardised(std::span<const double> velocities,
                                                      std::span<const double> tau) {
    if (velocities.empty() ? false : tau.empty() || velocities.size() % tau.size() != 0) {
        THERMOSGD_THROW(std::invalid_argument(
            "standardised: velocities.size() = " + std::to_string(velocities.size()) +
            ", expected a multiple of tau.size() = " + std::to_string(tau.size())));
    }
    std::vector<double> z(velocities.begin(), velocities.end());
    for (std::size_t i = 0; i < z.size(); ++i) {
        const double square = tau[i % tau.size()];
        z[i] = square > 0 ? z[i] / std::sqrt(square) : 0;
    }
    return z;
}

/// The tail index of a stable law from how its sums grow.
/// \f[ \frac1\alpha = \frac{\langle\ln|Y|\rangle - \langle\ln|X|\rangle}{\ln m}, \qquad
///     Y = \sum_{i=1}^m X_i \f]
/// Exact for independent symmetric stable X of one scale, 2 for Gaussian ones. Scales that differ
/// within a sum, correlations (positive ones lower α, negative ones raise it), and a mean that is
/// not 0 all bias it: standardise, and take numbers more than g apart. It may exceed 2.
///
/// \param data  numbers of one scale, consecutive `block`s of which are added; those that are 0 or
///              not finite are skipped   \param block m >= 2
/// \return α [1] with the error of the mean over blocks, correlations between blocks included;
///         unknown below 50 blocks
/// \throws std::invalid_argument for m < 2
/// \cost O(size) logarithms and a batch store of one column   \see Mohammadi et al. 2015
[[nodiscard]] inline estimate tail_index(std::span<const double> data, std::size_t block) {
    if (block < 2) {
        THERMOSGD_THROW(std::invalid_argument("tail_index: block = " + std::to_string(block) +
                                              ", expected at least 2"));
    }
    batch_store store(1);
    const auto m = static_cast<double>(block);
    double sum = 0;
    double logs = 0;
    std::size_t count = 0;
    for (const double& x : data) {
        if (x == 0 || !is_finite(x)) {
            continue;
        }
        sum += x;
        logs += std::log(std::fabs(x));
        if (++count == block) {
            store.append(std::array{(std::log(std::fabs(sum)) - logs / m) / std::log(m)});
            sum = logs = 0;
            count = 0;
        }
    }
    return jackknife(store, {0}, [](std::span<const double> mean) { return 1 / mean[0]; });
}

/// Hill's estimate of the tail index from the k largest absolute values.
/// \f[ \frac1\alpha = \frac1k \sum_{i=1}^{k} \ln\frac{|x|_{(i)}}{|x|_{(k+1)}} \f]
/// Of a power-law tail; a Gaussian has none, and its value grows with the threshold (about z² at a
/// threshold z). Take it at several k and see whether it settles.
/// \param data  standardised numbers; those that are 0 or not finite are skipped
/// \param k     how many make the tail, >= 1
/// \param g     statistical inefficiency of the data, which the error bar cannot see [1]
/// \return α [1] with error α/√(k/g); unknown, NaN unless more than k numbers are left
/// \throws std::invalid_argument for k = 0
/// \cost O(size + k log k), one copy   \see Hill 1975
[[nodiscard]] inline estimate hill_tail_index(std::span<const double> data, std::size_t k,
                                              double g = 1.0) {
    if (k == 0) {
        THERMOSGD_THROW(std::invalid_argument("hill_tail_index: k = 0, expected at least 1"));
    }
    std::vector<double> sizes;
    sizes.reserve(data.size());
    for (const double& x : data) {
        if (x != 0 && is_finite(x)) {
            sizes.push_back(std::fabs(x));
        }
    }
    estimate result;
    if (sizes.size() <= k) {
        return result;
    }
    const auto threshold = sizes.begin() + static_cast<std::ptrdiff_t>(k);
    std::nth_element(sizes.begin(), threshold, sizes.end(), detail::descending{});
    double logs = 0;
    for (std::size_t i = 0; i < k; ++i) {
        logs += std::log(sizes[i] / sizes[k]);
    }
    const auto count = static_cast<double>(k);
    result.value = count / logs;
    result.g = g;
    result.n_eff = count / (std::max)(1.0, g);
    result.error = result.value / std::sqrt(result.n_eff);
    result.nu = result.n_eff;
    result.verdict = logs > 0 ? detail::reliability_of(result.n_eff, count) : reliability::unknown;
    return result;
}

/// Hill's estimate from a histogram: all |z| from edge(first_bin) on.
///
/// Numbers are taken at the middle of the logarithm of their bin, which shifts α by about a part in
/// 100·α² at most; those in the last bin at its lower edge.
/// \param histogram  of standardised velocities   \param group which group
/// \param first_bin  where the tail begins, for example bin 144, |z| >= 4
/// \param g          statistical inefficiency of the counted velocities [1]
/// \return α [1] with error α/√(n/g), n the number in the tail; unknown, NaN for an empty tail
/// \throws std::invalid_argument for a group or bin out of range   \cost O(bins)
[[nodiscard]] inline estimate hill_tail_index(const velocity_histogram& histogram,
                                              std::size_t group, std::size_t first_bin,
                                              double g = 1.0) {
    if (group >= histogram.groups() || first_bin + 1 >= velocity_histogram::bins) {
        THERMOSGD_THROW(std::invalid_argument(
            "hill_tail_index: group = " + std::to_string(group) + ", first_bin = " +
            std::to_string(first_bin) + ", expected < " + std::to_string(histogram.groups()) +
            " and < " + std::to_string(velocity_histogram::bins - 1)));
    }
    const double threshold = velocity_histogram::edge(first_bin);
    double logs = 0;
    double count = 0;
    for (std::size_t b = first_bin; b < velocity_histogram::bins; ++b) {
        const double lower = velocity_histogram::edge(b);
        const double upper =
            b + 1 < velocity_histogram::bins ? velocity_histogram::edge(b + 1) : lower;
        const auto current =
            static_cast<double>(histogram.positive(group, b) + histogram.negative(group, b));
        logs += current * std::log(std::sqrt(lower * upper) / threshold);
        count += current;
    }
    estimate result;
    if (!(count > 0)) {
        return result;
    }
    result.value = count / logs;
    result.g = g;
    result.n_eff = count / (std::max)(1.0, g);
    result.error = result.value / std::sqrt(result.n_eff);
    result.nu = result.n_eff;
    result.verdict = detail::reliability_of(result.n_eff, count);
    return result;
}

}  // namespace THERMOSGD_NAMESPACE
