// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Shows a tracker the same displacements again and again, as a thermometer does: in blocks that
/// have just been made and lie in the nearest cache.

#include "main.hpp"

#include <thermosgd/core/layout.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace benchmarks {

/// As many scalars as a block of the thermometer has.
inline constexpr std::size_t fed_block = 4096;

/// Numbers between −1/2 and 1/2, none of them 0.
inline std::vector<double> displacements() {
    std::vector<double> v(fed_block);
    std::uint32_t random = 1;
    for (double& x : v) {
        random = random * 1664525U + 1013904223U;
        x = static_cast<double>(random | 1U) * 0x1p-32 - 0.5;
    }
    return v;
}

/// A layout of one group.
inline thermosgd::layout one_group(std::size_t d) {
    thermosgd::layout where;
    where.add("w", {d});
    return where;
}

/// Calls `f(first, block)` for the blocks of a step of d parameters, step after step.
template <class Block, class Step>
void feed(benchmark::State& state, std::size_t d, const Block& f, const Step& close_step) {
    const std::vector<double> v = displacements();
    std::uint64_t step = 0;
    for (auto _ : state) {
        for (std::size_t first = 0; first < d; first += fed_block) {
            f(first, std::span<const double>(v).first(std::min(fed_block, d - first)));
        }
        close_step(++step);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(d) *
                            static_cast<std::int64_t>(state.iterations()));
}

/// A tracker made for d parameters, followed over many steps.
template <class Tracker>
void follow(benchmark::State& state, std::size_t d, Tracker tracker) {
    feed(
        state, d,
        [&](std::size_t first, std::span<const double> v) { tracker.add(0, first, v, nullptr); },
        [&](std::uint64_t step) { tracker.close_step(step); });
    state.counters["state_bytes"] = static_cast<double>(tracker.state_bytes());
}

}  // namespace benchmarks
