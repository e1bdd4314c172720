// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Masses of one's own. With m = Δt²/(2η) the temperature is an energy that can be compared with the
// loss: 2⟨K⟩/d is then ⟨θ ∂L/∂θ⟩, the temperature that the positions show, and η/(2 − η) for the
// loss ½|θ|² and gradient noise of variance 1. The mass is made from the learning rate that
// observe() is told, so it stays right when η changes.
#include <thermosgd/thermosgd.hpp>

#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

int main() {
    std::mt19937_64 generator(3);
    std::normal_distribution<double> normal;
    std::puts(" eta   2<K>/d   <theta dL/dtheta>   closed form");
    for (const double learning_rate : {0.05, 0.1, 0.2}) {
        thermosgd::layout layout;
        layout.add("weights", {10, 10});
        thermosgd::thermometer thermo(layout,
                                      {.mass = thermosgd::mass::of_learning_rate,
                                       .convention = thermosgd::temperature_convention::physical});

        std::vector<double> theta(layout.size());
        for (std::uint64_t step = 0; step < 20'000; ++step) {
            for (double& weight : theta) {
                weight -= learning_rate * (weight + normal(generator));
            }
            thermo.observe(step, theta, {.learning_rate = learning_rate});
        }
        const thermosgd::group_report total = thermo.report().total;
        std::printf("%4.2f   %6.3f   %18.3f   %11.3f\n", learning_rate, total.temperature.value,
                    total.mean_square_position.value, learning_rate / (2 - learning_rate));
    }
}
