// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The mean over replicas, which are runs that differ only in their seed, with an error bar that is
/// the larger of what single runs know and of how far they lie apart.
///
/// The error bar of a run misses what is slower than the run: filters that trade places, basins.
/// Two or three seeds show that, but their own scatter is known to a factor of two only. So it is
/// shared with the scatter at other points of the same quantity, as far as that counts.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/incomplete_gamma.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/moments.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// What one run says of a quantity y; temperatures and ratios best enter as logarithms.
struct replica {
    double value = 0.0;            ///< y [y]
    double error = 0.0;            ///< standard error within the run, NaN where it is not known [y]
    double nu = detail::infinity;  ///< freedom of `error` [1]
    bool known = true;  ///< false: `error` is a lower bound, from too few correlation times
};

/// The estimate of one run as a replica. \cost O(1), noexcept
[[nodiscard]] inline replica replica_of(const estimate& e) noexcept {
    return {e.value, e.error, e.nu, e.verdict != reliability::unknown};
}

/// The logarithm of a measured positive quantity: ln y with error σ/y.
/// \return NaN for a negative value   \cost O(1)
[[nodiscard]] inline replica logarithm(const estimate& e) {
    return {std::log(e.value), e.error / e.value, e.nu, e.verdict != reliability::unknown};
}

/// A variance between replicas and the degrees of freedom with which it is known.
struct replica_scatter {
    double variance = 0.0;  ///< of one replica [y²]
    double nu = 0.0;        ///< 0: nothing is known [1]
};

/// The variance between replicas that many points show together.
/// \f[ S^2 = \sum_p \nu_p s_p^2 \Big/ \sum_p \nu_p, \quad \nu_p = n_p - 1 \f]
/// \param points  the replicas of each point; a point with one of them says nothing
/// \return variance [y²] and freedom; both 0 where no point has two replicas
/// \cost O(replicas), no allocation
[[nodiscard]] inline replica_scatter pooled_scatter(std::span<const std::vector<replica>> points) {
    replica_scatter pooled;
    for (const std::vector<replica>& point : points) {
        moments values;
        for (const replica& one : point) {
            values.push(one.value);
        }
        if (point.size() > 1) {
            pooled.variance += values.m2;
            pooled.nu += static_cast<double>(point.size() - 1);
        }
    }
    pooled.variance = pooled.nu > 0 ? pooled.variance / pooled.nu : 0.0;
    return pooled;
}

/// The mean of the replicas of one point.
/// \f[ \sigma^2 = \max\!\left(\frac{1}{n^2}\sum_i w_i^2,\ \frac{1}{n}
///     \frac{\nu_0 S^2 + (n - 1) s^2}{\nu_0 + n - 1}\right) \f]
/// w_i errors within runs, s² the variance between these replicas, S² that of other points, which
/// counts with at most ν₀ = 8 degrees of freedom, since points differ. Where an error within a run
/// is a lower bound, it has no more freedom than the scatter has. Intervals of 95 % cover the truth
/// in 93.5 to 99.5 % of cases for three replicas at seven points, whichever error is the larger,
/// and in 95 % where the scatter of normal replicas decides.
/// \param replicas  of one point      \param others  the scatter of the same quantity elsewhere
/// \return the mean with its error [y], the freedom of what made it, n_eff the number of replicas;
///         unknown where the error of a run is, and there is no scatter; NaN without replicas
/// \cost O(replicas), no allocation
/// \see Smyth, Statistical Applications in Genetics and Molecular Biology 3 (2004)
[[nodiscard]] inline estimate mean_of_replicas(std::span<const replica> replicas,
                                               replica_scatter others = {}) {
    constexpr double most_of_others = 8;
    estimate mean;
    if (replicas.empty()) {
        return mean;
    }
    const double n = static_cast<double>(replicas.size());
    moments values;
    double within = 0, within_freedom = 0;
    bool known = true;
    for (const replica& one : replicas) {
        values.push(one.value);
        const double part = one.error * one.error / (n * n);
        if (part > 0) {  // not NaN
            within += part;
            within_freedom += part * part / std::fmax(one.nu, 1.0);  // 1 for NaN
        }
        known = known && one.known;
    }
    const double from_others = (std::min)(others.nu, most_of_others);
    const double freedom = from_others + n - 1;
    const double between =
        freedom > 0 ? (from_others * others.variance + values.m2) / freedom / n : 0.0;
    mean.value = values.mean;
    mean.n_eff = n;
    mean.g = 1;
    const bool scatter_decides = between > within;
    mean.error = std::sqrt(scatter_decides ? between : within);
    mean.nu = scatter_decides ? freedom : within * within / within_freedom;
    if (!scatter_decides && !known) {
        mean.nu = std::fmin(mean.nu, freedom);
    }
    mean.verdict = mean.error > 0 && mean.nu > 0 ? reliability::rough : reliability::unknown;
    return mean;
}

