// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How many independent numbers several chains hold together.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/chains.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// The effective sample size of chains as they are, from autocorrelations summed in pairs as long
/// as pairs are positive, and made monotone.
[[nodiscard]] inline double plain_effective_sample_size(const chains& c) {
    const std::size_t length = c.front().size();
    if (length < 3 || nothing_to_compare(c)) {
        return not_available;
    }
    const double n = static_cast<double>(length);
    std::vector<double> means;
    moments of_means;
    for (const std::vector<double>& chain : c) {
        double sum = 0;
        for (const double x : chain) {
            sum += x;
        }
        means.push_back(sum / n);
        of_means.push(means.back());
    }
    const double variance = mean_autocovariance(c, means, 0) * n / (n - 1);
    const double pooled = variance * (n - 1) / n +
                          (c.size() > 1 ? of_means.m2 / static_cast<double>(c.size() - 1) : 0.0);
    const auto correlation = [&](std::size_t lag) {
        return 1 - (variance - mean_autocovariance(c, means, lag)) / pooled;
    };
    // Geyer's initial positive sequence: rho[t], rho[t + 1] for even t.
    std::vector<double> rho(length + 2, 0.0);
    double even = 1, odd = correlation(1);
    rho[0] = even;
    rho[1] = odd;
    std::size_t last = 0;
    while (last + 5 < length && even + odd > 0) {
        last += 2;
        even = correlation(last);
        odd = correlation(last + 1);
        if (even + odd >= 0) {
            rho[last] = even;
            rho[last + 1] = odd;
        }
    }
    if (even > 0) {
        rho[last] = even;
    }
    // His initial monotone sequence.
    for (std::size_t t = 2; t + 2 <= last; t += 2) {
        if (rho[t] + rho[t + 1] > rho[t - 2] + rho[t - 1]) {
            rho[t] = rho[t + 1] = (rho[t - 2] + rho[t - 1]) / 2;
        }
    }
    // The sum runs to the last odd place before `last`, at least over the first number.
    double sum = 0;
    for (std::size_t t = 0; t < std::max<std::size_t>(last, 1); ++t) {
        sum += rho[t];
    }
    const double all = n * static_cast<double>(c.size());
    const double time = -1 + 2 * sum + rho[last];
    return all / (std::max)(time, 1 / std::log10(all));
}

/// That of the indicator of what lies at or below a quantile of all numbers.
[[nodiscard]] inline double quantile_effective_sample_size(const chains& c, double probability) {
    const double quantile = quantile_of_sorted(sorted_numbers(c), probability);
    chains below = c;
    for (std::vector<double>& chain : below) {
        for (double& x : chain) {
            x = x <= quantile ? 1.0 : 0.0;
        }
    }
    return plain_effective_sample_size(split(below));
}

}  // namespace detail

/// The effective sample size of the mean: that of the numbers as they are, by half chains.
/// \param c  chains of equal length
/// \return the number of independent numbers with a mean as well known, at most N log₁₀ N [1]; NaN
///         where one is not finite, all are the same, or half chains have fewer than three
/// \throws std::invalid_argument without a chain and for chains of different lengths
/// \cost O(numbers · correlation time)
/// \see Vehtari et al. 2021, section 3; Geyer 1992; as R's posterior
[[nodiscard]] inline double effective_sample_size(const chains& c) {
    detail::check_chains("effective_sample_size", c);
    return detail::plain_effective_sample_size(detail::split(c));
}

/// Bulk effective sample size: that of the normal scores; for the middle of the distribution.
/// \copydetails effective_sample_size
[[nodiscard]] inline double bulk_effective_sample_size(const chains& c) {
    detail::check_chains("bulk_effective_sample_size", c);
    return detail::nothing_to_compare(c)
               ? not_available
               : detail::plain_effective_sample_size(detail::normal_scores(detail::split(c)));
}

/// Tail effective sample size: the smaller of those of the 5 % and the 95 % quantile.
/// \copydetails effective_sample_size
[[nodiscard]] inline double tail_effective_sample_size(const chains& c) {
    detail::check_chains("tail_effective_sample_size", c);
    if (detail::nothing_to_compare(c)) {
        return not_available;
    }
    const double low = detail::quantile_effective_sample_size(c, 0.05);
    const double high = detail::quantile_effective_sample_size(c, 0.95);
    return is_finite(low) && is_finite(high) ? (std::min)(low, high) : not_available;
}

}  // namespace THERMOSGD_NAMESPACE
