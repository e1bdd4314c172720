// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The straight line through points with error bars, and what χ² says about it.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/incomplete_gamma.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/moments.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// A straight line y = a + b x fitted to points.
///
/// The errors of a and b are those that the errors of the points make; where there were none, those
/// that the scatter about the line makes. NaN is what the points do not determine.
struct line_fit {
    static constexpr double unknown = not_available;

    std::size_t points = 0;            ///< n [1]
    double intercept = unknown;        ///< a [y]
    double slope = unknown;            ///< b [y/x]
    double intercept_error = unknown;  ///< σ_a [y]
    double slope_error = unknown;      ///< σ_b [y/x]
    double covariance = unknown;       ///< of a and b [y²/x]
    double chi_squared = unknown;   ///< Σ((y − a − bx)/σ)² [1]; without errors Σ(y − a − bx)² [y²]
    double degrees_of_freedom = 0;  ///< ν = n − 2 [1]
    double p_value = unknown;       ///< P(χ² or more) if line and errors are right [1], to 1e-14;
                                    ///< NaN without errors and for ν = 0
    double error_freedom = detail::infinity;  ///< Student t freedom of the errors [1]: infinite for
                                              ///< given ones, ν for those of the scatter

    /// The line at x [y]. \cost O(1)
    [[nodiscard]] constexpr double at(double x) const noexcept { return intercept + slope * x; }

    /// The standard error of the line at x [y]. \cost O(1)
    [[nodiscard]] double error_at(double x) const noexcept {
        const double variance = intercept_error * intercept_error + 2 * x * covariance +
                                x * x * slope_error * slope_error;
        return variance > 0 ? std::sqrt(variance) : variance * 0;
    }

    /// √(χ²/ν) where that is above 1, else 1: by how much the given errors would have to be larger
    /// for the line to pass among them. 1 without errors and for ν = 0. \cost O(1)
    [[nodiscard]] double inflation() const noexcept {
        const bool poor = is_finite(p_value) && chi_squared > degrees_of_freedom;
        return poor ? std::sqrt(chi_squared / degrees_of_freedom) : 1.0;
    }

    /// The fit with its errors multiplied by inflation(); a smaller χ² leaves them as they are.
    ///
    /// An inflated error has the freedom ν of the scatter that it comes from. \cost O(1)
    [[nodiscard]] line_fit inflated() const noexcept {
        line_fit wider = *this;
        const double factor = inflation();
        if (factor > 1) {
            wider.intercept_error *= factor;
            wider.slope_error *= factor;
            wider.covariance *= factor * factor;
            wider.error_freedom = degrees_of_freedom;
        }
        return wider;
    }

    /// b with its error, for intervals; n_eff is n. Rough below ten points, unknown where there is
    /// no error. \cost O(1)
    [[nodiscard]] estimate slope_estimate() const noexcept { return made(slope, slope_error); }

    /// a, in the same way. \cost O(1)
    [[nodiscard]] estimate intercept_estimate() const noexcept {
        return made(intercept, intercept_error);
    }

private:
    [[nodiscard]] estimate made(double value, double error) const noexcept {
        estimate e;
        e.value = value;
        e.error = error;
        e.n_eff = static_cast<double>(points);
        e.g = 1;
        e.nu = error_freedom;
        e.verdict = !is_finite(error) ? reliability::unknown
                    : points < 10     ? reliability::rough
                                      : reliability::reliable;
        return e;
    }
};

