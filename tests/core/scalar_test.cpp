// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/core/scalar.hpp>

#include <cmath>
#include <complex>
#include <limits>

#include "catch_shim.hpp"
#include "core/bit_patterns.hpp"

namespace core_scalar_test {

using thermosgd::is_finite;
using thermosgd::real_scalar;

static_assert(real_scalar<float>);
static_assert(real_scalar<double>);
static_assert(real_scalar<const float>);
static_assert(real_scalar<const double>);
static_assert(!real_scalar<long double>);
static_assert(!real_scalar<int>);
static_assert(!real_scalar<bool>);
static_assert(!real_scalar<char>);
static_assert(!real_scalar<double*>);
static_assert(!real_scalar<double&>);
static_assert(!real_scalar<std::complex<double>>);

TEST_CASE("is_finite is right on every kind of bit pattern") {
    for (const auto& pattern : bit_patterns<double>()) {
        CAPTURE(pattern.name);
        CHECK(is_finite(pattern.value()) == pattern.finite);
    }
    for (const auto& pattern : bit_patterns<float>()) {
        CAPTURE(pattern.name);
        CHECK(is_finite(pattern.value()) == pattern.finite);
    }
}

TEST_CASE("is_finite is a constant expression") {
    STATIC_REQUIRE(is_finite(std::numeric_limits<float>::max()));
    STATIC_REQUIRE(is_finite(std::numeric_limits<double>::lowest()));
    STATIC_REQUIRE_FALSE(is_finite(std::numeric_limits<float>::infinity()));
    STATIC_REQUIRE_FALSE(is_finite(std::numeric_limits<double>::quiet_NaN()));
}

TEST_CASE("NaN is told from all other numbers by its bits") {
    using limits = std::numeric_limits<double>;
    for (const double number : {0.0, -0.0, limits::denorm_min(), -limits::max(), limits::infinity(),
                                -limits::infinity()}) {
        CHECK_FALSE(thermosgd::is_nan(number));
    }
    for (const double none :
         {std::nan(""), -std::nan("7"), limits::signaling_NaN(), thermosgd::not_available}) {
        CHECK(thermosgd::is_nan(none));
    }
}

}  // namespace core_scalar_test
