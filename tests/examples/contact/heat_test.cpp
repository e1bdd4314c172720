// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Heat of single steps: the first law.

#include <contact/heat.hpp>

#include <thermosgd/dynamics/contact_splitting.hpp>

#include <cmath>
#include <span>
#include <vector>

#include "catch_shim.hpp"

namespace examples_contact_heat_test {

namespace {

using numbers = std::vector<double>;

/// E₀ − E(t) − heat on a quartic oscillator with friction.
template <class Scheme>
double imbalance(Scheme scheme, double timestep) {
    const auto energy = [](const numbers& q) { return std::pow(q[0], 4) / 4; };
    const auto potential = [&](const numbers& q, numbers& g) {
        g[0] = std::pow(q[0], 3);
        return energy(q);
    };
    thermosgd::contact_state<numbers> x{.q = {1.0}, .p = {0.5}};
    thermosgd::contact_splitting stepper(
        thermosgd::contact_hamiltonian(potential, {.friction = 0.7}), scheme, x,
        {.timestep = timestep});
    const double before = 0.5 * x.p[0] * x.p[0] + energy(x.q);
    double heat = 0.0;
    for (double t = 0.0; t < 4.0 - 0.5 * timestep; t += timestep) {
        const numbers q = x.q, p = x.p;
        stepper.step(x);
        // All schemes here begin with a drift: the gradient is taken half a drift ahead.
        const numbers g{std::pow(q[0] + 0.5 * timestep * p[0], 3)};
        const contact::step_sums s = contact::sums_of_step<double>(p, x.p, g);
        heat += contact::heat_of_step(s, 0.5 * s.before, 0.5 * s.after, 1.0, 1.0, timestep);
    }
    return before - 0.5 * x.p[0] * x.p[0] - energy(x.q) - heat;
}

}  // namespace

TEST_CASE("heat is what the energy has lost, up to the square of the step") {
    const auto check = [](auto scheme) {
        const double coarse = imbalance(scheme, 0.02), fine = imbalance(scheme, 0.01);
        CAPTURE(decltype(scheme)::splitting.name, coarse, fine);
        CHECK(std::fabs(coarse) < 1e-3);
        CHECK(std::fabs(coarse / fine - 4.0) < 0.4);
    };
    check(thermosgd::schemes::dkfkd{});
    check(thermosgd::schemes::d_kf_d{});
}

TEST_CASE("the heat of one DKFKD step is exactly what its friction takes, whatever the friction") {
    const numbers p0{0.3, -1.2}, g{0.7, 0.4};
    constexpr double h = 0.4;
    for (const double decay : {1.0, 0.5, 0.0}) {
        numbers p1(2);
        double taken = 0.0;
        for (std::size_t i = 0; i < 2; ++i) {
            const double before = p0[i] - 0.5 * h * g[i];
            p1[i] = decay * before - 0.5 * h * g[i];
            taken += 0.5 * before * before * (1 - decay * decay);
        }
        const contact::step_sums s = contact::sums_of_step<double>(p0, p1, g);
        CAPTURE(decay);
        CHECK(std::fabs(contact::heat_of_step(s, 0.5 * s.before, 0.5 * s.after, 1.0, 1.0, h) -
                        taken) < 1e-15);
    }
}

}  // namespace examples_contact_heat_test
