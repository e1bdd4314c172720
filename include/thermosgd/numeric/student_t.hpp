// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Tail probabilities and quantiles of Student's t and of the normal distribution.

#include <cmath>
#include <stdexcept>
#include <string>

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/log_gamma.hpp>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// Throws unless `p` is a probability strictly between 0 and 1.
inline void check_probability(const char* function, const char* argument, double p) {
    if (!(p > 0 && p < 1)) {
        THERMOSGD_THROW(std::invalid_argument(std::string(function) + ": " + argument + " = " +
                                              number_text(p) + ", expected 0 < " + argument +
                                              " < 1"));
    }
}

/// Throws unless `nu` is a possible number of degrees of freedom.
inline void check_freedom(const char* function, double nu) {
    if (!(nu > 0)) {
        THERMOSGD_THROW(std::invalid_argument(std::string(function) + ": nu = " + number_text(nu) +
                                              ", expected nu > 0"));
    }
}

inline constexpr double sqrt_of_pi = 1.772453850905516027;
inline constexpr double inverse_sqrt_two_pi = 0.398942280401432678;

/// The continued fraction of the incomplete beta function (A&S 26.5.8), by Lentz's method.
[[nodiscard]] inline double beta_fraction(double a, double b, double x) noexcept {
    const auto away_from_zero = [](double v) { return std::fabs(v) < 1e-300 ? 1e-300 : v; };
    double c = 1;
    double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
    double fraction = d;
    for (int m = 1; m < 10'000; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double change = 1;
        for (const double term : {even, odd}) {
            d = 1 / away_from_zero(1 + term * d);
            c = away_from_zero(1 + term / c);
            change = c * d;
            fraction *= change;
        }
        if (std::fabs(change - 1) < 3e-16) {
            break;
        }
    }
    return fraction;
}

/// Student's t split at t ≥ 0; each part keeps its digits where it is small.
struct student_t_split {
    double tail;     ///< P(T > t)
    double centre;   ///< P(0 < T < t)
    double density;  ///< of the distribution at t
};

[[nodiscard]] inline student_t_split split_student_t(double t, double nu) noexcept {
    const double a = 0.5 * nu;
    const double ratio = t / nu * t;
    // Far out 1 + t²/ν is t²/ν, whose logarithm exists even where its value overflows.
    const bool remote = !(ratio < 1e18);
    const double log_one_plus = remote ? 2 * std::log(t) - std::log(nu) : std::log1p(ratio);
    const double x = remote ? 0 : 1 / (1 + ratio);
    const double y = remote ? 1 : ratio / (1 + ratio);
    const double inverse_beta = std::exp(log_gamma_half_step(a)) / sqrt_of_pi;
    const double x_to_a = std::exp(-a * log_one_plus);
    const double density = inverse_beta / std::sqrt(nu) * x_to_a * std::exp(-0.5 * log_one_plus);
    const double front = inverse_beta * x_to_a * std::sqrt(y);
    if (x < (a + 1) / (a + 2.5)) {
        const double tail = front * beta_fraction(a, 0.5, x) / nu;
        return {tail, 0.5 - tail, density};
    }
    const double centre = front * beta_fraction(0.5, a, y);
    return {0.5 - centre, centre, density};
}

/// The normal z > 0 with P(Z > z) = tail < 1/2. Newton's method stops once the next step would be
/// below rounding, its error being squared each time.
[[nodiscard]] inline double solve_normal(double tail) noexcept {
    double z = tail > 0.25 ? 0.0 : std::sqrt(-2 * std::log(tail));
    for (int i = 0; i < 100; ++i) {
        const double density = inverse_sqrt_two_pi * std::exp(-0.5 * z * z);
        const double beyond = 0.5 * std::erfc(z / std::sqrt(2.0));
        const double centre = 0.5 * std::erf(z / std::sqrt(2.0));
        const double step = tail > 0.25 ? (0.5 - tail - centre) / density
                                        : std::log(beyond / tail) * beyond / density;
        z += step;
        if (std::fabs(step) < 1e-9 * z) {
            break;
        }
    }
    return z;
}

/// t > 0 with P(T > t) = tail < 1/2, from a first guess at or near the solution.
[[nodiscard]] inline double solve_student_t(double tail, double guess, double nu) noexcept {
    if (tail > 0.25) {
        // P(0 < T < t) is concave in t: Newton rises to the root once it is below it.
        double t = guess;
        for (int i = 0; i < 200; ++i) {
            const student_t_split p = split_student_t(t, nu);
            const double step = (0.5 - tail - p.centre) / p.density;
            t = std::fmax(t + step, 0.5 * t);
            if (std::fabs(step) < 1e-9 * t) {
                break;
            }
        }
        return t;
    }
    // ln P is concave in u = ln t: Newton falls to the root once it is above it.
    double u = std::log(guess);
    for (int i = 0; i < 200; ++i) {
        const double t = std::exp(u);
        const student_t_split p = split_student_t(t, nu);
        const double step = std::log(p.tail / tail) * p.tail / (t * p.density);
        u += step;
        if (!(std::fabs(step) >= 1e-9)) {
            break;
        }
    }
    return std::exp(u);
}

