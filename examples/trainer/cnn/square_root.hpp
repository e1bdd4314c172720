// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The square root of a native vector.

#include <cmath>
#include <cstddef>
#include <type_traits>

#include "simd.hpp"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace cnn {

/// The square roots of the lanes, each rounded correctly.
///
/// One instruction on x86. A loop over std::sqrt stays scalar unless it is compiled with
/// -fno-math-errno, since std::sqrt may have to set errno.
template <class T>
[[nodiscard, gnu::always_inline]] inline vector_of<T> square_root(const vector_of<T>& x) {
    constexpr bool single = std::is_same_v<T, float>;
    static_assert(single || std::is_same_v<T, double>);
#if defined(__AVX512F__)
    // Masked by all ones: g++ 12 warns of what the plain form leaves uninitialised on purpose.
    if constexpr (single) {
        return _mm512_maskz_sqrt_ps(0xffff, x);
    } else {
        return _mm512_maskz_sqrt_pd(0xff, x);
    }
#elif defined(__AVX__)
    if constexpr (single) {
        return _mm256_sqrt_ps(x);
    } else {
        return _mm256_sqrt_pd(x);
    }
#elif defined(__SSE2__)
    if constexpr (single) {
        return _mm_sqrt_ps(x);
    } else {
        return _mm_sqrt_pd(x);
    }
#else
    vector_of<T> root = x;
    for (std::size_t i = 0; i < width<T>; ++i) {
        root[i] = std::sqrt(x[i]);
    }
    return root;
#endif
}

}  // namespace cnn
