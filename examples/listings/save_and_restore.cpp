// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// A run that is interrupted and continued ends with the same bits as one that is not: the state of
// the thermometer goes into bytes, or into a file with save_checkpoint(path, thermo), and a
// thermometer of the same layout and options takes it over. Weights and random numbers are yours to
// store.
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/thermosgd.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

struct training {
    std::vector<float> theta = std::vector<float>(64);
    std::mt19937_64 generator{4};

    void step() {
        std::normal_distribution<float> normal;
        for (float& weight : theta) {
            weight -= 0.1F * (weight + normal(generator));
        }
    }
};

int main() {
    thermosgd::layout layout;
    layout.add("weights", {8, 8});
    training run;

    thermosgd::thermometer whole(layout), first(layout), second(layout);
    for (std::uint64_t step = 0; step < 10'000; ++step) {
        run.step();
        whole.observe(step, run.theta, {.learning_rate = 0.1});
        if (step < 4'000) {
            first.observe(step, run.theta, {.learning_rate = 0.1});
        } else {
            if (step == 4'000) {
                const std::vector<std::byte> bytes = thermosgd::to_bytes(first, "run 4");
                thermosgd::from_bytes(bytes, second, "run 4");
            }
            second.observe(step, run.theta, {.learning_rate = 0.1});
        }
    }

    const thermosgd::estimate a = whole.report().total.temperature;
    const thermosgd::estimate b = second.report().total.temperature;
    std::printf("in one go    T = %.6f ± %.6f\n", a.value, a.error);
    std::printf("interrupted  T = %.6f ± %.6f\n", b.value, b.error);
    std::printf("the same bits: %s\n", a.value == b.value && a.error == b.error ? "yes" : "no");
}
