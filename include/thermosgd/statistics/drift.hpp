// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The half-window drift test: do the two halves of a window have the same mean?

#include <cstddef>
#include <limits>
#include <string_view>

#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>

namespace thermosgd {

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
struct drift_result {
    double z = std::numeric_limits<double>::quiet_NaN();        ///< (late − early)/error [1]
    double p_value = std::numeric_limits<double>::quiet_NaN();  ///< P(|T| ≥ |z|) without drift [1]
    double nu = std::numeric_limits<double>::quiet_NaN();       ///< Welch's degrees of freedom [1]
    estimate early;                                  ///< mean of the first half of the window
    estimate late;                                   ///< mean of the second half of the window
    drift_verdict verdict = drift_verdict::unknown;  ///< compared with the significance asked for
};

/// Compares the means of two independent estimates, such as the halves of a window.
/// \f[ z = \frac{\bar x_2 - \bar x_1}{\sqrt{\sigma_1^2 + \sigma_2^2}}, \quad
///     \nu = \frac{(\sigma_1^2+\sigma_2^2)^2}{\sigma_1^4/\nu_1 + \sigma_2^4/\nu_2} \f]
/// \param significance p-value below which the verdict is `drifting`, in (0, 1) [1]
/// \throws std::invalid_argument for another significance
/// \see Welch 1947; Geweke 1992
[[nodiscard]] drift_result compare_means(const estimate& early, const estimate& late,
                                         double significance = 0.01);

/// Tests one column from batch `first_batch` on for drift, first half against second half.
/// \throws std::invalid_argument for a column, batch or significance out of range
/// \cost that of two mean_estimate()
[[nodiscard]] drift_result half_window_test(const batch_store& store, std::size_t column,
                                            std::size_t first_batch = 0,
                                            double significance = 0.01);

}  // namespace thermosgd
