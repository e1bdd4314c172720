// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Equipartition within a group: how far the temperatures of its parameters lie apart.
///
/// Sizes first: CV² = Var_k(T_k)/(mean T_k)² with its error, Gini coefficient, percentile ratio. A
/// p-value comes second, since a large group rejects any exact null. All are ratios, so that it
/// does not matter whether τ_k = ⟨v_k²⟩, m⟨v_k²⟩ or T_k is given.

#include <thermosgd/core/ascending.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/estimate.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The CV² of measured temperatures that are all equal: the noise of each of them.
/// \f[ s = (\kappa - 1)\,\frac{g_K}{n} \f]
/// 2g_K/n for Gaussian velocities, and not 2/n: with heavy-ball momentum 0.9 it is ten times that.
/// \param g_kinetic g of v_k² in time [1]: that of Σv² of the group where all parameters are alike,
///                  or better that of split_temperature_spread()   \param steps n [1]
/// \param kurtosis  κ of the velocity of one parameter, 3 for Gaussian ones [1]
/// \return s [1]; NaN for no steps   \cost O(1), noexcept
[[nodiscard]] constexpr double temperature_noise(double g_kinetic, double steps,
                                                 double kurtosis = 3.0) noexcept {
    return steps > 0 ? (kurtosis - 1) * g_kinetic / steps : not_available;
}

/// How unequal the temperatures of the parameters of a group are.
struct temperature_spread {
    std::size_t parameters = 0;        ///< those that moved
    std::size_t never_moved = 0;       ///< those with T = 0 exactly, left out of all that follows
    double mean = not_available;       ///< mean T [T]
    double cv2 = not_available;        ///< CV² as measured [1]
    double null_cv2 = not_available;   ///< of equal temperatures [1]
    estimate true_cv2;                 ///< CV² without the noise, which may come out negative [1]
    double p_value = not_available;    ///< of a true CV² of 0, one-sided
    double gini = not_available;       ///< in [0, 1), noise included [1]
    double null_gini = not_available;  ///< of equal temperatures [1]
    double percentile_ratio = not_available;       ///< T_90/T_10, with noise
    double null_percentile_ratio = not_available;  ///< of equal ones
};

