// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The entropy of the Gaussian with the same variances: coordinate by coordinate, or with all
/// correlations of a few of them.

#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/digamma.hpp>
#include <thermosgd/observables/entropy/entropy.hpp>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The variance that rounding alone gives: the square of the spacing of numbers over twelve.
/// \param magnitude size of the numbers that were rounded, such as |x| for a velocity x' − x [x]
/// \param digits    binary digits of the format: 24 for float, 53 for double, 8 for bfloat16 [1]
/// \return ulp²/12 [x²]; 0 for magnitude 0, NaN for a magnitude that is not finite   \cost O(1)
[[nodiscard]] inline double quantisation_variance(double magnitude, int digits = 24) noexcept {
    if (!is_finite(magnitude)) {
        return not_available;
    }
    if (magnitude == 0) {
        return 0;
    }
    const double ulp = std::ldexp(1.0, std::ilogb(magnitude) - digits + 1);
    return ulp * ulp / 12;
}

/// The entropy of independent Gaussian coordinates, free of the bias of measured variances.
/// \f[ S = \tfrac12 \sum_k \left[\ln(2\pi e\,\sigma_k^2) - \psi(\nu/2) + \ln(\nu/2)\right] \f]
/// For given variances an upper bound of every entropy (Hadamard's inequality). A variance below
/// its floor is raised to it, has no bias, and is counted: what is quantised has no differential
/// entropy. The error, \f$ \tfrac14\sum_k\psi'(\nu/2) \f$ squared, is that of independent
/// coordinates; what they share adds up to at most √d times as much.
/// \param variances σ_k² over time, each unbiased [x²]; zeros and rounding below 0 need a floor
/// \param freedom   ν of each: N_eff − 1; n/g_K for velocities, whose mean telescopes [1]
/// \param floors    none, one for all, or one per coordinate: quantisation_variance() [x²]
/// \return S [k_B]; degenerate where a variance is 0 and has no floor; ν below 100 is rough, below
///         50 unknown
/// \throws layout_error for another number of floors   \cost O(d), no allocation
[[nodiscard]] inline differential_entropy gaussian_entropy(std::span<const double> variances,
                                                           double freedom,
                                                           std::span<const double> floors = {}) {
    if (floors.size() > 1 && floors.size() != variances.size()) {
        THERMOSGD_THROW(
            layout_error("gaussian_entropy: floors.size() = " + std::to_string(floors.size()) +
                         ", expected 0, 1 or " + std::to_string(variances.size())));
    }
    differential_entropy s;
    s.method = entropy_method::gaussian_diagonal;
    s.dimensions = variances.size();
    if (variances.empty() || !(freedom > 0) || !is_finite(freedom)) {
        return s;
    }
    double sum = 0;
    for (std::size_t k = 0; k < variances.size(); ++k) {
        const double floor = floors.empty() ? 0.0 : floors[floors.size() == 1 ? 0 : k];
        if (!is_finite(variances[k]) || !is_finite(floor)) {
            return unavailable(s, entropy_status::nonfinite);
        }
        const double variance = std::fmax(variances[k], floor);
        if (!(variance > 0)) {
            return unavailable(s, entropy_status::degenerate);
        }
        s.floored += variances[k] < floor ? 1U : 0U;
        sum += std::log(variance);
    }
    const auto d = static_cast<double>(s.dimensions);
    const double free = d - static_cast<double>(s.floored);
    s.bias = 0.5 * free * log_variance_bias(freedom);
    s.entropy.value = 0.5 * (d * std::log(2 * std::numbers::pi * std::numbers::e) + sum) - s.bias;
    s.entropy.error = 0.5 * std::sqrt(free * trigamma(0.5 * freedom));
    s.entropy.n_eff = freedom;
    s.entropy.nu = freedom * std::fmax(free, 1.0);
    s.entropy.verdict = detail::reliability_of(freedom, freedom);
    s.status = entropy_status::available;
    return s;
}

/// Least ν per coordinate at which a determinant is measured at all.
inline constexpr double least_freedom_per_coordinate = 5;

