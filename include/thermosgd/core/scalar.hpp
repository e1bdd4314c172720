// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The scalars a parameter may be stored in, and finiteness by bit pattern.

#if (defined(_MSVC_LANG) ? _MSVC_LANG : __cplusplus) < 202002L
#error "thermosgd needs C++20: compile with -std=c++20 or /std:c++20"
#include <thermosgd_needs_cpp20>  // ends the compilation, so that this is the one error
#endif

#include <thermosgd/core/namespace.hpp>

#include <bit>
#include <concepts>
#include <cstdint>
#include <type_traits>

namespace THERMOSGD_NAMESPACE {

/// The storage type of a parameter: float or double, const or not.
///
/// Half-precision types enter through adapters that widen on load; integers never do, since a
/// displacement of integers is not a velocity.
template <class T>
concept real_scalar =
    std::same_as<std::remove_cv_t<T>, float> || std::same_as<std::remove_cv_t<T>, double>;

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