namespace detail {

/// Throws unless every temperature is 0, positive or NaN.
inline void check_temperatures(const char* function, std::span<const double> temperatures) {
    for (const double& t : temperatures) {
        if (t < 0) {
            THERMOSGD_THROW(std::invalid_argument(std::string(function) + ": a temperature is " +
                                                  number_text(t) + ", expected none below 0"));
        }
    }
}

/// The value below which a share of sorted numbers lies, between two of them by interpolation.
[[nodiscard]] inline double sorted_quantile(std::span<const double> sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = (std::min)(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// The Gini coefficient of sorted positive numbers: half their mean difference over their mean.
[[nodiscard]] inline double sorted_gini(std::span<const double> sorted, double mean) {
    const auto d = static_cast<double>(sorted.size());
    double weighted = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        // Twice the rank less what all equal ones would have, so that those give 0 exactly.
        weighted += (2 * static_cast<double>(i) + 1 - d) * (sorted[i] / mean - 1);
    }
    return weighted / (d * d);
}

/// How far CV² of temperatures with mean 1 moves with the noise of each: x²(x − 1 − C)².
///
/// Only the true spread is a lever, so that the part of the measured one that is noise is left out.
[[nodiscard]] inline double spread_lever(double x, double cv2, double true_cv2) noexcept {
    const double lever = x * (x - 1 - cv2);
    return cv2 > 0 ? lever * lever * (std::max)(0.0, true_cv2 / cv2) : 0.0;
}

}  // namespace detail

/// The spread of the temperatures of the parameters of a group, with the noise taken out.
/// \f[ \mathrm{CV}^2_\mathrm{true} = \frac{\mathrm{CV}^2 - s}{1 + s}, \quad s = (\kappa-1)g_K/n \f]
///
/// The error holds the noise of the temperatures (parameters fluctuate as `independent` ones) and
/// that of g_K, relative variance 2/ν, which decides for equal temperatures. It is the error of the
/// spread of these parameters, not of a population from which they were drawn.
///
/// The g of Σv² is too small where parameters trade places slowly while a fast factor common to all
/// of them fills Σv²: in the main network it is 2 where single parameters have 60. The noise is
/// then underestimated. split_temperature_spread() needs no g_K, and measures it: prefer it where
/// the run can be halved, or give its g here.
///
/// Gini coefficient and percentile ratio are those of the measured temperatures; beside them stands
/// what equal temperatures would show, √(s/π) and (1 + 1.28√s)/(1 − 1.28√s).
///
/// \param temperatures τ_k of every parameter, from a velocity_map [any unit]
/// \param kinetic      ⟨Σv²⟩ of the group with its g and ν, from the batches of the same steps
/// \param steps        n of the map [1]
/// \param kurtosis     κ of the velocity of one parameter [1]
/// \param independent  how many parameters fluctuate independently; 0: all. 2⟨K⟩²/Var K is a lower
///                     bound, since it also falls with what is common to all and drops out of CV²
/// \return the spread; no true CV² below two parameters that moved; verdict that of `kinetic`
/// \throws std::invalid_argument for a negative temperature
/// \cost O(d log d), one copy of the temperatures
[[nodiscard]] inline temperature_spread estimate_temperature_spread(
    std::span<const double> temperatures, const estimate& kinetic, double steps,
    double kurtosis = 3.0, double independent = 0.0) {
    detail::check_temperatures("assess_temperature_spread", temperatures);
    temperature_spread result;
    std::vector<double> sorted;
    sorted.reserve(temperatures.size());
    for (const double& t : temperatures) {
        if (t > 0 && is_finite(t)) {
            sorted.push_back(t);
        }
        result.never_moved += t == 0 ? 1U : 0U;
    }
    std::sort(sorted.begin(), sorted.end(), detail::ascending{});
    result.parameters = sorted.size();
    if (sorted.empty()) {
        return result;
    }
    const auto d = static_cast<double>(sorted.size());
    // Scaled by the largest, so that no square of a small temperature is lost.
    const double largest = sorted.back();
    double sum = 0;
    for (const double t : sorted) {
        sum += t / largest;
    }
    result.mean = sum / d * largest;
    double squares = 0;
    for (const double t : sorted) {
        squares += (t / result.mean - 1) * (t / result.mean - 1);
    }
    result.cv2 = squares / d;
    result.gini = detail::sorted_gini(sorted, result.mean);
    result.percentile_ratio =
        detail::sorted_quantile(sorted, 0.9) / detail::sorted_quantile(sorted, 0.1);
    const double s = temperature_noise(kinetic.g, steps, kurtosis);
    if (sorted.size() < 2 || !is_finite(s)) {
        return result;
    }
    constexpr double normal_90 = 1.2815515655446004;
    const double reach = normal_90 * std::sqrt(s);
    result.null_cv2 = s;
    result.null_gini = std::sqrt(s / 3.14159265358979324);
    result.null_percentile_ratio = reach < 1 ? (1 + reach) / (1 - reach) : not_available;

    estimate& truth = result.true_cv2;
    truth.value = (result.cv2 - s) / (1 + s);
    truth.n_eff = kinetic.n_eff;
    truth.g = kinetic.g;
    truth.verdict = kinetic.verdict;
    const double correlated = independent > 0 ? (std::max)(1.0, d / independent) : 1.0;
    double levers = 0;
    double fourths = 0;
    for (const double t : sorted) {
        const double x = t / result.mean;
        levers += detail::spread_lever(x, result.cv2, truth.value);
        fourths += x * x * x * x;
    }
    // First order in the noise, and the second, which is all that is left at equal temperatures.
    const double noise =
        correlated * (4 * s * levers + 2 * s * s * fourths) / (d * d * (1 + s) * (1 + s));
    const double of_g = (1 + result.cv2) / ((1 + s) * (1 + s)) * s;
    const double from_g = kinetic.nu > 0 ? of_g * of_g * 2 / kinetic.nu : 0;
    truth.error = std::sqrt(noise + from_g);
    const double freedom = (std::max)(1.0, (d - 1) / correlated);
    truth.nu = (noise + from_g) * (noise + from_g) /
               (noise * noise / freedom + (kinetic.nu > 0 ? from_g * from_g / kinetic.nu : 0));
    if (truth.error > 0 && truth.nu > 0 && truth.verdict != reliability::unknown) {
        result.p_value = student_t_tail(truth.value / truth.error, truth.nu);
    }
    return result;
}

/// The true CV² from two windows of the same run, which needs no g and no kurtosis.
/// \f[ \mathrm{CV}^2_\mathrm{true} =
///     \frac{\mathrm{Cov}_k(\tau_k, \tau'_k)}{\bar\tau\,\bar\tau'} \f]
/// The noise of the two windows is independent once they lie some correlation times apart (adjacent
/// windows of n steps share a part g/n of it), and so drops out. What is measured is the spread
/// that persists from one window to the other.
///
/// The noise itself comes with it: s = Σ(a − b)²/(2Σab) with a = τ/τ̄, b = τ'/τ̄', so that
/// s·n/(κ − 1) is a second estimate of g_K; it is returned as `g`, for κ = 3.
///
/// The error knows the noise of each parameter by its own difference of the windows,
/// \f[ \sigma^2 = \frac{1}{d^2} \sum_k (x_k - 1 - \mathrm{CV}^2)^2 (a_k - b_k)^2, \quad
///     x = \tfrac12(a + b), \f]
/// and ν how many parameters decide: 2 where T is log-normal with σ = 1.5. Intervals of 95 % cover
/// in 94 to 99 % for 50 to 1,000 parameters, equal or log-normal T, noise alike or not.
/// \param first   τ_k of one window   \param second  those of the other
/// \param steps   mean number of steps of a window [1]
/// \param independent  how many parameters fluctuate independently; 0: all
/// \return CV² of these parameters [1]; n_eff is that number, and the verdict goes by it
/// \throws std::invalid_argument for unequal sizes or a negative temperature
/// \cost O(d), no allocation
[[nodiscard]] inline estimate split_temperature_spread(std::span<const double> first,
                                                       std::span<const double> second, double steps,
                                                       double independent = 0.0) {
    if (first.size() != second.size()) {
        THERMOSGD_THROW(std::invalid_argument(
            "split_temperature_spread: second.size() = " + std::to_string(second.size()) +
            ", expected " + std::to_string(first.size())));
    }
    detail::check_temperatures("split_temperature_spread", first);
    detail::check_temperatures("split_temperature_spread", second);
    const auto moved = [&](std::size_t k) {
        return first[k] > 0 && second[k] > 0 && is_finite(first[k]) && is_finite(second[k]);
    };
    double d = 0;
    double sum_first = 0;
    double sum_second = 0;
    for (std::size_t k = 0; k < first.size(); ++k) {
        if (moved(k)) {
            d += 1;
            sum_first += first[k];
            sum_second += second[k];
        }
    }
    estimate result;
    if (d < 2) {
        return result;
    }
    double covariance = 0;
    double difference = 0;
    for (std::size_t k = 0; k < first.size(); ++k) {
        if (moved(k)) {
            const double a = first[k] / sum_first * d - 1;
            const double b = second[k] / sum_second * d - 1;
            covariance += a * b;
            difference += (a - b) * (a - b);
        }
    }
    const double cv2 = covariance / d;
    const double s = difference / (2 * d * (1 + cv2));
    // The half sum and the difference of two windows have independent noise, so that their product
    // is free of bias: 2 s_k lever² + s_k², whatever the noise s_k of each parameter.
    double noise = 0;
    double expected = 0;
    double expected_squares = 0;
    for (std::size_t k = 0; k < first.size(); ++k) {
        if (moved(k)) {
            const double a = first[k] / sum_first * d;
            const double b = second[k] / sum_second * d;
            const double x = 0.5 * (a + b);
            const double lever = (x - 1 - cv2) * (x - 1 - cv2);
            noise += lever * (a - b) * (a - b);
            expected += lever * s * x * x;
            expected_squares += lever * s * x * x * lever * s * x * x;
        }
    }
    result.n_eff = independent > 0 ? (std::min)(d, independent) : d;
    result.value = cv2;
    result.error = std::sqrt(noise / (d * result.n_eff));
    result.g = 0.5 * s * steps;
    // Where a few hot parameters decide, their differences are all that tells the noise.
    const double deciding =
        expected_squares > 0 ? expected / expected_squares * expected : result.n_eff - 1;
    result.nu = (std::max)(1.0, deciding * result.n_eff / d);
    result.verdict = result.n_eff >= 100  ? reliability::reliable
                     : result.n_eff >= 50 ? reliability::rough
                                          : reliability::unknown;
    return result;
}

}  // namespace THERMOSGD_NAMESPACE
