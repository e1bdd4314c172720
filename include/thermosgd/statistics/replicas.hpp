// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Replicas, which are runs that differ only in their seed: what each of them says, whether they
/// agree, and p-values of what they say together. Their mean: random_effects.hpp.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/incomplete_gamma.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/estimate.hpp>

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
