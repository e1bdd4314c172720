// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// What following the trajectory of one group costs per parameter and step, from its displacements:
//   trajectory_tracker/WHAT/PARAMETERS
#include "main.hpp"

#include <thermosgd/diagnostics/trajectory_tracker.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace {

constexpr std::size_t block = 4096;

void follow(benchmark::State& state, std::size_t d, const thermosgd::trajectory_options& options) {
    thermosgd::layout where;
    where.add("w", {d});
    thermosgd::trajectory_tracker tracker(where, options);
    std::vector<double> v(d);
    std::uint32_t random = 1;
    for (double& x : v) {
        random = random * 1664525U + 1013904223U;
        x = static_cast<double>(random) * 0x1p-32 - 0.5;
    }
    std::uint64_t step = 0;
    for (auto _ : state) {
        for (std::size_t first = 0; first < d; first += block) {
            const std::size_t n = std::min(block, d - first);
            tracker.add(0, first, std::span<const double>(v).subspan(first, n));
        }
        tracker.close_step(step++);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(d) *
                            static_cast<std::int64_t>(state.iterations()));
    state.counters["state_bytes"] = static_cast<double>(tracker.state_bytes());
}

}  // namespace

int main(int argc, char** argv) {
    using options = thermosgd::trajectory_options;
    for (const std::size_t d : {10'000, 1'000'000}) {
        const auto add = [&](const char* what, const options& o) {
            benchmark::RegisterBenchmark(
                (std::string("trajectory_tracker/") + what + '/' + std::to_string(d)).c_str(),
                [=](benchmark::State& state) { follow(state, d, o); });
        };
        add("diffusion",
            {.velocity_width = 0, .projections = 0, .spectrum_segment = 0, .kinetic_levels = 0});
        add("diffusion and velocities",
            {.projections = 0, .spectrum_segment = 0, .kinetic_levels = 0});
        add("diffusion and currents",
            {.velocity_width = 0, .spectrum_segment = 0, .kinetic_levels = 0});
        add("everything", {});
    }
    return benchmarks::run(argc, argv);
}
