// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Compiles a kernel once for each instruction set. No include guard: a header defines
// THERMOSGD_KERNEL as the file of the kernel, in angle brackets, and includes this file within
// namespace THERMOSGD_NAMESPACE::detail. The kernel opens namespace THERMOSGD_SIMD and may use
//   THERMOSGD_SIMD           the name of the namespace: portable, avx2 or avx512
//   THERMOSGD_TARGET         the attribute that lets the compiler use the instructions
//   THERMOSGD_UNFUSED_TARGET the same without fused multiply-adds, where their bits must not differ
//   THERMOSGD_LANES          doubles per vector
//   THERMOSGD_FMA            1 where a fused multiply-add has units of its own, else 0
//   THERMOSGD_F16C           1 where binary16 is widened by an instruction, else 0
//   THERMOSGD_UNROLL         before a loop of a known few turns, which -O2 leaves as a loop
//   THERMOSGD_KEEP(v)        makes the compiler keep a vector whole and in its register
//   THERMOSGD_KEEP_STORED(a) makes the compiler keep an array in memory
// Each of its functions takes a `target` first, by which with_instruction_set() finds it. Vectors
// are the compiler's own, and none is part of a signature, so that the user's build needs no flags.

#if defined(__clang__)
#define THERMOSGD_UNROLL _Pragma("unroll")
#else
#define THERMOSGD_UNROLL _Pragma("GCC unroll 4")
#endif

#if THERMOSGD_DISPATCH
#define THERMOSGD_KEEP(vector) __asm__("" : "+x"(vector))
#define THERMOSGD_KEEP_STORED(array) __asm__("" : "+m"(array))
#else
#define THERMOSGD_KEEP(vector)
#define THERMOSGD_KEEP_STORED(array)
#endif

#define THERMOSGD_SIMD portable
#define THERMOSGD_TARGET
#define THERMOSGD_UNFUSED_TARGET
#define THERMOSGD_LANES 2
#define THERMOSGD_FMA 0
#define THERMOSGD_F16C 0
#include THERMOSGD_KERNEL
#undef THERMOSGD_SIMD
#undef THERMOSGD_TARGET
#undef THERMOSGD_UNFUSED_TARGET
#undef THERMOSGD_LANES
#undef THERMOSGD_FMA
#undef THERMOSGD_F16C

#if THERMOSGD_DISPATCH

#define THERMOSGD_SIMD avx2
#define THERMOSGD_TARGET [[gnu::target("avx2,fma,f16c")]]
#define THERMOSGD_UNFUSED_TARGET [[gnu::target("avx2")]]
#define THERMOSGD_LANES 4
#define THERMOSGD_FMA 1
#define THERMOSGD_F16C 1
#include THERMOSGD_KERNEL
#undef THERMOSGD_SIMD
#undef THERMOSGD_TARGET
#undef THERMOSGD_LANES

// AVX-512 cannot be had without its fused multiply-add.
#define THERMOSGD_SIMD avx512
#define THERMOSGD_TARGET [[gnu::target("avx512f")]]
#define THERMOSGD_LANES 8
#include THERMOSGD_KERNEL
#undef THERMOSGD_SIMD
#undef THERMOSGD_TARGET
#undef THERMOSGD_UNFUSED_TARGET
#undef THERMOSGD_LANES
#undef THERMOSGD_FMA
#undef THERMOSGD_F16C

#endif

#undef THERMOSGD_UNROLL
#undef THERMOSGD_KEEP
#undef THERMOSGD_KEEP_STORED
#undef THERMOSGD_KERNEL
