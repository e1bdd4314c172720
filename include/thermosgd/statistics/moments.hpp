// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Count, mean and sum of squared deviations of a stream of numbers, mergeable and free of
/// cancellation.

#include <cstdint>

#include <thermosgd/core/scalar.hpp>

namespace THERMOSGD_NAMESPACE {

/// Count, mean and centred second moment of a stream of numbers.
/// \f[ \bar x = \frac1n\sum_i x_i, \qquad m_2 = \sum_i (x_i - \bar x)^2 \f]
///
/// A plain value: copy it, merge it with `+=`, store it. Numbers are pushed one at a time and are
/// not kept. The rounding error of m2 stays at a few 1e-16 of m2 times the ratio |mean|/sd, however
/// many numbers are pushed: raw sums of squares would lose everything at mean 1e8, sd 1.
///
/// \cost 24 bytes; push is one division, merge is two; no allocation
/// \see Welford 1962; Chan, Golub and LeVeque 1983, eq. (1.5)
struct moments {
    std::uint64_t count = 0;  ///< how many numbers were seen [1]
    double mean = 0;          ///< their mean, 0 while count is 0 [x]
    double m2 = 0;            ///< their summed squared deviation from the mean [x²]

    /// Adds one number, which must be finite: the caller decides what a NaN means.
    constexpr void push(double x) noexcept { push(x, 1.0 / static_cast<double>(count + 1)); }

    /// Adds one number where the caller already knows 1/(count + 1) [1], sparing the division.
    constexpr void push(double x, double reciprocal_count) noexcept {
        ++count;
        const double deviation = x - mean;
        mean += deviation * reciprocal_count;
        m2 += deviation * (x - mean);
    }

    /// Merges the moments of other numbers, as if they had been pushed here.
    ///
    /// Associative and commutative to rounding: any split of the data gives the same m2 to 1e-12
    /// relative. Merging with an empty side is exact.
    constexpr moments& operator+=(const moments& other) noexcept {
        if (other.count == 0) {
            return *this;
        }
        if (count == 0) {
            return *this = other;
        }
        const double here = static_cast<double>(count);
        const double there = static_cast<double>(other.count);
        const double deviation = other.mean - mean;
        mean += deviation * (there / (here + there));
        m2 += other.m2 + deviation * deviation * (here * there / (here + there));
        count += other.count;
        return *this;
    }

    /// The moments of the numbers of both sides.
    [[nodiscard]] friend constexpr moments operator+(moments a, const moments& b) noexcept {
        return a += b;
    }

    /// True when all three fields are the same numbers.
    [[nodiscard]] friend constexpr bool operator==(const moments&, const moments&) = default;

    /// The unbiased variance m2/(n − 1) [x²]; NaN below two numbers.
    ///
    /// It is the variance of one number, not of the mean, unbiased for independent numbers only.
    [[nodiscard]] constexpr double variance() const noexcept {
        return count < 2 ? not_available : m2 / static_cast<double>(count - 1);
    }

    /// The mean square m2/n [x²] about the mean of these numbers; NaN without numbers.
    [[nodiscard]] constexpr double population_variance() const noexcept {
        return count == 0 ? not_available : m2 / static_cast<double>(count);
    }

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(count, mean, m2);
    }
};

}  // namespace THERMOSGD_NAMESPACE
