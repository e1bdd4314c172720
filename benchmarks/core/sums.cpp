// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// The observing pass beside its roofline and its peers, in one process and interleaved:
//   sums/INPUT/TYPE/LEVEL/FILTER/SIZE/THREADS/WHO
#include "main.hpp"
#include "sums_observer.hpp"
#include "sums_peers.hpp"

#include <thermosgd/core/thread_pool.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace {

using benchmarks::observer;
using thermosgd::sums_level;

/// Positions after and before a step; every benchmark of one size works on the same memory.
template <class T>
struct arrays {
    explicit arrays(std::size_t d) : after(d), before(d) {
        std::uint64_t state = 1;
        for (std::size_t i = 0; i < d; ++i) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            before[i] = static_cast<T>(static_cast<double>(state >> 40) * 0x1p-24 - 0.5);
            after[i] = static_cast<T>(0.999) * before[i];
        }
    }
    std::vector<T> after;
    std::vector<T> before;
};

/// Makes it the first time that it is asked for: only sizes that are run take memory.
template <class T>
arrays<T>& arrays_of(std::size_t d) {
    static std::map<std::size_t, arrays<T>> all;
    return all.try_emplace(d, d).first->second;
}

struct build {
    const char* name;
    benchmarks::make_observer* make;
};
constexpr build builds[] = {{"ours -O2", benchmarks::make_observer_o2},
                            {"ours -O3", benchmarks::make_observer_o3},
                            {"ours -O3 -march=native", benchmarks::make_observer_native}};

/// Kept between repetitions: to set up ten million filters takes longer than to add them up.
observer& observer_of(const build& b, std::size_t d, std::size_t filter, std::size_t threads) {
    using key = std::tuple<std::string, std::size_t, std::size_t, std::size_t>;
    static std::map<key, std::unique_ptr<observer>> all;
    auto& found = all[{b.name, d, filter, threads}];
    if (!found) {
        found = b.make(d, filter, threads);
    }
    return *found;
}

void count(benchmark::State& state, std::size_t d, std::size_t bytes_per_scalar) {
    const auto scalars =
        static_cast<std::int64_t>(d) * static_cast<std::int64_t>(state.iterations());
    state.SetItemsProcessed(scalars);
    state.SetBytesProcessed(scalars * static_cast<std::int64_t>(bytes_per_scalar));
}

template <class T>
constexpr const char* type_name = sizeof(T) == sizeof(float) ? "float" : "double";

std::string case_name(const char* input, const char* type, sums_level level, std::size_t filter,
                      std::size_t d, std::size_t threads) {
    return std::string("sums/") + input + '/' + type + '/' +
           (level == sums_level::all ? "all" : "kinetic") + '/' +
           (filter == 0 ? "whole" : "filters of " + std::to_string(filter)) + '/' +
           std::to_string(d) + '/' + std::to_string(threads) + '/';
}

template <class T>
void add_ours(const build& b, bool positions, sums_level level, std::size_t filter, std::size_t d,
              std::size_t threads) {
    const std::string name = case_name(positions ? "positions" : "displacements", type_name<T>,
                                       level, filter, d, threads);
    benchmarks::add(name + b.name, [=](benchmark::State& state) {
        auto& x = arrays_of<T>(d);
        observer& pass = observer_of(b, d, filter, threads);
        for (auto _ : state) {
            if (positions) {
                pass.positions(std::span<const T>(x.after), std::span<T>(x.before), level);
            } else {
                pass.displacements(std::span<const T>(x.after), level);
            }
            benchmark::DoNotOptimize(pass.v2());
            benchmark::ClobberMemory();
        }
        count(state, d, (positions ? 3 : 1) * sizeof(T));
    });
}

/// The roofline on `threads` threads in parts of `chunk` scalars, or one part per thread.
template <class T>
void add_roofline(std::size_t d, std::size_t threads, std::size_t chunk, const char* name) {
    benchmarks::add(case_name("positions", type_name<T>, sums_level::kinetic, 0, d, threads) + name,
                    [=](benchmark::State& state) {
                        auto& x = arrays_of<T>(d);
                        static thermosgd::thread_pool pool(2);
                        const std::size_t part = std::min(chunk, d);
                        const std::size_t parts = (d + part - 1) / part;
                        for (auto _ : state) {
                            const auto task = [&](std::size_t i) {
                                benchmarks::roofline_update(x.after.data() + i * part,
                                                            x.before.data() + i * part,
                                                            std::min(part, d - i * part));
                            };
                            if (threads == 1) {
                                task(0);
                            } else {
                                pool.for_each_index(parts, task);
                            }
                            benchmark::ClobberMemory();
                        }
                        count(state, d, 3 * sizeof(T));
                    });
}

template <class T>
void add_read_roofline(std::size_t d) {
    benchmarks::add(
        case_name("displacements", type_name<T>, sums_level::kinetic, 0, d, 1) + "roofline",
        [=](benchmark::State& state) {
            auto& x = arrays_of<T>(d);
            for (auto _ : state) {
                benchmark::DoNotOptimize(benchmarks::roofline_read(x.after.data(), d));
            }
            count(state, d, sizeof(T));
        });
}

/// Peers are looked up by number, since their passes hold pointers into arrays made later.
template <class T, class Peers>
void add_peers(std::size_t d, const Peers& peers_of) {
    const auto names = peers_of(static_cast<const T*>(nullptr), static_cast<T*>(nullptr), 0);
    for (std::size_t i = 0; i < names.size(); ++i) {
        benchmarks::add(
            case_name("positions", type_name<T>, sums_level::kinetic, 0, d, 1) + names[i].name,
            [=](benchmark::State& state) {
                auto& x = arrays_of<T>(d);
                const auto peer = peers_of(x.after.data(), x.before.data(), d)[i];
                peer.pass();  // touches what it has allocated
                for (auto _ : state) {
                    benchmark::DoNotOptimize(peer.pass());
                    benchmark::ClobberMemory();
                }
                count(state, d, 3 * sizeof(T));
            });
    }
}

template <class T>
void add_type(std::size_t d) {
    constexpr auto kinetic = sums_level::kinetic;
    constexpr auto all = sums_level::all;
    add_roofline<T>(d, 1, d, "roofline");
    add_roofline<T>(d, 2, (d + 1) / 2, "roofline halves");
    add_roofline<T>(d, 2, 65'536, "roofline chunks");
    add_read_roofline<T>(d);
    for (const auto level : {kinetic, all}) {
        for (const build& b : builds) {
            add_ours<T>(b, true, level, 0, d, 1);
        }
        add_ours<T>(builds[0], true, level, 0, d, 2);
        add_ours<T>(builds[0], false, level, 0, d, 1);
        for (const std::size_t filter : {25, 200, 4096}) {
            add_ours<T>(builds[0], true, level, filter, d, 1);
        }
    }
    add_peers<T>(d, benchmarks::header_peers<T>);
    add_peers<T>(d, benchmarks::torch_peers<T>);
}

/// The sizes to run: that of --size=D, which is taken out of the arguments, or all.
std::vector<std::size_t> sizes(int& argc, char** argv) {
    constexpr std::string_view option = "--size=";
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument.starts_with(option)) {
            std::rotate(argv + i, argv + i + 1, argv + argc);
            --argc;
            return {std::stoul(std::string(argument.substr(option.size())))};
        }
    }
    return {10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};
}

}  // namespace

int main(int argc, char** argv) {
    for (const std::size_t d : sizes(argc, argv)) {
        add_type<float>(d);
        add_type<double>(d);
    }
    return benchmarks::run(argc, argv);
}