namespace detail {

/// \param error of each y, or empty: all the same, unknown
[[nodiscard]] inline line_fit fit_line(const char* function, std::span<const double> x,
                                       std::span<const double> y, std::span<const double> error) {
    const auto demand = [&](bool good, const std::string& found, const char* expected) {
        if (!good) {
            THERMOSGD_THROW(std::invalid_argument(std::string(function) + ": " + found +
                                                  ", expected " + expected));
        }
    };
    demand(y.size() == x.size(),
           "y.size() = " + std::to_string(y.size()) + " for " + std::to_string(x.size()) + " x",
           "as many");
    demand(error.empty() || error.size() == x.size(),
           "error.size() = " + std::to_string(error.size()) + " for " + std::to_string(x.size()) +
               " x",
           "as many");
    double weights = 0, x_mean = 0, y_mean = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        demand(is_finite(x[i]) && is_finite(y[i]),
               "x, y = " + detail::number_text(x[i]) + ", " + detail::number_text(y[i]),
               "finite numbers");
        demand(error.empty() || (error[i] > 0 && is_finite(error[i])),
               "error = " + detail::number_text(error.empty() ? 0.0 : error[i]),
               "finite errors above 0");
        const double w = error.empty() ? 1 : 1 / (error[i] * error[i]);
        weights += w;
        // Means that are updated lose no digits where x or y is far from 0.
        x_mean += w / weights * (x[i] - x_mean);
        y_mean += w / weights * (y[i] - y_mean);
    }
    double xx = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double w = error.empty() ? 1 : 1 / (error[i] * error[i]);
        xx += w * (x[i] - x_mean) * (x[i] - x_mean);
        xy += w * (x[i] - x_mean) * (y[i] - y_mean);
    }
    line_fit fit;
    fit.points = x.size();
    if (!(xx > 0)) {
        return fit;
    }
    fit.slope = xy / xx;
    fit.intercept = y_mean - fit.slope * x_mean;
    fit.degrees_of_freedom = static_cast<double>(x.size()) - 2;
    fit.chi_squared = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double off = (y[i] - y_mean - fit.slope * (x[i] - x_mean));
        fit.chi_squared += error.empty() ? off * off : off * off / (error[i] * error[i]);
    }
    // The variance of a unit weight: 1 for given errors.
    double unit = 1;
    if (error.empty()) {
        fit.error_freedom = fit.degrees_of_freedom;
        unit =
            fit.degrees_of_freedom > 0 ? fit.chi_squared / fit.degrees_of_freedom : not_available;
    } else if (fit.degrees_of_freedom > 0) {
        fit.p_value = 1 - incomplete_gamma(0.5 * fit.degrees_of_freedom, 0.5 * fit.chi_squared);
    }
    fit.slope_error = std::sqrt(unit / xx);
    fit.intercept_error = std::sqrt(unit * (1 / weights + x_mean * x_mean / xx));
    fit.covariance = -unit * x_mean / xx;
    return fit;
}

}  // namespace detail

/// The line of least squares through points whose y have known errors, independent and Gaussian.
/// \f[ b = \frac{\sum w (x - \bar x)(y - \bar y)}{\sum w (x - \bar x)^2}, \quad
///     a = \bar y - b \bar x, \quad w = \sigma^{-2}, \quad
///     \sigma_b^2 = \frac{1}{\sum w (x - \bar x)^2}, \quad
///     \sigma_a^2 = \frac{1}{\sum w} + \bar x^2 \sigma_b^2 \f]
/// \param x      exact [any]   \param y  as many [any]   \param error  σ of y, above 0 [y]
/// \return the line; NaN where all x are equal or there are fewer than two points; with two ν = 0,
///         and no p-value
/// \throws std::invalid_argument for unequal sizes, for x or y that is not finite, and for an error
///         that is not above 0
/// \cost two passes, no allocation   \see Press et al., Numerical Recipes, 15.2
[[nodiscard]] inline line_fit fit_line(std::span<const double> x, std::span<const double> y,
                                       std::span<const double> error) {
    if (error.empty() && !x.empty()) {
        THERMOSGD_THROW(std::invalid_argument("fit_line: error.size() = 0 for " +
                                              std::to_string(x.size()) + " x, expected as many"));
    }
    return detail::fit_line("fit_line", x, y, error);
}

/// The line of least squares through points of equal but unknown errors, which the scatter about it
/// gives, with n − 2 degrees of freedom.
/// \param x  exact [any]   \param y  as many [any]
/// \return the line; its errors are NaN with fewer than three points
/// \throws std::invalid_argument for unequal sizes and for what is not finite   \cost two passes
[[nodiscard]] inline line_fit fit_line(std::span<const double> x, std::span<const double> y) {
    return detail::fit_line("fit_line", x, y, {});
}

}  // namespace THERMOSGD_NAMESPACE
