// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/gibbs/moving_box.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "catch_shim.hpp"
#include "family_checks.hpp"
#include "random.hpp"

namespace gibbs_moving_box_test {

using thermosgd::gibbs::moving_box;

static_assert(thermosgd::sampled_family<moving_box<3>, test::random_stream>);
static_assert(moving_box<2>::dimension == 3);

namespace {

constexpr double beta = 0.8, particle_mass = 1.7, volume = 5.0, particle_count = 6;
const std::array<double, 3> drift{0.3, -0.5, 1.1};
const moving_box<3> gas{particle_count, particle_mass, volume};

}  // namespace

TEST_CASE("a moving gas in a box: P, Q = (K, P), Var P = N m/beta") {
    const auto b = moving_box<3>::parameter(beta, drift);
    const double v2 = 0.09 + 0.25 + 1.21;
    CHECK_THAT(
        gas.log_partition(b),
        WithinRel(6 * std::log(volume) + 9 * std::log(2 * std::numbers::pi * particle_mass / beta) +
                      beta * 6 * particle_mass * v2 / 2,
                  1e-14));
    const auto q = gas.mean_heat(b);
    CHECK_THAT(q[0], WithinRel(9 / beta + 0.5 * 6 * particle_mass * v2, 1e-14));
    const auto metric = gas.fisher_metric(b);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK_THAT(q[1 + i], WithinRel(6 * particle_mass * drift[i], 1e-14));
        CHECK_THAT(metric[1 + i][1 + i], WithinRel(6 * particle_mass / beta, 1e-14));
        CHECK_THAT(moving_box<3>::velocity(b)[i], WithinRel(drift[i], 1e-15));
    }
    test::check_derivatives(gas, b);
    test::check_inverse(gas, b);
    test::check_inverse(moving_box<1>{1, 0.2, 1}, {3, 7});
}

TEST_CASE("momenta that are drawn have the law of (K, P), and so have the pairs drawn directly") {
    const auto b = moving_box<3>::parameter(beta, drift);
    test::random_stream random(6);
    std::vector<double> momenta(18);
    test::check_draws(gas, b, [&] {
        gas.sample_momenta(b, momenta, random);
        return gas.moment(momenta);
    });
    test::check_draws(gas, b, [&] { return gas.sample_moment(b, random); });
    // One particle on a line: K = P²/2m.
    const moving_box<1> one{1, 0.7, 1};
    const auto moving = moving_box<1>::parameter(1.2, {0.4});
    test::check_draws(
        one, moving,
        [&] {
            const auto j = one.sample_moment(moving, random);
            CHECK_THAT(j[0], WithinRel(0.5 * j[1] * j[1] / 0.7, 1e-14));
            return j;
        },
        false);
}

TEST_CASE("in an infinite box, with beta <= 0, or without particles there is no state") {
    const auto b = moving_box<3>::parameter(beta, drift);
    CHECK(gas.refusal(b) == nullptr);
    const double infinite = std::numeric_limits<double>::infinity();
    CHECK_THAT((moving_box<3>{6, 1, infinite}).refusal(b), ContainsSubstring("infinite space"));
    CHECK_THAT(gas.refusal({0, 1, 0, 0}), ContainsSubstring("grows with the momenta"));
    CHECK(gas.refusal({-1, 0, 0, 0}) != nullptr);
    CHECK(gas.refusal({1, std::nan(""), 0, 0}) != nullptr);
    CHECK((moving_box<3>{0, 1, 1}).refusal(b) != nullptr);
    CHECK((moving_box<3>{1, -1, 1}).refusal(b) != nullptr);
    CHECK_THROWS_WITH((moving_box<3>{6, 1, infinite}).log_partition(b),
                      ContainsSubstring("moving_box::log_partition"));
    CHECK_THROWS_AS(gas.mean_heat({-1, 0, 0, 0}), std::invalid_argument);
    CHECK_THROWS_AS(gas.fisher_metric({-1, 0, 0, 0}), std::invalid_argument);
    // All of the energy in the motion of the whole: nothing is left for a temperature.
    const double momentum = 3;
    const double least = 0.5 * momentum * momentum / (6 * particle_mass);
    CHECK_FALSE(thermosgd::parameter_of_mean(gas, {least * (1 - 1e-9), momentum, 0, 0}));
    CHECK(thermosgd::parameter_of_mean(gas, {least * (1 + 1e-9), momentum, 0, 0}));
}

TEST_CASE("another number of momenta than d N is refused") {
    std::vector<double> momenta(17);
    test::random_stream random(7);
    CHECK_THROWS_AS(gas.moment(momenta), thermosgd::layout_error);
    CHECK_THROWS_AS(gas.sample_momenta({1, 0, 0, 0}, momenta, random), thermosgd::layout_error);
}

}  // namespace gibbs_moving_box_test
