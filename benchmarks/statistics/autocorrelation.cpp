// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Correlators and spectra per entry of a series: autocorrelation/WHAT/NUMBERS PER ENTRY.
#include "main.hpp"

#include <thermosgd/statistics/autocorrelation.hpp>
#include <thermosgd/statistics/spectrum.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

template <class Tracker>
void push(benchmark::State& state, Tracker tracker, std::size_t width) {
    std::vector<double> x(width, 0.5);
    for (auto _ : state) {
        x[0] = -x[0];
        tracker.push(x);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

}  // namespace

int main(int argc, char** argv) {
    for (const std::size_t width : {1, 64, 256}) {
        benchmark::RegisterBenchmark(
            ("autocorrelation/multiple tau/" + std::to_string(width)).c_str(),
            [=](benchmark::State& state) {
                push(state, thermosgd::multiple_tau({.width = width, .about_mean = width == 1}),
                     width);
            });
    }
    for (const std::size_t width : {1, 4}) {
        benchmark::RegisterBenchmark(("autocorrelation/spectrum/" + std::to_string(width)).c_str(),
                                     [=](benchmark::State& state) {
                                         push(state, thermosgd::welch_spectrum({.width = width}),
                                              width);
                                     });
    }
    return benchmarks::run(argc, argv);
}
