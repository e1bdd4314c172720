// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The mean over runs that differ by more than their error bars: what a network's temperature is,
/// how far seeds lie apart, and where the next one will lie.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/incomplete_gamma.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/replicas.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// A mean over runs, what lies between them, and what to expect of another one.
struct random_effects {
    estimate mean;                      ///< of all runs; n_eff their number, Student's ν n − 1 + ν₀
    double spread = not_available;      ///< τ, standard deviation of the runs' own values [y]
    double spread_low = not_available;  ///< lower end of its 95 % interval [y]
    double spread_high = not_available;   ///< upper end [y]
    double error_of_one = not_available;  ///< the error bar of one run, root mean square [y]
    replica_agreement agreement;          ///< χ²/ν of the runs about their weighted mean
    confidence_interval next;             ///< 95 %: what the next run will measure [y]
};

namespace detail {

/// s², or `unknown` for a run whose error is not finite.
[[nodiscard]] inline double squared_error(const replica& run, double unknown) noexcept {
    return is_finite(run.error) ? run.error * run.error : unknown;
}

/// The weighted mean, the sum of weights and Σ w (y − ȳ)² at w = 1/(s² + τ²).
struct weighted_runs {
    double mean = 0, weights = 0, squares = 0;

    weighted_runs(std::span<const replica> runs, double variance, double unknown = 0) {
        for (const replica& one : runs) {  // West's update: no digits cancel
            const double weight = 1 / (squared_error(one, unknown) + variance);
            const double before = one.value - mean;
            weights += weight;
            mean += weight / weights * before;
            squares += weight * before * (one.value - mean);
        }
    }
};

/// The runs of a point and those of others, whose squares count with at most ν₀ = 8.
struct pooled_runs {
    std::span<const replica> runs;
    std::span<const std::vector<replica>> others;
    double unknown = 0;   ///< s² of runs that do not know theirs: the mean of those that do
    double borrowed = 0;  ///< ν₀
    double share = 0;     ///< of the squares of the others that counts
    double bound = 0;     ///< Σ n (max − min)², at which τ² the sum is below 1

    pooled_runs(std::span<const replica> of_point, std::span<const std::vector<replica>> of_others)
        : runs(of_point), others(of_others) {
        constexpr double most_borrowed = 8;
        double known = 0;
        const auto take = [&](std::span<const replica> point, std::size_t number) {
            double least = infinity, most = -infinity;
            for (std::size_t i = 0; i < point.size(); ++i) {
                require_value(point[i].value, i, number);
                least = std::fmin(least, point[i].value);
                most = std::fmax(most, point[i].value);
                if (is_finite(point[i].error) && point[i].error > 0) {
                    unknown += (point[i].error * point[i].error - unknown) / ++known;
                }
            }
            return point.size() < 2
                       ? 0.0
                       : (most - least) * (most - least) * static_cast<double>(point.size());
        };
        bound = take(runs, 0);
        for (std::size_t k = 0; k < others.size(); ++k) {
            bound += take(others[k], k + 1);
            borrowed += others[k].empty() ? 0.0 : static_cast<double>(others[k].size() - 1);
        }
        share = borrowed > most_borrowed ? most_borrowed / borrowed : 1.0;
        borrowed = (std::min)(borrowed, most_borrowed);
    }

    /// Q: Σ w (y − ȳ)² of the point and the share of the others.
    [[nodiscard]] double squares(double variance) const {
        double of_others = 0;
        for (const std::vector<replica>& point : others) {
            of_others += weighted_runs(point, variance, unknown).squares;
        }
        return weighted_runs(runs, variance, unknown).squares + share * of_others;
    }

