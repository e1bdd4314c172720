// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Tail probabilities of Fisher's F and the incomplete beta function that they are made of.

#include <cmath>
#include <stdexcept>
#include <string>

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/numeric/log_gamma.hpp>
#include <thermosgd/numeric/student_t.hpp>

namespace THERMOSGD_NAMESPACE {

/// The regularised incomplete beta function.
/// \f[ I_x(a, b) = \frac{1}{B(a, b)} \int_0^x t^{a-1} (1-t)^{b-1}\,dt \f]
/// \param a > 0 [1]   \param b > 0 [1]   \param x in [0, 1] [1]
/// \param one_minus_x  1 − x, where the caller knows it to more digits [1]
/// \return I_x(a, b), to about 1e-12 relative up to a, b = 100, 1e-9 up to 1e6
/// \throws std::invalid_argument for a, b or x out of range
/// \cost under 1 µs for a, b below 100; no allocation   \see Abramowitz and Stegun 26.5.8
[[nodiscard]] inline double incomplete_beta(double a, double b, double x, double one_minus_x) {
    detail::check_freedom("incomplete_beta", a);
    detail::check_freedom("incomplete_beta", b);
    if (!(x >= 0 && one_minus_x >= 0)) {
        THERMOSGD_THROW(std::invalid_argument("incomplete_beta: x = " + detail::number_text(x) +
                                              ", expected 0 <= x <= 1"));
    }
    if (x == 0 || one_minus_x == 0) {
        return x == 0 ? 0 : 1;
    }
    const double front =
        std::exp(a * std::log(x) + b * std::log(one_minus_x) + detail::log_gamma(a + b) -
                 detail::log_gamma(a) - detail::log_gamma(b));
    return x < (a + 1) / (a + b + 2) ? front * detail::beta_fraction(a, b, x) / a
                                     : 1 - front * detail::beta_fraction(b, a, one_minus_x) / b;
}

/// incomplete_beta(a, b, x, 1 − x).
[[nodiscard]] inline double incomplete_beta(double a, double b, double x) {
    return incomplete_beta(a, b, x, 1 - x);
}

/// Upper tail of Fisher's F distribution.
/// \f[ P(F > f) = I_{\nu_2/(\nu_2 + \nu_1 f)}(\nu_2/2, \nu_1/2) \f]
/// \param f    where the tail starts [1]; 1 below 0, NaN for NaN
/// \param nu1  degrees of freedom of the numerator > 0   \param nu2 of the denominator > 0
/// \return the probability, to about 1e-12 relative up to ν = 100, 1e-9 up to 1e6
/// \throws std::invalid_argument unless both are positive
/// \cost under 1 µs; no allocation   \see Abramowitz and Stegun 26.6.2
[[nodiscard]] inline double f_tail(double f, double nu1, double nu2) {
    detail::check_freedom("f_tail", nu1);
    detail::check_freedom("f_tail", nu2);
    if (f != f) {
        return not_available;
    }
    if (!(f > 0)) {
        return 1;
    }
    const double ratio = nu1 * f / nu2;
    if (!is_finite(ratio)) {
        return 0;
    }
    return incomplete_beta(0.5 * nu2, 0.5 * nu1, 1 / (1 + ratio), ratio / (1 + ratio));
}

}  // namespace THERMOSGD_NAMESPACE
