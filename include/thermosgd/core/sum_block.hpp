// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The loop over one block of memory that leaves its sums, in the best instructions there are.

#include <thermosgd/core/instruction_set.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/core/sums.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

namespace thermosgd::detail {

/// The longest range that one call of sum_block adds up [scalars].
inline constexpr std::size_t block_size = 4096;

/// The displacement as the difference of two positions; the new one is stored over the old.
///
/// Widening before the subtraction makes it exact for float unless the exponents differ by more
/// than 29 bits, and never worse than subtracting floats.
template <real_scalar T>
struct position_step {
    using scalar = T;
    static constexpr bool differences = true;
    static constexpr bool has_x = true;
    const T* now;  ///< positions after the step
    T* before;     ///< positions before it; those after it on return

    /// How many entries were not finite, once `before` has been overwritten: those after the step,
    /// or 1 if only entries before it were.
    [[nodiscard]] std::uint64_t count_nonfinite(std::size_t count, bool sum_is_finite) const {
        std::uint64_t n = 0;
        for (std::size_t i = 0; i < count; ++i) {
            n += is_finite(now[i]) ? 0U : 1U;
        }
        return n == 0 && !sum_is_finite ? 1 : n;
    }
};

/// The displacement as it is given, with the positions before it or without.
template <real_scalar T, bool WithPositions>
struct displacement_step {
    using scalar = T;
    static constexpr bool differences = false;
    static constexpr bool has_x = WithPositions;
    const T* now;     ///< displacements
    const T* before;  ///< positions before the step; read for Σx·v and Σx² only

    /// How many entries were not finite.
    [[nodiscard]] std::uint64_t count_nonfinite(std::size_t count, bool /*sum_is_finite*/) const {
        std::uint64_t n = 0;
        for (std::size_t i = 0; i < count; ++i) {
            n += is_finite(now[i]) && (!WithPositions || is_finite(before[i])) ? 0U : 1U;
        }
        return n;
    }
};

#if defined(__clang__)
#define THERMOSGD_UNROLL _Pragma("unroll")
#else
#define THERMOSGD_UNROLL _Pragma("GCC unroll 4")
#endif

/// Makes the compiler keep a vector in its register rather than load it again.
#if THERMOSGD_DISPATCH
#define THERMOSGD_KEEP(vector) __asm__("" : "+x"(vector))
#else
#define THERMOSGD_KEEP(vector)
#endif

inline namespace THERMOSGD_BASELINE {

#define THERMOSGD_SIMD portable
#define THERMOSGD_TARGET
#define THERMOSGD_LANES 2
#define THERMOSGD_FMA 0
#include <thermosgd/core/sum_block.inl>
#undef THERMOSGD_SIMD
#undef THERMOSGD_TARGET
#undef THERMOSGD_LANES
#undef THERMOSGD_FMA

#if THERMOSGD_DISPATCH
#define THERMOSGD_SIMD avx2
#define THERMOSGD_TARGET [[gnu::target("avx2,fma")]]
#define THERMOSGD_LANES 4
#define THERMOSGD_FMA 1
#include <thermosgd/core/sum_block.inl>
#undef THERMOSGD_SIMD
#undef THERMOSGD_TARGET
#undef THERMOSGD_LANES
#define THERMOSGD_SIMD avx512
#define THERMOSGD_TARGET [[gnu::target("avx512f")]]
#define THERMOSGD_LANES 8
#include <thermosgd/core/sum_block.inl>
#undef THERMOSGD_SIMD
#undef THERMOSGD_TARGET
#undef THERMOSGD_LANES
#undef THERMOSGD_FMA
#endif

#undef THERMOSGD_UNROLL
#undef THERMOSGD_KEEP

/// Adds up `count` ≤ block_size scalars; lanes and chains are fixed, so that the bits are too.
///
/// \param step     where the displacements are
/// \param mass     one mass per scalar, or not read without WithMass
/// \param count    number of scalars
/// \param variant  the instructions to use; \pre can_run(variant)
template <sums_level Level, bool WithMass, class Step>
[[nodiscard]] inline sums sum_block(const Step& step, const double* mass, std::size_t count,
                                    simd variant) {
    sums s;
    switch (variant) {
#if THERMOSGD_DISPATCH
    case simd::avx512: avx512::sum_block<Level, WithMass>(step, mass, count, s); break;
    case simd::avx2: avx2::sum_block<Level, WithMass>(step, mass, count, s); break;
#endif
    default: portable::sum_block<Level, WithMass>(step, mass, count, s);
    }
    // A sum tells of any NaN or infinity; volatile, lest -ffast-math take it for finite.
    const volatile double v2 = s.v2;
    const volatile double x2 = Level == sums_level::all && Step::has_x ? s.x2 : 0.0;
    const double seen[2] = {v2, x2};
    if (!is_finite(seen[0]) || !is_finite(seen[1])) [[unlikely]] {
        const volatile double v = s.v;
        const double sum = v;
        s.n_nonfinite = step.count_nonfinite(count, is_finite(sum));
    }
    return s;
}

}  // namespace THERMOSGD_BASELINE

}  // namespace thermosgd::detail
