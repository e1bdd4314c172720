// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The mean over a few seeds, with an error bar that is the larger of what single runs know and of
/// how far seeds lie apart.
///
/// The error bar of a run misses what is slower than the run: filters that trade places, basins.
/// Two or three seeds show that, but their own scatter is known to a factor of two only. So it is
/// shared with the scatter at other points of the same quantity, as far as that counts.

#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/moments.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace paper {

/// What one run says of a quantity; temperatures and ratios enter as logarithms.
struct seed_value {
    double value = 0.0;  ///< [y]
    double error = 0.0;  ///< standard error within the run, NaN where it is not known [y]
    double nu = std::numeric_limits<double>::infinity();  ///< freedom of `error` [1]
    bool known = true;  ///< false: `error` is a lower bound, from too few correlation times
};

/// The logarithm of a measured positive quantity.
[[nodiscard]] inline seed_value logarithm(const thermosgd::estimate& e) {
    return {std::log(e.value), e.error / e.value, e.nu,
            e.verdict != thermosgd::reliability::unknown};
}

/// A variance between seeds and the degrees of freedom with which it is known.
struct seed_scatter {
    double variance = 0.0;  ///< of one seed [y²]
    double nu = 0.0;        ///< 0: nothing is known [1]
};

/// The variance between seeds that many points show together.
/// \f[ S^2 = \sum_p \nu_p s_p^2 \Big/ \sum_p \nu_p, \quad \nu_p = n_p - 1 \f]
[[nodiscard]] inline seed_scatter pooled_scatter(std::span<const std::vector<seed_value>> points) {
    seed_scatter pooled;
    for (const std::vector<seed_value>& point : points) {
        thermosgd::moments seeds;
        for (const seed_value& seed : point) {
            seeds.push(seed.value);
        }
        if (point.size() > 1) {
            pooled.variance += seeds.m2;
            pooled.nu += static_cast<double>(point.size() - 1);
        }
    }
    pooled.variance = pooled.nu > 0 ? pooled.variance / pooled.nu : 0.0;
    return pooled;
}

/// The mean of the seeds of one point.
/// \f[ \sigma^2 = \max\!\left(\frac{1}{n^2}\sum_i w_i^2,\ \frac{1}{n}
///     \frac{\nu_0 S^2 + (n - 1) s^2}{\nu_0 + n - 1}\right) \f]
/// w_i errors within runs, s² the variance between these seeds, S² that of other points, which
/// counts with at most ν₀ = 8 degrees of freedom, since points differ.
/// \param others  the scatter of the same quantity at other points
/// Where an error within a run is a lower bound, it has no more freedom than the scatter has.
/// \return the mean with its error, the freedom of what made it, n_eff the number of seeds; unknown
///         where the error of a run is, and there is no scatter; NaN without seeds
/// \see Smyth, Statistical Applications in Genetics and Molecular Biology 3 (2004)
[[nodiscard]] inline thermosgd::estimate mean_of_seeds(std::span<const seed_value> seeds,
                                                       seed_scatter others = {}) {
    constexpr double most_of_others = 8;
    thermosgd::estimate mean;
    if (seeds.empty()) {
        return mean;
    }
    const double n = static_cast<double>(seeds.size());
    thermosgd::moments values;
    double within = 0, within_freedom = 0;
    bool known = true;
    for (const seed_value& seed : seeds) {
        values.push(seed.value);
        const double part = seed.error * seed.error / (n * n);
        if (part > 0) {  // not NaN
            within += part;
            within_freedom += part * part / std::fmax(seed.nu, 1.0);  // 1 for NaN
        }
        known = known && seed.known;
    }
    const double from_others = std::min(others.nu, most_of_others);
    const double freedom = from_others + n - 1;
    const double between =
        freedom > 0 ? (from_others * others.variance + values.m2) / freedom / n : 0.0;
    mean.value = values.mean;
    mean.n_eff = n;
    mean.g = 1;
    const bool seeds_decide = between > within;
    mean.error = std::sqrt(seeds_decide ? between : within);
    mean.nu = seeds_decide ? freedom : within * within / within_freedom;
    if (!seeds_decide && !known) {
        mean.nu = std::fmin(mean.nu, freedom);
    }
    mean.verdict = mean.error > 0 && mean.nu > 0 ? thermosgd::reliability::rough
                                                 : thermosgd::reliability::unknown;
    return mean;
}

/// Two-sided p-value of an estimate against a number; 1 where there is no known error bar.
[[nodiscard]] inline double p_against(const thermosgd::estimate& e, double expected) {
    if (!(e.error > 0) || !(e.nu > 0) || e.verdict == thermosgd::reliability::unknown) {
        return 1.0;
    }
    return 2 * thermosgd::student_t_tail(std::fabs(e.value - expected) / e.error, e.nu);
}

/// Holm's correction: each p-value as it counts among all of them.
/// \f[ \tilde p_{(k)} = \max_{j \le k} \min(1, (m - j + 1)\, p_{(j)}) \f]
[[nodiscard]] inline std::vector<double> holm(std::span<const double> p_values) {
    std::vector<std::size_t> order(p_values.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
    std::vector<double> corrected(p_values.size());
    double greatest = 0;
    for (std::size_t k = 0; k < order.size(); ++k) {
        const double factor = static_cast<double>(order.size() - k);
        greatest = std::max(greatest, std::min(1.0, factor * p_values[order[k]]));
        corrected[order[k]] = greatest;
    }
    return corrected;
}

}  // namespace paper