/// The entropy of correlated Gaussian coordinates, free of the bias of a measured determinant.
/// \f[ S = \tfrac12 \ln\det(2\pi e\,C) -
///     \tfrac12\sum_{i=1}^{k}\left[\psi\!\left(\tfrac{\nu+1-i}2\right) - \ln\tfrac\nu2\right] \f]
/// \param covariance C, k × k, unbiased, row by row [x²]; its lower triangle is read
/// \param k          number of coordinates, few: a projection of many
/// \param freedom    ν = N_eff − 1 [1]; refused below 5k, since det C then is mostly bias
/// \return S [k_B] with the error of Gaussian samples, ¼ Σ ψ'((ν + 1 − i)/2) squared
/// \throws layout_error unless C has k² entries   \cost O(k³); one copy of C
/// \see Goodman 1963 (the determinant of a sample covariance)
[[nodiscard]] inline differential_entropy gaussian_entropy_of_covariance(
    std::span<const double> covariance, std::size_t k, double freedom) {
    if (covariance.size() != k * k) {
        THERMOSGD_THROW(layout_error("gaussian_entropy_of_covariance: covariance.size() = " +
                                     std::to_string(covariance.size()) + ", expected " +
                                     std::to_string(k * k)));
    }
    differential_entropy s;
    s.method = entropy_method::gaussian_full;
    s.dimensions = k;
    const auto d = static_cast<double>(k);
    if (k == 0 || !is_finite(freedom) || !(freedom >= least_freedom_per_coordinate * d)) {
        return s;
    }
    std::vector<double> c(covariance.begin(), covariance.end());
    double log_det = 0;
    double log_bias = 0;
    double variance = 0;
    for (std::size_t i = 0; i < k; ++i) {
        const double scale = c[i * k + i];
        for (std::size_t j = 0; j <= i; ++j) {
            double rest = c[i * k + j];
            if (!is_finite(rest)) {
                return unavailable(s, entropy_status::nonfinite);
            }
            for (std::size_t l = 0; l < j; ++l) {
                rest -= c[i * k + l] * c[j * k + l];
            }
            c[i * k + j] = j < i ? rest / c[j * k + j] : rest;
        }
        // What rounding leaves of a coordinate that follows from the others is no variance.
        if (!(c[i * k + i] > 1e-14 * d * scale)) {
            return unavailable(s, entropy_status::degenerate);
        }
        log_det += std::log(c[i * k + i]);
        c[i * k + i] = std::sqrt(c[i * k + i]);
        const double half = 0.5 * (freedom - static_cast<double>(i));
        log_bias += digamma(half) - std::log(0.5 * freedom);
        variance += 0.25 * trigamma(half);
    }
    s.bias = 0.5 * log_bias;
    s.entropy.value =
        0.5 * (d * std::log(2 * std::numbers::pi * std::numbers::e) + log_det) - s.bias;
    s.entropy.error = std::sqrt(variance);
    s.entropy.n_eff = freedom;
    s.entropy.nu = freedom;
    s.entropy.verdict = detail::reliability_of(freedom, freedom);
    s.status = entropy_status::available;
    return s;
}

/// The entropy of correlated Gaussian coordinates from successive samples of a projection.
///
/// C is divided by n − g and has ν = (n − g)/g₂, where g is that of the coordinates and g₂ that of
/// their squares, the largest of each: both corrections are then right for correlated samples too.
/// \param rows   samples in the order of time, k numbers each [x]
/// \param k      numbers per sample, few
/// \param inefficiency g and g₂ where they are known (1: independent samples), or 0: measured
/// \return S [k_B] as gaussian_entropy_of_covariance; verdict unknown where g is
/// \throws layout_error unless rows.size() is a multiple of k; std::invalid_argument for 0 < g < 1
/// \cost O(n k²)
[[nodiscard]] inline differential_entropy gaussian_entropy_of_samples(
    std::span<const double> rows, std::size_t k, double inefficiency = measured_inefficiency) {
    differential_entropy s;
    s.method = entropy_method::gaussian_full;
    s.dimensions = k;
    const entropy_status status =
        detail::check_samples("gaussian_entropy_of_samples", rows, k, inefficiency);
    if (status != entropy_status::available) {
        return unavailable(s, status);
    }
    const std::size_t n = rows.size() / k;
    const detail::sample_correlation g = detail::correlation_of(rows, k, inefficiency);
    std::vector<double> mean(k), c(k * k);
    for (std::size_t t = 0; t < n; ++t) {
        for (std::size_t i = 0; i < k; ++i) {
            mean[i] += (rows[t * k + i] - mean[i]) / static_cast<double>(t + 1);
        }
    }
    for (std::size_t t = 0; t < n; ++t) {
        const double* x = rows.data() + t * k;
        for (std::size_t i = 0; i < k; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                c[i * k + j] += (x[i] - mean[i]) * (x[j] - mean[j]);
            }
        }
    }
    const double rest = static_cast<double>(n) - g.of_mean;
    if (!(rest > 0)) {
        return s;
    }
    for (double& entry : c) {
        entry /= rest;
    }
    s = gaussian_entropy_of_covariance(c, k, rest / g.of_square);
    s.entropy.g = g.worst();
    s.entropy.verdict = worse(s.entropy.verdict, g.verdict);
    return s;
}

}  // namespace THERMOSGD_NAMESPACE
