// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// The batch store: batches/OPERATION/COLUMNS, items are columns (append) or cells (merge, collapse).
#include "main.hpp"

#include <thermosgd/statistics/batches.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace {

/// A store of `columns` columns after so many ticks.
thermosgd::batch_store filled(std::size_t columns, std::size_t ticks) {
    thermosgd::batch_store store(columns);
    std::vector<double> row(columns);
    std::uint32_t state = 1;
    for (std::size_t t = 0; t < ticks; ++t) {
        for (double& x : row) {
            state = state * 1664525U + 1013904223U;
            x = static_cast<double>(state);
        }
        store.append(row);
    }
    return store;
}

void count(benchmark::State& state, std::size_t items) {
    state.SetItemsProcessed(static_cast<std::int64_t>(items) *
                            static_cast<std::int64_t>(state.iterations()));
}

/// Long enough for what a collapse costs to be spread over its ticks.
void append(benchmark::State& state, std::size_t columns) {
    thermosgd::batch_store store = filled(columns, 2000);
    const std::vector<double> row(columns, 0.125);
    for (auto _ : state) {
        store.append(row);
        benchmark::ClobberMemory();
    }
    count(state, columns);
}

void merge(benchmark::State& state, std::size_t columns) {
    const thermosgd::batch_store half = filled(columns, 300);
    thermosgd::batch_store store = half;
    for (auto _ : state) {
        state.PauseTiming();
        store = half;
        state.ResumeTiming();
        store += half;
        benchmark::ClobberMemory();
    }
    count(state, columns * half.batches());
}

/// The tick that fills the store: 512 batches are merged in pairs.
void collapse(benchmark::State& state, std::size_t columns) {
    const thermosgd::batch_store full = filled(columns, 511);
    const std::vector<double> row(columns, 0.125);
    thermosgd::batch_store store = full;
    for (auto _ : state) {
        state.PauseTiming();
        store = full;
        state.ResumeTiming();
        store.append(row);
        benchmark::ClobberMemory();
    }
    count(state, columns * 512);
}

}  // namespace

int main(int argc, char** argv) {
    for (const std::size_t columns : {8, 160, 2000}) {
        const std::string ending = '/' + std::to_string(columns);
        benchmark::RegisterBenchmark(("batches/append" + ending).c_str(), append, columns);
        benchmark::RegisterBenchmark(("batches/merge" + ending).c_str(), merge, columns);
        benchmark::RegisterBenchmark(("batches/collapse" + ending).c_str(), collapse, columns);
    }
    return benchmarks::run(argc, argv);
}
