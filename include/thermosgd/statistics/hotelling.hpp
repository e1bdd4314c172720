// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Hotelling's test: do correlated quantities, measured together many times, all have mean 0?

#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/f_distribution.hpp>
#include <thermosgd/numeric/small_matrix.hpp>

namespace THERMOSGD_NAMESPACE {

/// The outcome of Hotelling's test; NaN where the covariance is singular or there is too little.
struct hotelling_test {
    double t_squared = not_available;  ///< T² [1]
    double f = not_available;          ///< (n − q) T²/(q (n − 1)) [1]
    double nu1 = not_available;        ///< q
    double nu2 = not_available;        ///< n − q
    double p_value = not_available;    ///< of all means 0
};

/// Tests the means of q quantities against 0, from n independent rows of one number each.
/// \f[ T^2 = n\,\bar y^{\mathsf T} S^{-1} \bar y, \qquad \frac{n-q}{q(n-1)}\,T^2 \sim F(q, n-q) \f]
/// S is the covariance of the rows with n − 1 below. Any invertible linear change of the quantities
/// leaves T² as it is. q = 1 is the square of Student's t.
/// \param rows n·q numbers, row after row [any; a unit per quantity]   \param q >= 1
/// \return the test; NaN unless n > q, and where S is singular: quantities that are constant or
///         move exactly together
/// \throws std::invalid_argument for q = 0 or a size that is not a multiple of q
/// \cost O(n·q² + q³), a few allocations   \see Hotelling 1931
[[nodiscard]] inline hotelling_test test_hotelling(std::span<const double> rows, std::size_t q) {
    if (q == 0 || rows.size() % q != 0) {
        THERMOSGD_THROW(
            std::invalid_argument("hotelling_test: rows.size() = " + std::to_string(rows.size()) +
                                  ", expected a multiple of q = " + std::to_string(q) + " >= 1"));
    }
    hotelling_test result;
    const std::size_t n = rows.size() / q;
    if (n <= q) {
        return result;
    }
    const auto count = static_cast<double>(n);
    const auto freedom = static_cast<double>(q);
    // About the first row, so that an offset does not cost the mean its digits.
    std::vector<double> mean(q);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        mean[i % q] += (rows[i] - rows[i % q]) / count;
    }
    for (std::size_t i = 0; i < q; ++i) {
        mean[i] += rows[i];
    }
    small_matrix<> covariance(q);
    for (std::size_t b = 0; b < n; ++b) {
        for (std::size_t i = 0; i < q; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                covariance(i, j) +=
                    (rows[b * q + i] - mean[i]) * (rows[b * q + j] - mean[j]) / (count - 1);
            }
        }
    }
    // In units of the standard deviations, so that quantities of any size go together.
    std::vector<double> scale(q);
    for (std::size_t i = 0; i < q; ++i) {
        scale[i] = std::sqrt(covariance(i, i));
        if (!(scale[i] > 0) || !is_finite(scale[i])) {
            return result;
        }
        mean[i] /= scale[i];
        for (std::size_t j = 0; j <= i; ++j) {
            covariance(i, j) /= scale[i] * scale[j];
        }
    }
    constexpr double least_pivot = 1e-10;
    const small_matrix<> factor = detail::cholesky_factor(covariance, least_pivot);
    detail::solve_lower(factor, std::span<double>(mean));
    double form = 0;
    for (const double x : mean) {
        form += x * x;
    }
    if (detail::is_factor(factor) && is_finite(form)) {
        result.t_squared = count * form;
        result.nu1 = freedom;
        result.nu2 = count - freedom;
        result.f = result.t_squared * result.nu2 / (freedom * (count - 1));
        result.p_value = f_tail(result.f, result.nu1, result.nu2);
    }
    return result;
}

}  // namespace THERMOSGD_NAMESPACE
