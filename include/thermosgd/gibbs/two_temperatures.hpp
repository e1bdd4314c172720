// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Two runs at two temperatures: is the ratio of their energy histograms what Gibbs states demand?

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/statistics/moments.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// The slope of the logarithm of the ratio of two energy distributions.
struct two_temperature_fit {
    estimate slope;  ///< d ln[p₁(E)/p₂(E)]/dE [1/loss]; unknown where the runs do not overlap
    double expected = not_available;  ///< −(β₁ − β₂) [1/loss]
    double p_value = not_available;   ///< of slope = expected, two-sided
    double overlap = 0;  ///< probability mass that the two share as seen by the fit: 1 where no
                         ///< energy tells the runs apart, 0 where every one does [1]
};

namespace detail {

/// Logistic regression of "from the first run" on E: ln odds = a + s·x, x = (E − centre)/scale.
class two_class_fit {
public:
    two_class_fit(std::span<const double> first, double first_weight,
                  std::span<const double> second, double second_weight) {
        moments all;
        for (const double& e : first) {
            all.push(e);
        }
        for (const double& e : second) {
            all.push(e);
        }
        centre_ = all.mean;
        scale_ = std::sqrt(all.variance());
        double last = -infinity;
        for (int iteration = 0; iteration < 100; ++iteration) {
            accumulate(first, first_weight, 1);
            accumulate(second, second_weight, 0);
            if (likelihood_ < last - 1e-10 * weight_) {  // too long a step
                offset_ -= step_offset_ *= 0.5;
                slope_ -= step_slope_ *= 0.5;
                clear();
                continue;
            }
            last = likelihood_;
            const double det = h_[0] * h_[2] - h_[1] * h_[1];
            step_offset_ = (h_[2] * g_[0] - h_[1] * g_[1]) / det;
            step_slope_ = (h_[0] * g_[1] - h_[1] * g_[0]) / det;
            variance_ = h_[0] / det;
            overlap_ = 4 * h_[0] / weight_;
            if (!(std::fabs(step_slope_) < 1e3)) {
                return;
            }
            offset_ += step_offset_;
            slope_ += step_slope_;
            clear();
            if (std::fabs(step_slope_) + std::fabs(step_offset_) < 1e-10) {
                converged_ = true;
                return;
            }
        }
    }

    [[nodiscard]] bool converged() const noexcept { return converged_; }
    [[nodiscard]] double slope() const noexcept { return slope_ / scale_; }
    [[nodiscard]] double error() const noexcept { return std::sqrt(variance_) / scale_; }
    [[nodiscard]] double overlap() const noexcept { return overlap_; }

private:
    void clear() noexcept {
        likelihood_ = weight_ = 0;
        g_[0] = g_[1] = h_[0] = h_[1] = h_[2] = 0;
    }

    void accumulate(std::span<const double> energies, double weight, double label) {
        for (const double& e : energies) {
            const double x = (e - centre_) / scale_;
            const double odds = offset_ + slope_ * x;
            const double exponential = std::exp(-std::fabs(odds));
            const double p = (odds > 0 ? 1 : exponential) / (1 + exponential);
            likelihood_ +=
                weight * (label * odds - (std::max)(odds, 0.0) - std::log1p(exponential));
            const double spread = weight * p * (1 - p);
            g_[0] += weight * (label - p);
            g_[1] += weight * (label - p) * x;
            h_[0] += spread;
            h_[1] += spread * x;
            h_[2] += spread * x * x;
            weight_ += weight;
        }
    }

    double centre_ = 0, scale_ = 1, offset_ = 0, slope_ = 0, step_offset_ = 0, step_slope_ = 0;
    double likelihood_ = 0, weight_ = 0, variance_ = 0, overlap_ = 0;
    double g_[2]{}, h_[3]{};
    bool converged_ = false;
};

}  // namespace detail

