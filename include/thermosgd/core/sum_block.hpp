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
#include <type_traits>
#include <utility>

namespace THERMOSGD_NAMESPACE::detail {

/// The longest range that one call of sum_block adds up [scalars].
inline constexpr std::size_t block_size = 4096;

/// The displacement as the difference of two positions; the new one is stored over the old.
///
/// Widening before the subtraction makes it exact for float16, and unless the exponents differ by
/// more than 45 bits for bfloat16, 29 bits for float; it is never worse than subtracting floats.
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

#define THERMOSGD_KERNEL <thermosgd/core/sum_block.inl>
#include <thermosgd/core/foreach_instruction_set.inl>

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
    with_instruction_set(
        variant, [&](auto target) { sum_block<Level, WithMass>(target, step, mass, count, s); });
    // Any NaN or infinity reaches a sum; volatile, so that -ffast-math cannot assume it is finite.
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

/// How many of `count` scalars have the same nearest bfloat16 before and after the step; of doubles
/// as if it had their exponents, which makes a difference below 1.2e-38 and above 3.4e38 only.
/// \cost one read of both, in cache where sum_block follows
template <real_scalar T>
[[nodiscard]] inline std::uint64_t count_same_images(const position_step<T>& step,
                                                     std::size_t count, simd variant) {
    std::uint64_t same = 0;
    with_instruction_set(variant, [&](auto target) {
        const T* const before = step.before;
        count_same_images(target, step.now, before, count, same);
    });
    return same;
}

/// A displacement has no images.
template <real_scalar T, bool WithPositions>
[[nodiscard]] constexpr std::uint64_t count_same_images(
    const displacement_step<T, WithPositions>& /*step*/, std::size_t /*count*/, simd /*variant*/) {
    return 0;
}

/// sum_block() at a level that is known when the program runs.
template <bool WithMass, class Step>
[[nodiscard]] inline sums sum_block_at(sums_level level, const Step& step, const double* mass,
                                       std::size_t count, simd variant) {
    if (level == sums_level::kinetic) {
        return sum_block<sums_level::kinetic, WithMass>(step, mass, count, variant);
    }
    const bool images = Step::differences && level == sums_level::images;
    // First, since the positions before the step are overwritten.
    const std::uint64_t same = images ? count_same_images(step, count, variant) : 0;
    sums s = sum_block<sums_level::all, WithMass>(step, mass, count, variant);
    s.n_invisible = same;
    s.n_compared = images ? s.d : 0;
    return s;
}

}  // namespace THERMOSGD_NAMESPACE::detail
