// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a source of random numbers must offer, and the variates that are made of it.

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>

#include <cmath>
#include <concepts>
#include <stdexcept>
#include <string>

namespace THERMOSGD_NAMESPACE {

/// A stream of random numbers that the caller owns: uniform in [0, 1) and standard normal.
template <class R>
concept random_source = requires(R& random) {
    { random.uniform() } -> std::convertible_to<double>;
    { random.normal() } -> std::convertible_to<double>;
};

/// A number of the exponential law of rate 1. \cost one uniform number, one logarithm
template <random_source R>
[[nodiscard]] double exponential_variate(R& random) {
    return -std::log1p(-static_cast<double>(random.uniform()));
}

/// A number of the gamma law of a given shape and rate 1: mean a, variance a.
/// \f[ p(x) = x^{a-1} e^{-x}/\Gamma(a) \f]
/// \param random  the stream      \param shape  a > 0 [1]
/// \return the number [1]; 2 · variate(ν/2) is χ² with ν degrees of freedom
/// \throws std::invalid_argument unless a is positive and finite
/// \cost about 1.05 normal and uniform numbers at a ≥ 1, one uniform number more below
/// \see Marsaglia and Tsang 2000
template <random_source R>
[[nodiscard]] double gamma_variate(R& random, double shape) {
    if (!(shape > 0) || !is_finite(shape)) {
        THERMOSGD_THROW(
            std::invalid_argument("gamma_variate: shape = " + detail::number_text(shape) +
                                  ", expected a positive finite number"));
    }
    double power = 1;
    if (shape < 1) {
        // A variate of shape a + 1 times u^(1/a).
        power = std::exp(-exponential_variate(random) / shape);
        shape += 1;
    }
    const double d = shape - 1.0 / 3.0;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = random.normal();
        const double root = 1 + c * x;
        if (root <= 0) {
            continue;
        }
        const double v = root * root * root;
        if (-exponential_variate(random) < 0.5 * x * x + d * (1 - v + std::log(v))) {
            return d * v * power;
        }
    }
}

}  // namespace THERMOSGD_NAMESPACE
