// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What an entropy is reported as, and the gate that entropies of positions must pass.
///
/// All entropies are differential, S = −∫ p ln p, in units of k_B. A differential entropy depends
/// on the unit of its variable: with velocities in other units it changes by −d ln of the factor.
/// Only differences between states, layers or times mean anything: see entropy_difference().

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/observables/temperature/stationarity.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/propagation.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// How an entropy was estimated.
enum class entropy_method : std::uint8_t {
    gaussian_diagonal,  ///< ½ Σ ln(2πe σ_k²): entropy_gaussian.hpp
    gaussian_full,      ///< ½ ln det(2πe C) on few coordinates: entropy_gaussian.hpp
    histogram,          ///< −Σ p ln p per coordinate: entropy_histogram.hpp
    nearest_neighbour   ///< Kozachenko and Leonenko: entropy_nearest_neighbour.hpp
};

/// What a method takes for granted. \cost O(1)
[[nodiscard]] constexpr std::string_view assumptions_of(entropy_method method) noexcept {
    switch (method) {
    case entropy_method::gaussian_diagonal:
        return "Gaussian, independent coordinates: an upper bound";
    case entropy_method::gaussian_full: return "Gaussian: an upper bound";
    case entropy_method::histogram:
        return "smooth density, independent coordinates: an upper bound";
    case entropy_method::nearest_neighbour: break;
    }
    return "smooth density, samples thinned to independence";
}

/// Whether there is an entropy, or why there is none.
enum class entropy_status : std::uint8_t {
    available,           ///< the estimate is one of the entropy
    wandering,           ///< positions have not been sampled: R is not below 0.1
    too_few_samples,     ///< too few independent samples for so many coordinates, or none
    degenerate,          ///< a coordinate never changed or follows from others: S = −∞
    nonfinite,           ///< a sample or a variance is NaN or infinite
    too_many_dimensions  ///< more coordinates than the method can handle
};

/// The status in words: "available", or "not available: " and the reason. \cost O(1)
[[nodiscard]] constexpr std::string_view to_string(entropy_status status) noexcept {
    switch (status) {
    case entropy_status::available: return "available";
    case entropy_status::wandering: return "not available: wandering";
    case entropy_status::too_few_samples: return "not available: too few independent samples";
    case entropy_status::degenerate: return "not available: a coordinate does not vary";
    case entropy_status::nonfinite: return "not available: NaN or infinite numbers";
    case entropy_status::too_many_dimensions: break;
    }
    return "not available: too many coordinates";
}

/// An entropy with its error bar, and what it rests on.
struct differential_entropy {
    estimate entropy;             ///< S [k_B], free of bias; NaN unless
                                  ///< available
    double bias = not_available;  ///< what was taken off [k_B]
    std::size_t dimensions = 0;   ///< number of coordinates d [1]
    std::size_t floored = 0;      ///< coordinates, or distances, raised to their rounding floor [1]
    entropy_method method = entropy_method::gaussian_diagonal;
    entropy_status status = entropy_status::too_few_samples;

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(entropy, bias, dimensions, floored, method, status);
    }
};

/// The result in words: the estimate and its assumptions, or the reason why there is none.
/// \cost a few short strings
[[nodiscard]] inline std::string to_text(const differential_entropy& s) {
    if (s.status != entropy_status::available) {
        return std::string(to_string(s.status));
    }
    std::string text = to_text(s.entropy) + " k_B (" + std::string(assumptions_of(s.method));
    if (s.floored != 0) {
        text += "; " + std::to_string(s.floored) + " at the rounding floor";
    }
    return text + ")";
}

/// The result without a value, for a reason. \cost O(1)
[[nodiscard]] inline differential_entropy unavailable(differential_entropy s,
                                                      entropy_status reason) {
    s.entropy = {};
    s.bias = not_available;
    s.status = reason;
    return s;
}

/// Lets an entropy of positions pass only where positions have been sampled; otherwise it would
/// grow like ½ ln t per coordinate for ever, and "not available: wandering" is the answer.
/// \param s       an entropy made of positions
/// \param sampled the verdict, such as group_report::position_stationary()
/// \return s, or s without its value   \cost O(1)
[[nodiscard]] inline differential_entropy of_positions(const differential_entropy& s,
                                                       bool sampled) {
    return sampled || s.status != entropy_status::available
               ? s
               : unavailable(s, entropy_status::wandering);
}

