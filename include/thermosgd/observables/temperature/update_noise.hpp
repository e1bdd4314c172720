// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What an optimiser makes of white gradients: the correlation of its updates in time, their
/// inefficiency, and the size of an update of Adam.

#include <thermosgd/core/hyper_parameters.hpp>
#include <thermosgd/core/scalar.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace THERMOSGD_NAMESPACE {

namespace detail {

[[nodiscard]] inline bool is_coefficient(const double& beta) noexcept {
    return beta >= 0 && beta < 1;
}

/// The correlation at lag 1 of updates whose correlation falls as c^k from lag 1 on: u of Nesterov,
/// and what Lion takes the sign of.
struct geometric_correlation {
    double first = 0;  ///< at lag 1
    double decay = 0;  ///< from each lag to the next

    /// Of Nesterov's update, ψ = 1 + μ, μ², μ³, …
    [[nodiscard]] static geometric_correlation of_nesterov(double mu) noexcept {
        const double tail = mu * mu * mu * mu / (1 - mu * mu);
        const double variance = (1 + mu) * (1 + mu) + tail;
        return {mu * ((1 + mu) * mu + tail) / variance, mu};
    }

    /// Of β₁m + (1 − β₁)g: ψ = 1 − β₁, β₁(1 − β₂), β₁(1 − β₂)β₂, …
    [[nodiscard]] static geometric_correlation of_lion(double beta1, double beta2) noexcept {
        const double own = 1 - beta1, past = beta1 * (1 - beta2);
        const double tail = past * past / (1 - beta2 * beta2);
        return {(own * past + tail * beta2) / (own * own + tail), beta2};
    }
};

/// \f$ \int_0^y \ln(1+z)/z\,dz = -\mathrm{Li}_2(-y) \f$ for y >= 0, to 1e-16 of it.
/// \see Lewin 1981, 1.7 (inversion) and 1.12 (the series in ln(1 + y))
[[nodiscard]] inline double log_integral_of_sum(double y) noexcept {
    if (y > 1) {
        const double log_y = std::log(y);
        return std::numbers::pi * std::numbers::pi / 6 + 0.5 * log_y * log_y -
               log_integral_of_sum(1 / y);
    }
    constexpr double bernoulli[] = {1.0 / 6,  -1.0 / 30,       1.0 / 42, -1.0 / 30,
                                    5.0 / 66, -691.0 / 2730.0, 7.0 / 6};
    const double w = std::log1p(y);
    double sum = w + w * w / 4, power = w;
    double k = 1;
    for (const double b : bernoulli) {
        power *= w * w / ((k + 1) * (k + 2));
        sum += b * power;
        k += 2;
    }
    return sum;
}

/// \f$ \sum_{j\ge0} \ln(1 + y\beta^j) \f$ for y >= 0: term by term, or by Euler and Maclaurin
/// to 1e-9 where terms fall slowly.
[[nodiscard]] inline double sum_of_logs(double y, double beta) noexcept {
    if (beta >= 0.95) {
        const double h = -std::log(beta), p = y / (1 + y);
        return log_integral_of_sum(y) / h + 0.5 * std::log1p(y) + h / 12 * p -
               h * h * h / 720 * p * (1 - p) * (1 - 2 * p);
    }
    double sum = 0;
    for (; y > 1e-18; y *= beta) {
        sum += std::log1p(y);
    }
    return sum;
}

}  // namespace detail

/// The correlation ρ_u(k) of an optimiser's updates where gradients are white, independent of the
/// weights and of constant size.
/// \f[ \mu^k \;(\text{heavy ball, AdamW with } \beta_1), \qquad
///     \rho_1 \mu^{k-1} \;(\text{Nesterov}), \qquad
///     \tfrac2\pi \arcsin(\rho_1 \beta_2^{k-1}) \;(\text{Lion, Gaussian gradients}) \f]
/// Of AdamW it is that of β₂ → 1: the denominator is then constant.
/// \param p    kind, μ or β₁, and β₂ of Lion      \param lag  k ≥ 1 [step]
/// \return ρ_u(k) [1]; NaN where it is not known (Muon, another kind, a coefficient outside [0, 1))
/// \cost O(1)      \see Van Vleck and Middleton 1966 (the arcsine)
[[nodiscard]] inline double noise_update_correlation(const hyper_parameters& p, double lag) {
    const double mu = p.momentum();
    if (!detail::is_coefficient(mu)) {
        return not_available;
    }
    switch (p.optimiser) {
    case optimiser_kind::sgd:
    case optimiser_kind::adam:
    case optimiser_kind::adamw: return std::pow(mu, lag);
    case optimiser_kind::nesterov: {
        const auto c = detail::geometric_correlation::of_nesterov(mu);
        return c.first * std::pow(c.decay, lag - 1);
    }
    case optimiser_kind::lion: {
        if (!detail::is_coefficient(p.beta2)) {
            return not_available;
        }
        const auto c = detail::geometric_correlation::of_lion(mu, p.beta2);
        return 2 / std::numbers::pi * std::asin(c.first * std::pow(c.decay, lag - 1));
    }
    case optimiser_kind::muon:
    case optimiser_kind::other: break;
    }
    return not_available;
}

