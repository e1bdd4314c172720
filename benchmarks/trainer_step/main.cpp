// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// One training step: the native trainer beside libtorch, alternating in one process.

#ifndef NDEBUG
#error "trainer_step: a benchmark is compiled with NDEBUG (CMAKE_BUILD_TYPE=Release)"
#endif

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <trainer/data/synthetic.hpp>

#include "stepper.hpp"

namespace {

using trainer_step::network_row;
using trainer_step::problem;
using trainer_step::stepper;

struct settings {
    std::vector<std::size_t> batches{1, 8, 32, 128, 512};
    std::vector<std::size_t> threads{1, 2};
    std::size_t rounds = 21;
    double seconds = 0.03;
    bool quick = false;
    bool without_peer = false;
    std::string json;
};

/// Starts this program again in an environment in which every peer is at its best: nothing that
/// cripples a library, and a malloc that keeps memory (else libtorch maps and faults its temporaries
/// in every step). Libraries read these variables before main.
void clean_environment(char** arguments) {
    bool changed = false;
    for (const char* name : {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS",
                             "OMP_NUM_THREADS", "OMP_PROC_BIND", "OMP_WAIT_POLICY",
                             "GOMP_SPINCOUNT", "DNNL_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY"}) {
        if (std::getenv(name) != nullptr) {
            unsetenv(name);
            changed = true;
        }
    }
    for (const auto& [name, value] : {std::pair{"MALLOC_MMAP_THRESHOLD_", "1000000000"},
                                      std::pair{"MALLOC_TRIM_THRESHOLD_", "8000000000"}}) {
        const char* now = std::getenv(name);
        if (now == nullptr || std::string_view(now) != value) {
            setenv(name, value, 1);
            changed = true;
        }
    }
    if (changed) {
        execv("/proc/self/exe", arguments);
        throw std::runtime_error("trainer_step: could not start again in a clean environment");
    }
}

bool cpu_has_instructions() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (trainer_step::instruction_set() == "x86-64-v4") {
        return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
               __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0;
    }
    if (trainer_step::instruction_set() == "x86-64-v3") {
        return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
    }
#endif
    return true;
}

double quantile(std::vector<double> values, double q) {
    std::sort(values.begin(), values.end());
    const double place = q * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

double median(const std::vector<double>& values) {
    return quantile(values, 0.5);
}

/// Half the distance of the quartiles, relative to the median.
double spread(const std::vector<double>& values) {
    return (quantile(values, 0.75) - quantile(values, 0.25)) / 2.0 / median(values);
}

/// Steps per second over about `seconds`.
double steps_per_second(stepper& trainer, double seconds) {
    using clock = std::chrono::steady_clock;
    trainer.take_threads();
    trainer.step();
    std::size_t steps = 0;
    double elapsed = 0.0;
    const clock::time_point start = clock::now();
    while (elapsed < seconds) {
        trainer.step();
        ++steps;
        elapsed = std::chrono::duration<double>(clock::now() - start).count();
    }
    return static_cast<double>(steps) / elapsed;
}

/// Throws unless both trainers compute the same: equal losses and parameters, to rounding, over the
/// first steps from the same weights.
void check_same_training(stepper& ours, stepper& peer, const std::string& name) {
    constexpr int steps = 5;
    constexpr double tolerance = 1e-4;
    peer.set_parameters(ours.parameters());
    peer.take_threads();
    for (int i = 0; i < steps; ++i) {
        const double loss = ours.step();
        const double expected = peer.step();
        if (!(std::abs(loss - expected) <= tolerance * std::abs(expected))) {
            throw std::runtime_error(
                fmt::format("trainer_step: {}: loss of step {} = {:.7f}, libtorch's {:.7f}", name,
                            i, loss, expected));
        }
    }
    const std::vector<float> values = ours.parameters();
    const std::vector<float> expected = peer.parameters();
    double difference = 0.0;
    double norm = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        difference += std::pow(static_cast<double>(values[i]) - expected.at(i), 2);
        norm += std::pow(static_cast<double>(expected[i]), 2);
    }
    if (!(std::sqrt(difference) <= tolerance * std::sqrt(norm))) {
        throw std::runtime_error(fmt::format(
            "trainer_step: {}: parameters after {} steps are off by {:.1e} of their norm", name,
            steps, std::sqrt(difference / norm)));
    }
}

std::string_view to_string(network_row row) {
    switch (row) {
    case network_row::a: return "A";
    case network_row::b: return "B";
    default: return "A-conv";
    }
}

