// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The generalised temperature of a measured series of moments J, by maximum likelihood, with error
/// bars that know correlations.

#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/gibbs/exponential_family.hpp>
#include <thermosgd/statistics/batches.hpp>
#include <thermosgd/statistics/estimate.hpp>
#include <thermosgd/statistics/jackknife.hpp>
#include <thermosgd/statistics/lugsail.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// What became of a fit.
enum class gibbs_status {
    fitted,         ///< there is a state whose mean heat is the measured one
    no_data,        ///< no row of the series is finite
    no_gibbs_state  ///< no state of the family has this mean: the family is the wrong one
};

/// The name of a status. \cost O(1)
[[nodiscard]] constexpr std::string_view to_string(gibbs_status status) noexcept {
    switch (status) {
    case gibbs_status::fitted: return "fitted";
    case gibbs_status::no_data: return "no data";
    case gibbs_status::no_gibbs_state: break;
    }
    return "no Gibbs state has this mean";
}

/// How a series is fitted.
struct gibbs_fit_options {
    double inefficiency = 0;  ///< g of the series [step] (1: independent rows), 0: measured
};

/// A Gibbs state fitted to a series of J.
template <std::size_t k>
struct gibbs_state_fit {
    using vector = std::array<double, k>;

    gibbs_status status = gibbs_status::no_data;
    std::array<estimate, k> b;     ///< b, the bias of maximum likelihood taken off [1/unit of J]
    vector maximum_likelihood{};   ///< b̂, the solution of Q(b̂) = J̄ [1/unit of J]
    vector mean{};                 ///< J̄ [unit of J]
    small_matrix<k> covariance{};  ///< of b̂: I⁻¹/N_eff
    vector measured_error{};       ///< of b by jackknife, which does not assume the law of J: the
                                   ///< error to quote where the state is not a Gibbs state
    estimate entropy;              ///< s(b) [k_B]
    std::size_t count = 0;         ///< rows used [1]
    double n_eff = 0;              ///< N_eff of the slowest combination that b̂ answers to [1]
    double g = not_available;      ///< its statistical inefficiency [step]

    /// A smooth function of b with its error, σ² = ∇fᵀ I⁻¹∇f/N_eff; for example the angular
    /// velocity −b₁/b₀ of a trap, or the temperature 1/b₀.
    /// \param f  double(vector b); NaN and unknown without a fit \cost 2k + 1 calls of f
    template <class Function>
    [[nodiscard]] estimate derived(Function&& f) const {
        estimate result = b[0];
        vector at{};
        for (std::size_t i = 0; i < k; ++i) {
            at[i] = b[i].value;
        }
        result.value = f(at);
        vector gradient{};
        for (std::size_t i = 0; i < k; ++i) {
            // A hundredth of an error bar: f is smooth on that length if the error means anything.
            const double step = 0.01 * std::sqrt(covariance[i][i]);
            vector up = at, down = at;
            up[i] += step;
            down[i] -= step;
            gradient[i] = (f(up) - f(down)) / (2 * step);
        }
        result.error = std::sqrt(detail::dot(gradient, detail::product(covariance, gradient)));
        if (status != gibbs_status::fitted) {
            result = {};
        }
        return result;
    }
};

namespace detail {

/// The rows of a series that are finite throughout.
template <std::size_t k>
[[nodiscard]] std::vector<std::array<double, k>> finite_rows(
    std::span<const std::array<double, k>> series) {
    std::vector<std::array<double, k>> rows;
    rows.reserve(series.size());
    for (const auto& row : series) {
        if (std::all_of(row.begin(), row.end(), [](const double& x) { return is_finite(x); })) {
            rows.push_back(row);
        }
    }
    return rows;
}

template <std::size_t k>
[[nodiscard]] std::array<double, k> mean_of_rows(std::span<const std::array<double, k>> rows) {
    std::array<moments, k> column;
    std::array<double, k> mean{};
    for (std::size_t i = 0; i < k; ++i) {
        for (const auto& row : rows) {
            column[i].push(row[i]);
        }
        mean[i] = column[i].mean;
    }
    return mean;
}

/// The slowest of the k components of J and of the k components of I⁻¹J, to which b̂ answers: a
/// slow motion may hide from one set and not from the other.
template <std::size_t k>
[[nodiscard]] estimate slowest_component(std::span<const std::array<double, k>> rows,
                                         const std::array<double, k>& mean,
                                         const small_matrix<k>& inverse_metric) {
    batch_store store(2 * k);
    for (const auto& row : rows) {
        std::array<double, k> shifted{};
        for (std::size_t i = 0; i < k; ++i) {
            shifted[i] = row[i] - mean[i];
        }
        const auto score = product(inverse_metric, shifted);
        std::array<double, 2 * k> both{};
        std::copy(shifted.begin(), shifted.end(), both.begin());
        std::copy(score.begin(), score.end(), both.begin() + k);
        store.append(both);
    }
    estimate slowest = mean_estimate(store, 0);
    for (std::size_t i = 1; i < 2 * k; ++i) {
        const estimate other = mean_estimate(store, i);
        const reliability verdict = worse(slowest.verdict, other.verdict);
        if (!(other.g <= slowest.g)) {
            slowest = other;
        }
        slowest.verdict = verdict;
    }
    return slowest;
}

/// N_eff, g, ν and verdict of a series from what the caller knows of its inefficiency.
template <std::size_t k>
[[nodiscard]] estimate correlation_of_rows(std::span<const std::array<double, k>> rows,
                                           const std::array<double, k>& mean,
                                           const small_matrix<k>& inverse_metric,
                                           double inefficiency) {
    if (!(inefficiency > 0)) {
        return slowest_component(rows, mean, inverse_metric);
    }
    estimate known;
    const auto count = static_cast<double>(rows.size());
    known.g = inefficiency;
    known.n_eff = count / inefficiency;
    known.nu = (std::max)(1.0, known.n_eff - 1);
    known.verdict = reliability_of(known.n_eff, count);
    return known;
}

inline void check_inefficiency(const char* function, const double& g) {
    if (!(g >= 0) || !is_finite(g)) {
        THERMOSGD_THROW(std::invalid_argument(
            std::string(function) + ": inefficiency = " + number_text(g) + ", expected >= 0"));
    }
}

}  // namespace detail

