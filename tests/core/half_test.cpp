// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/core/half.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace core_half_test {

using thermosgd::bfloat16;
using thermosgd::float16;

static_assert(sizeof(bfloat16) == 2 && alignof(bfloat16) == 2);
static_assert(sizeof(float16) == 2 && alignof(float16) == 2);
static_assert(std::is_trivially_copyable_v<bfloat16> && std::is_trivially_copyable_v<float16>);
static_assert(std::is_trivially_default_constructible_v<bfloat16>);
static_assert(std::is_convertible_v<bfloat16, float> && std::is_convertible_v<float16, double>);
static_assert(!std::is_convertible_v<float, bfloat16> && !std::is_convertible_v<double, float16>);
static_assert(!std::is_constructible_v<bfloat16, int> && !std::is_constructible_v<float16, long>);
static_assert(!std::is_constructible_v<bfloat16, float16>);

// Constant expressions, and the ends of the ranges.
static_assert(bfloat16(1.0F).bits() == 0x3f80 && float16(1.0F).bits() == 0x3c00);
static_assert(float(bfloat16(-2.5F)) == -2.5F && float(float16(-2.5)) == -2.5F);
static_assert(float(float16(65504.0)) == 65504.0F && float16(65520.0).bits() == 0x7c00);
static_assert(float(float16::from_bits(1)) == 0x1p-24F && float16(0x1p-24).bits() == 1);
static_assert(float(bfloat16::from_bits(1)) == 0x1p-133F && bfloat16(0x1p-133).bits() == 1);
static_assert(bfloat16{}.bits() == 0 && float16{}.bits() == 0);

/// Our two types by what the tests need of them.
template <class H>
struct format;
template <>
struct format<bfloat16> {
    static constexpr int digits = 8, least = -133, emin = -126;
    static constexpr std::uint16_t infinity = 0x7f80;
    static constexpr double largest = 0x1.fep127;
};
template <>
struct format<float16> {
    static constexpr int digits = 11, least = -24, emin = -14;
    static constexpr std::uint16_t infinity = 0x7c00;
    static constexpr double largest = 65504.0;
};

/// The number of given bits by arithmetic rather than by moving fields.
template <class H>
double value_of(std::uint16_t bits) {
    using f = format<H>;
    const int fraction_bits = f::digits - 1;
    const double sign = (bits & 0x8000) != 0 ? -1.0 : 1.0;
    const int field = (bits & 0x7fff) >> fraction_bits;
    const int fraction = bits & ((1 << fraction_bits) - 1);
    return field == 0 ? sign * std::ldexp(fraction, f::least)
                      : sign * std::ldexp(fraction + (1 << fraction_bits), f::least + field - 1);
}

/// Rounding by arithmetic: to a multiple of the spacing at |x|, ties to even, in double.
template <class H>
double nearest(double x) {
    using f = format<H>;
    if (x == 0 || !std::isfinite(x)) {
        return x;
    }
    const int exponent = std::max(std::ilogb(x), f::emin);
    const double spacing = std::ldexp(1.0, exponent - f::digits + 1);
    const double rounded = std::nearbyint(x / spacing) * spacing;
    return std::fabs(rounded) > f::largest
               ? std::copysign(std::numeric_limits<double>::infinity(), x)
               : rounded;
}

template <class H>
void every_number_is_widened_and_comes_back() {
    int wrong = 0;
    for (std::uint32_t all = 0; all < 0x10000; ++all) {
        const auto bits = static_cast<std::uint16_t>(all);
        const H h = H::from_bits(bits);
        const float wide = h;
        const std::uint16_t magnitude = bits & 0x7fff;
        if (magnitude > format<H>::infinity) {
            wrong += std::isnan(wide) ? 0 : 1;
            const std::uint16_t again = H(wide).bits();
            wrong += (again & 0x7fff) > format<H>::infinity ? 0 : 1;
            wrong += ((again ^ bits) & 0x8000) == 0 ? 0 : 1;
            continue;
        }
        const double exact = magnitude == format<H>::infinity
                                 ? std::copysign(std::numeric_limits<double>::infinity(),
                                                 (bits & 0x8000) != 0 ? -1.0 : 1.0)
                                 : value_of<H>(bits);
        wrong += static_cast<double>(wide) == exact ? 0 : 1;
        wrong += std::signbit(wide) == ((bits & 0x8000) != 0) ? 0 : 1;
        wrong += H(wide).bits() == bits ? 0 : 1;
        wrong += H(static_cast<double>(wide)).bits() == bits ? 0 : 1;
    }
    CHECK(wrong == 0);
}

