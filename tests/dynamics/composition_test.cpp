// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The fractions of the compositions against the conditions that give them their orders.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/composition.hpp>

#include <cmath>
#include <cstddef>
#include <string>

namespace dynamics_composition_test {

using thermosgd::composition;

namespace {

/// Σ wⁿ.
double power_sum(const composition& c, int power) {
    double sum = 0.0;
    for (const double w : c.weights()) {
        sum += std::pow(w, power);
    }
    return sum;
}

double absolute_sum(const composition& c) {
    double sum = 0.0;
    for (const double w : c.weights()) {
        sum += std::fabs(w);
    }
    return sum;
}

}  // namespace

TEST_CASE("fractions are palindromic and add up to one") {
    for (const auto& c : {composition::none(), composition::yoshida4(), composition::suzuki4(),
                          composition::yoshida6(), composition::kahan_li6()}) {
        INFO(c.name());
        const auto w = c.weights();
        REQUIRE(w.size() == c.stages());
        for (std::size_t i = 0; i < w.size(); ++i) {
            CHECK(w[i] == w[w.size() - 1 - i]);
        }
        CHECK_THAT(power_sum(c, 1), WithinAbs(1.0, 4e-16));
    }
}

TEST_CASE("third and fifth powers vanish exactly where the order needs them to") {
    CHECK(power_sum(composition::none(), 3) == 1.0);
    for (const auto& c : {composition::yoshida4(), composition::suzuki4()}) {
        CHECK_THAT(power_sum(c, 3), WithinAbs(0.0, 4e-15));
        CHECK(std::fabs(power_sum(c, 5)) > 0.01);
    }
    for (const auto& c : {composition::yoshida6(), composition::kahan_li6()}) {
        CHECK_THAT(power_sum(c, 3), WithinAbs(0.0, 4e-15));
        CHECK_THAT(power_sum(c, 5), WithinAbs(0.0, 4e-15));
        CHECK(std::fabs(power_sum(c, 7)) > 0.001);
    }
}

TEST_CASE("orders, stages, names and the length of the path are the published ones") {
    const struct {
        composition c;
        int order;
        std::size_t stages;
        const char* name;
        double path;
    } rows[] = {{composition::none(), 2, 1, "", 1.0},
                {composition::yoshida4(), 4, 3, "Yo4", 4.405},
                {composition::suzuki4(), 4, 5, "Su4", 2.316},
                {composition::yoshida6(), 6, 7, "Yo6", 5.711},
                {composition::kahan_li6(), 6, 9, "KL6", 3.825}};
    for (const auto& row : rows) {
        INFO(row.name);
        CHECK(row.c.order() == row.order);
        CHECK(row.c.stages() == row.stages);
        CHECK(std::string(row.c.name()) == row.name);
        CHECK_THAT(absolute_sum(row.c), WithinAbs(row.path, 6e-4));
    }
}

TEST_CASE("the centres are those printed to 25 digits") {
    CHECK_THAT(composition::yoshida4().weights()[1],
               WithinRel(-1.7024143839193152680953756, 1e-15));
    CHECK_THAT(composition::suzuki4().weights()[2],
               WithinRel(-0.65796308717750294856941625, 1e-15));
    CHECK_THAT(composition::yoshida6().weights()[3],
               WithinRel(1.31518632068391121888424973, 1e-15));
    CHECK_THAT(composition::kahan_li6().weights()[4],
               WithinRel(0.79854399093482996339895035, 1e-15));
}

}  // namespace dynamics_composition_test
