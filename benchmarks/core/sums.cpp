// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// The observing pass and its roofline, then each peer and the observing pass, pass by pass in turns:
//   sums/INPUT/TYPE/LEVEL/FILTER/SIZE/THREADS/WHO
#include "main.hpp"
#include "sums_observer.hpp"
#include "sums_peers.hpp"
#include "turns.hpp"

#include <thermosgd/core/thread_pool.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace {

using benchmarks::observer;
using benchmarks::processor_time;
using benchmarks::take_turns;
using benchmarks::wall_time;
using thermosgd::sums_level;

/// Positions after and before a step; every benchmark of one size works on the same memory.
template <class T>
struct arrays {
    explicit arrays(std::size_t d) : after(d), before(d) {
        std::uint64_t state = 1;
        for (std::size_t i = 0; i < d; ++i) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            const double x = static_cast<double>(state >> 40) * 0x1p-24 - 0.5;
            before[i] = T(x);
            after[i] = T(0.999 * static_cast<double>(before[i]));
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

template <class Body>
void add_manual(const std::string& name, Body body) {
    benchmark::RegisterBenchmark(name.c_str(), body)->UseManualTime();
}

template <class T>
constexpr const char* type_name = "double";
template <>
constexpr const char* type_name<float> = "float";
template <>
constexpr const char* type_name<thermosgd::bfloat16> = "bfloat16";
template <>
constexpr const char* type_name<thermosgd::float16> = "float16";

/// What the roofline takes the memory of parameters for: any type of the size that adds.
template <class T>
using traffic_type = std::conditional_t<sizeof(T) == sizeof(std::uint16_t), std::uint16_t, T>;

template <class T>
traffic_type<T>* traffic_of(std::vector<T>& x) {
    return reinterpret_cast<traffic_type<T>*>(x.data());
}

std::string case_name(const char* input, const char* type, sums_level level, std::size_t filter,
                      std::size_t d, std::size_t threads) {
    return std::string("sums/") + input + '/' + type + '/' +
           (level == sums_level::all ? "all" : "kinetic") + '/' +
           (filter == 0 ? "whole" : "filters of " + std::to_string(filter)) + '/' +
           std::to_string(d) + '/' + std::to_string(threads) + '/';
}

template <class T>
void observe(observer& pass, arrays<T>& x, bool positions, sums_level level) {
    if (positions) {
        pass.positions(std::span<const T>(x.after), std::span<T>(x.before), level);
    } else {
        pass.displacements(std::span<const T>(x.after), level);
    }
    benchmark::DoNotOptimize(pass.v2());
}

/// The roofline of positions, one half of the arrays for each of two threads.
template <class T>
void roofline_of_positions(arrays<T>& x, std::size_t threads) {
    static thermosgd::thread_pool pool(2);
    const std::size_t d = x.after.size();
    const std::size_t part = (d + threads - 1) / threads;
    const auto task = [&](std::size_t i) {
        benchmarks::roofline_update<traffic_type<T>>(traffic_of(x.after) + i * part,
                                                     traffic_of(x.before) + i * part,
                                                     std::min(part, d - i * part));
    };
    if (threads == 1) {
        task(0);
    } else {
        pool.for_each_index(threads, task);
    }
}

/// A build of ours against the roofline of the same traffic.
template <class T>
void add_ours(const build& b, bool positions, sums_level level, std::size_t filter, std::size_t d,
              std::size_t threads) {
    const std::string name = case_name(positions ? "positions" : "displacements", type_name<T>,
                                       level, filter, d, threads);
    add_manual(name + b.name, [=](benchmark::State& state) {
        auto& x = arrays_of<T>(d);
        observer& pass = observer_of(b, d, filter, threads);
        take_turns(
            state, d, threads == 1 ? processor_time : wall_time,
            [&] { observe(pass, x, positions, level); },
            [&] {
                if (positions) {
                    roofline_of_positions(x, threads);
                } else {
                    benchmark::DoNotOptimize(
                        benchmarks::roofline_read<traffic_type<T>>(traffic_of(x.after), d));
                }
            });
    });
}

/// Peers against the plain build of ours. They are looked up by number, since their passes hold
/// pointers into arrays made later.
template <class T, class Peers>
void add_peers(std::size_t d, const Peers& peers_of) {
    const auto names = peers_of(static_cast<const T*>(nullptr), static_cast<T*>(nullptr), 0);
    for (std::size_t i = 0; i < names.size(); ++i) {
        add_manual(
            case_name("positions", type_name<T>, sums_level::kinetic, 0, d, 1) + names[i].name,
            [=](benchmark::State& state) {
                auto& x = arrays_of<T>(d);
                const auto peer = peers_of(x.after.data(), x.before.data(), d)[i];
                observer& ours = observer_of(builds[0], d, 0, 1);
                take_turns(
                    state, d, processor_time, [&] { benchmark::DoNotOptimize(peer.pass()); },
                    [&] { observe(ours, x, true, sums_level::kinetic); });
            });
    }
}

template <class T>
void add_type(std::size_t d) {
    for (const auto level : {sums_level::kinetic, sums_level::all}) {
        for (const build& b : builds) {
            add_ours<T>(b, true, level, 0, d, 1);
        }
        add_ours<T>(builds[0], true, level, 0, d, 2);
        add_ours<T>(builds[0], false, level, 0, d, 1);
        for (const std::size_t filter : {25, 200, 4096}) {
            add_ours<T>(builds[0], true, level, filter, d, 1);
        }
    }
    if constexpr (sizeof(T) >= sizeof(float)) {
        add_peers<T>(d, benchmarks::header_peers<T>);
        add_peers<T>(d, benchmarks::torch_peers<T>);
    }
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
        add_type<thermosgd::bfloat16>(d);
        add_type<thermosgd::float16>(d);
    }
    return benchmarks::run(argc, argv);
}
