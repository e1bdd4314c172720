// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What every benchmark program does around Google Benchmark.

#include <benchmark/benchmark.h>

#include <cstdio>
#include <string>

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

/// Registers `body(state)`; names are fields between slashes, which table.py reads.
template <class Body>
benchmark::internal::Benchmark* add(const std::string& name, Body body) {
    return benchmark::RegisterBenchmark(name.c_str(), body)->UseRealTime();
}

}  // namespace benchmarks
