// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A strided run: the one shape of memory that kernels know.

#include <thermosgd/core/scalar.hpp>

#include <concepts>
#include <cstddef>
#include <span>

namespace THERMOSGD_NAMESPACE {

/// `size` scalars, the i-th at `data[i · stride]`; every parameter buffer is a sequence of these.
///
/// The stride counts scalars, not bytes, and may be negative or zero. A run does not own its
/// memory and is never kept beyond the call that received it.
template <real_scalar T>
struct strided_run {
    T* data = nullptr;          ///< the first scalar (not the lowest address if stride < 0)
    std::size_t size = 0;       ///< number of scalars [1]
    std::ptrdiff_t stride = 1;  ///< distance between neighbours [scalars]

    /// The i-th scalar. \pre i < size \cost O(1)
    [[nodiscard]] constexpr T& operator[](std::size_t i) const noexcept {
        return data[static_cast<std::ptrdiff_t>(i) * stride];
    }

    /// Whether neighbours in the run are neighbours in memory, in the same order. \cost O(1)
    [[nodiscard]] constexpr bool contiguous() const noexcept { return stride == 1 || size <= 1; }
};

namespace detail {

/// A run of scalars as the library reads them: the compiler's `_Float16` as float16, say.
template <real_scalar T>
[[nodiscard]] constexpr auto as_read(strided_run<const T> r) noexcept {
    if constexpr (std::same_as<T, storage_format_t<T>>) {
        return r;
    } else {
        using own = const storage_format_t<T>;
        return strided_run<own>{reinterpret_cast<own*>(r.data), r.size, r.stride};
    }
}

/// The same for a span.
template <real_scalar T>
[[nodiscard]] constexpr auto as_read(std::span<const T> s) noexcept {
    const auto r = as_read(strided_run<const T>{s.data(), s.size()});
    return std::span<const storage_format_t<T>>(r.data, r.size);
}

}  // namespace detail

}  // namespace THERMOSGD_NAMESPACE
