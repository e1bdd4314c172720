// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// What a step costs per parameter, positions in float and one group, with every observer that
// touches parameters, and in turns with it a loop of the same traffic:
//   observers/WHAT/SIZE
#include "core/sums_peers.hpp"
#include "fed.hpp"
#include "turns.hpp"

#include <thermosgd/core/sums_pass.hpp>
#include <thermosgd/diagnostics/recorder.hpp>
#include <thermosgd/trackers/projection.hpp>
#include <thermosgd/trackers/tracker.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace {

using thermosgd::sums_level;

/// Projections of the parameters themselves, as a tracker.
struct projections {
    thermosgd::projection directions;
    std::array<double, 4> sums{};

    explicit projections(const thermosgd::layout& where) : directions(4, where.size()) {}
    void add(std::size_t, std::size_t first, std::span<const double> v, const double*) {
        directions.add(first, v, sums);
    }
    void close_step(std::uint64_t) { benchmark::DoNotOptimize(sums); }
    void restart(std::uint64_t) { sums = {}; }
    [[nodiscard]] static double bytes_per_parameter() { return 8; }
    [[nodiscard]] static std::size_t state_bytes() { return 0; }
};

/// Two positions that take turns, so that every displacement is another one and none is 0.
struct positions {
    std::vector<float> x[2], before;
    std::uint64_t step = 0;

    explicit positions(std::size_t d) : before(d) {
        std::uint64_t random = 1;
        for (auto& buffer : x) {
            for (std::size_t i = 0; i < d; ++i) {
                random = random * 6364136223846793005U + 1442695040888963407U;
                buffer.push_back(static_cast<float>(random >> 40) * 0x1p-24F);
            }
        }
        before = x[1];
    }
    const std::vector<float>& next() { return x[step++ % 2]; }
};

/// A step with some trackers beside the loop of the same traffic.
template <class... Trackers>
void run(benchmark::State& state, std::size_t d, sums_level level, double arrays,
         Trackers... trackers) {
    const thermosgd::layout where = benchmarks::one_group(d);
    thermosgd::sums_pass pass(where);
    thermosgd::serial_executor serial;
    positions p(d);
    const std::vector<double> block = benchmarks::displacements();
    std::vector<double> sums(static_cast<std::size_t>(arrays * static_cast<double>(d)));
    std::vector<float> after(d, 1.0F), before(d, 1.0F);
    const auto observe = [&] {
        const std::vector<float>& x = p.next();
        if constexpr (sizeof...(Trackers) > 0) {
            thermosgd::track_positions(where, x, std::span<const float>(p.before), p.step,
                                       trackers...);
        }
        pass.positions(x, std::span<float>(p.before), level, serial);
        benchmark::DoNotOptimize(pass.groups().front().v2);
    };
    const auto roofline = [&] {
        benchmarks::roofline_update(after.data(), before.data(), d);
        for (std::size_t first = 0; first < sums.size(); first += benchmarks::fed_block) {
            benchmarks::roofline_add(block.data(), sums.data() + first,
                                     std::min(benchmarks::fed_block, sums.size() - first));
        }
    };
    benchmarks::take_turns(state, d, benchmarks::processor_time, observe, roofline);
    state.counters["bytes"] = 12 + 16 * arrays;
    state.counters["state_bytes"] = static_cast<double>((trackers.state_bytes() + ... + (4 * d)));
}

thermosgd::velocity_histogram standardised(const thermosgd::layout& where) {
    thermosgd::velocity_map map(where);
    map.add(0, 0, std::vector<double>(where.size(), 0.3));
    map.close_step(1);
    thermosgd::velocity_histogram histogram(where);
    histogram.standardise(map);
    return histogram;
}

}  // namespace

int main(int argc, char** argv) {
    for (const std::size_t d : {13'338, 1'000'000}) {
        const auto add = [d](const char* what, auto body) {
            const std::string name = std::string("observers/") + what + '/' + std::to_string(d);
            benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
                body(state, benchmarks::one_group(d));
            })->UseManualTime();
        };
        // Arrays of 16 bytes read and written per step; half a one is only read.
        add("kinetic sums", [d](benchmark::State& s, const thermosgd::layout&) {
            run(s, d, sums_level::kinetic, 0);
        });
        add("all ten sums",
            [d](benchmark::State& s, const thermosgd::layout&) { run(s, d, sums_level::all, 0); });
        add("with map", [d](benchmark::State& s, const thermosgd::layout& where) {
            run(s, d, sums_level::kinetic, 2, thermosgd::velocity_map(where));
        });
        add("with map and fourth powers", [d](benchmark::State& s, const thermosgd::layout& where) {
            run(s, d, sums_level::kinetic, 3,
                thermosgd::velocity_map(where, {.fourth_powers = true}));
        });
        add("with histogram", [d](benchmark::State& s, const thermosgd::layout& where) {
            run(s, d, sums_level::kinetic, 0.5, standardised(where));
        });
        add("with tail index", [d](benchmark::State& s, const thermosgd::layout& where) {
            run(s, d, sums_level::kinetic, 2.5, thermosgd::tail_tracker(where));
        });
        add("with sketch", [d](benchmark::State& s, const thermosgd::layout& where) {
            struct cleared : thermosgd::count_sketch {
                using count_sketch::count_sketch;
                void close_step(std::uint64_t) { clear(); }
                void restart(std::uint64_t) { clear(); }
            };
            run(s, d, sums_level::kinetic, 0, cleared(where));
        });
        add("with 4 projections", [d](benchmark::State& s, const thermosgd::layout& where) {
            run(s, d, sums_level::kinetic, 0, projections(where));
        });
        add("with trajectory", [d](benchmark::State& s, const thermosgd::layout& where) {
            run(s, d, sums_level::kinetic, 0, thermosgd::trajectory_tracker(where));
        });
        add("with recorder of all", [d](benchmark::State& s, const thermosgd::layout& where) {
            run(s, d, sums_level::kinetic, 2 + 0.5 + 2.5 / 4,
                thermosgd::diagnostics_recorder(where));
        });
    }
    return benchmarks::run(argc, argv);
}
