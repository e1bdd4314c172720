// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// The histogram of v/√τ beside a loop of the same traffic: velocity_histogram/WHAT/SIZE.
#include "fed.hpp"

#include <thermosgd/trackers/velocity_histogram.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace {

thermosgd::velocity_histogram standardised(std::size_t d) {
    const thermosgd::layout where = benchmarks::one_group(d);
    thermosgd::velocity_map map(where);
    map.add(0, 0, std::vector<double>(d, 0.3));
    map.close_step(1);
    thermosgd::velocity_histogram histogram(where);
    histogram.standardise(map);
    return histogram;
}

/// Reads the scales: four sums of v·scale.
void read(benchmark::State& state, std::size_t d) {
    const std::vector<double> scale(d, 2.0);
    double sums[8] = {};
    benchmarks::feed(
        state, d,
        [&](std::size_t first, std::span<const double> v) {
            for (std::size_t i = 0; i + 8 <= v.size(); i += 8) {
                for (std::size_t j = 0; j < 8; ++j) {
                    sums[j] += v[i + j] * scale[first + i + j];
                }
            }
        },
        [&](std::uint64_t) { benchmark::DoNotOptimize(sums); });
}

/// How it is written down: the bin by a logarithm.
void logarithms(benchmark::State& state, std::size_t d) {
    const std::vector<double> scale(d, 2.0);
    std::vector<std::uint64_t> counts(256);
    benchmarks::feed(
        state, d,
        [&](std::size_t first, std::span<const double> v) {
            for (std::size_t i = 0; i < v.size(); ++i) {
                const double octave = std::log2(std::fabs(v[i] * scale[first + i]));
                const double bin = std::fmin(std::fmax(8 * (octave + 16), 0.0), 255.0);
                ++counts[static_cast<std::size_t>(bin)];
            }
        },
        [&](std::uint64_t) { benchmark::DoNotOptimize(counts.data()); });
}

}  // namespace

int main(int argc, char** argv) {
    for (const std::size_t d : {10'000, 1'000'000}) {
        const auto add = [d](const std::string& what, auto body) {
            benchmark::RegisterBenchmark(
                ("velocity_histogram/" + what + '/' + std::to_string(d)).c_str(), body);
        };
        add("histogram",
            [d](benchmark::State& state) { benchmarks::follow(state, d, standardised(d)); });
        add("reading alone", [d](benchmark::State& state) { read(state, d); });
        add("by logarithms", [d](benchmark::State& state) { logarithms(state, d); });
    }
    return benchmarks::run(argc, argv);
}
