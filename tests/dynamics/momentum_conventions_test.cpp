// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/dynamics/momentum_conventions.hpp>

#include <cmath>

namespace dynamics_momentum_conventions_test {

using namespace thermosgd;

namespace {

double gradient(double x) {
    return std::sin(x) + 0.2 * x;
}

// x after each of 100 steps of v ← μv − ηg from a velocity, against a convention's own rule.
template <class Rule>
void check_rule(const heavy_ball& ball, double velocity_per_buffer, double first_buffer,
                Rule rule) {
    double x = 1.5, y = 1.5, buffer = first_buffer, v = velocity_per_buffer * first_buffer;
    for (int k = 0; k < 100; ++k) {
        rule(x, buffer, gradient(x));
        v = ball.momentum_coefficient * v - ball.learning_rate * gradient(y);
        y += v;
        REQUIRE_THAT(y, WithinAbs(x, 1e-14));
        REQUIRE_THAT(v, WithinAbs(velocity_per_buffer * buffer, 1e-14));
    }
}

}  // namespace

TEST_CASE("PyTorch's momentum with dampening is a heavy ball") {
    constexpr pytorch_momentum p{
        .learning_rate = 0.3, .momentum_coefficient = 0.8, .dampening = 0.25};
    STATIC_REQUIRE(p.as_heavy_ball().momentum_coefficient == 0.8);
    check_rule(p.as_heavy_ball(), p.velocity_per_buffer(), 0.7,
               [&](double& x, double& buffer, double g) {
                   buffer = p.momentum_coefficient * buffer + (1 - p.dampening) * g;
                   x -= p.learning_rate * buffer;
               });
}

TEST_CASE("ensmallen's momentum is a heavy ball as it stands") {
    constexpr ensmallen_momentum p{.step_size = 0.3, .momentum_coefficient = 0.8};
    check_rule(p.as_heavy_ball(), p.velocity_per_buffer(), 0.7,
               [&](double& x, double& velocity, double g) {
                   velocity = p.momentum_coefficient * velocity - p.step_size * g;
                   x += velocity;
               });
}

TEST_CASE("an exponential average of gradients is a heavy ball of a smaller rate") {
    constexpr averaged_momentum p{.learning_rate = 0.9, .momentum_coefficient = 0.8};
    CHECK_THAT(p.as_heavy_ball().learning_rate, WithinRel(0.18, 1e-15));
    check_rule(p.as_heavy_ball(), p.velocity_per_buffer(), 0.7,
               [&](double& x, double& buffer, double g) {
                   buffer = p.momentum_coefficient * buffer + (1 - p.momentum_coefficient) * g;
                   x -= p.learning_rate * buffer;
               });
}

TEST_CASE("a change of rate keeps one convention's buffer and the other's velocity") {
    // The buffer stays when lr doubles: PyTorch's displacement doubles, ensmallen's stays.
    constexpr pytorch_momentum before{.learning_rate = 0.1, .momentum_coefficient = 0.9};
    constexpr pytorch_momentum after{.learning_rate = 0.2, .momentum_coefficient = 0.9};
    CHECK(after.velocity_per_buffer() == 2 * before.velocity_per_buffer());
    CHECK(ensmallen_momentum::velocity_per_buffer() == 1.0);
}

}  // namespace dynamics_momentum_conventions_test
