// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The entropy production of a stationary linear process, from its covariances.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/small_matrix.hpp>

#include <cstddef>

namespace THERMOSGD_NAMESPACE {

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
/// \pre three matrices of one size      \cost O(n³), 10 µs at n = 16; nine allocations
[[nodiscard]] inline double entropy_production_rate(const small_matrix<>& covariance,
                                                    const small_matrix<>& velocities,
                                                    const small_matrix<>& circulation) {
    constexpr double undefined = not_available;
    constexpr double least_pivot = 1e-13;
    const std::size_t n = covariance.size();
    const small_matrix<> factor = detail::cholesky_factor(covariance, least_pivot);
    if (!detail::is_factor(factor)) {
        return undefined;
    }
    small_matrix<> d(n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            d(i, j) = -0.5 * velocities(i, j) - circulation(i, j);
        }
    }
    const small_matrix<> d_transposed = detail::transposed(d);
    const small_matrix<> b = detail::transposed(detail::solve(factor, d_transposed));
    const small_matrix<> drift = detail::product(b, d_transposed);
    small_matrix<> noise = velocities;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            noise(i, j) -= 0.5 * (drift(i, j) + drift(j, i));
        }
    }
    const small_matrix<> noise_factor = detail::cholesky_factor(noise, least_pivot);
    if (!detail::is_factor(noise_factor)) {
        return undefined;
    }
    const small_matrix<> x = detail::solve(noise_factor, detail::product(b, circulation));
    double trace = 0;
    for (std::size_t i = 0; i < n; ++i) {
        trace += x(i, i);
    }
    return 2 * trace;
}

}  // namespace THERMOSGD_NAMESPACE
