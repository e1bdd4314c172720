// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// The tail index beside one that takes a logarithm of every velocity: tail_tracker/WHAT/SIZE.
#include "fed.hpp"

#include <thermosgd/trackers/tail_tracker.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace {

/// How it is written down: the sum and the logarithm of every velocity.
void logarithms(benchmark::State& state, std::size_t d) {
    std::vector<double> sum(d);
    double logs = 0;
    benchmarks::feed(
        state, d,
        [&](std::size_t first, std::span<const double> v) {
            for (std::size_t i = 0; i < v.size(); ++i) {
                sum[first + i] += v[i];
                logs += std::log(std::fabs(v[i]));
            }
        },
        [&](std::uint64_t) { benchmark::DoNotOptimize(logs); });
}

}  // namespace

int main(int argc, char** argv) {
    for (const std::size_t d : {10'000, 1'000'000}) {
        const auto add = [d](const std::string& what, auto body) {
            benchmark::RegisterBenchmark(("tail_tracker/" + what + '/' + std::to_string(d)).c_str(),
                                         body);
        };
        for (const std::size_t every : {1, 10}) {
            add("every " + std::to_string(every), [=](benchmark::State& state) {
                benchmarks::follow(
                    state, d, thermosgd::tail_tracker(benchmarks::one_group(d), {.every = every}));
            });
        }
        add("by logarithms", [d](benchmark::State& state) { logarithms(state, d); });
    }
    return benchmarks::run(argc, argv);
}
