// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of SGD with weight decay and momentum.

#include <trainer/cnn/sgd.hpp>

#include <cmath>
#include <vector>

#include "catch_shim.hpp"

namespace examples_trainer_cnn_sgd_test {

namespace {

/// θ after `steps` steps on the loss ½hθ² from θ = 1.
template <class T>
std::vector<double> path(double h, const cnn::sgd_settings& settings, int steps) {
    std::vector<T> theta{T{1}};
    std::vector<T> gradient(1);
    std::vector<T> buffer(1, T{77});  // must not be read at the first step
    std::vector<double> result;
    for (int step = 0; step < steps; ++step) {
        gradient[0] = static_cast<T>(h) * theta[0];
        cnn::sgd_step<T>(theta, gradient, buffer, step == 0, settings);
        result.push_back(theta[0]);
    }
    return result;
}

}  // namespace

TEST_CASE("without momentum a quadratic shrinks by 1 − η(h + λ) each step") {
    const auto theta = path<double>(2.0, {.learning_rate = 0.1, .weight_decay = 0.5}, 20);
    for (int step = 0; step < 20; ++step) {
        CHECK_THAT(theta[static_cast<std::size_t>(step)],
                   WithinRel(std::pow(0.75, step + 1), 1e-13));
    }
}

TEST_CASE("momentum follows PyTorch's recurrence, which is the heavy ball") {
    const double rate = 0.1;
    const double slope = 2.5;
    const double mu = 0.9;
    const auto theta =
        path<double>(2.0, {.learning_rate = rate, .weight_decay = 0.5, .momentum = mu}, 50);
    // θ₂ − θ₁ = μ(θ₁ − θ₀) − η(h + λ)θ₁ from the first step on, which is −η(h + λ)θ₀.
    double before = 1.0;
    double now = 1.0 - rate * slope;
    CHECK_THAT(theta[0], WithinRel(now, 1e-14));
    for (std::size_t step = 1; step < theta.size(); ++step) {
        const double next = now + mu * (now - before) - rate * slope * now;
        CHECK_THAT(theta[step], WithinAbs(next, 1e-13));
        before = now;
        now = next;
    }
}

TEST_CASE("Nesterov's momentum is the heavy ball with the gradient of the point ahead") {
    const double rate = 0.1;
    const double slope = 2.5;
    const double mu = 0.9;
    const auto theta = path<double>(
        2.0, {.learning_rate = rate, .weight_decay = 0.5, .momentum = mu, .nesterov = true}, 100);
    // v ← μv − η∇L(φ + μv), φ ← φ + v, seen at φ + μv.
    double phi = 1.0;
    double v = 0.0;
    for (const double seen : theta) {
        v = mu * v - rate * slope * (phi + mu * v);
        phi += v;
        CHECK_THAT(seen, WithinAbs(phi + mu * v, 1e-13));
    }
    CHECK(std::fabs(theta.back()) < 1e-3);
}

TEST_CASE("the first step with Nesterov's momentum is 1 + μ steps without") {
    const auto ahead =
        path<double>(2.0, {.learning_rate = 0.1, .momentum = 0.5, .nesterov = true}, 1);
    CHECK_THAT(ahead[0], WithinRel(1.0 - 1.5 * 0.1 * 2.0, 1e-15));
}

TEST_CASE("floats follow doubles to rounding") {
    const bool nesterov = GENERATE(false, true);
    const cnn::sgd_settings settings{
        .learning_rate = 0.1, .weight_decay = 0.5, .momentum = 0.5, .nesterov = nesterov};
    const auto wide = path<double>(2.0, settings, 10);
    const auto narrow = path<float>(2.0, settings, 10);
    for (std::size_t i = 0; i < wide.size(); ++i) {
        CHECK_THAT(narrow[i], WithinAbs(wide[i], 1e-6));
    }
}

}  // namespace examples_trainer_cnn_sgd_test
