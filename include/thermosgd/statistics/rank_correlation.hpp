// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Ranks, and how far two lists of numbers put things in the same order.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>

namespace THERMOSGD_NAMESPACE {

namespace detail {

inline void check_same_size(const char* function, std::span<const double> a,
                            std::span<const double> b) {
    if (a.size() != b.size()) {
        THERMOSGD_THROW(layout_error(std::string(function) +
                                     ": b.size() = " + std::to_string(b.size()) + ", expected " +
                                     std::to_string(a.size())));
    }
}

[[nodiscard]] inline bool all_finite(std::span<const double> x) {
    return std::all_of(x.begin(), x.end(), [](const double& value) { return is_finite(value); });
}

}  // namespace detail

/// The rank of each number from the greatest, 1, to the least; equal ones share their mean rank.
/// \param x numbers, none of them NaN   \return one rank per number [1]
/// \cost O(n log n), two allocations
[[nodiscard]] inline std::vector<double> ranks_from_greatest(std::span<const double> x) {
    std::vector<std::size_t> order(x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t i, std::size_t j) { return x[i] > x[j]; });
    std::vector<double> ranks(x.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first + 1;
        while (last < order.size() && x[order[last]] == x[order[first]]) {
            ++last;
        }
        for (std::size_t i = first; i < last; ++i) {
            ranks[order[i]] = 0.5 * static_cast<double>(first + last + 1);
        }
        first = last;
    }
    return ranks;
}

/// Spearman's correlation: that of the ranks.
/// \f[ \rho = \mathrm{corr}(\mathrm{rank}\,a, \mathrm{rank}\,b) \f]
/// \param a numbers   \param b as many, paired with them
/// \return ρ in [−1, 1] [1]; NaN below two pairs, where all of a side are equal, or for NaN and
///         infinity
/// \throws layout_error if they do not pair up   \cost O(n log n)   \see Spearman 1904
[[nodiscard]] inline double spearman_correlation(std::span<const double> a,
                                                 std::span<const double> b) {
    detail::check_same_size("spearman_correlation", a, b);
    if (!detail::all_finite(a) || !detail::all_finite(b)) {
        return not_available;
    }
    const std::vector<double> rank_a = ranks_from_greatest(a);
    const std::vector<double> rank_b = ranks_from_greatest(b);
    const double middle = 0.5 * (static_cast<double>(a.size()) + 1);
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (rank_a[i] - middle) * (rank_b[i] - middle);
        aa += (rank_a[i] - middle) * (rank_a[i] - middle);
        bb += (rank_b[i] - middle) * (rank_b[i] - middle);
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : not_available;
}

/// Kendall's correlation: pairs in the same order less pairs in opposite order, over all pairs.
/// \f[ \tau_b = \frac{C - D}{\sqrt{(C + D + T_a)(C + D + T_b)}} \f]
/// with pairs that are equal in a only, T_b, and in b only, T_a, taken into account. (1 + τ)/2 is
/// the probability that two drawn at random stand in the same order in both lists.
/// \param a numbers   \param b as many, paired with them
/// \return τ_b in [−1, 1] [1]; NaN as spearman_correlation
/// \throws layout_error if they do not pair up   \cost O(n²), no allocation   \see Kendall 1938
[[nodiscard]] inline double kendall_correlation(std::span<const double> a,
                                                std::span<const double> b) {
    detail::check_same_size("kendall_correlation", a, b);
    if (!detail::all_finite(a) || !detail::all_finite(b)) {
        return not_available;
    }
    double balance = 0, ordered_a = 0, ordered_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const int in_a = (a[i] > a[j]) - (a[i] < a[j]);
            const int in_b = (b[i] > b[j]) - (b[i] < b[j]);
            balance += in_a * in_b;
            ordered_a += in_a * in_a;
            ordered_b += in_b * in_b;
        }
    }
    return ordered_a > 0 && ordered_b > 0 ? balance / std::sqrt(ordered_a * ordered_b)
                                          : not_available;
}

}  // namespace THERMOSGD_NAMESPACE
