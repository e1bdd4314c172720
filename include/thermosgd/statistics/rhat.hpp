// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// R̂: whether chains have come to the same distribution.

#include <cmath>
#include <cstddef>
#include <map>
#include <span>
#include <stdexcept>
#include <string>

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/statistics/chains.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE {

/// Rank-normalised split R̂: the larger of that of the numbers and that of their distances from the
/// median, so that neither heavy tails nor chains of equal means and other widths hide.
/// \f[ \hat R = \sqrt{\frac{B/W + n - 1}{n}} \f]
/// B n times the variance of the means of half chains, W the mean of their variances, n their
/// length, all of normal scores. 1 where chains agree; the usual bound is 1.01.
/// \param c  chains of equal length
/// \return R̂ [1]; NaN where a number is not finite, all are the same, or chains have fewer than
///         four
/// \throws std::invalid_argument without a chain and for chains of different lengths
/// \cost O(numbers · log numbers), a few copies of all numbers
/// \see Vehtari, Gelman, Simpson, Carpenter and Bürkner 2021, equations 1 to 4; as R's posterior
[[nodiscard]] inline double rank_normalised_rhat(const chains& c) {
    detail::check_chains("rank_normalised_rhat", c);
    if (detail::nothing_to_compare(c)) {
        return not_available;
    }
    const double bulk = detail::plain_rhat(detail::normal_scores(detail::split(c)));
    const double tail = detail::plain_rhat(detail::normal_scores(detail::split(detail::folded(c))));
    return is_finite(bulk) && is_finite(tail) ? std::fmax(bulk, tail) : not_available;
}

/// Nested R̂, for many short chains: several began at one place and make a superchain.
/// \f[ \mathfrak n\hat R = \sqrt{1 + \frac{B}{\tilde B + \tilde W}} \f]
/// B is the variance of the means of superchains, B̃ that of the means of the chains within one, W̃
/// the mean variance within a chain; B̃ is 0 for one chain each and W̃ for one number each.
/// \param c            chains of equal length
/// \param superchains  the number of the superchain of each, each number as often as the others
/// \return R̂ [1]; NaN where a number is not finite or all are the same
/// \throws std::invalid_argument as rank_normalised_rhat(), and for another number of labels,
///         superchains of different sizes, or fewer than two of them
/// \cost O(numbers)
/// \see Margossian, Hoffman, Sountsov, Riou-Durand, Vehtari and Gelman 2024, equation 6
[[nodiscard]] inline double nested_rhat(const chains& c, std::span<const std::size_t> superchains) {
    detail::check_chains("nested_rhat", c);
    if (superchains.size() != c.size()) {
        THERMOSGD_THROW(std::invalid_argument("nested_rhat: " + std::to_string(superchains.size()) +
                                              " superchains for " + std::to_string(c.size()) +
                                              " chains, expected one each"));
    }
    struct superchain {
        moments means;
        double within = 0;
    };
    std::map<std::size_t, superchain> by_label;
    for (std::size_t i = 0; i < c.size(); ++i) {
        moments numbers;
        for (const double x : c[i]) {
            numbers.push(x);
        }
        superchain& s = by_label[superchains[i]];
        s.means.push(numbers.mean);
        s.within += numbers.count > 1 ? numbers.m2 / static_cast<double>(numbers.count - 1) : 0.0;
    }
    moments between;
    double within = 0;
    for (const auto& [label, s] : by_label) {
        if (s.means.count != by_label.begin()->second.means.count || by_label.size() < 2) {
            THERMOSGD_THROW(std::invalid_argument(
                "nested_rhat: superchain " + std::to_string(label) + " has " +
                std::to_string(s.means.count) + " chains of " + std::to_string(c.size()) +
                ", expected at least two superchains of the same size"));
        }
        const double count = static_cast<double>(s.means.count);
        between.push(s.means.mean);
        within += s.within / count + (count > 1 ? s.means.m2 / (count - 1) : 0.0);
    }
    if (detail::nothing_to_compare(c)) {
        return not_available;
    }
    const double supers = static_cast<double>(by_label.size());
    return std::sqrt(1 + between.m2 / (supers - 1) / (within / supers));
}

}  // namespace THERMOSGD_NAMESPACE
