// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The scalars a parameter may be stored in, and finiteness by bit pattern.

#if (defined(_MSVC_LANG) ? _MSVC_LANG : __cplusplus) < 202002L
#error "thermosgd needs C++20: compile with -std=c++20 or /std:c++20"
#include <thermosgd_needs_cpp20>  // ends the compilation, so that this is the one error
#endif

#include <thermosgd/core/half.hpp>
#include <thermosgd/core/namespace.hpp>

#include <bit>
#include <concepts>
#include <cstdint>
#include <type_traits>

namespace THERMOSGD_NAMESPACE {

/// Which of the four types that the library reads has the format of `T`, as `type`: float, double,
/// bfloat16 or float16. Empty where none has: integers, long double.
///
/// Specialise it for a type of your own whose object is a bfloat16 or a binary16 and nothing else;
/// buffers of it are then read as they are. `<thermosgd/adapt/eigen.hpp>` does so for
/// Eigen::bfloat16 and Eigen::half. The compiler's `_Float16` and `__bf16` are known where it has
/// them, and with them std::float16_t and std::bfloat16_t, which are other names of the two.
template <class T>
struct storage_format {};

template <>
struct storage_format<float> {
    using type = float;  ///< itself
};

template <>
struct storage_format<double> {
    using type = double;  ///< itself
};

template <>
struct storage_format<bfloat16> {
    using type = bfloat16;  ///< itself
};

template <>
struct storage_format<float16> {
    using type = float16;  ///< itself
};

#if defined(__FLT16_MANT_DIG__) &&                                                                 \
    ((defined(__clang__) && __clang_major__ >= 15) || (!defined(__clang__) && __GNUC__ >= 13) ||   \
     (!defined(__clang__) && __GNUC__ >= 12 && defined(__x86_64__) && defined(__SSE2__)))
/// Whether the compiler has `_Float16`.
#define THERMOSGD_HAS_FLOAT16 1
template <>
struct storage_format<_Float16> {
    using type = float16;  ///< the same format
};
#endif

#if defined(__BFLT16_MANT_DIG__) ||                                                                \
    (defined(__clang__) && __clang_major__ >= 17 &&                                                \
     ((defined(__x86_64__) && defined(__SSE2__)) || defined(__aarch64__)))
/// Whether the compiler has `__bf16`.
#define THERMOSGD_HAS_BFLOAT16 1
template <>
struct storage_format<__bf16> {
    using type = bfloat16;  ///< the same format
};
#endif

/// The type of storage_format, const or not as `T` is not.
template <class T>
using storage_format_t = typename storage_format<std::remove_cv_t<T>>::type;

/// The storage type of a parameter: float, double, or one of 16 bits; const or not.
///
/// A displacement is the difference of two of them in double, after widening, which is exact.
/// Integers are none, since a displacement of integers is not a velocity.
template <class T>
concept real_scalar = requires { typename storage_format<std::remove_cv_t<T>>::type; } &&
                      sizeof(T) == sizeof(storage_format_t<T>);

/// A type that computations are done in: float or double, const or not.
template <class T>
concept computing_scalar =
    std::same_as<std::remove_cv_t<T>, float> || std::same_as<std::remove_cv_t<T>, double>;

/// A type in which numbers are stored and not computed with: 16 bits.
template <class T>
concept half_scalar = real_scalar<T> && !computing_scalar<T>;

/// True when `x` is neither infinite nor NaN, read off the bits so that `-ffast-math` cannot
/// assume the answer.
///
/// By reference, because clang with that flag takes it for granted that no number passed by value
/// is NaN; for the same reason ask about numbers in memory rather than about results.
///
/// \param x any value
/// \return whether the exponent field is not all ones
/// \cost O(1), noexcept
[[nodiscard]] constexpr bool is_finite(const double& x) noexcept {
    constexpr std::uint64_t exponent = 0x7ff0'0000'0000'0000;
    return (std::bit_cast<std::uint64_t>(x) & exponent) != exponent;
}

/// \copydoc is_finite(const double&)
[[nodiscard]] constexpr bool is_finite(const float& x) noexcept {
    constexpr std::uint32_t exponent = 0x7f80'0000;
    return (std::bit_cast<std::uint32_t>(x) & exponent) != exponent;
}

/// \copydoc is_finite(const double&)
[[nodiscard]] constexpr bool is_finite(const bfloat16& x) noexcept {
    constexpr std::uint16_t exponent = 0x7f80;
    return (x.bits() & exponent) != exponent;
}

/// \copydoc is_finite(const double&)
[[nodiscard]] constexpr bool is_finite(const float16& x) noexcept {
    constexpr std::uint16_t exponent = 0x7c00;
    return (x.bits() & exponent) != exponent;
}

/// True when `x` is NaN, read off the bits. \cost O(1), noexcept
[[nodiscard]] constexpr bool is_nan(const double& x) noexcept {
    constexpr std::uint64_t infinity = 0x7ff0'0000'0000'0000;
    return (std::bit_cast<std::uint64_t>(x) << 1U) > infinity << 1U;
}

/// What stands for a number that there is not, a NaN: ask with is_finite().
///
/// By its bits: clang with -ffast-math loses the NaN of std::numeric_limits where it is made.
inline constexpr double not_available = std::bit_cast<double>(std::uint64_t{0x7ff8'0000'0000'0000});

namespace detail {

/// Infinity by its bits: naming it any other way makes compilers warn under -ffast-math.
inline constexpr double infinity = std::bit_cast<double>(std::uint64_t{0x7ff0'0000'0000'0000});

}  // namespace detail

}  // namespace THERMOSGD_NAMESPACE
