// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// From a trainer to a temperature for a paper: filters, masses that follow a learning rate that
// drops, a report, a ratio on the common clock, and the mean of four seeds, each of which ends at a
// noise level σ of its own. In units of the loss the closed form for "conv1" is
// 2⟨K⟩/d = ησ²/(2 − η(1 + λ)), 0.053 for σ = 1 after the drop, and the ratio is 9.
#include <thermosgd/statistics/random_effects.hpp>
#include <thermosgd/thermosgd.hpp>

#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

struct trainer {
    std::mt19937_64 generator;
    double level = 1 + 0.05 * std::normal_distribution<double>()(generator);
    std::vector<float> weights = std::vector<float>(36 + 4 + 40);  // conv1, its biases, linear1

    void step(double learning_rate) {
        std::normal_distribution<double> normal(0, level);
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const double gradient = weights[i] - 1 + (i < 40 ? 1 : 3) * normal(generator);
            weights[i] -= static_cast<float>(learning_rate * (gradient + 0.2 * weights[i]));
        }
    }
};

int main() {
    thermosgd::layout layout;
    layout.add("conv1", {4, 1, 3, 3}, {.filter_axis = 0});
    layout.skip(4);
    layout.add("linear1", {10, 4});
    std::vector<thermosgd::replica> temperatures;
    for (const unsigned seed : {1, 2, 3, 4}) {
        trainer run{std::mt19937_64(seed)};
        thermosgd::thermometer thermo(layout,
                                      {.mass = thermosgd::mass::of_learning_rate,
                                       .convention = thermosgd::temperature_convention::physical});
        for (unsigned step = 0; step < 20'000; ++step) {
            const double eta = step < 4'000 ? 0.2 : 0.1;
            {
                const auto timed = thermo.time_step();  // a schedule with a budget needs it
                run.step(eta);
            }
            thermo.observe(step, run.weights, {.learning_rate = eta, .weight_decay = 0.2});
        }
        const thermosgd::report report = thermo.report();
        std::printf("%s", seed == 1 ? (to_text(report, {.legend = false}) + '\n').c_str() : "");
        std::printf("T(conv1[3]) = %s, T(linear1)/T(conv1) = %s\n",
                    to_text(report["conv1[3]"].temperature).c_str(),
                    to_text(thermo.temperature_ratio("linear1", "conv1")).c_str());
        if (report["conv1"].equilibrium.verdict == thermosgd::equilibrium_verdict::equilibrium) {
            temperatures.push_back(thermosgd::logarithm(report["conv1"].temperature));
        }
    }
    const auto mean = thermosgd::random_effects_mean(temperatures).mean;
    std::printf("T(conv1) = %.4f ± %.1f %%\n", std::exp(mean.value), 100 * mean.error);
}
