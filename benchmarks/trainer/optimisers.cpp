// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// A step of each optimiser of the trainer, and in turns with it a loop of the same traffic:
//   optimisers/NAME/TYPE/SIZE
#include "turns.hpp"

#include <trainer/cnn/optimiser_state.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

/// Adds the gradient to some arrays, and overwrites another with it.
template <class T>
void move_traffic(const T* __restrict gradient, std::vector<std::vector<T>>& changed,
                  T* __restrict written, std::size_t d) {
    constexpr T small = T(1e-9);
    T* __restrict a = changed[0].data();
    if (changed.size() == 1) {
        for (std::size_t i = 0; i < d; ++i) {
            a[i] += small * gradient[i];
        }
        return;
    }
    T* __restrict b = changed[1].data();
    if (changed.size() == 2) {
        for (std::size_t i = 0; i < d; ++i) {
            a[i] += small * gradient[i];
            b[i] += small * gradient[i];
        }
        return;
    }
    T* __restrict c = changed[2].data();
    for (std::size_t i = 0; i < d; ++i) {
        a[i] += small * gradient[i];
        b[i] += small * gradient[i];
        c[i] += small * gradient[i];
        written[i] = small * gradient[i];
    }
}

/// Parameters and a gradient like those of a training.
template <class T>
std::vector<T> numbers(std::size_t d) {
    std::vector<T> values(d);
    std::uint32_t random = 1;
    for (T& x : values) {
        random = random * 1664525U + 1013904223U;
        x = static_cast<T>(static_cast<double>(random | 1U) * 0x1p-32 - 0.5);
    }
    return values;
}

template <class T>
void run(benchmark::State& state, std::size_t d, const cnn::optimiser_options& settings) {
    const bool adaptive = cnn::is_adaptive(settings.kind);
    const std::size_t arrays = adaptive ? 3 : settings.momentum > 0.0 ? 2 : 1;
    std::vector<T> theta = numbers<T>(d), written(adaptive ? d : 0);
    const std::vector<T> gradient = numbers<T>(d), others = numbers<T>(d);
    std::vector<std::vector<T>> changed(arrays, std::vector<T>(d, T{1}));
    cnn::optimiser_state<T> optimiser(settings, d);
    const std::vector<cnn::parameter_range> all{{0, d, true}};
    std::uint64_t t = 0;
    benchmarks::take_turns(
        state, d, benchmarks::processor_time,
        [&] { optimiser.step(theta, gradient, all, t++, settings); },
        [&] { move_traffic(others.data(), changed, written.data(), d); });
    state.counters["bytes"] =
        static_cast<double>(sizeof(T) * (1 + 2 * arrays + (adaptive ? 1 : 0)));
}

}  // namespace

int main(int argc, char** argv) {
    const auto add = []<class T>(const std::string& name, T, const char* type, std::size_t d,
                                 const cnn::optimiser_options& settings) {
        benchmark::RegisterBenchmark(
            ("optimisers/" + name + '/' + type + '/' + std::to_string(d)).c_str(),
            [=](benchmark::State& state) { run<T>(state, d, settings); })
            ->UseManualTime();
    };
    for (const std::size_t d : {13'338, 1'000'000, 10'000'000}) {
        for (const cnn::optimiser kind : {cnn::optimiser::sgd, cnn::optimiser::nesterov,
                                          cnn::optimiser::adam, cnn::optimiser::adamw}) {
            const double momentum = kind == cnn::optimiser::nesterov ? 0.9 : 0.0;
            const cnn::optimiser_options settings{
                .kind = kind, .learning_rate = 1e-6, .weight_decay = 1e-2, .momentum = momentum};
            const std::string name(cnn::to_string(kind));
            add(name, float{}, "float", d, settings);
            add(name, double{}, "double", d, settings);
        }
        const cnn::optimiser_options heavy{
            .learning_rate = 1e-6, .weight_decay = 1e-2, .momentum = 0.9};
        add("heavy ball", float{}, "float", d, heavy);
        add("heavy ball", double{}, "double", d, heavy);
    }
    return benchmarks::run(argc, argv);
}