/// t as a function of the normal z of the same tail, for large ν (A&S 26.7.5).
[[nodiscard]] inline double student_t_from_normal(double z, double nu) noexcept {
    const double s = z * z;
    const double g1 = (s + 1) / 4;
    const double g2 = ((5 * s + 16) * s + 3) / 96;
    const double g3 = (((3 * s + 19) * s + 17) * s - 15) / 384;
    const double g4 = ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160;
    return z * (1 + (g1 + (g2 + (g3 + g4 / nu) / nu) / nu) / nu);
}

/// Above this many degrees of freedom the expansion about the normal is exact to 1e-14 or better.
inline constexpr double large_freedom = 1e5;

}  // namespace detail

/// Upper tail of the standard normal distribution.
/// \f[ Q(z) = \tfrac12\,\mathrm{erfc}(z/\sqrt2) \f]
/// \param z where the tail starts [1]   \return P(Z > z) [1]   \cost O(1), no allocation
[[nodiscard]] inline double normal_tail(double z) noexcept {
    return 0.5 * std::erfc(z / std::sqrt(2.0));
}

/// The point above which the standard normal distribution has the probability `tail`.
/// \param tail in (0, 1) [1]   \return z with P(Z > z) = tail, to 1e-13 relative [1]
/// \throws std::invalid_argument for a tail outside (0, 1)
/// \cost under 1 µs, no allocation   \see Newton's method on ln Q
[[nodiscard]] inline double normal_critical(double tail) {
    detail::check_probability("normal_critical", "tail", tail);
    if (tail == 0.5) {
        return 0;
    }
    return tail < 0.5 ? detail::solve_normal(tail) : -detail::solve_normal(1 - tail);
}

/// Upper tail of Student's t distribution with `nu` degrees of freedom.
/// \f[ P(T > t) = \tfrac12 I_{\nu/(\nu+t^2)}(\nu/2, 1/2), \quad t \ge 0 \f]
/// \param t  where the tail starts [1]   \param nu degrees of freedom > 0, up to infinity [1]
/// \return P(T > t), to about 1e-12 relative up to ν = 1e5 and 1e-9 above [1]
/// \throws std::invalid_argument unless nu > 0
/// \cost about 1 µs, no allocation
/// \see Abramowitz and Stegun (A&S) 26.5.8, 26.7.1 and 26.7.8
[[nodiscard]] inline double student_t_tail(double t, double nu) {
    detail::check_freedom("student_t_tail", nu);
    if (t == 0) {
        return 0.5;
    }
    if (nu > detail::large_freedom) {
        // The first two orders of the inverse of student_t_from_normal().
        const double s = t * t;
        const double c1 = (s + 1) / 4;
        const double c2 = ((13 * s + 8) * s + 3) / 96;
        return normal_tail(t * (1 - (c1 - c2 / nu) / nu));
    }
    const detail::student_t_split p = detail::split_student_t(std::fabs(t), nu);
    return t > 0 ? p.tail : 0.5 + p.centre;
}

/// The point above which Student's t distribution has the probability `tail`.
/// \param tail in (0, 1), as small as 1e-300 [1]   \param nu degrees of freedom > 0 [1]
/// \return t with P(T > t) = tail, to about 1e-12 relative; infinity beyond all doubles [1]
/// \throws std::invalid_argument for a tail outside (0, 1) or unless nu > 0
/// \cost about 5 µs, no allocation   \see Newton's method on ln P(T > t) as a function of ln t
[[nodiscard]] inline double student_t_critical(double tail, double nu) {
    detail::check_probability("student_t_critical", "tail", tail);
    detail::check_freedom("student_t_critical", nu);
    if (tail > 0.5) {
        return -student_t_critical(1 - tail, nu);
    }
    if (tail == 0.5) {
        return 0;
    }
    const double z = detail::solve_normal(tail);
    const double near_normal = detail::student_t_from_normal(z, nu);
    if (nu > detail::large_freedom) {
        return near_normal;
    }
    if (nu > 4 * z * z) {
        return detail::solve_student_t(tail, near_normal, nu);
    }
    // The power law of the far tail, P = ν^(ν/2 − 1) t^(−ν)/B(ν/2, 1/2), is an upper bound of it.
    const double log_front = detail::log_gamma_half_step(0.5 * nu) - std::log(detail::sqrt_of_pi) +
                             (0.5 * nu - 1) * std::log(nu);
    const double log_t = (log_front - std::log(tail)) / nu;
    return log_t > 709 ? detail::infinity : detail::solve_student_t(tail, std::exp(log_t), nu);
}

/// The quantile function of Student's t: the t with P(T ≤ t) = `probability`.
///
/// Prefer student_t_critical for the far upper tail, where 1 − probability has no digits left.
/// \param probability in (0, 1) [1]   \param nu degrees of freedom > 0 [1]
/// \throws std::invalid_argument for a probability outside (0, 1) or unless nu > 0
/// \cost about 5 µs, no allocation
[[nodiscard]] inline double student_t_quantile(double probability, double nu) {
    detail::check_probability("student_t_quantile", "probability", probability);
    return probability < 0.5 ? -student_t_critical(probability, nu)
                             : student_t_critical(1 - probability, nu);
}

}  // namespace THERMOSGD_NAMESPACE
