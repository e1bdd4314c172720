// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The native trainer and the roofline, compiled once for each instruction set.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <thermosgd/core/thread_pool.hpp>
#include <trainer/cnn/networks.hpp>
#include <trainer/cnn/simd.hpp>
#include <trainer/cnn/trainer.hpp>

#include "stepper.hpp"

namespace trainer_step {

namespace {

template <class Network>
class native_stepper final : public stepper {
public:
    explicit native_stepper(const problem& p)
        : pool_(p.threads),
          data_{p.images, p.labels, cnn::mnist_shape, {p.mean}, {p.deviation}},
          trainer_({.learning_rate = p.learning_rate,
                    .weight_decay = p.weight_decay,
                    .batch_size = p.batch,
                    .order = cnn::sampling::in_order},
                   pool_) {}

    [[nodiscard]] std::vector<float> parameters() const override {
        const std::span<const float> values = trainer_.parameters();
        return {values.begin(), values.end()};
    }

    void set_parameters(std::span<const float> values) override {
        std::copy(values.begin(), values.end(), trainer_.parameters().begin());
    }

    void take_threads() override {}

    double step() override { return trainer_.step(data_); }

private:
    thermosgd::thread_pool pool_;
    cnn::dataset_view<std::uint8_t> data_;
    cnn::trainer<Network, thermosgd::thread_pool> trainer_;
};

template <class Visitor>
auto visit(network_row row, Visitor&& visitor) {
    switch (row) {
    case network_row::a: return visitor.template operator()<cnn::main_network<float>>();
    case network_row::b: return visitor.template operator()<cnn::network_b<float>>();
    default: return visitor.template operator()<cnn::network_a_convolutions<float>>();
    }
}

/// One thread's rate [flop/s], and a value that keeps the compiler from dropping the work.
std::pair<double, float> one_thread_peak() {
    using vector = cnn::vector_of<float>;
    constexpr std::size_t chains = cnn::vector_registers == 32 ? 24 : 12;
    constexpr std::size_t rounds = 4000;
    using clock = std::chrono::steady_clock;
    vector sums[chains];
    for (std::size_t i = 0; i < chains; ++i) {
        sums[i] = cnn::broadcast(static_cast<float>(i));
    }
    vector factor = cnn::broadcast(0.999F);
    vector term = cnn::broadcast(0.001F);
    double best = 0.0;
    const clock::time_point begin = clock::now();
    while (clock::now() - begin < std::chrono::milliseconds(4)) {
        asm volatile("" : "+x"(factor), "+x"(term));
        const clock::time_point start = clock::now();
        for (std::size_t round = 0; round < rounds; ++round) {
#pragma GCC unroll 32
            for (vector& sum : sums) {
                sum = sum * factor + term;
            }
        }
        const double seconds = std::chrono::duration<double>(clock::now() - start).count();
        best =
            std::max(best, static_cast<double>(2 * rounds * chains * cnn::width<float>) / seconds);
    }
    const vector total = std::accumulate(std::begin(sums), std::end(sums), vector{});
    return {best, cnn::sum_lanes<float>(total)};
}

}  // namespace

std::unique_ptr<stepper> make_native(const problem& p) {
    return visit(p.row, [&]<class Network>() -> std::unique_ptr<stepper> {
        return std::make_unique<native_stepper<Network>>(p);
    });
}

std::size_t operations_per_sample(network_row row) {
    return visit(row, []<class Network>() {
        return Network::operations().forward + Network::operations().backward;
    });
}

std::size_t parameter_count(network_row row) {
    return visit(row, []<class Network>() { return Network::parameters; });
}

std::string_view instruction_set() {
#if defined(__AVX512F__)
    return "x86-64-v4";
#elif defined(__AVX2__)
    return "x86-64-v3";
#elif defined(__x86_64__)
    return "x86-64-v1";
#else
    return "this machine's";
#endif
}

double multiply_add_peak(std::size_t threads) {
    std::vector<std::pair<double, float>> rates(threads);
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < threads; ++i) {
            others.emplace_back([&rates, i] { rates[i] = one_thread_peak(); });
        }
        rates[0] = one_thread_peak();
    }
    double total = 0.0;
    float kept = 0.0F;
    for (const auto& [rate, value] : rates) {
        total += rate;
        kept += value;
    }
    return kept == -1.0F ? 0.0 : total;
}

}  // namespace trainer_step