    /// The τ² at which Q has a value that it falls through; 0 where it lies below it at 0.
    /// \param most  a τ² at which it is lower for sure
    template <class Below>
    [[nodiscard]] double variance_between(double most, const Below& below) const {
        // The scatter sets the scale from which halving starts.
        double low = 0, high = most;
        if (below(squares(1e-20 * most))) {
            return 0;
        }
        for (int step = 0; step < 200 && high - low > 1e-15 * high; ++step) {
            const double middle = low == 0 ? 1e-3 * high : 0.5 * (low + high);
            (below(squares(middle)) ? high : low) = middle;
        }
        return 0.5 * (low + high);
    }

private:
    static void require_value(double value, std::size_t run, std::size_t point) {
        if (!is_finite(value)) {
            THERMOSGD_THROW(std::invalid_argument(
                "random_effects_mean: the value of run " + std::to_string(run) +
                (point == 0 ? "" : " of other point " + std::to_string(point - 1)) +
                " is not finite, expected a number"));
        }
    }
};

/// The mean at weights of which none is more than twice another, and its error at a given Q.
/// \param variance  τ² [y²]   \param nu  freedom of Q, by which variances turned out larger [1]
[[nodiscard]] inline estimate evenly_weighted_mean(const pooled_runs& all, double variance,
                                                   double nu) {
    constexpr double most_unlike = 2, least_chance = 1e-3;
    double least = infinity, most = 0;
    for (const replica& one : all.runs) {
        least = std::fmin(least, squared_error(one, all.unknown));
        most = std::fmax(most, squared_error(one, all.unknown));
    }
    // Less than nothing is added where error bars are alike.
    const double even = (most - most_unlike * least) / (most_unlike - 1);
    const weighted_runs weighted(all.runs, (std::max)(variance, even), all.unknown);
    estimate mean;
    mean.value = weighted.mean;
    double inverse = weighted.weights;  // 1/Σw is the variance where w = 1/(s² + τ²)
    if (even > variance) {
        double sum = 0;
        for (const replica& one : all.runs) {
            const double own = squared_error(one, all.unknown);
            sum += (own + variance) / ((own + even) * (own + even));
        }
        inverse = weighted.weights * weighted.weights / sum;
    }
    double squares = all.squares(variance);
    // Ties and values at a limit agree better than normal ones ever do: their bars stand.
    if (all.unknown > 0 && incomplete_gamma(0.5 * nu, 0.5 * squares) < least_chance) {
        squares = nu;
    }
    mean.error = std::sqrt(squares / (nu * inverse));
    mean.n_eff = static_cast<double>(all.runs.size());
    mean.g = 1;
    mean.nu = nu;
    return mean;
}

}  // namespace detail