/// The same by R = |x_T − x_0|²/Σ|Δx|², which must be below position_stationarity_bound; NaN, not
/// measured, counts as wandering. \cost O(1)
[[nodiscard]] inline differential_entropy of_positions(const differential_entropy& s,
                                                       double position_ratio) {
    return of_positions(s,
                        is_finite(position_ratio) && position_ratio < position_stationarity_bound);
}

/// The difference of two entropies per coordinate, which no choice of units changes.
/// \f[ \Delta s = S_b/d_b - S_a/d_a \f]
/// \param b  one state or layer   \param a the other, by the same method and independent of b
/// \return Δs [k_B per coordinate]; NaN and unknown unless both are available
/// \throws std::invalid_argument for two methods: their assumptions would not cancel   \cost O(1)
[[nodiscard]] inline estimate entropy_difference(const differential_entropy& b,
                                                 const differential_entropy& a) {
    if (a.method != b.method) {
        THERMOSGD_THROW(std::invalid_argument(
            "entropy_difference: two methods, expected the same for both: \"" +
            std::string(assumptions_of(b.method)) + "\" and \"" +
            std::string(assumptions_of(a.method)) + "\""));
    }
    if (a.status != entropy_status::available || b.status != entropy_status::available) {
        return {};
    }
    const estimate terms[]{b.entropy, a.entropy};
    const double weights[]{1 / static_cast<double>(b.dimensions),
                           -1 / static_cast<double>(a.dimensions)};
    return independent_sum(terms, weights);
}

/// The statistical inefficiency g that stands for "measure it from the samples".
inline constexpr double measured_inefficiency = 0.0;

namespace detail {

/// Coordinate `k` of samples of `d` coordinates each.
[[nodiscard]] inline std::vector<double> coordinate(std::span<const double> rows, std::size_t d,
                                                    std::size_t k) {
    std::vector<double> x(rows.size() / d);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = rows[i * d + k];
    }
    return x;
}

/// How correlated successive samples are: the largest g of a coordinate and of its square, never
/// below 1.
struct sample_correlation {
    double of_mean = 1;
    double of_square = 1;
    reliability verdict = reliability::reliable;

    [[nodiscard]] double worst() const noexcept { return (std::max)(of_mean, of_square); }
};

[[nodiscard]] inline sample_correlation correlation_of(std::span<const double> rows, std::size_t d,
                                                       double inefficiency) {
    sample_correlation result;
    if (inefficiency != measured_inefficiency) {
        result.of_mean = inefficiency;
        result.of_square = inefficiency;
        return result;
    }
    for (std::size_t k = 0; k < d; ++k) {
        std::vector<double> x = coordinate(rows, d, k);
        const estimate mean = mean_of_series(x);
        for (double& value : x) {
            value = (value - mean.value) * (value - mean.value);
        }
        const estimate square = mean_of_series(x);
        // fmax leaves out the NaN of a series too short for any g.
        result.of_mean = std::fmax(result.of_mean, mean.g);
        result.of_square = std::fmax(result.of_square, square.g);
        result.verdict = worse(result.verdict, worse(mean.verdict, square.verdict));
    }
    return result;
}

/// What must be wrong with samples before any method is asked; available if nothing is.
/// \throws layout_error, std::invalid_argument as the methods say
[[nodiscard]] inline entropy_status check_samples(const char* function,
                                                  std::span<const double> rows, std::size_t d,
                                                  double inefficiency) {
    if (d != 0 && rows.size() % d != 0) {
        THERMOSGD_THROW(layout_error(std::string(function) +
                                     ": rows.size() = " + std::to_string(rows.size()) +
                                     ", expected a multiple of d = " + std::to_string(d)));
    }
    if (inefficiency != measured_inefficiency &&
        (!(inefficiency >= 1) || !is_finite(inefficiency))) {
        THERMOSGD_THROW(std::invalid_argument(std::string(function) +
                                              ": inefficiency = " + number_text(inefficiency) +
                                              ", expected 0 (measure it) or a number from 1 on"));
    }
    if (d == 0 || rows.size() / d < 2) {
        return entropy_status::too_few_samples;
    }
    const bool finite =
        std::all_of(rows.begin(), rows.end(), [](const double& x) { return is_finite(x); });
    return finite ? entropy_status::available : entropy_status::nonfinite;
}

}  // namespace detail

}  // namespace THERMOSGD_NAMESPACE
