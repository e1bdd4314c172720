// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Families of Gibbs states: what a fit, a sampler and a test need to know of one, and what follows
/// from it alone.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/random_source.hpp>
#include <thermosgd/numeric/small_matrix.hpp>

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// A family of Gibbs states on a symplectic manifold on which a group acts.
/// \f[ \rho_b = e^{-\langle J, b\rangle}/P(b), \qquad Q = -\partial_b \ln P = \langle J\rangle,
///     \qquad I = \partial_b^2 \ln P = \mathrm{Cov}\,J \f]
/// J is the moment map, b the generalised temperature, an element of the Lie algebra: for time
/// translation alone J is the energy and b = 1/(k_B T). With k = F::dimension numbers each:
///
/// - `f.refusal(b)`: nullptr where the state exists, else the reason why it does not;
/// - `f.log_partition(b)`: ln P; `f.mean_heat(b)`: Q; `f.fisher_metric(b)`: I;
/// - `f.reference()`: some b for which the state exists.
///
/// Optional: `f.parameter_of_mean(q)`, the b with Q(b) = q in closed form.
/// \see Souriau 1969; Marle 2016; Barbaresco 2014 (the metric)
template <class F>
concept exponential_family = requires { requires F::dimension > 0; } &&
                             requires(const F& f, const std::array<double, F::dimension>& b) {
                                 { f.refusal(b) } -> std::convertible_to<const char*>;
                                 { f.log_partition(b) } -> std::convertible_to<double>;
                                 {
                                     f.mean_heat(b)
                                 } -> std::convertible_to<std::array<double, F::dimension>>;
                                 {
                                     f.fisher_metric(b)
                                 } -> std::convertible_to<small_matrix<F::dimension>>;
                                 {
                                     f.reference()
                                 } -> std::convertible_to<std::array<double, F::dimension>>;
                             };

/// A family whose law of J is known so well that it can be drawn from and tested.
///
/// - `f.sample_moment(b, random)`: J of one point drawn from ρ_b;
/// - `f.uniforms(j, b)`: k numbers that are independent and uniform in [0, 1] where j is the J of a
///   point drawn from ρ_b (Rosenblatt's transform).
template <class F, class R>
concept sampled_family =
    exponential_family<F> && random_source<R> &&
    requires(const F& f, const std::array<double, F::dimension>& j, R& random) {
        { f.sample_moment(j, random) } -> std::convertible_to<std::array<double, F::dimension>>;
        { f.uniforms(j, j) } -> std::convertible_to<std::array<double, F::dimension>>;
    };

/// The generalised temperatures of a family, or moments of it: k numbers.
template <exponential_family F>
using moments_of = std::array<double, F::dimension>;

/// Throws unless the Gibbs state of b exists.
/// \throws std::invalid_argument naming b and the reason \cost O(1)
template <class F>
void require_gibbs_state(const char* function, const F& family,
                         const std::array<double, F::dimension>& b) {
    if (const char* reason = family.refusal(b)) {
        std::string text = std::string(function) + ": b = (";
        for (std::size_t i = 0; i < b.size(); ++i) {
            text += (i == 0 ? "" : ", ") + detail::number_text(b[i]);
        }
        THERMOSGD_THROW(std::invalid_argument(text + "), no Gibbs state: " + reason));
    }
}

/// The entropy of the Gibbs state of b.
/// \f[ s(b) = \ln P(b) + \langle Q(b), b\rangle \f]   (Fioresi et al. 2021, eq. 7)
/// \return s [k_B]; it depends on the unit of phase-space volume as every differential entropy does
/// \throws std::invalid_argument where there is no Gibbs state \cost that of ln P and Q
template <exponential_family F>
[[nodiscard]] double gibbs_entropy(const F& family, const moments_of<F>& b) {
    return family.log_partition(b) + detail::dot(family.mean_heat(b), b);
}

