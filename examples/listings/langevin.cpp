// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Langevin dynamics in a bath of kT = 0.5. The splitting BAOAB has no bias in a harmonic well of
// stiffness k: whatever the timestep, k⟨q²⟩ is kT, and so is the kinetic temperature, which is taken
// around the noise.
#include <thermosgd/dynamics/langevin.hpp>

#include <cstddef>
#include <cstdio>
#include <vector>

int main() {
    using vector = std::vector<double>;
    constexpr double stiffness = 4.0;
    const auto well = [](const vector& q, vector& gradient) {
        double energy = 0.0;
        for (std::size_t i = 0; i < q.size(); ++i) {
            energy += 0.5 * stiffness * q[i] * q[i];
            gradient[i] = stiffness * q[i];
        }
        return energy;
    };

    std::puts("timestep   k<q²>   2<K>/d");
    for (const double timestep : {0.1, 0.3, 0.6}) {
        thermosgd::langevin stepper(
            thermosgd::contact_hamiltonian(well, {.mass = 1.0, .friction = 1.0}),
            thermosgd::langevin_options{.temperature = 0.5, .timestep = timestep});
        thermosgd::contact_state<vector> x{.q = vector(100), .p = vector(100)};
        thermosgd::random_stream random(7);
        stepper.advance(x, 200, random);  // from rest to the temperature of the bath

        double squares = 0.0, kinetic = 0.0;
        constexpr int rounds = 400;
        for (int round = 0; round < rounds; ++round) {
            stepper.advance(x, 10, random);
            kinetic += stepper.kinetic_temperature() / rounds;
            for (const double q : x.q) {
                squares += q * q / (rounds * 100);
            }
        }
        std::printf("%8.1f   %5.2f   %6.2f\n", timestep, stiffness * squares, kinetic);
    }
}
