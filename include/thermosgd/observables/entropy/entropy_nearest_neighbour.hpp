// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The joint entropy of a few coordinates from the distances between samples.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/numeric/digamma.hpp>
#include <thermosgd/observables/entropy/entropy.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// How the nearest-neighbour entropy is taken.
struct nearest_neighbour_options {
    std::size_t neighbour = 4;  ///< k: the distance to the k-th nearest sample is used, ≥ 1
    double inefficiency =
        measured_inefficiency;  ///< g of the samples (1: independent), 0: measured
    double resolution = 0;  ///< distances below this spacing of the numbers are raised to it [x]
};

/// Most coordinates of a nearest-neighbour entropy: its bias grows fast with their number.
inline constexpr std::size_t most_neighbour_dimensions = 5;

namespace detail {

/// The logarithm of the volume of the unit ball in d ≤ 5 dimensions.
[[nodiscard]] inline double log_unit_ball(std::size_t d) noexcept {
    constexpr double pi = std::numbers::pi;
    constexpr double volumes[]{1, 2, pi, 4 * pi / 3, pi * pi / 2, 8 * pi * pi / 15};
    return std::log(volumes[d]);
}

/// The square of the distance from sample i to its k-th nearest other sample.
[[nodiscard]] inline double squared_distance_to_neighbour(std::span<const double> rows,
                                                          std::size_t d, std::size_t i,
                                                          std::span<double> nearest) noexcept {
    std::fill(nearest.begin(), nearest.end(), infinity);
    const double* here = rows.data() + i * d;
    for (std::size_t j = 0; j < rows.size() / d; ++j) {
        const double* there = rows.data() + j * d;
        double square = 0;
        for (std::size_t c = 0; c < d; ++c) {
            square += (there[c] - here[c]) * (there[c] - here[c]);
        }
        if (square < nearest.back() && j != i) {
            std::size_t at = nearest.size() - 1;
            for (; at > 0 && nearest[at - 1] > square; --at) {
                nearest[at] = nearest[at - 1];
            }
            nearest[at] = square;
        }
    }
    return nearest.back();
}

}  // namespace detail

/// The entropy of the joint distribution of up to five coordinates, whatever its shape.
/// \f[ S = \psi(N) - \psi(k) + \ln V_d + \frac dN \sum_i \ln r_{i,k} \f]
/// r_{i,k} is the distance from sample i to its k-th nearest neighbour, V_d the volume of the unit
/// ball. Correlated samples lie too close together, so that only every g-th one is used, N in all,
/// with g measured as for gaussian_entropy_of_samples(). Take coordinates of comparable spread: on
/// others the bias grows. Measured for independent normal coordinates, k = 4: −0.005, −0.015, −0.04
/// and −0.07 in 1, 2, 3 and 5 dimensions at N = 800; −0.026 and −0.057 in 3 and 5 at N = 5,000.
///
/// The error is the scatter of d ln r over √N times √((9 + d)/8): neighbours share distances, which
/// makes the mean scatter by 1.07 to 1.28 times as much as independent terms would (measured, k = 1
/// and 4).
/// \param rows    samples in the order of time, d numbers each [x]
/// \param d       numbers per sample, 1 to 5; refused above
/// \param options k, g and resolution
/// \return S [k_B]; bias 0: none is known to take off. Degenerate where two samples coincide and no
///         resolution is given
/// \throws layout_error unless rows.size() is a multiple of d; std::invalid_argument for options
///         out of range
/// \cost O(N² d), 0.1 s at N = 5,000; 8 bytes per number
/// \see Kozachenko and Leonenko 1987; Kraskov, Stögbauer and Grassberger 2004, eq. (20)
[[nodiscard]] inline differential_entropy nearest_neighbour_entropy(
    std::span<const double> rows, std::size_t d, const nearest_neighbour_options& options = {}) {
    constexpr const char* name = "nearest_neighbour_entropy";
    if (options.neighbour == 0) {
        THERMOSGD_THROW(
            std::invalid_argument(std::string(name) + ": neighbour = 0, expected at least 1"));
    }
    if (!(options.resolution >= 0) || !is_finite(options.resolution)) {
        THERMOSGD_THROW(std::invalid_argument(
            std::string(name) + ": resolution = " + detail::number_text(options.resolution) +
            ", expected a finite length"));
    }
    differential_entropy s;
    s.method = entropy_method::nearest_neighbour;
    s.dimensions = d;
    const entropy_status status = detail::check_samples(name, rows, d, options.inefficiency);
    if (status != entropy_status::available) {
        return unavailable(s, status);
    }
    if (d > most_neighbour_dimensions) {
        return unavailable(s, entropy_status::too_many_dimensions);
    }
    const detail::sample_correlation g = detail::correlation_of(rows, d, options.inefficiency);
    // A g measured on independent samples scatters about 1; a third of a step is no correlation.
    const auto stride = static_cast<std::size_t>(std::ceil(g.worst() - 1.0 / 3.0));
    std::vector<double> thinned;
    for (std::size_t i = 0; i < rows.size() / d; i += stride) {
        thinned.insert(thinned.end(), rows.begin() + static_cast<std::ptrdiff_t>(i * d),
                       rows.begin() + static_cast<std::ptrdiff_t>((i + 1) * d));
    }
    const std::size_t n = thinned.size() / d;
    if (n <= options.neighbour) {
        return s;
    }
    const double floor = options.resolution * options.resolution;
    const auto dimensions = static_cast<double>(d);
    std::vector<double> nearest(options.neighbour);
    moments log_distance;
    for (std::size_t i = 0; i < n; ++i) {
        double square = detail::squared_distance_to_neighbour(thinned, d, i, nearest);
        if (square < floor) {
            square = floor;
            ++s.floored;
        }
        if (!(square > 0)) {
            return unavailable(s, entropy_status::degenerate);
        }
        log_distance.push(0.5 * dimensions * std::log(square));
    }
    const auto count = static_cast<double>(n);
    s.bias = 0;
    s.entropy.value = digamma(count) - digamma(static_cast<double>(options.neighbour)) +
                      detail::log_unit_ball(d) + log_distance.mean;
    s.entropy.error = std::sqrt(log_distance.variance() / count * (9 + dimensions) / 8);
    s.entropy.n_eff = count;
    s.entropy.g = g.worst();
    s.entropy.nu = count - 1;
    s.entropy.verdict = worse(g.verdict, detail::reliability_of(count, count));
    s.status = entropy_status::available;
    return s;
}

}  // namespace THERMOSGD_NAMESPACE
