// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own program: sees nothing of the library but what this header brings
#include <thermosgd/dynamics.hpp>

#include "catch_shim.hpp"

#include <cmath>
#include <vector>

using namespace thermosgd;

namespace {

double bowl(const std::vector<double>& w, std::vector<double>& g) {
    double loss = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
        g[i] = w[i];
        loss += 0.5 * w[i] * w[i];
    }
    return loss;
}

}  // namespace

TEST_CASE("one header brings an optimiser, its dynamics, and a bath") {
    contact_optimiser opt(bowl, {.learning_rate = 0.1, .momentum_coefficient = 0.9});
    contact_splitting same(contact_hamiltonian(bowl, {.friction = opt.parameters().friction}),
                           schemes::dkfkd{},
                           splitting_options{.timestep = opt.parameters().timestep});
    std::vector<double> weights{1.0, -2.0};
    contact_state<std::vector<double>> x{.q = weights, .p = {0.0, 0.0}};
    for (int k = 0; k < 20; ++k) {
        opt.step(weights);
        same.step(x);
    }
    CHECK_THAT(weights[0], WithinRel(x.q[0], 1e-13));
    CHECK_THAT(weights[1], WithinRel(x.q[1], 1e-13));
    CHECK(opt.loss() < 2.5);

    // 2⟨K⟩/d of 1,000 oscillators over 200 steps, about half of them independent: five standard
    // errors of √(2/(1000 · 100)) fail with a probability below 1e-6.
    langevin bath(contact_hamiltonian(bowl, {.friction = 1.0}),
                  langevin_options{.temperature = 0.5, .timestep = 0.5});
    contact_state<std::vector<double>> many{.q = std::vector<double>(1000),
                                            .p = std::vector<double>(1000)};
    random_stream random(1);
    bath.advance(many, 100, random);
    bath.advance(many, 200, random);
    CHECK_THAT(bath.kinetic_temperature(), WithinRel(0.5, 5 * std::sqrt(2.0 / 1e5)));
    CHECK(mechanical_energy(same.system(), x) >= 0.0);
}
