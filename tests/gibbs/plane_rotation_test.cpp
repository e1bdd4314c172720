// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/gibbs/plane_rotation.hpp>

#include <cmath>
#include <numbers>

#include "catch_shim.hpp"
#include "family_checks.hpp"
#include "random.hpp"

namespace gibbs_plane_rotation_test {

using thermosgd::gibbs::plane_rotation;

static_assert(thermosgd::sampled_family<plane_rotation, test::random_stream>);

TEST_CASE("the phase plane: P = 2 pi/b, Q = 1/b, s = 1 + ln(2 pi/b), I = 1/b^2") {
    const plane_rotation family;
    for (const double b : {0.3, 1.0, 40.0}) {
        CHECK_THAT(family.log_partition({b}), WithinAbs(std::log(2 * std::numbers::pi / b), 1e-14));
        CHECK_THAT(family.mean_heat({b})[0], WithinRel(1 / b, 1e-15));
        CHECK_THAT(family.fisher_metric({b})[0][0], WithinRel(1 / b / b, 1e-15));
        CHECK_THAT(thermosgd::gibbs_entropy(family, {b}),
                   WithinAbs(1 + std::log(2 * std::numbers::pi / b), 1e-14));
        test::check_derivatives(family, {b});
        test::check_inverse(family, {b});
    }
    CHECK(family.refusal({0}) != nullptr);
    CHECK(family.refusal({-1}) != nullptr);
}

TEST_CASE("P is the integral over the plane") {
    // By the midpoint rule, exponentially accurate for a Gaussian.
    const double b = 0.8, step = 0.05;
    double sum = 0;
    for (int i = -300; i < 300; ++i) {
        for (int j = -300; j < 300; ++j) {
            sum += std::exp(-b * plane_rotation::moment((i + 0.5) * step, (j + 0.5) * step)[0]);
        }
    }
    CHECK_THAT(plane_rotation().log_partition({b}), WithinRel(std::log(sum * step * step), 1e-12));
}

TEST_CASE("a drawn point of the plane has the moment of the family, and no preferred angle") {
    const plane_rotation family;
    test::random_stream random(4);
    thermosgd::moments cosine;
    test::check_draws(family, {1.6}, [&] {
        const auto x = family.sample({1.6}, random);
        cosine.push(x[0] / std::hypot(x[0], x[1]));
        return plane_rotation::moment(x[0], x[1]);
    });
    // Standard error √(1/2n), 5.3 of them.
    CHECK(std::fabs(cosine.mean) < 5.3 * std::sqrt(0.5 / 40'000));
    CHECK_THROWS_AS(family.sample({0}, random), std::invalid_argument);
}

}  // namespace gibbs_plane_rotation_test
