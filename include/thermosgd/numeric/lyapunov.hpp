// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The little linear algebra that a probability current on a few projections needs.

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace thermosgd {

/// A square matrix of at most 16 rows, a plain value.
struct small_matrix {
    static constexpr std::size_t most = 16;  ///< the greatest number of rows

    std::size_t size = 0;                        ///< n, number of rows
    std::array<double, most * most> elements{};  ///< row after row, n to a row

    /// The element in row i and column j. \cost O(1)
    [[nodiscard]] constexpr double& operator()(std::size_t i, std::size_t j) noexcept {
        return elements[i * size + j];
    }
    /// \copydoc operator()
    [[nodiscard]] constexpr double operator()(std::size_t i, std::size_t j) const noexcept {
        return elements[i * size + j];
    }
};

namespace detail {

/// Replaces a symmetric matrix by its lower Cholesky factor; false where it is not positive
/// definite beyond rounding.
[[nodiscard]] inline bool cholesky(small_matrix& a) noexcept {
    for (std::size_t j = 0; j < a.size; ++j) {
        const double diagonal = a(j, j);
        double pivot = diagonal;
        for (std::size_t k = 0; k < j; ++k) {
            pivot -= a(j, k) * a(j, k);
        }
        if (!(pivot > 1e-13 * diagonal) || !(diagonal > 0)) {
            return false;
        }
        a(j, j) = std::sqrt(pivot);
        for (std::size_t i = j + 1; i < a.size; ++i) {
            double sum = a(i, j);
            for (std::size_t k = 0; k < j; ++k) {
                sum -= a(i, k) * a(j, k);
            }
            a(i, j) = sum / a(j, j);
        }
    }
    return true;
}

/// F⁻ᵀ F⁻¹ B for the lower factor F: what solves (F Fᵀ) X = B.
[[nodiscard]] inline small_matrix solve(const small_matrix& factor, small_matrix b) noexcept {
    const std::size_t n = factor.size;
    for (std::size_t column = 0; column < n; ++column) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                b(i, column) -= factor(i, k) * b(k, column);
            }
            b(i, column) /= factor(i, i);
        }
        for (std::size_t i = n; i-- > 0;) {
            for (std::size_t k = i + 1; k < n; ++k) {
                b(i, column) -= factor(k, i) * b(k, column);
            }
            b(i, column) /= factor(i, i);
        }
    }
    return b;
}

[[nodiscard]] inline small_matrix product(const small_matrix& a, const small_matrix& b) noexcept {
    small_matrix c;
    c.size = a.size;
    for (std::size_t i = 0; i < a.size; ++i) {
        for (std::size_t k = 0; k < a.size; ++k) {
            for (std::size_t j = 0; j < a.size; ++j) {
                c(i, j) += a(i, k) * b(k, j);
            }
        }
    }
    return c;
}

[[nodiscard]] inline small_matrix transposed(const small_matrix& a) noexcept {
    small_matrix b;
    b.size = a.size;
    for (std::size_t i = 0; i < a.size; ++i) {
        for (std::size_t j = 0; j < a.size; ++j) {
            b(j, i) = a(i, j);
        }
    }
    return b;
}

}  // namespace detail

/// The entropy production per step of a stationary linear process x' = Ax + noise, by its
/// covariances at equal times and one step apart.
/// \f[ \mathrm{EPR} = \mathrm{Tr}\,[Q^{-1} A (\Sigma A^T - A\Sigma)], \qquad
///     Q = \Sigma - A \Sigma A^T \f]
/// the Kullback–Leibler divergence of pairs (x, x') from reversed pairs (x', x), never negative, 0
/// where detailed balance holds. With D = ⟨v xᵀ⟩ = −V/2 − L and B = DΣ⁻¹ = A − 1 it is
/// 2 Tr[Q⁻¹ B L] with Q = V − B Dᵀ, in which nothing cancels when steps are small.
/// \param covariance   Σ = ⟨x xᵀ⟩ about the mean [theta²]
/// \param velocities   V = ⟨v vᵀ⟩ with v = x' − x [theta²]
/// \param circulation  L = ½⟨x vᵀ − v xᵀ⟩, antisymmetric [theta²]
/// \return EPR [k_B per step], NaN where Σ or Q is singular; 0 below two dimensions
/// \pre three matrices of one size      \cost O(n³), 10 µs at n = 16; no allocation
[[nodiscard]] inline double entropy_production_rate(const small_matrix& covariance,
                                                    const small_matrix& velocities,
                                                    const small_matrix& circulation) noexcept {
    constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
    const std::size_t n = covariance.size;
    small_matrix factor = covariance;
    if (!detail::cholesky(factor)) {
        return undefined;
    }
    small_matrix d;
    d.size = n;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            d(i, j) = -0.5 * velocities(i, j) - circulation(i, j);
        }
    }
    const small_matrix d_transposed = detail::transposed(d);
    const small_matrix b = detail::transposed(detail::solve(factor, d_transposed));
    const small_matrix drift = detail::product(b, d_transposed);
    small_matrix noise = velocities;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            noise(i, j) -= 0.5 * (drift(i, j) + drift(j, i));
        }
    }
    if (!detail::cholesky(noise)) {
        return undefined;
    }
    const small_matrix x = detail::solve(noise, detail::product(b, circulation));
    double trace = 0;
    for (std::size_t i = 0; i < n; ++i) {
        trace += x(i, i);
    }
    return 2 * trace;
}

}  // namespace thermosgd