/// How the scatter of replicas compares with their own error bars.
struct replica_agreement {
    double chi_squared = not_available;  ///< χ² [1]
    double nu = 0.0;       ///< n − 1, its expected value where only the error bars scatter [1]
    double p_value = 1.0;  ///< of a χ² at least as large, exact error bars, to 1e-14 [1]

    /// χ²/ν: about 1 where the error bars explain the scatter; NaN for fewer than two replicas.
    [[nodiscard]] double per_nu() const noexcept { return chi_squared / nu; }
};

/// Tests whether runs differ by more than their error bars.
/// \f[ \chi^2 = \sum_i \frac{(y_i - \bar y)^2}{w_i^2}, \quad
///     \bar y = \sum_i \frac{y_i}{w_i^2} \Big/ \sum_i \frac{1}{w_i^2} \f]
/// \param replicas  of one point; those without a positive error are left out
/// \return χ², its freedom and p-value; χ² NaN and p = 1 for fewer than two replicas
/// \cost O(replicas) and one incomplete gamma function, no allocation
[[nodiscard]] inline replica_agreement test_agreement(std::span<const replica> replicas) {
    double weights = 0, mean = 0, sum = 0;
    std::size_t n = 0;
    for (const replica& one : replicas) {  // West's update: no digits cancel
        if (!(one.error > 0) || !is_finite(one.error)) {
            continue;
        }
        const double weight = 1 / (one.error * one.error);
        const double before = one.value - mean;
        weights += weight;
        mean += weight / weights * before;
        sum += weight * before * (one.value - mean);
        ++n;
    }
    if (n < 2) {
        return {};
    }
    const double nu = static_cast<double>(n - 1);
    return {sum, nu, std::fmax(0.0, 1 - incomplete_gamma(0.5 * nu, 0.5 * sum))};
}

/// Two-sided p-value of an estimate against a number, by Student's t.
/// \f[ p = P(|T_\nu| \ge |y - y_0|/\sigma) \f]
/// \param e  the estimate [y]      \param expected  y₀ [y]
/// \return p [1]; 1 where there is no known error bar
/// \cost about 1 µs
[[nodiscard]] inline double p_value_against(const estimate& e, double expected) {
    if (!(e.error > 0) || !(e.nu > 0) || e.verdict == reliability::unknown) {
        return 1.0;
    }
    return 2 * student_t_tail(std::fabs(e.value - expected) / e.error, e.nu);
}

/// Holm's correction: each p-value as it counts among all of them, in the order given.
/// \f[ \tilde p_{(k)} = \max_{j \le k} \min(1, (m - j + 1)\, p_{(j)}) \f]
/// Of m tests whose corrected p-values lie below α, the probability of any false one is at most α,
/// whatever the tests share.
/// \param p_values  of m tests [1]
/// \return the corrected ones [1]
/// \cost O(m log m), two vectors
/// \see Holm, Scandinavian Journal of Statistics 6 (1979)
[[nodiscard]] inline std::vector<double> holm_correction(std::span<const double> p_values) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    // The order among equals does not matter: the corrected values of equals are equal.
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
    std::vector<double> corrected(p_values.size());
    double greatest = 0;
    for (std::size_t k = 0; k < order.size(); ++k) {
        const double factor = static_cast<double>(order.size() - k);
        greatest = (std::max)(greatest, (std::min)(1.0, factor * p_values[order[k]]));
        corrected[order[k]] = greatest;
    }
    return corrected;
}

}  // namespace THERMOSGD_NAMESPACE
