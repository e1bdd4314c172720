// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// What observe() adds to a training step of the main network, batches of 32, one thread:
//   thermometer/WHAT
// Every iteration trains a step and shows it to both thermometers, so that caches are as in a real
// run and the shares hold under whatever else the machine does; each benchmark times its own part.
#include "main.hpp"

#include <thermosgd/thermometer/thermometer.hpp>
#include <trainer/cnn/networks.hpp>
#include <trainer/cnn/trainer.hpp>
#include <trainer/training/layout_of_network.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using network = cnn::main_network<float>;

/// Images of noise: the time of a step does not depend on what they show.
struct images {
    static constexpr std::size_t count = 1024;
    images() : pixels(count * network::input_shape.size()), labels(count) {
        std::uint32_t state = 1;
        const auto next = [&] { return (state = state * 1664525U + 1013904223U) >> 24; };
        for (std::uint8_t& pixel : pixels) {
            pixel = static_cast<std::uint8_t>(next());
        }
        for (std::uint8_t& label : labels) {
            label = static_cast<std::uint8_t>(next() % 10);
        }
    }
    [[nodiscard]] cnn::dataset_view<std::uint8_t> view() const {
        return {pixels, labels, network::input_shape};
    }
    std::vector<std::uint8_t> pixels;
    std::vector<std::uint8_t> labels;
};

thermosgd::layout layout_of(trainer::filter_choice filters) {
    trainer::network_facts facts;
    for (const cnn::layer_description& layer : network::describe()) {
        facts.layers.push_back(layer);
    }
    facts.views = network::views();
    return trainer::layout_of(facts, filters);
}

enum class timed { step, default_groups, every_filter };

void run(benchmark::State& state, timed what) {
    static const images data;
    static thermosgd::serial_executor serial;
    cnn::options settings;
    settings.weight_decay = 4e-2;
    cnn::trainer<network> trainer(settings, serial);
    thermosgd::thermometer groups(layout_of(trainer::filter_choice::conv1));
    thermosgd::thermometer filters(layout_of(trainer::filter_choice::all));
    using clock = std::chrono::steady_clock;
    const auto seconds = [](clock::time_point from, clock::time_point to) {
        return std::chrono::duration<double>(to - from).count();
    };
    std::uint64_t step = 0;
    std::vector<double> times;
    for (auto _ : state) {
        const auto start = clock::now();
        const double loss = trainer.step(data.view());
        const auto trained = clock::now();
        const thermosgd::step_info info{
            .loss = loss, .learning_rate = 1e-2, .weight_decay = 4e-2, .batch_size = 32};
        groups.observe(step, trainer.parameters(), info);
        const auto observed_groups = clock::now();
        filters.observe(step, trainer.parameters(), info);
        const auto observed_filters = clock::now();
        ++step;
        switch (what) {
        case timed::step: times.push_back(seconds(start, trained)); break;
        case timed::default_groups: times.push_back(seconds(trained, observed_groups)); break;
        case timed::every_filter:
            times.push_back(seconds(observed_groups, observed_filters));
            break;
        }
        state.SetIterationTime(times.back());
    }
    // The median: whoever else wants the core hits a few steps hard.
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    state.counters["ns"] = 1e9 * *middle;
}

}  // namespace

int main(int argc, char** argv) {
    const auto add = [](const std::string& name, timed what) {
        // As many for all three, although they time parts of very different length.
        benchmark::RegisterBenchmark(name.c_str(), run, what)->UseManualTime()->Iterations(500);
    };
    add("thermometer/training step", timed::step);
    add("thermometer/default groups", timed::default_groups);
    add("thermometer/every filter and unit", timed::every_filter);
    return benchmarks::run(argc, argv);
}
