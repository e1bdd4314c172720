// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// The shortest program: SGD with noisy gradients in a quadratic well, two layers of one buffer, and
// a thermometer that is shown the weights after every step. For the loss ½|θ − 1|² and noise of
// variance σ² the closed form is T = η²σ²/(2 − η): 0.00526 for "weights", four times that for
// "bias", whose noise is twice as large.
#include <thermosgd/thermosgd.hpp>

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <random>
#include <vector>

int main() {
    constexpr double learning_rate = 0.1;
    std::mt19937_64 generator(1);
    std::normal_distribution<double> normal;

    thermosgd::layout layout;
    layout.add("weights", {128});
    layout.add("bias", {8});
    thermosgd::thermometer thermo(layout);

    std::vector<float> theta(layout.size());
    for (std::uint64_t step = 0; step < 20'000; ++step) {
        double loss = 0.0;
        for (std::size_t i = 0; i < theta.size(); ++i) {
            const double slope = theta[i] - 1.0;
            const double noise = (i < 128 ? 1.0 : 2.0) * normal(generator);
            loss += 0.5 * slope * slope;
            theta[i] -= static_cast<float>(learning_rate * (slope + noise));
        }
        thermo.observe(step, theta, {.loss = loss, .learning_rate = learning_rate});
    }
    std::cout << thermo.report();
}
