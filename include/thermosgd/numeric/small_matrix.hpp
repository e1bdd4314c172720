// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Positive definite matrices of a few rows: inverse, determinant, products.

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace thermosgd {

/// A square matrix of k rows.
template <std::size_t k>
using moment_matrix = std::array<std::array<double, k>, k>;

namespace detail {

/// x·y. \cost O(k)
template <std::size_t k>
[[nodiscard]] constexpr double dot(const std::array<double, k>& x,
                                   const std::array<double, k>& y) noexcept {
    double sum = 0;
    for (std::size_t i = 0; i < k; ++i) {
        sum += x[i] * y[i];
    }
    return sum;
}

/// A x. \cost O(k²)
template <std::size_t k>
[[nodiscard]] constexpr std::array<double, k> product(const moment_matrix<k>& a,
                                                      const std::array<double, k>& x) noexcept {
    std::array<double, k> result{};
    for (std::size_t i = 0; i < k; ++i) {
        result[i] = dot(a[i], x);
    }
    return result;
}

/// A B. \cost O(k³)
template <std::size_t k>
[[nodiscard]] constexpr moment_matrix<k> product(const moment_matrix<k>& a,
                                                 const moment_matrix<k>& b) noexcept {
    moment_matrix<k> result{};
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < k; ++j) {
            for (std::size_t l = 0; l < k; ++l) {
                result[i][j] += a[i][l] * b[l][j];
            }
        }
    }
    return result;
}

/// The lower triangle C with A = C Cᵀ; NaN on the diagonal from where A is not positive definite.
/// \param a  symmetric; only its lower triangle is read \cost O(k³)
template <std::size_t k>
[[nodiscard]] moment_matrix<k> cholesky_factor(const moment_matrix<k>& a) noexcept {
    moment_matrix<k> c{};
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = a[i][j];
            for (std::size_t l = 0; l < j; ++l) {
                sum -= c[i][l] * c[j][l];
            }
            if (i == j) {
                c[i][i] = sum > 0 ? std::sqrt(sum) : std::numeric_limits<double>::quiet_NaN();
            } else {
                c[i][j] = sum / c[j][j];
            }
        }
    }
    return c;
}

/// ln det A of a positive definite matrix; NaN for another. \cost O(k³)
template <std::size_t k>
[[nodiscard]] double log_det_positive(const moment_matrix<k>& a) noexcept {
    const moment_matrix<k> c = cholesky_factor(a);
    double sum = 0;
    for (std::size_t i = 0; i < k; ++i) {
        sum += 2 * std::log(c[i][i]);
    }
    return sum;
}

/// A⁻¹ of a positive definite matrix, symmetric to the last bit; NaN for another. \cost O(k³)
template <std::size_t k>
[[nodiscard]] moment_matrix<k> inverse_positive(const moment_matrix<k>& a) noexcept {
    const moment_matrix<k> c = cholesky_factor(a);
    moment_matrix<k> inverse{};
    for (std::size_t column = 0; column < k; ++column) {
        std::array<double, k> x{};
        for (std::size_t i = 0; i < k; ++i) {
            double sum = i == column ? 1.0 : 0.0;
            for (std::size_t l = 0; l < i; ++l) {
                sum -= c[i][l] * x[l];
            }
            x[i] = sum / c[i][i];
        }
        for (std::size_t i = k; i-- > 0;) {
            double sum = x[i];
            for (std::size_t l = i + 1; l < k; ++l) {
                sum -= c[l][i] * x[l];
            }
            x[i] = sum / c[i][i];
        }
        for (std::size_t i = 0; i <= column; ++i) {
            inverse[i][column] = inverse[column][i] = x[i];
        }
    }
    return inverse;
}

}  // namespace detail

}  // namespace thermosgd