/// Compares two runs of one system at inverse temperatures β₁ and β₂, with no model of its energy.
/// \f[ \ln\frac{p_1(E)}{p_2(E)} = \mathrm{const} - (\beta_1 - \beta_2)\,E \f]
/// in Gibbs states of any Hamiltonian, whatever its density of states. Thermostats that set the
/// mean but not the fluctuations (Berendsen) give another slope. The slope is that of maximum
/// likelihood in a logistic regression, without bins; an energy counts 1/g of its run.
///
/// Sharpest where the two means are about two standard deviations of E apart. Kinetic, potential or
/// total energies will do. A straight line through a curved ratio may still have the right slope.
/// \param first,second    energies of the runs [loss]; numbers that are not finite are left out
/// \param first_beta,second_beta  what the two were run at [1/loss]
/// \param inefficiency  g of both [step] (1: independent), 0: measured
/// \return slope with error, and the p-value of the slope that Gibbs states have; overlap is the
///         fraction ⟨4p(1 − p)⟩ of the fitted probabilities p of belonging to the first run. The
///         p-value is NaN where the runs do not overlap, or one has less than 50 independent
///         energies
/// \throws std::invalid_argument unless both β are finite and differ
/// \cost about 8 passes over the energies, 20 ns each
/// \see Shirts 2013 (the test); Merz and Shirts 2018 (its use)
[[nodiscard]] inline two_temperature_fit compare_two_temperatures(std::span<const double> first,
                                                                  double first_beta,
                                                                  std::span<const double> second,
                                                                  double second_beta,
                                                                  double inefficiency = 0) {
    if (!is_finite(first_beta) || !is_finite(second_beta) || first_beta == second_beta ||
        !(inefficiency >= 0)) {
        THERMOSGD_THROW(std::invalid_argument(
            "compare_two_temperatures: first_beta = " + detail::number_text(first_beta) +
            ", second_beta = " + detail::number_text(second_beta) +
            ", inefficiency = " + detail::number_text(inefficiency) +
            ", expected two finite numbers that differ and one >= 0"));
    }
    two_temperature_fit result;
    result.expected = second_beta - first_beta;
    const auto finite = [](std::span<const double> series) {
        std::vector<double> kept;
        std::copy_if(series.begin(), series.end(), std::back_inserter(kept),
                     [](const double& e) { return is_finite(e); });
        return kept;
    };
    const std::vector<double> one = finite(first), two = finite(second);
    const auto correlation = [&](const std::vector<double>& series) {
        estimate e = mean_of_series(series);
        if (inefficiency > 0) {
            const auto count = static_cast<double>(series.size());
            e.g = inefficiency;
            e.n_eff = count / inefficiency;
            e.nu = (std::max)(1.0, e.n_eff - 1);
            e.verdict = detail::reliability_of(e.n_eff, count);
        }
        return e;
    };
    const estimate here = correlation(one), there = correlation(two);
    if (one.size() < 2 || two.size() < 2) {
        return result;
    }
    const auto [low_one, high_one] = std::minmax_element(one.begin(), one.end());
    const auto [low_two, high_two] = std::minmax_element(two.begin(), two.end());
    if (*high_one <= *low_two || *high_two <= *low_one) {
        return result;  // some energy parts the runs: the likelihood grows with the slope for ever
    }
    const detail::two_class_fit fit(one, 1 / (std::max)(1.0, here.g), two,
                                    1 / (std::max)(1.0, there.g));
    if (!fit.converged()) {
        return result;
    }
    result.overlap = fit.overlap();
    result.slope.value = fit.slope();
    result.slope.error = fit.error();
    result.slope.n_eff = (std::min)(here.n_eff, there.n_eff);
    result.slope.g = (std::max)(here.g, there.g);
    result.slope.nu = (std::min)(here.nu, there.nu);
    result.slope.verdict = worse(here.verdict, there.verdict);
    if (result.slope.verdict != reliability::unknown && result.slope.error > 0) {
        result.p_value =
            2 * student_t_tail(std::fabs(result.slope.value - result.expected) / result.slope.error,
                               result.slope.nu);
    }
    return result;
}

}  // namespace THERMOSGD_NAMESPACE
