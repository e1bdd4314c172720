// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A strided run: the one shape of memory that kernels know.

#include <thermosgd/core/scalar.hpp>

#include <cstddef>

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

}  // namespace THERMOSGD_NAMESPACE
