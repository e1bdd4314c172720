// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// The mean over seeds. Six runs differ in their random numbers and, as trained networks do, in
// where they end up: here in a noise level of their own. Each knows its temperature to half a per
// cent, and they lie ten times as far apart: χ²/ν is far above 1, the error bar of the mean is that
// of the scatter, and the next seed will lie anywhere in a range that is wider still.
#include <thermosgd/statistics/random_effects.hpp>
#include <thermosgd/thermosgd.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

thermosgd::estimate temperature_of_run(std::uint64_t seed) {
    std::mt19937_64 generator(seed);
    std::normal_distribution<double> normal;
    const double noise = 1 + 0.05 * normal(generator);
    thermosgd::layout layout;
    layout.add("weights", {32});
    thermosgd::thermometer thermo(layout);
    std::vector<double> theta(layout.size());
    for (std::uint64_t step = 0; step < 5'000; ++step) {
        for (double& weight : theta) {
            weight -= 0.1 * (weight + noise * normal(generator));
        }
        thermo.observe(step, theta, {.learning_rate = 0.1});
    }
    return thermo.report().total.temperature;
}

int main() {
    std::vector<thermosgd::replica> runs;
    for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6}) {
        const thermosgd::estimate t = temperature_of_run(seed);
        std::printf("seed %d   T = %.5f ± %.5f\n", static_cast<int>(seed), t.value, t.error);
        runs.push_back(thermosgd::logarithm(t));
    }
    const thermosgd::random_effects all = thermosgd::random_effects_mean(runs);
    std::printf(
        "chi²/nu = %.0f: %s\n", all.agreement.per_nu(),
        all.agreement.p_value < 0.01 ? "the seeds differ" : "the error bars explain the scatter");
    std::printf("mean     T = %.4f ± %.1f %%\n", std::exp(all.mean.value), 100 * all.mean.error);
    std::printf("spread   %.1f %% between seeds, 95 %% from %.1f to %.1f %%\n", 100 * all.spread,
                100 * all.spread_low, 100 * all.spread_high);
    std::printf("next     T = %.4f to %.4f\n", std::exp(all.next.lower), std::exp(all.next.upper));
}
