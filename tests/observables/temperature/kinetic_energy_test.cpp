// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/observables/temperature/kinetic_energy.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace observables_temperature_kinetic_energy_test {

using namespace thermosgd;

TEST_CASE("kinetic energy is half the mass times the squared velocity, summed") {
    const std::vector<double> v{1, 2, 3};
    CHECK(kinetic_energy(v) == 7.0);
    CHECK(kinetic_energy(v, 3.0) == 21.0);
    CHECK(kinetic_energy(std::vector<float>{}) == 0.0);
}

TEST_CASE("one mass per parameter, per group and for all agree where the masses are equal") {
    const std::vector<std::vector<float>> v{{1, 2}, {3}};
    const std::array<double, 2> equal{2.0, 2.0};
    CHECK(kinetic_energy(v, 2.0) == 14.0);
    CHECK(kinetic_energy(v, group_masses{equal}) == 14.0);
    CHECK(kinetic_energy(v, std::vector<double>{2, 2, 2}) == 14.0);
}

TEST_CASE("each mass weighs its own parameters") {
    const std::vector<std::vector<double>> v{{1, 2}, {3}};
    const std::array<double, 2> per_group{10.0, 2.0};
    CHECK(kinetic_energy(v, group_masses{per_group}) == 0.5 * (10.0 * 5.0 + 2.0 * 9.0));
    CHECK(kinetic_energy(v, std::vector<float>{10, 1, 2}) == 0.5 * (10.0 + 4.0 + 18.0));
}

TEST_CASE("masses that do not pair up are refused") {
    const std::vector<std::vector<double>> v{{1, 2}, {3}};
    const std::array<double, 3> three{1, 1, 1};
    CHECK_THROWS_AS(kinetic_energy(v, group_masses{three}), layout_error);
    CHECK_THROWS_AS(kinetic_energy(v, group_masses{}), layout_error);
    CHECK_THROWS_AS(kinetic_energy(v, std::vector<double>{1, 1}), layout_error);
}

TEST_CASE("a velocity that is not finite shows in the result") {
    const std::vector<double> v{1.0, std::numeric_limits<double>::quiet_NaN()};
    CHECK(std::isnan(kinetic_energy(v)));
}

}  // namespace observables_temperature_kinetic_energy_test
