// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// A thermometer that costs at most one per cent of the training. It observes pairs of adjacent
// steps as often as the budget allows. Temperatures stay right, since a pair is a velocity; error
// bars grow. In a trainer, put `const auto timed = thermo.time_step();` before the step, in its
// scope: the thermometer then times steps and observations itself. Here the times are given.
#include <thermosgd/thermosgd.hpp>

#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

int main() {
    thermosgd::layout layout;
    layout.add("weights", {16, 16});
    thermosgd::thermometer every_step(layout);
    thermosgd::thermometer sparing(layout, {.schedule = thermosgd::schedule::budget(0.01)});
    // Seconds, as a clock around each would say: of a step, a difference and a copy.
    sparing.calibrate(10e-3, 0.9e-3, 0.1e-3);

    std::mt19937_64 generator(6);
    std::normal_distribution<double> normal;
    std::vector<double> theta(layout.size());
    for (std::uint64_t step = 0; step < 20'000; ++step) {
        for (double& weight : theta) {
            weight -= 0.1 * (weight + normal(generator));
        }
        every_step.observe(step, theta, {.learning_rate = 0.1});
        sparing.observe(step, theta, {.learning_rate = 0.1});
    }

    for (const thermosgd::thermometer* thermo : {&every_step, &sparing}) {
        const thermosgd::report r = thermo->report();
        std::printf("T = %.6f ± %.6f from %5d displacements:\n  %s\n", r.total.temperature.value,
                    r.total.temperature.error, static_cast<int>(r.observed_steps),
                    r.schedule.c_str());
    }
}
