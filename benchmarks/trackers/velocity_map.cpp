// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// What the map of single parameters costs beside a loop of the same traffic: velocity_map/WHAT/SIZE.
#include "fed.hpp"

#include <thermosgd/trackers/velocity_map.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace {

void add_to(double* __restrict sum, const double* __restrict v, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        sum[i] += v[i];
    }
}

/// As many arrays as the map has, one addition each: the same traffic and nothing else.
void roofline(benchmark::State& state, std::size_t d, std::size_t arrays) {
    std::vector<std::vector<double>> sums(arrays, std::vector<double>(d));
    benchmarks::feed(
        state, d,
        [&](std::size_t first, std::span<const double> v) {
            for (std::vector<double>& sum : sums) {
                add_to(sum.data() + first, v.data(), v.size());
            }
        },
        [](std::uint64_t) {});
}

/// How it is written down: mean and centred sum of squares by Welford's recurrence.
void welford(benchmark::State& state, std::size_t d) {
    std::vector<double> mean(d), m2(d);
    double reciprocal = 1;
    double steps = 0;
    benchmarks::feed(
        state, d,
        [&](std::size_t first, std::span<const double> v) {
            for (std::size_t i = 0; i < v.size(); ++i) {
                const double deviation = v[i] - mean[first + i];
                mean[first + i] += deviation * reciprocal;
                m2[first + i] += deviation * (v[i] - mean[first + i]);
            }
        },
        [&](std::uint64_t) { reciprocal = 1 / ((steps += 1) + 1); });
}

}  // namespace

int main(int argc, char** argv) {
    for (const std::size_t d : {10'000, 100'000, 1'000'000, 10'000'000}) {
        const auto add = [d](const std::string& what, auto body) {
            benchmark::RegisterBenchmark(("velocity_map/" + what + '/' + std::to_string(d)).c_str(),
                                         body);
        };
        const auto map = [d](bool fourth_powers) {
            return [=](benchmark::State& state) {
                benchmarks::follow(state, d,
                                   thermosgd::velocity_map(benchmarks::one_group(d),
                                                           {.fourth_powers = fourth_powers}));
            };
        };
        add("map", map(false));
        add("map with fourth powers", map(true));
        add("roofline of two arrays", [d](benchmark::State& state) { roofline(state, d, 2); });
        add("roofline of three arrays", [d](benchmark::State& state) { roofline(state, d, 3); });
        add("Welford", [d](benchmark::State& state) { welford(state, d); });
    }
    return benchmarks::run(argc, argv);
}