/// The random-effects mean of runs, each with an error bar of its own.
/// \f[ Q(\tau^2) = \sum_i w_i (y_i - \bar y)^2 + f \sum_{\mathrm{others}} w (y - \bar y)^2 = \nu,
///     \quad w_i = \frac{1}{s_i^2 + \tau^2}, \quad \nu = n - 1 + \nu_0, \qquad
///     \sigma^2 = \frac{Q}{\nu} \frac{1}{\sum_i w_i} \f]
/// τ² by Paule and Mandel, 0 where error bars explain all; σ by Hartung, Knapp, Sidik and Jonkman,
/// so that Student's t of ν holds whether the runs scatter by their error bars or by far more. The
/// interval of τ is that of the profile of Q; the prediction adds τ² and the mean s² to σ².
///
/// *Others.* Two or three runs know their scatter to a factor of two, so that other points of the
/// same quantity may lend theirs: each scatters about its own mean, with the τ of all. They count
/// with ν₀ = 8 at most (f makes it so), since points differ. The mean then takes its τ² from
/// Q = 0.7 ν: bars shorter than those of the others cost more coverage than longer ones give.
///
/// *Unlike bars.* τ² is hardly known from few runs, and a run whose bar is short by its own account
/// would decide alone. So no run of the mean weighs more than twice another: τ² in w is at least
/// max s² − 2 min s², and σ² = Q/ν · Σw²(s² + τ²)/(Σw)² with the τ² that was found.
///
/// *Chance agreement.* Where few runs agree better than their bars, Q/ν is below 1 and σ below what
/// the bars say; only Student's t makes up for it, 12.7 for two runs. A floor of 1 under Q/ν would
/// cover 99 to 100 %, so it counts as 1 only where chance makes Q as small once in 1000 times, as
/// ties do. Quote the interval, not ±, with fewer than five runs and nothing borrowed.
///
/// 95 % intervals of the mean cover in 94 to 97 % for 2 to 18 runs with bars alike or 1, 2 and 3,
/// whatever the spread, with others and without; for one run that borrows, docs/statistics.md.
/// \param runs    of one point; an error of 0 counts as 0, one that is not finite as the mean s²
///                of those that are (0 without any, so that the scatter decides)
/// \param others  the runs of other points; a point with one run says nothing
/// \return mean, spread and prediction [y]. One run without others: its own value and error, no
///         spread, unknown where its error is. The verdict is rough below five runs, unknown where
///         equal values have no error bars
/// \throws std::invalid_argument without runs, or naming the run whose value is not finite
/// \cost about 200 passes over all runs, no allocation
/// \see Paule and Mandel 1982; Knapp and Hartung 2003; Viechtbauer 2007 (Q profile); Higgins,
///      Thompson and Spiegelhalter 2009 (prediction); Röver, Knapp and Friede 2015 (floor); Smyth
///      2004 (borrowed freedom)
[[nodiscard]] inline random_effects random_effects_mean(
    std::span<const replica> runs, std::span<const std::vector<replica>> others = {}) {
    constexpr std::size_t fewest_reliable = 5;
    constexpr double share_of_freedom = 0.7;
    if (runs.empty()) {
        THERMOSGD_THROW(
            std::invalid_argument("random_effects_mean: 0 runs, expected at least one"));
    }
    const detail::pooled_runs pooled(runs, others);
    random_effects all;
    double squares_of_errors = 0;
    for (const replica& one : runs) {
        squares_of_errors +=
            detail::squared_error(one, pooled.unknown) / static_cast<double>(runs.size());
    }
    all.error_of_one = std::sqrt(squares_of_errors);
    const double nu = static_cast<double>(runs.size() - 1) + pooled.borrowed;
    if (nu == 0) {
        const bool known = runs[0].known && is_finite(runs[0].error);
        all.mean = {.value = runs[0].value,
                    .error = runs[0].error,
                    .n_eff = 1,
                    .g = 1,
                    .nu = runs[0].nu,
                    .verdict = known ? reliability::rough : reliability::unknown};
        return all;
    }
    all.agreement = test_agreement(runs);
    double between = 0, for_mean = 0;
    all.spread_low = all.spread_high = 0;
    if (pooled.bound > 0) {
        // Where Q is 1 at most it is below ν, and at twice that τ² below 0.7 ν.
        between = pooled.variance_between(pooled.bound, [&](double q) { return q < nu; });
        for_mean = pooled.borrowed == 0 ? between
                                        : pooled.variance_between(2 * pooled.bound, [&](double q) {
                                              return q < share_of_freedom * nu;
                                          });
        const auto quantile = [&](double probability) {
            return std::sqrt(pooled.variance_between(1e4 * pooled.bound, [&](double q) {
                return incomplete_gamma(0.5 * nu, 0.5 * q) < probability;
            }));
        };
        all.spread_low = quantile(0.975);
        all.spread_high = quantile(0.025);
    }
    all.spread = std::sqrt(between);
    // Without any error bar and any scatter all weights are infinite: the value is exact.
    all.mean = detail::evenly_weighted_mean(
        pooled, pooled.unknown + for_mean > 0 ? (std::max)(for_mean, 1e-30 * pooled.unknown) : 1.0,
        nu);
    const bool exact = std::all_of(runs.begin(), runs.end(),
                                   [](const replica& one) { return is_finite(one.error); });
    all.mean.verdict = !(all.mean.error > 0) && !exact  ? reliability::unknown
                       : runs.size() >= fewest_reliable ? reliability::reliable
                                                        : reliability::rough;
    const double half = student_t_critical(0.025, nu) *
                        std::sqrt(between + squares_of_errors + all.mean.error * all.mean.error);
    all.next = {all.mean.value - half, all.mean.value + half};
    return all;
}

}  // namespace THERMOSGD_NAMESPACE
