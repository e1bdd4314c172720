// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Kinetic energies against their definitions.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/kinetic.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace dynamics_kinetic_test {

using namespace thermosgd;

static_assert(quadratic_kinetic_energy<uniform_mass>);
static_assert(quadratic_kinetic_energy<parameter_masses>);
static_assert(!quadratic_kinetic_energy<relativistic>);
static_assert(isotropic_kinetic_energy<relativistic>);
static_assert(!isotropic_kinetic_energy<uniform_mass>);
static_assert(kinetic_energy_of_momentum<uniform_mass> && kinetic_energy_of_momentum<relativistic>);
static_assert(!kinetic_energy_of_momentum<double>);

TEST_CASE("masses are kept as their inverses") {
    const parameter_masses m = masses({2.0, 0.5, 4.0});
    CHECK(m.inverse_masses == std::vector<double>{0.5, 2.0, 0.25});
    CHECK(m.inverse(1) == 2.0);
    CHECK(uniform_mass{4.0}.inverse(17) == 0.25);
}

TEST_CASE("a mass that is not positive is refused, and so is another number of masses") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double bad : {0.0, -1.0, nan, infinity}) {
        CHECK_THROWS_AS(masses({1.0, bad}), std::invalid_argument);
        CHECK_THROWS_AS(uniform_mass{bad}.validate(3), std::invalid_argument);
        CHECK_THROWS_AS((relativistic{bad, 1.0}.validate(3)), std::invalid_argument);
        CHECK_THROWS_AS((relativistic{1.0, bad}.validate(3)), std::invalid_argument);
    }
    CHECK_THROWS_WITH(masses({0.0}), ContainsSubstring("mass = 0,") && ContainsSubstring("> 0"));
    const parameter_masses two = masses({1.0, 2.0});
    CHECK_NOTHROW(two.validate(2));
    CHECK_THROWS_AS(two.validate(3), layout_error);
    CHECK_THROWS_WITH(two.validate(3), ContainsSubstring("2 masses, expected 3"));
    CHECK_THROWS_AS((parameter_masses{{1.0, -2.0}}.validate(2)), std::invalid_argument);
}

TEST_CASE("the relativistic energy is c sqrt(p² + m²c²) - mc², without cancellation") {
    const relativistic k{1.5, 2.0};
    for (const double p2 : {0.1, 1.0, 30.0, 1e6}) {
        const double expected = 2.0 * std::sqrt(p2 + 9.0) - 6.0;
        CHECK_THAT(k.energy(p2), WithinRel(expected, 1e-13));
        CHECK_THAT(k.velocity_factor(p2), WithinRel(2.0 / std::sqrt(p2 + 9.0), 1e-15));
        // ∂K/∂p = κp is the derivative of the energy, and stays below c.
        const double p = std::sqrt(p2), d = 1e-5 * p;
        const double slope = (k.energy((p + d) * (p + d)) - k.energy((p - d) * (p - d))) / (2 * d);
        CHECK_THAT(k.velocity_factor(p2) * p, WithinRel(slope, 1e-8));
        CHECK(k.velocity_factor(p2) * p < 2.0);
    }
    // p²/2m to first order, where the difference of roots has no digit left.
    CHECK_THAT(k.energy(1e-20), WithinRel(1e-20 / 3.0, 1e-14));
    CHECK(k.energy(0.0) == 0.0);
}

}  // namespace dynamics_kinetic_test
