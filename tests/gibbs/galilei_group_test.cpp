// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// The weight of the centre of mass, integrated over its momentum, is exp(M|w×X + c|²/(2β) − a·X)
// for β > 0; that its integral has no limit is shown on growing balls, beside one that has.
#include <thermosgd/gibbs/galilei_group.hpp>

#include <array>
#include <cmath>
#include <string>

#include "catch_shim.hpp"

namespace gibbs_galilei_group_test {

using thermosgd::gibbs::galilei_group;
using thermosgd::gibbs::galilei_parameter;

namespace {

/// ∫ over the cube of side 2r of the weight, M = 1, with a trap ½κ|X|² where κ > 0.
double weight_within(double r, const galilei_parameter& b, double stiffness = 0) {
    constexpr int n = 48;
    const double h = 2 * r / n;
    double sum = 0;
    for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j) {
            for (int k = 0; k < n; ++k) {
                const double x = (i + 0.5) * h - r, y = (j + 0.5) * h - r, z = (k + 0.5) * h - r;
                const auto& w = b.rotation;
                const double u = w[1] * z - w[2] * y + b.translation[0];
                const double v = w[2] * x - w[0] * z + b.translation[1];
                const double t = w[0] * y - w[1] * x + b.translation[2];
                sum += std::exp((u * u + v * v + t * t) / (2 * b.time) - b.boost[0] * x -
                                b.boost[1] * y - b.boost[2] * z -
                                0.5 * b.time * stiffness * (x * x + y * y + z * z));
            }
        }
    }
    return sum * h * h * h;
}

}  // namespace

TEST_CASE("no element of the Galilei algebra has a Gibbs state, each for its reason") {
    const auto reason = [](const galilei_parameter& b) -> std::string {
        const char* text = galilei_group::refusal(b);
        REQUIRE(text != nullptr);
        CHECK_THROWS_WITH(galilei_group::log_partition(b), ContainsSubstring(text));
        return text;
    };
    CHECK_THAT(reason({.time = -1}), ContainsSubstring("beta < 0"));
    CHECK_THAT(reason({.time = 0, .translation = {1, 0, 0}}), ContainsSubstring("beta = 0"));
    CHECK_THAT(reason({.time = std::nan("")}), ContainsSubstring("no lower bound"));
    CHECK_THAT(reason({.time = 1}), ContainsSubstring("space is infinite"));
    CHECK_THAT(reason({.time = 1, .translation = {0, 2, 0}}), ContainsSubstring("periodic box"));
    CHECK_THAT(reason({.time = 1, .boost = {0, 0, 1}}), ContainsSubstring("direction of -a"));
    CHECK_THAT(reason({.time = 1, .rotation = {0, 1, 0}}), ContainsSubstring("centrifugal"));
    CHECK_THAT(reason({.time = 1, .rotation = {0, 1, 0}, .boost = {0, 0, 1}}),
               ContainsSubstring("no trap"));
    CHECK_THAT(thermosgd::gibbs::space_translation_refusal(), ContainsSubstring("exp(-b.P)"));
    CHECK_THAT(thermosgd::gibbs::space_rotation_refusal(), ContainsSubstring("rotating_trap"));
}

TEST_CASE("the weight of the centre of mass grows without end with the region, at any b") {
    for (const galilei_parameter& b :
         {galilei_parameter{.time = 1.0}, galilei_parameter{.time = 1.0, .translation = {1, 0, 0}},
          galilei_parameter{.time = 0.5, .boost = {0.3, 0, 0}},
          galilei_parameter{.time = 2.0, .rotation = {0, 0, 1}},
          galilei_parameter{.time = 2.0, .rotation = {0, 0, 0.5}, .boost = {0, 0, 0.2}}}) {
        const double first = weight_within(4, b), second = weight_within(8, b),
                     third = weight_within(16, b);
        // At least as the volume, eightfold.
        CHECK(second > 7.99 * first);
        CHECK(third > 7.99 * second);
    }
}

TEST_CASE("in a trap faster than the rotation the same weight has a finite integral") {
    // |w/β| = 0.5 < ω = 1; ∫ = (2π)^(3/2)/√(κ³β³) with κ lowered by (w/β)² across the axis.
    const galilei_parameter b{.time = 2.0, .rotation = {0, 0, 1.0}};
    const double exact = std::pow(3.14159265358979 * 2 / 2.0, 1.5) / (1 - 0.25);
    CHECK_THAT(weight_within(8, b, 1), WithinRel(exact, 1e-6));
    CHECK_THAT(weight_within(12, b, 1), WithinRel(exact, 1e-6));
    // Too fast a rotation throws them out again.
    const galilei_parameter fast{.time = 2.0, .rotation = {0, 0, 2.2}};
    CHECK(weight_within(12, fast, 1) > 100 * weight_within(8, fast, 1));
}

}  // namespace gibbs_galilei_group_test