TEST_CASE("each of the 65,536 numbers is widened to its value and rounds back to its bits") {
    every_number_is_widened_and_comes_back<bfloat16>();
    every_number_is_widened_and_comes_back<float16>();
}

template <class H>
void between_neighbours_the_nearest_is_taken() {
    int wrong = 0;
    const auto rounds_to = [&](double x, std::uint16_t bits) {
        wrong += H(x).bits() == bits ? 0 : 1;
        wrong += H(-x).bits() == (bits | 0x8000) ? 0 : 1;
        const auto single = static_cast<float>(x);
        if (static_cast<double>(single) == x) {
            wrong += H(single).bits() == bits ? 0 : 1;
        }
    };
    for (std::uint16_t low = 0; low < format<H>::infinity; ++low) {
        const auto high = static_cast<std::uint16_t>(low + 1);
        const double below = value_of<H>(low);
        // Beyond the largest lies what would be next, were there more exponents.
        const double middle = 0.5 * (below + value_of<H>(high));
        rounds_to(middle, (low & 1) == 0 ? low : high);
        // A double next to the middle is a float at the middle: rounded twice it would be wrong.
        rounds_to(std::nextafter(middle, 0.0), low);
        rounds_to(std::nextafter(middle, 1e300), high);
    }
    CHECK(wrong == 0);
}

TEST_CASE(
    "between any two neighbours the middle goes to the even one, what is beside it is not "
    "rounded twice") {
    between_neighbours_the_nearest_is_taken<bfloat16>();
    between_neighbours_the_nearest_is_taken<float16>();
}

TEMPLATE_TEST_CASE("rounding agrees with arithmetic on numbers of all sizes", "", bfloat16,
                   float16) {
    test::random_stream random(23);
    int wrong = 0, finite = 0;
    for (int i = 0; i < 200'000; ++i) {
        const int exponent = static_cast<int>(330 * random.uniform()) - 170;
        const double x = std::ldexp(random.uniform() - 0.5, exponent);
        const double expected = nearest<TestType>(x);
        finite += std::isfinite(expected) ? 1 : 0;
        const auto same = [&](TestType h, double number) {
            return static_cast<double>(h) == number && std::signbit(float(h)) == std::signbit(x);
        };
        wrong += same(TestType(x), expected) ? 0 : 1;
        const auto single = static_cast<float>(x);
        wrong += same(TestType(single), nearest<TestType>(static_cast<double>(single))) ? 0 : 1;
    }
    CHECK(wrong == 0);
    CHECK(finite > 50'000);
}

TEMPLATE_TEST_CASE("infinity stays infinite, NaN stays NaN, and what overflows is infinite", "",
                   bfloat16, float16) {
    constexpr std::uint16_t infinity = format<TestType>::infinity;
    constexpr double inf = std::numeric_limits<double>::infinity();
    CHECK(TestType(inf).bits() == infinity);
    CHECK(TestType(-std::numeric_limits<float>::infinity()).bits() == (infinity | 0x8000));
    CHECK(TestType(1e300).bits() == infinity);
    CHECK(TestType(std::numeric_limits<double>::denorm_min()).bits() == 0);
    CHECK(TestType(-std::numeric_limits<double>::denorm_min()).bits() == 0x8000);
    CHECK(TestType(std::numeric_limits<float>::denorm_min()).bits() == 0);
    // A NaN whose payload is cut off stays one.
    for (const std::uint64_t payload : {1ULL, 1ULL << 20U, 1ULL << 51U}) {
        const auto nan = std::bit_cast<double>(std::uint64_t{0x7ff0'0000'0000'0000} | payload);
        CHECK((TestType(nan).bits() & 0x7fff) > infinity);
    }
    CHECK((TestType(std::bit_cast<float>(0xff80'0001U)).bits() & 0x7fff) > infinity);
}

}  // namespace core_half_test
