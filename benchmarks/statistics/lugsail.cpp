// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// The error bar of one column: lugsail/CORRELATION, items are calls.
#include "main.hpp"

#include <thermosgd/statistics/lugsail.hpp>

#include <cstdint>

namespace {

/// AR(1) noise, x ← φx + uniform; longer correlations make the search for a block longer.
void mean_estimate(benchmark::State& state, double phi) {
    thermosgd::batch_store store(1);
    std::uint32_t bits = 1;
    double x = 0;
    for (int tick = 0; tick < 50'000; ++tick) {
        bits = bits * 1664525U + 1013904223U;
        x = phi * x + static_cast<double>(bits) * 0x1p-32 - 0.5;
        store.append({&x, 1});
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(thermosgd::mean_estimate(store, 0));
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

}  // namespace

int main(int argc, char** argv) {
    benchmark::RegisterBenchmark("lugsail/mean_estimate/white noise", mean_estimate, 0.0);
    benchmark::RegisterBenchmark("lugsail/mean_estimate/AR(1), 0.99", mean_estimate, 0.99);
    return benchmarks::run(argc, argv);
}
