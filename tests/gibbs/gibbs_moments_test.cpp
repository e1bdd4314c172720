// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/gibbs/gibbs_moments.hpp>

#include <thermosgd/core/displacement_sums.hpp>
#include <thermosgd/gibbs/moving_box.hpp>
#include <thermosgd/gibbs/rotating_trap.hpp>
#include <thermosgd/trackers/probability_current_tracker.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace gibbs_gibbs_moments_test {

using namespace thermosgd;

TEST_CASE("kinetic energy and momentum of the sums are the moment map of the momenta") {
    const double mass = 1.7, timestep = 0.25;
    const std::vector<double> momenta{0.3, -1.2, 2.5, 0.01};
    std::vector<double> displacements;
    for (const double p : momenta) {
        displacements.push_back(p / mass * timestep);
    }
    const auto j = kinetic_moment(displacement_sums(displacements), mass, timestep);
    const auto exact = gibbs::moving_box<1>{4, mass, 1}.moment(momenta);
    CHECK_THAT(j[0], WithinRel(exact[0], 1e-14));
    CHECK_THAT(j[1], WithinRel(exact[1], 1e-14));
    displacements[2] = std::numeric_limits<double>::quiet_NaN();
    const auto none = kinetic_moment(displacement_sums(displacements), mass, timestep);
    CHECK((std::isnan(none[0]) && std::isnan(none[1])));
}

TEST_CASE("the motion in a plane is the moment map of the trap at the middle of the step") {
    const gibbs::rotating_trap trap{1.3, 1.7, 1};
    const double timestep = 0.1;
    const gibbs::rotating_trap::point middle{0.4, -0.9, 1.1, 0.6};
    // Projections 2 and 0 of three.
    const double vx = middle[2] / 1.7 * timestep, vy = middle[3] / 1.7 * timestep;
    const std::array<double, 3> v{vy, 5, vx};
    const std::array<double, 3> x{middle[1] - vy / 2, -3, middle[0] - vx / 2};
    const plane_motion motion = motion_in_plane(x, v, 2, 0, 1.7, timestep);
    const auto j = motion.trap_moment(1.7 * 1.3 * 1.3);
    const auto exact = trap.moment(middle);
    CHECK_THAT(j[0], WithinRel(exact[0], 1e-14));
    CHECK_THAT(j[1], WithinRel(exact[1], 1e-14));
    CHECK_THAT(motion.squared_radius, WithinRel(0.16 + 0.81, 1e-14));
    // The other way round the plane turns over.
    CHECK_THAT(motion_in_plane(x, v, 0, 2, 1.7, timestep).angular_momentum,
               WithinRel(-j[1], 1e-13));
}

TEST_CASE(
    "angular momentum is twice the mass times the current, and omega |L| <= H at every step") {
    test::random_stream random(60);
    current_tracker tracker(2);
    for (int t = 0; t < 1000; ++t) {
        const std::array<double, 2> x{random.normal(), random.normal()};
        const std::array<double, 2> v{random.normal(), random.normal()};
        tracker.push(x, v);
        const plane_motion motion = motion_in_plane(x, v, 0, 1, 1.7, 0.5);
        const double current = 0.5 * (x[0] * v[1] - x[1] * v[0]);
        REQUIRE_THAT(motion.angular_momentum, WithinAbs(2 * 1.7 * current / 0.5, 1e-13));
        for (const double omega : {0.1, 1.0, 9.0}) {
            const auto j = motion.trap_moment(1.7 * omega * omega);
            REQUIRE(omega * std::fabs(j[1]) <= j[0] * (1 + 1e-14));
        }
    }
}

TEST_CASE("planes that are none are refused") {
    const std::array<double, 2> x{1, 2};
    const std::array<double, 3> three{1, 2, 3};
    CHECK_THROWS_AS(motion_in_plane(x, x, 0, 0), std::invalid_argument);
    CHECK_THROWS_AS(motion_in_plane(x, x, 0, 2), std::invalid_argument);
    CHECK_THROWS_AS(motion_in_plane(x, x, 7, 1), std::invalid_argument);
    CHECK_THROWS_AS(motion_in_plane(x, three, 0, 1), std::invalid_argument);
}

}  // namespace gibbs_gibbs_moments_test
