// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Is a measured series of moments J that of a Gibbs state? By parametric bootstrap.

#include <thermosgd/core/ascending.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/gibbs/exponential_family.hpp>
#include <thermosgd/gibbs/gibbs_fit.hpp>
#include <thermosgd/statistics/moments.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// How the goodness of a fit is assessed.
struct gibbs_goodness_options {
    std::size_t replicates = 199;     ///< series drawn from the fitted state, ≥ 19 [1]
    std::size_t most_samples = 2048;  ///< rows used at most, ≥ 20: the rest is thinned out [1]
    double inefficiency = 0;          ///< g of the series [step] (1: independent rows), 0: measured
};

/// How well a Gibbs state describes a series of J; p-values are NaN below 20 independent rows and
/// where no state fits.
template <std::size_t k>
struct gibbs_goodness {
    gibbs_status status = gibbs_status::no_data;
    std::size_t samples = 0;                 ///< N, rows left after thinning to independence [1]
    std::size_t replicates = 0;              ///< series drawn [1]
    double distance = not_available;         ///< largest √N · Kolmogorov distance [1]
    double p_value = not_available;          ///< of that distance [1]
    std::array<double, k> variance_ratio{};  ///< Var J_i/I_ii(b̂) [1]: 1 for a Gibbs state
    double covariance_distance = not_available;  ///< ½N tr(C I⁻¹ − 1)² [1]; for Gaussian J and b
                                                 ///< known χ² with k(k + 1)/2 degrees of freedom
    double covariance_p_value = not_available;   ///< of that one [1]

    /// The rate of false alarms at which one of the two tests rejects the state (Bonferroni).
    [[nodiscard]] double combined_p_value() const noexcept {
        const double smaller = p_value < covariance_p_value ? p_value : covariance_p_value;
        return smaller < 0.5 ? 2 * smaller : smaller >= 0.5 ? 1.0 : smaller;
    }
};

namespace detail {

/// √N sup |F_N(u) − u| of numbers in [0, 1]. \param u  sorted in place
[[nodiscard]] inline double kolmogorov_distance(std::vector<double>& u) {
    std::sort(u.begin(), u.end(), ascending{});
    const auto n = static_cast<double>(u.size());
    double distance = 0;
    for (std::size_t i = 0; i < u.size(); ++i) {
        const auto below = static_cast<double>(i);
        distance = (std::max)({distance, u[i] - below / n, (below + 1) / n - u[i]});
    }
    return std::sqrt(n) * distance;
}

/// The two statistics of a series that is fitted by itself.
template <class F>
struct gibbs_distances {
    static constexpr std::size_t k = F::dimension;
    using vector = std::array<double, k>;

    std::optional<vector> b;
    vector variance_ratio{};
    double kolmogorov = infinity;
    double covariance = infinity;

