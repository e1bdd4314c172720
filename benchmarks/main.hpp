// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What every benchmark program does around Google Benchmark.

#include <benchmark/benchmark.h>

#include <cstdio>

namespace benchmarks {

/// Runs what was registered; refuses a build with assertions on, whose figures would mislead.
inline int run(int argc, char** argv) {
#ifndef NDEBUG
    std::fprintf(stderr,
                 "%s: built with assertions on; configure with -DCMAKE_BUILD_TYPE=Release\n",
                 argv[0]);
    (void)argc;
    return 2;
#else
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 2;
    }
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
#endif
}

}  // namespace benchmarks
