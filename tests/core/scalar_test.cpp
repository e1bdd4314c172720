// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/core/scalar.hpp>

#include <cmath>
#include <complex>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "catch_shim.hpp"
#include "core/bit_patterns.hpp"

namespace core_scalar_test {

using thermosgd::computing_scalar;
using thermosgd::half_scalar;
using thermosgd::is_finite;
using thermosgd::real_scalar;

static_assert(real_scalar<float>);
static_assert(real_scalar<double>);
static_assert(real_scalar<const float>);
static_assert(real_scalar<const double>);
static_assert(real_scalar<thermosgd::bfloat16> && real_scalar<const thermosgd::float16>);
static_assert(!real_scalar<long double>);
static_assert(!real_scalar<int>);
static_assert(!real_scalar<bool>);
static_assert(!real_scalar<char>);
static_assert(!real_scalar<double*>);
static_assert(!real_scalar<double&>);
static_assert(!real_scalar<std::complex<double>>);
static_assert(!real_scalar<short>);
static_assert(!real_scalar<std::uint16_t>);
static_assert(!real_scalar<std::byte>);
static_assert(!real_scalar<thermosgd::bfloat16&>);
static_assert(!real_scalar<void>);

// What is computed with, and what is stored only.
static_assert(computing_scalar<float> && computing_scalar<const double>);
static_assert(!computing_scalar<thermosgd::bfloat16> && !computing_scalar<thermosgd::float16>);
static_assert(half_scalar<thermosgd::bfloat16> && half_scalar<const thermosgd::float16>);
static_assert(!half_scalar<float> && !half_scalar<double> && !half_scalar<std::int16_t>);

template <class T, class Format>
constexpr bool has_format = std::same_as<thermosgd::storage_format_t<T>, Format>;
static_assert(has_format<const float, float> && has_format<double, double>);
static_assert(has_format<thermosgd::bfloat16, thermosgd::bfloat16>);
static_assert(has_format<thermosgd::float16, thermosgd::float16>);

// The compiler's own types, where it has them. std::float16_t and std::bfloat16_t are these.
#if defined(THERMOSGD_HAS_FLOAT16)
static_assert(real_scalar<_Float16> && half_scalar<const _Float16>);
static_assert(has_format<_Float16, thermosgd::float16>);
#endif
#if defined(THERMOSGD_HAS_BFLOAT16)
static_assert(real_scalar<__bf16> && half_scalar<const __bf16>);
static_assert(has_format<__bf16, thermosgd::bfloat16>);
#endif
#if defined(__x86_64__) && ((defined(__clang__) && __clang_major__ >= 17) || __GNUC__ >= 12)
static_assert(THERMOSGD_HAS_FLOAT16 == 1);
#endif

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

TEST_CASE("is_finite is right on all 65,536 numbers of 16 bits") {
    int wrong = 0;
    for (std::uint32_t all = 0; all < 0x10000; ++all) {
        const auto bits = static_cast<std::uint16_t>(all);
        const auto brain = thermosgd::bfloat16::from_bits(bits);
        const auto ieee = thermosgd::float16::from_bits(bits);
        wrong += is_finite(brain) == std::isfinite(float(brain)) ? 0 : 1;
        wrong += is_finite(ieee) == std::isfinite(float(ieee)) ? 0 : 1;
    }
    CHECK(wrong == 0);
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
