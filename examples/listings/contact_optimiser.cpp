// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// SGD with momentum as dynamics: the optimiser follows the contact flow of H = |p|²/2 + loss + γS,
// one gradient per step. The points where it takes its gradients are those of the recurrence
// v ← μv − η∇L, x ← x + v to rounding, on Rosenbrock's valley as on any loss.
#include <thermosgd/dynamics.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

using vector = std::vector<double>;

double rosenbrock(const vector& x, vector& gradient) {
    const double valley = x[1] - x[0] * x[0], slope = 1 - x[0];
    gradient[0] = -400 * x[0] * valley - 2 * slope;
    gradient[1] = 200 * valley;
    return 100 * valley * valley + slope * slope;
}

int main() {
    constexpr double learning_rate = 5e-4, momentum_coefficient = 0.9;
    vector weights{-1.2, 1.0};
    thermosgd::contact_optimiser opt(
        rosenbrock, {.learning_rate = learning_rate, .momentum_coefficient = momentum_coefficient});

    vector x = weights, v(2), gradient(2);
    double furthest = 0.0;
    std::puts(" step      loss");
    for (int step = 1; step <= 4'000; ++step) {
        opt.step(weights);
        rosenbrock(x, gradient);
        for (std::size_t i = 0; i < 2; ++i) {
            v[i] = momentum_coefficient * v[i] - learning_rate * gradient[i];
            x[i] += v[i];
            furthest = std::max(furthest, std::fabs(opt.evaluation_point()[i] - x[i]));
        }
        if (step == 1 || step == 100 || step == 1'000 || step == 4'000) {
            std::printf("%5d   %7.1e\n", step, opt.loss());
        }
    }
    std::printf("the same points as SGD with momentum: %s\n", furthest < 1e-9 ? "yes" : "no");
}
