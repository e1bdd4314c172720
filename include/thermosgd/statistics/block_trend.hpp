// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Whether the variance of block means still grows with the length of the blocks: long memory.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/small_matrix.hpp>
#include <thermosgd/statistics/block_variance.hpp>

namespace THERMOSGD_NAMESPACE::detail {

/// How V_L changes from one block length to the next, where a plateau is the g that is sought.
struct block_trend {
    double slope = 0.0;  ///< per doubling of the length, as a share of the plateau, or of V at the
                         ///< first length where that is larger [1]
    double error = not_available;  ///< its standard deviation on a plateau; NaN for one length [1]

    /// slope/error; 0 where there are fewer than two lengths. \cost O(1)
    [[nodiscard]] double z() const noexcept { return error > 0 ? slope / error : 0.0; }
};

/// Fits a straight line to V_L over the level, by generalised least squares.
/// \f[ \mathrm{Cov}\big(V(b), V(c)\big) = g^2 \frac{2b}{n}\Big(1 - \frac{b}{3c}\Big),
///     \quad b \le c \f]
/// on a plateau: means of overlapping blocks of a short memory are those of a Brownian motion, and
/// the formula is the integral of the square of how much two blocks share. With the error taken
/// from it, the slope of a series that is on its plateau has z of mean 0 and, skewed by the few
/// longest blocks, of variance about 1.
/// \param ladder  V of all lengths      \param first  the shortest level that counts, > 0
/// \return the slope; 0 with error NaN where fewer than two levels have eight blocks
/// \cost O(levels³), some small allocations
/// \see Meketon and Schmeiser 1984; Song and Schmeiser 1995 (variances of block estimates)
[[nodiscard]] inline block_trend fit_block_trend(const block_ladder& ladder, std::size_t first) {
    constexpr double fewest = 8;
    std::size_t levels = 0;
    while (first + levels < ladder.levels() && ladder.blocks(first + levels) >= fewest) {
        ++levels;
    }
    if (levels < 2) {
        return {};
    }
    // Of V at the levels first − 1, first, …, in units of g² 2b/n at the first of them.
    const auto covariance = [](std::size_t i, std::size_t j) {
        const double shorter = static_cast<double>(std::size_t{1} << (i < j ? i : j));
        const double longer = static_cast<double>(std::size_t{1} << (i < j ? j : i));
        return shorter * (1 - shorter / (3 * longer));
    };
    small_matrix<> of_lugsail(levels);
    for (std::size_t i = 0; i < levels; ++i) {
        for (std::size_t j = 0; j < levels; ++j) {
            of_lugsail(i, j) = 4 * covariance(i + 1, j + 1) - 2 * covariance(i + 1, j) -
                               2 * covariance(i, j + 1) + covariance(i, j);
        }
    }
    const small_matrix<> factor = cholesky_factor(of_lugsail);
    std::vector<double> one(levels, 1.0), line(levels), y(levels);
    for (std::size_t i = 0; i < levels; ++i) {
        line[i] = static_cast<double>(i);
        y[i] = ladder.raw_lugsail(first + i);
    }
    // Whitened: least squares with equal weights.
    for (std::vector<double>* v : {&one, &line, &y}) {
        solve_lower(factor, std::span<double>(*v));
    }
    const auto product = [levels](const std::vector<double>& a, const std::vector<double>& b) {
        double sum = 0;
        for (std::size_t i = 0; i < levels; ++i) {
            sum += a[i] * b[i];
        }
        return sum;
    };
    const double n = product(one, one), x = product(one, line), xx = product(line, line);
    const double determinant = n * xx - x * x;
    const double slope = (n * product(line, y) - x * product(one, y)) / determinant;
    const double plateau = product(one, y) / n;
    // Where neighbours cancel, the noise is that of V, which is larger than the plateau.
    const double scale = (std::max)(plateau, ladder.variance(first));
    return {slope / scale, std::sqrt(2 / ladder.blocks(first - 1) * n / determinant)};
}

}  // namespace THERMOSGD_NAMESPACE::detail
