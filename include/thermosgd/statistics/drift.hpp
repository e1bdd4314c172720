// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How far the mean of a series may still move within its window, and whether it moved at all.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/moments.hpp>

namespace THERMOSGD_NAMESPACE {

/// What the numbers of a window allow of a drift of their mean.
struct drift_bound {
    double mean = not_available;  ///< of the window [unit]
    double change =
        not_available;             ///< the second half above the first, on the straight line [unit]
    double error = not_available;  ///< standard error of `change` [unit]
    double bound = not_available;  ///< the halves differ by less than this at 95 %; NaN below ten
                                   ///< correlation times [unit]
    double p_value = not_available;  ///< of no drift and no step at all; NaN as bound [1]
    reliability verdict = reliability::unknown;  ///< on the noise about the line

    /// bound/|mean|. \cost O(1)
    [[nodiscard]] double relative_bound() const noexcept { return bound / std::fabs(mean); }

    /// |change|/|mean|. \cost O(1)
    [[nodiscard]] double relative_change() const noexcept {
        return std::fabs(change) / std::fabs(mean);
    }

    /// What `change` exceeds its own error by, √max(0, change² − error²): the estimate of what is
    /// left of a drift in the mean of the window, 0 where it is unknown [unit]. \cost O(1)
    [[nodiscard]] double left() const noexcept {
        const double excess = change * change - error * error;
        return excess > 0 ? std::sqrt(excess) : 0.0;
    }

    /// Reads or writes all fields.
    template <class Archive>
    void archive(Archive& ar) {
        ar(mean, change, error, bound, p_value, verdict);
        detail::require_stored("drift_bound", verdict <= reliability::unknown);
    }
};

namespace detail {

/// P(sup |B(p)|/√(p(1 − p)) ≥ z) over share ≤ p ≤ 1 − share of a Brownian bridge B: a step sought
/// at every place.
/// \f[ \varphi(z)\Big[\Big(z - \frac1z\Big) \ln\frac{(1-s)^2}{s^2} + \frac4z\Big] \f]
/// \param z  > 0; 1 is returned below 1.2      \param share  s, left out at either end
/// \cost O(1)      \see Miller and Siegmund 1982, equation 8
[[nodiscard]] inline double largest_step_tail(double z, double share) noexcept {
    if (!(z > 1.2)) {
        return 1.0;
    }
    const double density = std::exp(-0.5 * z * z) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    return (std::min)(1.0, density * ((z - 1 / z) * 2 * std::log((1 - share) / share) + 4 / z));
}

/// The cells of a window that were observed, by the means that are compared.
struct observed_window {
    std::vector<moments> cells;
    moments all;  // of the means, each cell with the same weight

    observed_window(const batch_store& store, std::size_t column, std::size_t first) {
        for (std::size_t b = first; b < store.batches(); ++b) {
            if (const moments cell = store.batch(b, column); cell.count > 0) {
                cells.push_back(cell);
                all.push(cell.mean);
            }
        }
    }

    /// The error of the mean once a shape has been taken out.
    template <class Shape>
    [[nodiscard]] estimate without(const Shape& shape) const {
        std::vector<moments> rest = cells;
        for (std::size_t i = 0; i < rest.size(); ++i) {
            rest[i].mean -= shape(i);
        }
        return lugsail(rest).mean;
    }

