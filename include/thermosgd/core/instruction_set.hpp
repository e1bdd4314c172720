// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The instruction set that this translation unit was compiled for: sums have the same bits within
/// one, and reports name it.

namespace thermosgd {

/// The name of the instruction set, for example "avx2+fma".
/// \cost none: a compile-time constant of the translation unit
[[nodiscard]] constexpr const char* instruction_set() noexcept {
#if defined(__AVX512F__)
    return "avx512";
#elif defined(__AVX2__) && defined(__FMA__)
    return "avx2+fma";
#elif defined(__AVX2__)
    return "avx2";
#elif defined(__x86_64__) || defined(_M_X64)
    return "x86-64";
#elif defined(__aarch64__)
    return "aarch64";
#else
    return "generic";
#endif
}

}  // namespace thermosgd
