// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Two pieces of work timed in turns, so that their ratio holds whatever else the machine does.

#include "main.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <vector>

namespace benchmarks {

using seconds = double;
using clock_type = seconds();

/// The processor time of this thread: what other programs take of the core is not counted.
inline seconds processor_time() {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

inline seconds wall_time() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
}

inline double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Times `pass` and `rival`, which take turns, so that both meet the same disturbances; `ns` and
/// `rival_ns` are medians per scalar. Short passes are repeated until the clock does not matter; an
/// untimed pass comes first, lest one find the cache as the other's temporaries have left it.
template <class Pass, class Rival>
void take_turns(benchmark::State& state, std::size_t d, clock_type& now, const Pass& pass,
                const Rival& rival) {
    const std::size_t times = std::max<std::size_t>(1, 200'000 / d);
    const auto timed = [&](const auto& work) {
        work();
        const seconds start = now();
        for (std::size_t i = 0; i < times; ++i) {
            work();
            benchmark::ClobberMemory();
        }
        return now() - start;
    };
    std::vector<double> own;
    std::vector<double> others;
    timed(pass);  // touches what it has allocated
    timed(rival);
    for (auto _ : state) {
        own.push_back(timed(pass));
        others.push_back(timed(rival));
        state.SetIterationTime(own.back());
    }
    const double scale = 1e9 / static_cast<double>(d * times);
    state.counters["ns"] = scale * median(own);
    state.counters["rival_ns"] = scale * median(others);
}

}  // namespace benchmarks
