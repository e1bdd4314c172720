// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Numbers of 16 bits, to store parameters in: bfloat16 and IEEE binary16.
///
/// They hold no arithmetic: a number is widened to float, exactly, and made by rounding a float or
/// a double once. Neither needs a compiler that knows such a type.

#include <thermosgd/core/namespace.hpp>

#include <bit>
#include <concepts>
#include <cstdint>

/// On a type whose pointers may point to a number of 16 bits of another name, as a buffer of the
/// compiler's own type is read through ours.
#if defined(__GNUC__)
#define THERMOSGD_MAY_ALIAS [[gnu::may_alias]]
#else
#define THERMOSGD_MAY_ALIAS
#endif

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// A binary format by the widths of its fields; the exponent is biased by half of its range.
struct binary_format {
    int fraction;  // bits of the fraction
    int exponent;  // bits of the exponent

    [[nodiscard]] constexpr int bias() const { return (1 << (exponent - 1)) - 1; }
    [[nodiscard]] constexpr std::uint64_t infinite_bits() const {
        return ((std::uint64_t{1} << exponent) - 1) << fraction;
    }
    [[nodiscard]] constexpr std::uint64_t sign() const {
        return std::uint64_t{1} << (fraction + exponent);
    }
};

inline constexpr binary_format format_of_double{52, 11}, format_of_float{23, 8},
    format_of_bfloat16{7, 8}, format_of_float16{10, 5};

/// Rounds a number to a narrower format, to nearest and of two as near to the even one.
///
/// On the bits alone, so that no mode of rounding, flush to zero or -ffast-math matters; a float or
/// a double is rounded once. What is half a unit beyond the largest number or more is infinite; a
/// NaN stays one, quiet, with the leading bits of its payload.
/// \param bits  of the number in the format `from`      \return its bits in the format `to`
/// \cost O(1)
[[nodiscard]] constexpr std::uint16_t round_bits(std::uint64_t bits, binary_format from,
                                                 binary_format to) noexcept {
    const std::uint64_t sign = (bits & from.sign()) != 0 ? to.sign() : 0;
    const std::uint64_t magnitude = bits & (from.sign() - 1);
    const int surplus = from.fraction - to.fraction;
    if (magnitude >= from.infinite_bits()) {
        const std::uint64_t payload = magnitude - from.infinite_bits();
        const std::uint64_t quiet = std::uint64_t{1} << (to.fraction - 1);
        const std::uint64_t nan = payload == 0 ? 0 : quiet | payload >> surplus;
        return static_cast<std::uint16_t>(sign | to.infinite_bits() | nan);
    }
    const std::uint64_t implicit = std::uint64_t{1} << from.fraction;
    const auto field = static_cast<int>(magnitude >> from.fraction);
    const std::uint64_t significand = (magnitude & (implicit - 1)) | (field == 0 ? 0 : implicit);
    // Above that of the smallest normal number of `to`; below it the spacing stays.
    const int exponent = (field == 0 ? 1 : field) - from.bias() - (1 - to.bias());
    const int shift = exponent < 0 ? surplus - exponent : surplus;
    if (shift > from.fraction + 2) {
        return static_cast<std::uint16_t>(sign);
    }
    const std::uint64_t half = std::uint64_t{1} << (shift - 1);
    const std::uint64_t rest = significand & (2 * half - 1);
    std::uint64_t rounded = significand >> shift;
    rounded += rest > half || (rest == half && (rounded & 1) != 0) ? 1U : 0U;
    // A significand that has grown to the next power of two carries into the exponent.
    rounded += exponent > 0 ? static_cast<std::uint64_t>(exponent) << to.fraction : 0;
    return static_cast<std::uint16_t>(
        sign | (rounded < to.infinite_bits() ? rounded : to.infinite_bits()));
}

}  // namespace detail

/// The 16 leading bits of a float: 8 binary digits, and the range of float.
///
/// Trivially copyable; made with no value, it has none. \cost 2 bytes
class THERMOSGD_MAY_ALIAS bfloat16 {
public:
    /// No value; 0 where it is value-initialised. \cost none
    bfloat16() = default;

