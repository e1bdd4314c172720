// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/gibbs/sphere_rotation.hpp>

#include <cmath>
#include <limits>
#include <numbers>

#include "catch_shim.hpp"
#include "family_checks.hpp"
#include "random.hpp"

namespace gibbs_sphere_rotation_test {

using thermosgd::gibbs::sphere_rotation;

static_assert(thermosgd::sampled_family<sphere_rotation, test::random_stream>);

TEST_CASE("the sphere at b = 2: ln P, Q, I and s to twelve digits") {
    const sphere_rotation family;
    CHECK_THAT(family.log_partition({2}), WithinAbs(3.126244439024, 1e-12));
    CHECK_THAT(family.mean_heat({2})[0], WithinAbs(-0.537314720728, 1e-12));
    CHECK_THAT(family.fisher_metric({2})[0][0], WithinAbs(0.173978170162, 1e-12));
    CHECK_THAT(thermosgd::gibbs_entropy(family, {2}), WithinAbs(2.051614997568, 1e-12));
}

TEST_CASE("the sphere at any b, by power series in b and by exponentials") {
    const sphere_rotation family;
    CHECK_THAT(family.log_partition({0}), WithinRel(std::log(4 * std::numbers::pi), 1e-15));
    CHECK(family.mean_heat({0})[0] == 0);
    CHECK_THAT(family.fisher_metric({0})[0][0], WithinRel(1.0 / 3, 1e-15));
    for (const double b : {1e-12, 1e-5, 1e-2}) {
        CHECK_THAT(family.mean_heat({b})[0],
                   WithinRel(-b / 3 + b * b * b / 45 - 2 * std::pow(b, 5) / 945, 1e-14));
        CHECK_THAT(family.fisher_metric({b})[0][0],
                   WithinRel(1.0 / 3 - b * b / 15 + 2 * std::pow(b, 4) / 189, 1e-12));
    }
    for (const double b : {30.0, 800.0, 1e6}) {
        CHECK_THAT(family.mean_heat({b})[0], WithinRel(1 / b - 1, 1e-14));
        CHECK_THAT(family.mean_heat({-b})[0], WithinRel(1 - 1 / b, 1e-14));
        CHECK_THAT(family.fisher_metric({b})[0][0], WithinRel(1 / b / b, 1e-13));
        CHECK_THAT(family.log_partition({b}),
                   WithinRel(std::log(2 * std::numbers::pi / b) + b, 1e-14));
    }
    // Both sides of where the formulas change.
    for (const double b : {1e-4, 1.0, 2.0}) {
        const double below = b * (1 - 1e-12), above = b * (1 + 1e-12);
        CHECK_THAT(family.log_partition({below}), WithinRel(family.log_partition({above}), 1e-11));
        CHECK_THAT(family.mean_heat({below})[0], WithinRel(family.mean_heat({above})[0], 1e-11));
        CHECK_THAT(family.fisher_metric({below})[0][0],
                   WithinRel(family.fisher_metric({above})[0][0], 1e-11));
    }
    for (const double b : {-300.0, -4.0, -1.9, -1e-3, 0.4, 1.1, 2.1, 50.0}) {
        CAPTURE(b);
        test::check_derivatives(family, {b});
        test::check_inverse(family, {b});
    }
    CHECK(family.refusal({std::nan("")}) != nullptr);
    CHECK_THROWS_AS(family.mean_heat({std::numeric_limits<double>::infinity()}),
                    std::invalid_argument);
}

TEST_CASE("no state of the sphere has |z| = 1 on average, and any |z| < 1 has one") {
    const sphere_rotation family;
    for (const double z : {1.0, -1.0, 1.2, -7.0}) {
        CHECK_FALSE(thermosgd::parameter_of_mean(family, {z}));
    }
    for (const double z : {0.0, 0.9999, -0.999999999}) {
        const auto b = thermosgd::parameter_of_mean(family, {z});
        REQUIRE(b);
        CHECK_THAT(family.mean_heat(*b)[0], WithinAbs(z, 1e-14));
    }
}

TEST_CASE("points drawn from the sphere lie on it and have its law") {
    const sphere_rotation family;
    test::random_stream random(5);
    for (const double b : {-3.0, 1.5, 400.0}) {
        double off = 0;
        test::check_draws(family, {b}, [&] {
            const auto x = family.sample({b}, random);
            off = std::fmax(off, std::fabs(x[0] * x[0] + x[1] * x[1] + x[2] * x[2] - 1));
            return sphere_rotation::moment(x);
        });
        CHECK(off < 1e-14);
    }
    // At b = 0 the law is uniform.
    thermosgd::moments z;
    for (int t = 0; t < 40'000; ++t) {
        const auto j = family.sample_moment({0}, random);
        REQUIRE(std::fabs(j[0]) <= 1);
        CHECK_THAT(family.uniforms(j, {0})[0], WithinAbs(0.5 * (1 + j[0]), 1e-15));
        z.push(j[0]);
    }
    CHECK(std::fabs(z.mean) < 5.3 * std::sqrt(1.0 / 3 / 40'000));
}

}  // namespace gibbs_sphere_rotation_test
