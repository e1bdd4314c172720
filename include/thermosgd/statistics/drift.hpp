// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The half-window drift test: do the two halves of a window have the same mean?

#include <cmath>
#include <cstddef>
#include <string_view>

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/lugsail.hpp>

namespace THERMOSGD_NAMESPACE {

/// What the drift test says about a window.
enum class drift_verdict {
    stationary,  ///< the halves agree within their error bars
    drifting,    ///< the halves differ by more than their error bars allow
    unknown      ///< the error bar of a half is unknown
};

/// The name of a verdict: "stationary", "drifting" or "unknown".
[[nodiscard]] constexpr std::string_view to_string(drift_verdict verdict) noexcept {
    switch (verdict) {
    case drift_verdict::stationary: return "stationary";
    case drift_verdict::drifting: return "drifting";
    case drift_verdict::unknown: break;
    }
    return "unknown";
}

/// The outcome of the half-window test.
struct drift_test {
    double z = not_available;                        ///< (late − early)/error [1]
    double p_value = not_available;                  ///< P(|T| ≥ |z|) without drift [1]
    double nu = not_available;                       ///< Welch's degrees of freedom [1]
    estimate early;                                  ///< mean of the first half of the window
    estimate late;                                   ///< mean of the second half of the window
    drift_verdict verdict = drift_verdict::unknown;  ///< compared with the significance asked for

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(z, p_value, nu, early, late, verdict);
        detail::require_stored("drift_test", verdict <= drift_verdict::unknown);
    }
};

/// Compares the means of two independent estimates, such as the halves of a window.
/// \f[ z = \frac{\bar x_2 - \bar x_1}{\sqrt{\sigma_1^2 + \sigma_2^2}}, \quad
///     \nu = \frac{(\sigma_1^2+\sigma_2^2)^2}{\sigma_1^4/\nu_1 + \sigma_2^4/\nu_2} \f]
/// Two constants are stationary (z = 0) when equal and drifting (z infinite) when not.
/// \param early one mean   \param late the other mean, in the same unit
/// \param significance p-value below which the verdict is `drifting`, in (0, 1) [1]
/// \return the test; verdict unknown, z and p-value NaN, when that of either estimate is
/// \throws std::invalid_argument for another significance
/// \cost about 1 µs, no allocation   \see Welch 1947; Geweke 1992
[[nodiscard]] inline drift_test compare_means(const estimate& early, const estimate& late,
                                              double significance = 0.01) {
    detail::check_probability("compare_means", "significance", significance);
    drift_test result;
    result.early = early;
    result.late = late;
    if (worse(early.verdict, late.verdict) == reliability::unknown) {
        return result;
    }
    const double variance_early = early.error * early.error;
    const double variance_late = late.error * late.error;
    const double variance = variance_early + variance_late;
    const double difference = late.value - early.value;
    if (variance > 0) {
        result.z = difference / std::sqrt(variance);
        // In shares of the variance, whose square may underflow.
        const double share = variance_early / variance;
        result.nu = 1 / (share * share / early.nu + (1 - share) * (1 - share) / late.nu);
        result.p_value = 2 * student_t_tail(std::fabs(result.z), result.nu);
    } else {
        const double huge = detail::infinity;
        result.z = difference == 0 ? 0 : std::copysign(huge, difference);
        result.nu = early.nu + late.nu;
        result.p_value = difference == 0 ? 1 : 0;
    }
    result.verdict =
        result.p_value < significance ? drift_verdict::drifting : drift_verdict::stationary;
    return result;
}

/// Tests one column from batch `first_batch` on for drift, first half against second half.
///
/// Each half has its own lugsail error bar, so each needs N_eff of 50 or more. A drift that is
/// strong within a half leaves that half without an error bar: the verdict then is `unknown`, and
/// never `stationary`. What the halves share at their seam is of the order g/N and left out.
/// False alarms measured on AR(1) with φ = 0, 0.5 and 0.9, half windows of N_eff 100 and more:
/// 4.7 to 5.0 % at significance 5 %, 0.9 % at 1 %.
/// \param store the series   \param column which one
/// \param first_batch first batch to use [batch]
/// \param significance p-value below which the verdict is `drifting`, in (0, 1) [1]
/// \return the test of late minus early
/// \throws std::invalid_argument for a column, batch or significance out of range
/// \cost that of two mean_estimate()
[[nodiscard]] inline drift_test test_half_windows(const batch_store& store, std::size_t column,
                                                  std::size_t first_batch = 0,
                                                  double significance = 0.01) {
    detail::check_window("half_window_test", store, column, first_batch);
    const std::size_t last = store.batches();
    const std::size_t middle = first_batch + (last - first_batch) / 2;
    const estimate early = lugsail(detail::column_cells(store, column, first_batch, middle)).mean;
    const estimate late =
        lugsail(detail::column_cells(store, column, middle, last), store.current(column)).mean;
    return compare_means(early, late, significance);
}

}  // namespace THERMOSGD_NAMESPACE