    /// The nearest to a float, of two as near the even one. \cost O(1), noexcept
    explicit constexpr bfloat16(const std::same_as<float> auto& x) noexcept
        : bits_(detail::round_bits(std::bit_cast<std::uint32_t>(x), detail::format_of_float,
                                   detail::format_of_bfloat16)) {}

    /// The nearest to a double, rounded once. \cost O(1), noexcept
    explicit constexpr bfloat16(const std::same_as<double> auto& x) noexcept
        : bits_(detail::round_bits(std::bit_cast<std::uint64_t>(x), detail::format_of_double,
                                   detail::format_of_bfloat16)) {}

    /// The number of given bits. \cost O(1), noexcept
    [[nodiscard]] static constexpr bfloat16 from_bits(std::uint16_t bits) noexcept {
        return std::bit_cast<bfloat16>(bits);
    }

    /// Its bits. \cost O(1), noexcept
    [[nodiscard]] constexpr std::uint16_t bits() const noexcept { return bits_; }

    /// The same number as a float, exactly. \cost O(1), noexcept
    // NOLINTNEXTLINE(google-explicit-constructor): nothing is lost
    [[nodiscard]] constexpr operator float() const noexcept {
        return std::bit_cast<float>(std::uint32_t{bits_} << 16U);
    }

private:
    std::uint16_t bits_;
};

/// IEEE binary16: 11 binary digits, 6.0e-8 (subnormal) or 6.1e-5 (normal) to 65504.
///
/// Trivially copyable; made with no value, it has none. \cost 2 bytes
class THERMOSGD_MAY_ALIAS float16 {
public:
    /// No value; 0 where it is value-initialised. \cost none
    float16() = default;

    /// The nearest to a float, of two as near the even one. \cost O(1), noexcept
    explicit constexpr float16(const std::same_as<float> auto& x) noexcept
        : bits_(detail::round_bits(std::bit_cast<std::uint32_t>(x), detail::format_of_float,
                                   detail::format_of_float16)) {}

    /// The nearest to a double, rounded once. \cost O(1), noexcept
    explicit constexpr float16(const std::same_as<double> auto& x) noexcept
        : bits_(detail::round_bits(std::bit_cast<std::uint64_t>(x), detail::format_of_double,
                                   detail::format_of_float16)) {}

    /// The number of given bits. \cost O(1), noexcept
    [[nodiscard]] static constexpr float16 from_bits(std::uint16_t bits) noexcept {
        return std::bit_cast<float16>(bits);
    }

    /// Its bits. \cost O(1), noexcept
    [[nodiscard]] constexpr std::uint16_t bits() const noexcept { return bits_; }

    /// The same number as a float, exactly. \cost O(1), noexcept
    // NOLINTNEXTLINE(google-explicit-constructor): nothing is lost
    [[nodiscard]] constexpr operator float() const noexcept {
        constexpr std::uint32_t bias = 127 - 15;  // of a float, less that of ours
        const std::uint32_t sign = (std::uint32_t{bits_} & 0x8000U) << 16U;
        const std::uint32_t exponent = (std::uint32_t{bits_} >> 10U) & 0x1fU;
        std::uint32_t fraction = std::uint32_t{bits_} & 0x3ffU;
        std::uint32_t wide = 0;  // the exponent of the float
        if (exponent == 0x1f) {
            wide = 0xff;
        } else if (exponent != 0) {
            wide = exponent + bias;
        } else if (fraction != 0) {
            const auto places = static_cast<std::uint32_t>(std::countl_zero(fraction)) - 21U;
            fraction = (fraction << places) & 0x3ffU;
            wide = bias + 1 - places;
        }
        return std::bit_cast<float>(sign | wide << 23U | fraction << 13U);
    }

private:
    std::uint16_t bits_;
};

}  // namespace THERMOSGD_NAMESPACE
