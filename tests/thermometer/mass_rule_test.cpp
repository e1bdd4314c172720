// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/thermometer/mass_rule.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace thermometer_mass_rule_test {

using namespace thermosgd;

using Catch::Matchers::WithinRel;

TEST_CASE("a number is the mass; a rule follows the learning rate") {
    CHECK(mass_rule(2.5).of(0.1, 1.0) == 2.5);
    CHECK(mass_rule(mass::of_learning_rate).of(0.1, 2.0) == 20.0);
    CHECK(std::isnan(mass_rule(mass::of_learning_rate).of(0.0, 1.0)));
    CHECK(std::isnan(mass_rule(mass::of_learning_rate).of(step_info::not_given, 1.0)));
    CHECK(mass_rule(mass::of_learning_rate) == mass_rule(mass::of_learning_rate));
    CHECK_FALSE(mass_rule(mass::of_learning_rate) == mass_rule(1.0));
    CHECK_THROWS_AS(thermometer(layout(), {.mass = -1.0}), std::invalid_argument);
    CHECK_THROWS_AS(thermometer(layout(), {.mass = 0.0}), std::invalid_argument);
}

TEST_CASE("energies stay right when the learning rate drops") {
    layout one;
    one.add("w", {50});
    thermometer follows(one, {.mass = mass::of_learning_rate}), frozen(one, {.mass = 1 / 0.2});
    test::random_stream random(17);
    std::vector<double> x(50);
    for (std::uint64_t step = 0; step < 1200; ++step) {
        const double eta = step < 600 ? 0.1 : 0.01;
        for (double& scalar : x) {
            scalar += eta * random.normal();
        }
        follows.observe(step, x, {.learning_rate = eta});
        frozen.observe(step, x, {.learning_rate = eta});
    }
    const report before = follows.finished_segments().front(), after = follows.report();
    CHECK_THAT(before.mass, WithinRel(1 / 0.2, 1e-15));
    CHECK_THAT(after.mass, WithinRel(1 / 0.02, 1e-15));
    CHECK(before.groups[0].temperature.value ==
          frozen.finished_segments().front().groups[0].temperature.value);
    CHECK_THAT(after.groups[0].temperature.value,
               WithinRel(10 * frozen.report().groups[0].temperature.value, 1e-14));
    CHECK_THAT(follows.temperature(0).value, WithinRel(10 * frozen.temperature(0).value, 1e-14));
    // Nothing but η is needed, and without it no energy is known.
    thermometer without(one, {.mass = mass::of_learning_rate});
    for (std::uint64_t step = 0; step < 10; ++step) {
        x[0] += 1;
        without.observe(step, x);
    }
    CHECK(std::isnan(without.report().mass));
    CHECK(std::isnan(without.report().groups[0].temperature.value));
    CHECK(without.report().groups[0].mean_square_velocity.value > 0);
}

}  // namespace thermometer_mass_rule_test