/// How much the maximum-likelihood b of N independent J exceeds b on average, times N.
/// \f[ N(\langle\hat b\rangle - b) = -\tfrac12 I^{-1} \partial_b \ln\det I + O(1/N) \f]
/// For an energy of n quadratic pairs it is b/n, and b̂(1 − 1/(Nn)) has no bias left at all.
/// \return the bias times N [unit of b]; NaN where I is not positive definite to rounding
/// \cost 2k + 1 evaluations of I      \see Cox and Snell 1968, eq. (20)
template <exponential_family F>
[[nodiscard]] moments_of<F> maximum_likelihood_bias(const F& family, const moments_of<F>& b) {
    constexpr std::size_t k = F::dimension;
    const auto inverse = detail::inverse_positive(family.fisher_metric(b));
    moments_of<F> gradient{};
    for (std::size_t i = 0; i < k; ++i) {
        // A small share of the natural length: within the domain wherever I diverges at its edge.
        const double step = 1e-4 * std::sqrt(inverse[i][i]);
        const auto at = [&](double x) {
            moments_of<F> moved = b;
            moved[i] += x * step;
            return detail::log_det_positive(family.fisher_metric(moved));
        };
        gradient[i] = (8 * (at(0.5) - at(-0.5)) - (at(1) - at(-1))) / (6 * step);
    }
    moments_of<F> bias = detail::product(inverse, gradient);
    for (double& x : bias) {
        x *= -0.5;
    }
    return bias;
}

namespace detail {

/// The maximum of −⟨q, b⟩ − ln P(b), a concave function, by Newton's method with step halving.
template <exponential_family F>
[[nodiscard]] std::optional<moments_of<F>> solve_mean_heat(const F& family,
                                                           const moments_of<F>& q) {
    moments_of<F> b = family.reference();
    const auto likelihood = [&](const moments_of<F>& at) {
        return -detail::dot(q, at) - family.log_partition(at);
    };
    double best = likelihood(b);
    for (int iteration = 0; iteration < 400; ++iteration) {
        moments_of<F> excess = family.mean_heat(b);
        for (std::size_t i = 0; i < q.size(); ++i) {
            excess[i] -= q[i];
        }
        const moments_of<F> step =
            detail::product(detail::inverse_positive(family.fisher_metric(b)), excess);
        const double decrement = detail::dot(excess, step);
        if (!is_finite(decrement)) {
            return std::nullopt;
        }
        bool moved = false;
        for (double share = 1; share > 1e-60 && !moved; share *= 0.5) {
            moments_of<F> trial = b;
            for (std::size_t i = 0; i < b.size(); ++i) {
                trial[i] += share * step[i];
            }
            if (family.refusal(trial) != nullptr) {
                continue;
            }
            const double value = likelihood(trial);
            // Near the maximum the gain drowns in the rounding of the likelihood.
            if (value >= best + 1e-4 * share * decrement || (share == 1 && decrement < 1e-6)) {
                moved = trial != b;
                b = trial;
                best = value;
                break;
            }
        }
        if (decrement < 1e-22 || (!moved && decrement < 1e-6)) {
            return b;
        }
        if (!moved) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

/// Whether the metric of a state is a number that can be divided by.
template <exponential_family F>
[[nodiscard]] bool has_metric(const F& family, const moments_of<F>& b) {
    const small_matrix<F::dimension> metric = family.fisher_metric(b);
    for (std::size_t i = 0; i < F::dimension; ++i) {
        if (!std::isnormal(metric[i][i]) || !std::isnormal(1.0 / metric[i][i])) {
            return false;
        }
    }
    return true;
}

}  // namespace detail

/// The generalised temperature of the state with a given mean of J: the maximum-likelihood b.
/// \f[ Q(b) = q \f]
/// \param family  the family      \param q  the mean of J [unit of J]
/// \return b [1/unit of J]; nothing where no state of the family has this mean, or where the metric
///         of the one that has it underflows
/// \cost O(1) where the family has a closed form; else Newton's method on the concave likelihood,
///       5 to 60 evaluations of ln P, Q and I
template <exponential_family F>
[[nodiscard]] std::optional<moments_of<F>> parameter_of_mean(const F& family,
                                                             const moments_of<F>& q) {
    for (const double& x : q) {
        if (!is_finite(x)) {
            return std::nullopt;
        }
    }
    if constexpr (requires { family.parameter_of_mean(q); }) {
        const std::optional<moments_of<F>> b = family.parameter_of_mean(q);
        // Heats whose squares underflow have a b, but no metric and no error.
        return b && family.refusal(*b) == nullptr && detail::has_metric(family, *b) ? b
                                                                                    : std::nullopt;
    } else {
        return detail::solve_mean_heat(family, q);
    }
}

}  // namespace THERMOSGD_NAMESPACE
