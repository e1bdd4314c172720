// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/dynamics/newton.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

namespace dynamics_newton_test {

using namespace thermosgd;

namespace {

using vector = std::vector<double>;
using state = contact_state<vector>;

// V = Σ q⁴/4.
double quartic(const vector& q, vector& g) {
    double sum = 0;
    for (std::size_t i = 0; i < q.size(); ++i) {
        g[i] = q[i] * q[i] * q[i];
        sum += 0.25 * q[i] * g[i];
    }
    return sum;
}

// The solution q = cn(t|½) with S from q·p and E = ¼, at t = 10.
constexpr std::array<double, 3> exact{-0.5122900346670, -0.6823212878580, 0.9498487987369};

template <class Stepper>
std::array<double, 2> errors(Stepper stepper, unsigned steps) {
    state x{.q = {1.0}, .p = {0.0}};
    stepper.advance(x, steps);
    return {std::fmax(std::fabs(x.q[0] - exact[0]), std::fabs(x.p[0] - exact[1])),
            std::fabs(x.s - exact[2])};
}

template <class Make>
void check_order(Make make) {
    const auto coarse = errors(make(0.05), 200), fine = errors(make(0.025), 400);
    for (std::size_t k = 0; k < 2; ++k) {
        const double order = std::log2(coarse[k] / fine[k]);
        CHECK(order > 1.9);
        CHECK(order < 2.1);
    }
}

}  // namespace

TEST_CASE("velocity Verlet is the textbook step, and its position step is x = vt + Ft²/2m") {
    constexpr double h = 0.3, m = 1.7;
    auto stepper = velocity_verlet(quartic, {.mass = m, .timestep = h});
    state x{.q = {1.2, -0.4}, .p = {0.7, 2.0}};
    const state before = x;
    stepper.step(x);
    for (std::size_t i = 0; i < 2; ++i) {
        const double q = before.q[i], v = before.p[i] / m, force = -q * q * q;
        const double moved = q + v * h + 0.5 * force / m * h * h;
        CHECK_THAT(x.q[i], WithinAbs(moved, 4e-16));
        CHECK_THAT(x.p[i],
                   WithinAbs(before.p[i] + 0.5 * h * (force - moved * moved * moved), 8e-16));
    }
    CHECK(x.t == h);
    CHECK(stepper.order() == 2);
    CHECK(stepper.gradients_per_step() == 1);
}

TEST_CASE("leapfrog is the textbook step") {
    constexpr double h = 0.3, m = 1.7;
    auto stepper = leapfrog(quartic, {.mass = m, .timestep = h});
    state x{.q = {1.2}, .p = {0.7}};
    stepper.step(x);
    const double middle = 1.2 + 0.5 * h * 0.7 / m, p = 0.7 - h * middle * middle * middle;
    CHECK_THAT(x.p[0], WithinAbs(p, 4e-16));
    CHECK_THAT(x.q[0], WithinAbs(middle + 0.5 * h * p / m, 4e-16));
    CHECK(stepper.gradients_per_step() == 1);
}

TEST_CASE("both have order 2, neither less nor more, in (q, p) and in the action") {
    check_order([](double h) { return velocity_verlet(quartic, {.timestep = h}); });
    check_order([](double h) { return leapfrog(quartic, {.timestep = h}); });
}

TEST_CASE("the energy error does not grow over 100 000 steps and is a quarter at half the step") {
    // Largest |E − E₀| of the quartic oscillator: 8.34e-4 (KDK) and 9.97e-4 (DKD) at h = 0.1,
    // 2.08e-4 and 2.48e-4 at h = 0.05.
    const auto largest = [](auto stepper, unsigned steps) {
        state x{.q = {1.0}, .p = {0.0}};
        double worst = 0;
        for (unsigned k = 0; k < steps; ++k) {
            stepper.step(x);
            const double q2 = x.q[0] * x.q[0];
            worst = std::fmax(worst, std::fabs(0.5 * x.p[0] * x.p[0] + 0.25 * q2 * q2 - 0.25));
        }
        return worst;
    };
    CHECK_THAT(largest(velocity_verlet(quartic, {.timestep = 0.1}), 100'000),
               WithinRel(8.34e-4, 0.01));
    CHECK_THAT(largest(leapfrog(quartic, {.timestep = 0.1}), 100'000), WithinRel(9.97e-4, 0.01));
    CHECK_THAT(largest(velocity_verlet(quartic, {.timestep = 0.05}), 100'000),
               WithinRel(2.08e-4, 0.01));
    CHECK_THAT(largest(leapfrog(quartic, {.timestep = 0.05}), 100'000), WithinRel(2.48e-4, 0.01));
}

TEST_CASE(
    "a scheme without friction refuses a Hamiltonian with it, and the other way it takes both") {
    using frictional =
        hamiltonian<field::contact, decltype(&quartic), uniform_mass, linear_dissipation>;
    using free = newton_hamiltonian<decltype(&quartic)>;
    STATIC_REQUIRE(!exact_flows<frictional, schemes::kdk>);
    STATIC_REQUIRE(!exact_flows<frictional, schemes::dkd>);
    STATIC_REQUIRE(exact_flows<free, schemes::kdk>);
    STATIC_REQUIRE(exact_flows<free, schemes::dkd>);
    STATIC_REQUIRE(exact_flows<free, schemes::fkdkf>);

    state x{.q = {1.1}, .p = {0.2}}, y = x;
    velocity_verlet(quartic).advance(x, 50);
    contact_splitting(contact_hamiltonian(quartic, {.friction = 0.0}), schemes::fkdkf{},
                      splitting_options{})
        .advance(y, 50);
    CHECK(x.q == y.q);
    CHECK(x.p == y.p);
    CHECK(x.s == y.s);
}

TEST_CASE("composition makes order 6 of the schemes without friction") {
    const auto error = [](double h, unsigned steps) {
        contact_splitting stepper(
            newtonian(quartic), schemes::kdk{},
            splitting_options{.timestep = h, .order = composition::kahan_li6()});
        state x{.q = {1.0}, .p = {0.0}};
        stepper.advance(x, steps);
        return std::fabs(x.q[0] - exact[0]);
    };
    const double order = std::log2(error(0.2, 50) / error(0.1, 100));
    CHECK(order > 5.8);
    CHECK(order < 6.2);
}

TEST_CASE("the mechanical energy is that of every kind of potential, with masses") {
    state x{.q = {1.0, 2.0}, .p = {3.0, -1.0}, .s = 5.0, .t = 0.5};
    auto h = newtonian(quartic, 2.0);
    CHECK(mechanical_energy(h, x) == 0.25 * 17 + 0.25 * 10);
    auto many = contact_hamiltonian(quartic, masses({2.0, 0.5}), no_dissipation{});
    CHECK(mechanical_energy(many, x) == 0.25 * 17 + 9.0 / 4 + 1.0);
    auto fused = newtonian(
        elementwise_potential{[](double q) { return q * q; }, [](double q) { return 2 * q; }});
    CHECK(mechanical_energy(fused, x) == 5.0 + 5.0);
    auto timed = newtonian([](const vector& q, double t, vector& g) {
        g.assign(q.size(), 0.0);
        return t * q[0];
    });
    CHECK(mechanical_energy(timed, x) == 0.5 + 5.0);
}

TEST_CASE("elementwise and written gradients agree, and float follows double") {
    state x{.q = {1.1, 0.3}, .p = {0.2, 0.4}}, y = x;
    velocity_verlet(quartic).advance(x, 200);
    velocity_verlet(elementwise_potential{[](auto q) { return q * q * q * q / 4; },
                                          [](auto q) { return q * q * q; }})
        .advance(y, 200);
    contact_state<std::vector<float>> z{.q = {1.1F, 0.3F}, .p = {0.2F, 0.4F}};
    velocity_verlet<std::vector<float>>([](const std::vector<float>& q, std::vector<float>& g) {
        for (std::size_t i = 0; i < 2; ++i) {
            g[i] = q[i] * q[i] * q[i];
        }
        return 0.0;
    }).advance(z, 200);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK_THAT(y.q[i], WithinAbs(x.q[i], 1e-12));
        CHECK_THAT(y.p[i], WithinAbs(x.p[i], 1e-12));
        CHECK_THAT(static_cast<double>(z.q[i]), WithinAbs(x.q[i], 1e-4));
    }
}

TEST_CASE("a mass or step that is not positive is refused by name") {
    CHECK_THROWS_WITH(velocity_verlet(quartic, {.mass = 0.0}), ContainsSubstring("mass = 0"));
    CHECK_THROWS_WITH(leapfrog(quartic, {.timestep = -1.0}), ContainsSubstring("timestep = -1"));
    CHECK_THROWS_AS(newtonian(quartic, -2.0), std::invalid_argument);
}

}  // namespace dynamics_newton_test
