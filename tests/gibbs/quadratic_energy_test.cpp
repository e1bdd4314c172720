// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/gibbs/quadratic_energy.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "catch_shim.hpp"
#include "family_checks.hpp"
#include "random.hpp"

namespace gibbs_quadratic_energy_test {

using thermosgd::gibbs::oscillators;
using thermosgd::gibbs::quadratic_energy;

static_assert(thermosgd::sampled_family<quadratic_energy, test::random_stream>);

TEST_CASE("oscillators: P = prod 2 pi/(omega b), Q = n/b, I = n/b^2, s = ln P + n") {
    const std::vector<double> frequencies{0.5, 1.3, 2.9};
    const quadratic_energy family = quadratic_energy::modes(frequencies);
    const double beta = 0.7;
    double log_p = 0;
    for (const double w : frequencies) {
        log_p += std::log(2 * std::numbers::pi / (w * beta));
    }
    CHECK_THAT(family.log_partition({beta}), WithinRel(log_p, 1e-14));
    CHECK_THAT(family.mean_heat({beta})[0], WithinRel(3 / beta, 1e-15));
    CHECK_THAT(family.fisher_metric({beta})[0][0], WithinRel(3 / beta / beta, 1e-15));
    CHECK_THAT(thermosgd::gibbs_entropy(family, {beta}), WithinRel(log_p + 3, 1e-14));
    test::check_derivatives(family, {beta});
    test::check_inverse(family, {beta});
    for (const double extreme : {1e-9, 1e9}) {
        test::check_inverse(family, {extreme});
    }
}

TEST_CASE("the energy of a drawn point has the law of the family") {
    const std::vector<double> frequencies{0.5, 1.3, 2.9};
    const quadratic_energy family = quadratic_energy::modes(frequencies);
    const oscillators points{frequencies, 1.7};
    test::random_stream random(1);
    std::vector<double> q(3), p(3);
    test::check_draws(family, {0.7}, [&] {
        points.sample({0.7}, q, p, random);
        return points.moment(q, p);
    });
    test::check_draws(family, {0.7}, [&] { return family.sample_moment({0.7}, random); });
}

TEST_CASE("the kinetic energy of d momenta is a gamma law of shape d/2, one momentum included") {
    test::random_stream random(2);
    for (const double d : {1.0, 5.0, 13'338.0}) {
        const quadratic_energy family = quadratic_energy::kinetic(d, 2.5);
        CHECK_THAT(family.log_partition({0.4}),
                   WithinRel(0.5 * d * std::log(2 * std::numbers::pi * 2.5 / 0.4), 1e-13));
        test::check_derivatives(family, {0.4});
        test::check_draws(family, {0.4}, [&] { return family.sample_moment({0.4}, random); });
    }
}

TEST_CASE("there is no state at beta <= 0, and none with a mean energy <= 0") {
    const quadratic_energy family = quadratic_energy::kinetic(4);
    constexpr double infinite = std::numeric_limits<double>::infinity();
    for (const double beta : {0.0, -1.0, infinite, std::nan("")}) {
        CHECK(family.refusal({beta}) != nullptr);
        CHECK_THROWS_AS(family.log_partition({beta}), std::invalid_argument);
        CHECK_THROWS_AS(family.mean_heat({beta}), std::invalid_argument);
        CHECK_THROWS_AS(family.fisher_metric({beta}), std::invalid_argument);
        CHECK_THROWS_WITH(thermosgd::gibbs_entropy(family, {beta}),
                          ContainsSubstring("no Gibbs state"));
    }
    CHECK(family.refusal({1e-300}) == nullptr);
    for (const double energy : {0.0, -2.0, infinite, std::nan("")}) {
        CHECK_FALSE(thermosgd::parameter_of_mean(family, {energy}));
    }
    CHECK((quadratic_energy{0, 0}).refusal({1}) != nullptr);
}

TEST_CASE("wrong sizes and frequencies are refused") {
    const std::vector<double> frequencies{1, 2};
    const oscillators points{frequencies};
    std::vector<double> two(2), three(3);
    test::random_stream random(3);
    CHECK_THROWS_AS(points.moment(two, three), thermosgd::layout_error);
    CHECK_THROWS_AS(points.sample({1}, three, two, random), thermosgd::layout_error);
    CHECK_THROWS_AS(points.sample({-1}, two, two, random), std::invalid_argument);
    CHECK_THROWS_AS(quadratic_energy::modes({}), std::invalid_argument);
    CHECK_THROWS_AS(quadratic_energy::modes(std::array{1.0, 0.0}), std::invalid_argument);
    CHECK_THROWS_AS(quadratic_energy::kinetic(0), std::invalid_argument);
    CHECK_THROWS_AS(quadratic_energy::kinetic(3, -1), std::invalid_argument);
}

}  // namespace gibbs_quadratic_energy_test
