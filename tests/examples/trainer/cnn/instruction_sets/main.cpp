// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Runs the gradient check of one instruction set where the processor has it. Compiled for any.

#include "gradients.hpp"

#include <cstdio>
#include <cstring>

namespace {

bool processor_has(const char* level) {
    __builtin_cpu_init();
    if (std::strcmp(level, "x86-64-v3") == 0) {
        return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
    }
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
           __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
}

}  // namespace

int main() {
    const char* const level = INSTRUCTION_SET;
    if (!processor_has(level)) {
        std::printf("skipped: this processor lacks the instructions of %s\n", level);
        return 77;
    }
    // Finite differences are off by 1e-10 or so, a wrong derivative by its own size.
    const gradient_errors worst = worst_gradient_errors();
    std::printf("%s: gradients off by %.1e in double, %.1e in float\n", level, worst.of_double,
                worst.of_float);
    return worst.of_double < 1e-6 && worst.of_float < 1e-4 ? 0 : 1;
}