    /// The mean from cell `place` on above that before it.
    [[nodiscard]] double step_at(std::size_t place) const noexcept {
        double before = 0;
        for (std::size_t i = 0; i < place; ++i) {
            before += cells[i].mean - all.mean;
        }
        const double share = static_cast<double>(place) / static_cast<double>(cells.size());
        return -before / static_cast<double>(cells.size()) / (share * (1 - share));
    }
};

/// The place of the step that explains most, a share of the window away from its ends.
[[nodiscard]] inline std::size_t best_step(const observed_window& w, double share) {
    const double n = static_cast<double>(w.cells.size());
    double sum = 0, most = -1;
    std::size_t best = 0;
    for (std::size_t place = 1; place < w.cells.size(); ++place) {
        sum += w.cells[place - 1].mean - w.all.mean;
        const double p = static_cast<double>(place) / n;
        if (p >= share && p <= 1 - share && sum * sum > most * p * (1 - p)) {
            most = sum * sum / (p * (1 - p));
            best = place;
        }
    }
    return best;
}

}  // namespace detail

/// Measures the drift of one column from batch `first_batch` on.
/// \f[ \Delta = \tfrac12 \hat\beta n, \quad \sigma_\Delta = \sqrt3\,\sigma_{\bar x}, \quad
///     |\Delta| + t_{0.95,\nu}\,\sigma_\Delta \f]
/// β̂ is the slope of the straight line through the n batch means, σ_x̄ the error of their mean by
/// lugsail() once that line has been taken out, so that a slow drift cannot hide in its own
/// autocorrelation. The bound is that of the line or that of the plain halves, |x̄₂ − x̄₁| +
/// 2tσ_x̄, whichever is larger, since a step moves the halves more than the line. The p-value is
/// the smaller of the line's and of the step's at the best place between 10 and 90 % of the window,
/// times two; the noise of the step is measured without the step, and must be reliable. Where the
/// noise about the line is unknown, its error is the largest that blocks show, with three degrees
/// of freedom.
///
/// Of 800 stationary series with a relative error of 0.4 %, 0.05 or less has 4 %. What this cannot
/// see: a relaxation whose change within the window is below twice its error, however far it has
/// still to go (docs/statistics.md).
/// \param store the series   \param column which one
/// \param first_batch first batch to use [batch]
/// \return mean and change [unit of the column]; all NaN and unknown below 20 batches
/// \throws std::invalid_argument for a column or batch out of range
/// \cost that of two mean_estimate()
/// \see Schuirmann 1987 (equivalence); Andrews 1993 (a change at an unknown place)
[[nodiscard]] inline drift_bound measure_drift(const batch_store& store, std::size_t column,
                                               std::size_t first_batch = 0) {
    constexpr double share = 0.1, level = 0.05, fewest_times = 10, freedom_of_lower_bound = 3;
    constexpr std::size_t fewest_cells = 20;
    detail::check_window("measure_drift", store, column, first_batch);
    const detail::observed_window window(store, column, first_batch);
    drift_bound d;
    const std::size_t n = window.cells.size();
    if (n < fewest_cells || !is_finite(window.all.m2)) {
        return d;
    }
    const double middle = 0.5 * static_cast<double>(n - 1);
    double products = 0, squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double t = static_cast<double>(i) - middle;
        products += t * (window.cells[i].mean - window.all.mean);
        squares += t * t;
    }
    const double slope = products / squares;
    const estimate about_line =
        window.without([&](std::size_t i) { return slope * (static_cast<double>(i) - middle); });
    d.mean = window.all.mean;
    d.change = 0.5 * slope * static_cast<double>(n);
    d.error = std::numbers::sqrt3 * about_line.error;
    d.verdict = about_line.verdict;

    double p_line = 1, p_step = 1;
    const bool known = d.verdict != reliability::unknown;
    if (known || about_line.n_eff >= fewest_times) {
        const double t = student_t_critical(level, known ? about_line.nu : freedom_of_lower_bound);
        const double halves = std::fabs(window.step_at(n / 2));
        d.bound = (std::max)(std::fabs(d.change) + t * d.error, halves + 2 * t * about_line.error);
    }
    if (known && d.change != 0) {
        p_line = 2 * student_t_tail(std::fabs(d.change) / d.error, about_line.nu);
    }
    const std::size_t place = detail::best_step(window, share);
    const double step = window.step_at(place);
    const estimate about_step =
        window.without([&](std::size_t i) { return i < place ? 0.0 : step; });
    // A step takes much of a slow noise with it: what is left must be short-lived beyond doubt.
    if (about_step.verdict == reliability::reliable && step != 0) {
        const double p = static_cast<double>(place) / static_cast<double>(n);
        p_step = detail::largest_step_tail(
            std::fabs(step) * std::sqrt(p * (1 - p)) / about_step.error, share);
    }
    if (known || p_step < 1) {
        d.p_value = (std::min)(1.0, 2 * (std::min)(p_line, p_step));
    }
    return d;
}

}  // namespace THERMOSGD_NAMESPACE