/// Fits a Gibbs state to a series of moments.
/// \f[ Q(\hat b) = \bar J, \qquad \mathrm{Cov}\,\hat b = I(\hat b)^{-1}/N_\mathrm{eff} \f]
/// The likelihood is concave in b, so that there is at most one solution; there is none where no
/// state of the family has the measured mean. b is b̂ less its bias −½I⁻¹∂ ln det I/N_eff; for an
/// energy of n quadratic pairs this is the factor (N n − 1)/(N n), after which nothing is left.
/// s(b̂) falls short of the entropy by k/(2N) on average, which is put back.
///
/// The error bars assume the law: look at test_gibbs_fit() first. With the N_eff of the slowest
/// component they are too large where b̂ answers mostly to a faster one (twofold for a trap at
/// Ω = 0.7 ω). measured_error assumes neither: it is the sharper one in a Gibbs state, and the
/// larger one for networks, in which few directions carry most of the noise.
/// \param family  the states, for example gibbs::quadratic_energy::kinetic(d, m)
/// \param series  J at successive steps [unit of J]; rows with a number that is not finite are left
///                out
/// \param options the inefficiency of the series, where it is known
/// \return the fit; b is NaN and unknown unless its status is `fitted`
/// \throws std::invalid_argument for an inefficiency below 0
/// \cost O(rows · k²) and 1.5 · 512 solutions for b; 50 kB and a copy of the series
/// \see Souriau 1969; Fioresi et al. 2021, eq. 7
template <exponential_family F>
[[nodiscard]] gibbs_state_fit<F::dimension> fit_gibbs(
    const F& family, std::span<const std::array<double, F::dimension>> series,
    const gibbs_fit_options& options = {}) {
    constexpr std::size_t k = F::dimension;
    detail::check_inefficiency("fit_gibbs", options.inefficiency);
    gibbs_state_fit<k> fit;
    fit.maximum_likelihood.fill(not_available);
    fit.measured_error = fit.mean = fit.maximum_likelihood;
    const auto kept = detail::finite_rows(series);
    const std::span<const std::array<double, k>> rows(kept);
    fit.count = rows.size();
    if (rows.empty()) {
        return fit;
    }
    fit.mean = detail::mean_of_rows(rows);
    const auto solution = parameter_of_mean(family, fit.mean);
    if (!solution) {
        fit.status = gibbs_status::no_gibbs_state;
        return fit;
    }
    fit.status = gibbs_status::fitted;
    fit.maximum_likelihood = *solution;
    const small_matrix<k> inverse =
        detail::inverse_positive(small_matrix<k>(family.fisher_metric(*solution)));
    const estimate known =
        detail::correlation_of_rows(rows, fit.mean, inverse, options.inefficiency);
    fit.n_eff = known.n_eff;
    fit.g = known.g;
    const auto bias = maximum_likelihood_bias(family, *solution);
    batch_store store(k);
    for (const auto& row : rows) {
        store.append(row);
    }
    std::array<std::size_t, k> columns{};
    std::iota(columns.begin(), columns.end(), std::size_t{0});
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < k; ++j) {
            fit.covariance[i][j] = inverse[i][j] / fit.n_eff;
        }
        fit.b[i] = known;
        fit.b[i].value = (*solution)[i] - bias[i] / fit.n_eff;
        fit.b[i].error = std::sqrt(fit.covariance[i][i]);
        const estimate measured = jackknife(store, columns, [&](std::span<const double> means) {
            std::array<double, k> q{};
            std::copy(means.begin(), means.end(), q.begin());
            const auto b = parameter_of_mean(family, q);
            return b ? (*b)[i] : not_available;
        });
        fit.measured_error[i] = measured.error;
    }
    fit.entropy = known;
    fit.entropy.value = gibbs_entropy(family, *solution) + 0.5 * static_cast<double>(k) / fit.n_eff;
    // ∂s/∂b = −I b.
    fit.entropy.error = std::sqrt(
        detail::dot(*solution,
                    detail::product(small_matrix<k>(family.fisher_metric(*solution)), *solution)) /
        fit.n_eff);
    return fit;
}

}  // namespace THERMOSGD_NAMESPACE