void measure(const problem& p, const settings& settings, std::FILE* json) {
    const std::string name =
        fmt::format("row {}, batch {}, {} thread{}, {}", to_string(p.row), p.batch, p.threads,
                    p.threads == 1 ? "" : "s", trainer_step::instruction_set());
    const std::unique_ptr<stepper> ours = trainer_step::make_native(p);
    const std::unique_ptr<stepper> peer =
        settings.without_peer ? nullptr : trainer_step::make_libtorch(p);
    if (peer) {
        check_same_training(*ours, *peer, name);
    }
    const auto batch = static_cast<double>(p.batch);
    const auto operations = static_cast<double>(trainer_step::operations_per_sample(p.row));
    std::vector<double> rates;
    std::vector<double> peer_rates;
    std::vector<double> ratios;
    std::vector<double> fractions;
    for (std::size_t round = 0; round < settings.rounds; ++round) {
        rates.push_back(batch * steps_per_second(*ours, settings.seconds));
        const double peak = trainer_step::multiply_add_peak(p.threads);
        fractions.push_back(rates.back() * operations / peak);
        if (peer) {
            peer_rates.push_back(batch * steps_per_second(*peer, settings.seconds));
            ratios.push_back(rates.back() / peer_rates.back());
        }
    }
    const auto best = [](const std::vector<double>& values) {
        return *std::max_element(values.begin(), values.end());
    };
    const double gigaflops = median(rates) * operations * 1e-9;
    std::string note =
        fmt::format("{:.3f} MFLOP per sample, {:.1f} GFLOP/s", operations * 1e-6, gigaflops);
    if (peer) {
        note += fmt::format("; best turns {:.0f} and {:.0f}, ratio {:.2f}", best(rates),
                            best(peer_rates), best(rates) / best(peer_rates));
    }
    const std::string beside =
        peer ? fmt::format("{:8.0f} ±{:2.0f} % {:6.2f} ±{:2.0f} % {:6.2f}", median(peer_rates),
                           100.0 * spread(peer_rates), median(ratios), 100.0 * spread(ratios),
                           best(rates) / best(peer_rates))
             : fmt::format("{:>34}", "no libtorch");
    fmt::print("{:<39} {:8.0f} ±{:2.0f} % {} {:8.1f} {:6.1f} %\n", name, median(rates),
               100.0 * spread(rates), beside, gigaflops, 100.0 * median(fractions));
    std::fflush(stdout);
    if (json != nullptr) {
        const std::string peer_fields =
            peer ? fmt::format(R"("peer":"libtorch","peer_value":{:.1f},"ratio":{:.3f},)",
                               median(peer_rates), median(ratios))
                 : R"("peer":null,"peer_value":null,"ratio":null,)";
        fmt::print(json,
                   R"({{"benchmark":"trainer_step","name":"{}","ours":{:.1f},"unit":"samples/s",{})"
                   R"("spread":{:.4f},"percent_of_roofline":{:.1f},"note":"{}"}})"
                   "\n",
                   name, median(rates), peer_fields, spread(peer ? ratios : rates),
                   100.0 * median(fractions), note);
        std::fflush(json);
    }
}

int run(const settings& settings) {
    const data::train_test sets =
        data::synthetic_digits({.train_count = 4096, .test_count = 1, .seed = 1});
    fmt::print(
        "One step of SGD with weight decay, float, synthetic digits of 28x28; medians of {} "
        "rounds\n"
        "in which the trainers take turns, with half the distance of the quartiles. Compiled for "
        "{}.\n"
        "Losses and parameters of the first 5 steps agree with libtorch's within 1e-4; its BLAS: "
        "{}.\n"
        "Row A: {} parameters, {} flop per sample; row B: {}, {}; A-conv (no batch\n"
        "normalisation of single numbers, which refuses a batch of 1): {}, {}.\n"
        "Peak: multiply-adds on registers of the same instruction set, same threads, same run.\n"
        "Best: the ratio of the fastest turns, for a machine on which others work, too.\n\n"
        "{:<39} {:>14} {:>14} {:>12} {:>6} {:>8} {:>8}\n",
        settings.rounds, trainer_step::instruction_set(), trainer_step::libtorch_blas(),
        trainer_step::parameter_count(network_row::a),
        trainer_step::operations_per_sample(network_row::a),
        trainer_step::parameter_count(network_row::b),
        trainer_step::operations_per_sample(network_row::b),
        trainer_step::parameter_count(network_row::a_convolutions),
        trainer_step::operations_per_sample(network_row::a_convolutions), "", "ours [1/s]",
        "libtorch [1/s]", "ratio", "best", "GFLOP/s", "of peak");
    std::FILE* json = settings.json.empty() ? nullptr : std::fopen(settings.json.c_str(), "w");
    if (!settings.json.empty() && json == nullptr) {
        throw std::runtime_error("trainer_step: cannot write " + settings.json);
    }
    for (const network_row row : {network_row::a, network_row::b, network_row::a_convolutions}) {
        for (const std::size_t threads : settings.threads) {
            for (const std::size_t batch : settings.batches) {
                if ((batch == 1) == (row == network_row::a_convolutions)) {
                    measure({.row = row,
                             .batch = batch,
                             .threads = threads,
                             .learning_rate = 0.01,
                             .weight_decay = 0.04,
                             .images = sets.train.images,
                             .labels = sets.train.labels,
                             .mean = sets.train.mean.at(0),
                             .deviation = sets.train.deviation.at(0)},
                            settings, json);
                }
            }
        }
    }
    if (json != nullptr) {
        std::fclose(json);
    }
    return EXIT_SUCCESS;
}

}  // namespace

int main(int count, char** arguments) {
    if (!cpu_has_instructions()) {
        std::puts(
            "trainer_step: skipped, this CPU lacks the instructions that it was compiled for");
        return EXIT_SUCCESS;
    }
    settings settings;
    CLI::App app("Samples per second of one training step, beside libtorch in the same process");
    app.add_option("--batch", settings.batches, "Batch sizes, 1 to 4096")
        ->check(CLI::Range(1, 4096))
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--threads", settings.threads, "Numbers of threads")
        ->check(CLI::Range(1, 256))
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--rounds", settings.rounds, "Turns that each trainer takes")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    app.add_option("--seconds", settings.seconds, "Length of a turn [s]")->capture_default_str();
    app.add_option("--json", settings.json, "Also write one JSON object per line to this file");
    app.add_flag("--quick", settings.quick, "3 short rounds: does it work at all?");
    app.add_flag("--without-peer", settings.without_peer, "Measure the native trainer alone");
    CLI11_PARSE(app, count, arguments);
    if (settings.quick) {
        settings.rounds = 3;
        settings.seconds = 0.005;
    }
    try {
        clean_environment(arguments);
        return run(settings);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return EXIT_FAILURE;
    }
}