    gibbs_distances(const F& family, std::span<const vector> rows, std::vector<double>& scratch)
        : b(parameter_of_mean(family, mean_of_rows(rows))) {
        if (!b) {
            return;
        }
        kolmogorov = 0;
        std::vector<vector> uniforms;
        uniforms.reserve(rows.size());
        for (const vector& row : rows) {
            uniforms.push_back(family.uniforms(row, *b));
        }
        for (std::size_t i = 0; i < k; ++i) {
            scratch.clear();
            for (const vector& u : uniforms) {
                scratch.push_back(u[i]);
            }
            kolmogorov = (std::max)(kolmogorov, kolmogorov_distance(scratch));
        }
        const vector mean = mean_of_rows(rows);
        small_matrix<k> c{};
        const auto n = static_cast<double>(rows.size());
        for (const vector& row : rows) {
            for (std::size_t i = 0; i < k; ++i) {
                for (std::size_t j = 0; j < k; ++j) {
                    c[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / (n - 1);
                }
            }
        }
        const small_matrix<k> metric = family.fisher_metric(*b);
        small_matrix<k> ratio = product(c, inverse_positive(metric));
        for (std::size_t i = 0; i < k; ++i) {
            variance_ratio[i] = c[i][i] / metric[i][i];
            ratio[i][i] -= 1;
        }
        covariance = 0;
        for (std::size_t i = 0; i < k; ++i) {
            for (std::size_t j = 0; j < k; ++j) {
                covariance += 0.5 * n * ratio[i][j] * ratio[j][i];
            }
        }
    }
};

/// Rows of a series far enough apart to be independent, and at most `most` of them.
template <std::size_t k>
[[nodiscard]] std::vector<std::array<double, k>> thinned_rows(
    const std::vector<std::array<double, k>>& rows, double g, std::size_t most) {
    // A g measured on independent rows scatters about 1. Apart by 2g an exponential correlation
    // has fallen to 0.02.
    const auto apart = static_cast<std::size_t>(std::ceil((std::max)(1.0, 2 * g - 5.0 / 3.0)));
    const std::size_t stride = (std::max)(apart, (rows.size() + most - 1) / most);
    std::vector<std::array<double, k>> kept;
    for (std::size_t i = 0; i < rows.size(); i += stride) {
        kept.push_back(rows[i]);
    }
    return kept;
}

}  // namespace detail

/// Tests whether a series of J is that of the fitted Gibbs state, in shape and in covariance.
///
/// Two statistics: the largest Kolmogorov distance of family.uniforms(J, b̂) from uniformity, and
/// the departure of the covariance C of J from I(b̂). Since b̂ is fitted to the same data, tables
/// of Kolmogorov and of χ² do not apply (they reject far too seldom); both statistics are compared
/// with those of series drawn from the state of b̂ and fitted again. The series is thinned to
/// independent rows first.
/// \param family  the states; its uniforms() must be exact
/// \param series  J at successive steps [unit of J]; rows that are not finite are left out
/// \param random  the stream that the replicates are drawn from
/// \param options number of replicates, of samples, and the inefficiency where it is known
/// \return p-values of at least 1/(replicates + 1), and the ratios Var J/I
/// \throws std::invalid_argument for options out of range
/// \cost replicates × samples draws and uniforms(): 0.1 to 0.5 s
/// \see Stute, Gonzáles Manteiga and Presedo Quindimil 1993; Babu and Rao 2004
template <class F, class R>
    requires sampled_family<F, R>
[[nodiscard]] gibbs_goodness<F::dimension> test_gibbs_fit(
    const F& family, std::span<const std::array<double, F::dimension>> series, R& random,
    const gibbs_goodness_options& options = {}) {
    constexpr std::size_t k = F::dimension;
    using vector = std::array<double, k>;
    detail::check_inefficiency("test_gibbs_fit", options.inefficiency);
    if (options.replicates < 19 || options.most_samples < 20) {
        THERMOSGD_THROW(std::invalid_argument(
            "test_gibbs_fit: replicates = " + std::to_string(options.replicates) +
            ", most_samples = " + std::to_string(options.most_samples) +
            ", expected at least 19 and 20"));
    }
    gibbs_goodness<k> result;
    result.variance_ratio.fill(not_available);
    std::vector<vector> rows = detail::finite_rows(series);
    if (rows.empty()) {
        return result;
    }
    const vector mean = detail::mean_of_rows(std::span<const vector>(rows));
    const auto b = parameter_of_mean(family, mean);
    result.status = b ? gibbs_status::fitted : gibbs_status::no_gibbs_state;
    if (!b) {
        return result;
    }
    const estimate known = detail::correlation_of_rows(
        std::span<const vector>(rows), mean,
        detail::inverse_positive(small_matrix<k>(family.fisher_metric(*b))), options.inefficiency);
    rows = detail::thinned_rows(rows, known.g, options.most_samples);
    result.samples = rows.size();
    std::vector<double> scratch;
    const detail::gibbs_distances<F> measured(family, rows, scratch);
    if (!measured.b || rows.size() < 20 || known.verdict == reliability::unknown) {
        return result;
    }
    result.distance = measured.kolmogorov;
    result.covariance_distance = measured.covariance;
    result.variance_ratio = measured.variance_ratio;
    result.replicates = options.replicates;
    std::size_t farther = 1, wider = 1;
    for (std::size_t i = 0; i < options.replicates; ++i) {
        for (vector& row : rows) {
            row = family.sample_moment(*measured.b, random);
        }
        const detail::gibbs_distances<F> drawn(family, rows, scratch);
        farther += drawn.kolmogorov >= measured.kolmogorov ? 1U : 0U;
        wider += drawn.covariance >= measured.covariance ? 1U : 0U;
    }
    const auto all = static_cast<double>(options.replicates + 1);
    result.p_value = static_cast<double>(farther) / all;
    result.covariance_p_value = static_cast<double>(wider) / all;
    return result;
}

}  // namespace THERMOSGD_NAMESPACE
