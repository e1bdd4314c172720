// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Langevin dynamics at large steps against the exact ensembles of its discrete schemes.

#include "catch_shim.hpp"
#include "dynamics/replicas.hpp"

#include <thermosgd/dynamics/langevin.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace physics_langevin_ensemble_test {

using namespace thermosgd;

namespace {

struct ensemble {
    test::replicas position, middle, end;
};

// Independent runs of independent degrees of freedom, for ⟨q²⟩ and both kinetic temperatures.
template <class Potential>
ensemble sample(const Potential& potential, langevin_scheme scheme, const contact_options& system,
                double kt, double h, std::size_t size, int samples, std::uint64_t every,
                std::uint64_t runs) {
    ensemble result;
    for (std::uint64_t seed = 0; seed < runs; ++seed) {
        langevin stepper(contact_hamiltonian(potential, system),
                         langevin_options{.temperature = kt, .timestep = h, .scheme = scheme});
        contact_state<std::vector<double>> x{.q = std::vector<double>(size, 0.0),
                                             .p = std::vector<double>(size, 0.0)};
        random_stream random(seed);
        stepper.advance(x, static_cast<std::uint64_t>(30 / h), random);
        double position = 0, middle = 0, end = 0;
        for (int k = 0; k < samples; ++k) {
            stepper.advance(x, every, random);
            for (const double q : x.q) {
                position += q * q;
            }
            middle += stepper.kinetic_temperature(step_moment::middle);
            end += stepper.kinetic_temperature(step_moment::end);
        }
        result.position.push(position / (samples * static_cast<double>(size)));
        result.middle.push(middle / samples);
        result.end.push(end / samples);
    }
    return result;
}

const elementwise_potential spring{[](double q) { return 1.5 * q * q; },
                                   [](double q) { return 3.0 * q; }};
const elementwise_potential quartic{[](double q) { return 0.25 * q * q * q * q; },
                                    [](double q) { return q * q * q; }};

}  // namespace

TEST_CASE("on a spring BAOAB has exact positions and momenta at its middle at any step") {
    // k = 3, m = 2, kT = 0.7, hω = 1.1: the momenta of the end are colder by 1 − h²ω²/4 = 0.70. Six
    // comparisons with the next case: chance fails one in 1e6.
    const double kt = 0.7, h = 0.9, bias = 1 - h * h * 1.5 / 4;
    const ensemble e = sample(spring, langevin_scheme::baoab, {.mass = 2.0, .friction = 0.8}, kt, h,
                              500, 400, 3, 24);
    test::check_mean(e.position, kt / 3, 0.01 * kt / 3, 6);
    test::check_mean(e.middle, kt, 0.01 * kt, 6);
    test::check_mean(e.end, kt * bias, 0.01 * kt, 6);
}

TEST_CASE("on a spring OBABO has exact momenta at its end, and hot positions") {
    const double kt = 0.7, h = 0.9, bias = 1 - h * h * 1.5 / 4;
    const ensemble e = sample(spring, langevin_scheme::obabo, {.mass = 2.0, .friction = 0.8}, kt, h,
                              500, 400, 3, 24);
    test::check_mean(e.end, kt, 0.01 * kt, 6);
    test::check_mean(e.position, kt / 3 / bias, 0.02 * kt / 3, 6);
    test::check_mean(e.middle, kt / bias, 0.02 * kt, 6);
}

TEST_CASE("in a quartic well the bias of each scheme is the one measured before", "[long]") {
    // ⟨q²⟩ at h = 0.3, ± 2e-4: 0.67353 (BAOAB) and 0.68540 (OBABO); exact 0.675978.
    const auto mean = [](langevin_scheme scheme) {
        return sample(quartic, scheme, {.friction = 1.0}, 1.0, 0.3, 2000, 1000, 2, 24).position;
    };
    const test::replicas baoab = mean(langevin_scheme::baoab), obabo = mean(langevin_scheme::obabo);
    INFO(baoab.mean() << " ± " << baoab.error() << ", " << obabo.mean() << " ± " << obabo.error());
    CHECK(std::fabs(baoab.mean() - 0.67353) < baoab.tolerance(2) + 4e-4);
    CHECK(std::fabs(obabo.mean() - 0.68540) < obabo.tolerance(2) + 4e-4);
    CHECK(baoab.mean() + baoab.tolerance(2) < 0.675978);
    CHECK(obabo.mean() - obabo.tolerance(2) > 0.675978);
}

}  // namespace physics_langevin_ensemble_test
