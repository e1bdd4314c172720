// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The namespace of the library, which holds an inline one named after the flags of the unit.
///
/// The linker keeps one copy of an inline function. Of two files, one compiled with -march=native,
/// it might keep the copy with AVX, and the other file would run it on a processor without. So code
/// from unlike flags has unlike names. Errors alone have none, since they are caught across files.

/// What the flags of this translation unit let the compiler use, as a name. Define it yourself,
/// alike for a whole program, to pass objects of the library between files with unlike flags.
#if !defined(THERMOSGD_BASELINE)
#if defined(__AVX512F__) && defined(__AVX512VL__)
#define THERMOSGD_BASELINE baseline_avx512vl
#elif defined(__AVX512F__)
#define THERMOSGD_BASELINE baseline_avx512
#elif defined(__AVX2__) && defined(__FMA__)
#define THERMOSGD_BASELINE baseline_avx2_fma
#elif defined(__AVX2__)
#define THERMOSGD_BASELINE baseline_avx2
#elif defined(__AVX__) && defined(__FMA__)
#define THERMOSGD_BASELINE baseline_avx_fma
#elif defined(__AVX__)
#define THERMOSGD_BASELINE baseline_avx
#elif defined(__SSE4_1__)
#define THERMOSGD_BASELINE baseline_sse4
#elif defined(__SSE3__)
#define THERMOSGD_BASELINE baseline_sse3
#elif defined(__ARM_FEATURE_SVE)
#define THERMOSGD_BASELINE baseline_sve
#else
#define THERMOSGD_BASELINE baseline
#endif
#endif

/// Opens namespace thermosgd, and what is declared there lies in the inline one.
#define THERMOSGD_NAMESPACE thermosgd::inline THERMOSGD_BASELINE