/// The inefficiency of updates in a norm that decays: how much farther correlated updates carry
/// than as many independent ones.
/// \f[ g_u = 1 + 2 \sum_{k \ge 1} a^k \rho_u(k), \qquad a = 1 - \eta\lambda \f]
/// (1 + μa)/(1 − μa) for heavy ball and AdamW, 19 for μ = 0.9 and a = 1.
/// \param p  kind and coefficients      \param a  what a step leaves of the weights, in (0, 1]
/// \return g_u [1]; NaN where ρ_u is not known, or a outside (0, 1]
/// \cost O(1); O(1/(1 − β₂)) for Lion
[[nodiscard]] inline double noise_update_inefficiency(const hyper_parameters& p, double a = 1.0) {
    const double mu = p.momentum();
    if (!(a > 0 && a <= 1) || !is_finite(noise_update_correlation(p, 1))) {
        return not_available;
    }
    if (p.optimiser != optimiser_kind::lion) {
        return 1 + 2 * a * noise_update_correlation(p, 1) / (1 - mu * a);
    }
    double sum = 0, weight = a;
    for (double lag = 1;; ++lag, weight *= a) {
        const double part = weight * noise_update_correlation(p, lag);
        sum += part;
        if (!(std::fabs(part) > 1e-17)) {
            return 1 + 2 * sum;
        }
    }
}

/// The mean square of an update of Adam where gradients are Gaussian noise without a mean.
/// \f[ \Big\langle \frac{m^2}{v} \Big\rangle = (1-\beta_1)^2 \int_0^\infty
///     \prod_i (1 + 2 s c_i)^{-1/2} \sum_j \frac{\beta_1^{2j}}{1 + 2 s c_j}\, ds,
///     \qquad c_j = (1 - \beta_2) \beta_2^j \f]
/// (1 − β₁)/(1 + β₁) = 0.0526 for β₁ = 0.9 and β₂ → 1, 0.0511 for β₂ = 0.95, whatever the scale of
/// the gradients; ε = 0, and bias corrections have run out.
/// \param beta1, beta2  in [0, 1)
/// \return ⟨u²⟩ per parameter [1]; NaN for a coefficient outside [0, 1). Infinite for β₂ = 0 with
///         β₁ > 0, where g² alone is divided by
/// \cost O(100) sums of O(20/(1 − β₁)) terms: 0.1 ms for β₁ = 0.9
[[nodiscard]] inline double adam_noise_mean_square_update(double beta1, double beta2) {
    if (!detail::is_coefficient(beta1) || !detail::is_coefficient(beta2)) {
        return not_available;
    }
    if (beta2 == 0) {
        return beta1 == 0 ? 1.0 : detail::infinity;
    }
    // What is forgotten to 1e-18 of its weight adds nothing.
    const auto terms =
        beta1 == 0
            ? std::size_t{1}
            : static_cast<std::size_t>(std::ceil(std::log(1e-18) / std::log(beta1 * beta1))) + 1;
    const auto integrand = [&](double s) {
        double sum = 0, c = (1 - beta2) * s, weight = 1;
        const double log_product = detail::sum_of_logs(2 * c, beta2);
        for (std::size_t j = 0; j < terms; ++j, c *= beta2, weight *= beta1 * beta1) {
            sum += weight / (1 + 2 * c);
        }
        return std::exp(-0.5 * log_product) * sum;
    };
    // s = e^x: a smooth bell over x, for which the trapezium rule converges faster than any power.
    constexpr double step = 0.25, tiny = 1e-17;
    double total = 0, largest = 0;
    for (const double direction : {1.0, -1.0}) {
        for (double x = direction > 0 ? 0.0 : -step;; x += direction * step) {
            const double part = std::exp(x) * integrand(std::exp(x));
            total += part;
            largest = (std::max)(largest, part);
            if (part < tiny * largest || std::fabs(x) > 300) {
                break;
            }
        }
    }
    return (1 - beta1) * (1 - beta1) * step * total;
}

/// The mean square of an update of pure noise, where an optimiser sets it by itself.
/// \param p  kind and coefficients
/// \return ⟨u²⟩ per parameter [1]: of Adam and AdamW adam_noise_mean_square_update(), 1 for Lion;
///         NaN for others, whose updates are as large as gradients, or as their shape (Muon)
/// \cost as adam_noise_mean_square_update()
[[nodiscard]] inline double noise_mean_square_update(const hyper_parameters& p) {
    switch (p.optimiser) {
    case optimiser_kind::adam:
    case optimiser_kind::adamw: return adam_noise_mean_square_update(p.momentum(), p.beta2);
    case optimiser_kind::lion: return 1.0;
    default: break;
    }
    return not_available;
}

}  // namespace THERMOSGD_NAMESPACE
