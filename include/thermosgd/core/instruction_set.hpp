// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The instruction set that kernels are run with: chosen when the program runs, named in reports.

#include <thermosgd/core/namespace.hpp>

#include <cstdint>
#include <utility>

/// Whether kernels for AVX2 and AVX-512 are compiled, to be used where the processor has them.
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define THERMOSGD_DISPATCH 1
#else
#define THERMOSGD_DISPATCH 0
#endif

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// The variants of a kernel, in the order of preference.
enum class simd : std::uint8_t {
    portable,  ///< what every processor of the architecture has: SSE2, NEON
    avx2,      ///< AVX2 with fused multiply-add and F16C
    avx512     ///< the foundation of AVX-512
};

#if THERMOSGD_DISPATCH
/// Whether there are instructions that widen binary16. Clang before 19 cannot ask: it is taken
/// for granted there, since every processor with AVX2 has them.
[[nodiscard]] inline bool has_f16c() noexcept {
#if defined(__clang__) && __clang_major__ < 19
    return true;
#else
    return __builtin_cpu_supports("f16c") != 0;
#endif
}
#endif

/// Whether this processor and its operating system can run a variant. \cost a few loads
[[nodiscard]] inline bool can_run(simd variant) noexcept {
#if THERMOSGD_DISPATCH
    switch (variant) {
    case simd::avx512: return __builtin_cpu_supports("avx512f") != 0;
    case simd::avx2:
        return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
               has_f16c();
    default: return true;
    }
#else
    return variant == simd::portable;
#endif
}

/// The best variant that can be run here. \cost a few loads
[[nodiscard]] inline simd best_simd() noexcept {
    if (can_run(simd::avx512)) {
        return simd::avx512;
    }
    return can_run(simd::avx2) ? simd::avx2 : simd::portable;
}

// What names the functions of each namespace that foreach_instruction_set.inl fills.
namespace portable {
struct target {};
}  // namespace portable
#if THERMOSGD_DISPATCH
namespace avx2 {
struct target {};
}  // namespace avx2
namespace avx512 {
struct target {};
}  // namespace avx512
#endif

/// Calls `call(target)`, which calls a kernel `f(target, ...)` of that instruction set.
/// \param variant  the instructions to use; \pre can_run(variant)
/// \return what the call returns \cost a branch
template <class Call>
decltype(auto) with_instruction_set(simd variant, Call&& call) {
    switch (variant) {
#if THERMOSGD_DISPATCH
    case simd::avx512: return std::forward<Call>(call)(avx512::target{});
    case simd::avx2: return std::forward<Call>(call)(avx2::target{});
#endif
    default: return std::forward<Call>(call)(portable::target{});
    }
}

}  // namespace detail

/// The name of the instruction set that the sums of this process are taken with: "avx512",
/// "avx2+fma", "x86-64", "aarch64" or "generic".
///
/// The bits of sums are promised within one: lanes and contractions differ between them.
/// \cost a few loads
[[nodiscard]] inline const char* instruction_set() noexcept {
    switch (detail::best_simd()) {
    case detail::simd::avx512: return "avx512";
    case detail::simd::avx2: return "avx2+fma";
    default: break;
    }
#if defined(__x86_64__)
    return "x86-64";
#elif defined(__aarch64__)
    return "aarch64";
#else
    return "generic";
#endif
}

}  // namespace THERMOSGD_NAMESPACE
