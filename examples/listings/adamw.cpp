// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// AdamW with nothing but noise on weights whose norm the loss does not feel, as batch norm makes them:
// the law of decay, the memory of updates, and how much signal there is in them (none: excess 1).
#include <thermosgd/observables/temperature/update_law.hpp>
#include <thermosgd/thermosgd.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

int main() {
    constexpr double eta = 0.01, lambda = 0.1, beta1 = 0.9, beta2 = 0.99;
    constexpr std::size_t d = 128;
    std::mt19937_64 generator(5);
    std::normal_distribution<double> normal;

    thermosgd::layout layout;
    layout.add("conv1", {d}, {.scale_invariant = true});
    thermosgd::thermometer thermo(layout);
    thermosgd::update_tracker updates(layout, {.window = 20 / (1 - beta1)});

    std::vector<double> theta(d, 0.2), gradient(d), m(d), v(d);
    for (std::uint64_t step = 0; step <= 200'000; ++step) {
        const double first = 1 - std::pow(beta1, step), second = 1 - std::pow(beta2, step);
        double along = 0, norm = 0;
        for (std::size_t i = 0; i < d; ++i) {
            gradient[i] = normal(generator);
            along += gradient[i] * theta[i];
            norm += theta[i] * theta[i];
        }
        for (std::size_t i = 0; step > 0 && i < d; ++i) {
            const double g = (gradient[i] - along / norm * theta[i]) / std::sqrt(norm);
            m[i] = beta1 * m[i] + (1 - beta1) * g;
            v[i] = beta2 * v[i] + (1 - beta2) * g * g;
            const double u = m[i] / first / std::sqrt(v[i] / second);
            theta[i] = (1 - eta * lambda) * theta[i] - eta * u;
        }
        thermo.observe(step, theta,
                       {.learning_rate = eta,
                        .weight_decay = lambda,
                        .momentum_coefficient = beta1,
                        .optimiser = thermosgd::optimiser_kind::adamw,
                        .beta2 = beta2},
                       updates);
    }
    const thermosgd::report report = thermo.report();
    const thermosgd::group_report& conv1 = report["conv1"];
    const thermosgd::update_law law = thermosgd::measure_update_law(updates, 0);
    std::printf("excess              %s\n", to_text(conv1.update_excess).c_str());
    std::printf("g_u, white: %.2f   %s\n", law.white_inefficiency,
                to_text(law.inefficiency).c_str());
    std::printf("law                 %s\n", to_text(law.law).c_str());
    std::printf("theta.u beside history %s\n", to_text(law.beside_history).c_str());
}
