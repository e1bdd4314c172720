// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// What the linear images of a step cost per scalar, beside reading it: count_sketch/WHAT/SCALARS.
#include "core/sums_peers.hpp"
#include "main.hpp"

#include <thermosgd/trackers/count_sketch.hpp>
#include <thermosgd/trackers/projection.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace {

constexpr std::size_t block = 4096;

std::vector<double> displacements(std::size_t d) {
    std::vector<double> v(d);
    std::uint32_t state = 1;
    for (double& x : v) {
        state = state * 1664525U + 1013904223U;
        x = static_cast<double>(state) * 0x1p-32 - 0.5;
    }
    return v;
}

void count(benchmark::State& state, std::size_t d) {
    state.SetItemsProcessed(static_cast<std::int64_t>(d) *
                            static_cast<std::int64_t>(state.iterations()));
    state.SetBytesProcessed(8 * state.items_processed());
}

using body_of_benchmark = void(benchmark::State&, std::span<const double>);
void add(const char* what, std::size_t d, body_of_benchmark* body) {
    benchmark::RegisterBenchmark(
        (std::string("count_sketch/") + what + '/' + std::to_string(d)).c_str(),
        [=](benchmark::State& state) {
            static std::vector<double> v;
            if (v.size() != d) {
                v = displacements(d);
            }
            body(state, std::span<const double>(v));
            count(state, d);
        });
}

/// The same traffic in the best instructions there are.
void read_only(benchmark::State& state, std::span<const double> v) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(benchmarks::roofline_read(v.data(), v.size()));
    }
}

void sketch(benchmark::State& state, std::span<const double> v) {
    thermosgd::layout where;
    where.add("w", {v.size()});
    thermosgd::count_sketch image(where);
    for (auto _ : state) {
        image.clear();
        for (std::size_t first = 0; first < v.size(); first += block) {
            image.add(0, first, v.subspan(first, std::min(block, v.size() - first)));
        }
        benchmark::DoNotOptimize(image.squared_length(0));
        benchmark::ClobberMemory();
    }
}

/// One hash per scalar and one addition after the other: how it is written down.
void plain_sketch(benchmark::State& state, std::span<const double> v) {
    std::vector<double> image(1024);
    for (auto _ : state) {
        for (std::size_t i = 0; i < v.size(); ++i) {
            const bool negative = (thermosgd::detail::random_bits(1, i) & 1U) != 0;
            image[i % 1024] += negative ? -v[i] : v[i];
        }
        benchmark::DoNotOptimize(image.data());
        benchmark::ClobberMemory();
    }
}

void projections(benchmark::State& state, std::span<const double> v) {
    const thermosgd::projection directions(4, v.size());
    for (auto _ : state) {
        std::array<double, 4> out{};
        for (std::size_t first = 0; first < v.size(); first += block) {
            directions.add(first, v.subspan(first, std::min(block, v.size() - first)), out);
        }
        benchmark::DoNotOptimize(out);
    }
}

}  // namespace

int main(int argc, char** argv) {
    for (const std::size_t d : {10'000, 1'000'000}) {
        add("roofline", d, read_only);
        add("sketch", d, sketch);
        add("plain sketch", d, plain_sketch);
        add("4 projections", d, projections);
    }
    return benchmarks::run(argc, argv);
}
