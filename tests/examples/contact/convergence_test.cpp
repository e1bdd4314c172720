// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Orders of all schemes on all reference oscillators.

#include <contact/convergence.hpp>

#include <cmath>
#include <string>
#include <vector>

#include "catch_shim.hpp"

namespace examples_contact_convergence_test {

namespace {

using contact::convergence_point;

const std::vector<contact::convergence_case>& measured() {
    static const std::vector<contact::convergence_case> cases =
        contact::measure_convergence({0.4, 0.2, 0.1, 0.05, 0.025, 0.0125});
    return cases;
}

}  // namespace

TEST_CASE("every scheme has its stated order in (q, p) and in S on every oscillator") {
    std::size_t orders = 0;
    for (const contact::convergence_case& c : measured()) {
        for (const contact::convergence_curve& curve : c.curves) {
            for (const auto error :
                 {&convergence_point::position_error, &convergence_point::action_error}) {
                const double order = curve.measured_order(error, c.floor());
                CAPTURE(c.name, curve.scheme, order);
                // NaN: all errors but one are rounding.
                if (!std::isnan(order)) {
                    CHECK(std::fabs(order - curve.order) < 0.1);
                    ++orders;
                }
            }
        }
    }
    CHECK(measured().size() == 13);
    CHECK(orders > 250);
}

TEST_CASE("the reference solutions agree with the closed forms, where there are some") {
    std::string solved;
    for (const contact::convergence_case& c : measured()) {
        CAPTURE(c.name, c.exact_error, c.halved_error);
        CHECK(c.halved_error < 1e-12);
        if (!std::isnan(c.exact_error)) {
            solved += c.name + ' ';
            CHECK(c.exact_error < 1e-12);
        }
    }
    CHECK(solved == "A B C D E1 E5 F G0 ");
}

TEST_CASE("nonlinear U has no fused flows, and strong friction no large steps of high order") {
    for (const contact::convergence_case& c : measured()) {
        CAPTURE(c.name);
        CHECK((c.find("D(KF)D", 2) != nullptr) == (c.name != "H" && c.name != "He"));
        CHECK(c.find("", 6) != nullptr);
        CHECK(c.find("", 5) == nullptr);
        if (c.name == "C") {
            CHECK(c.find("D(KF)D", 2)->points.front().timestep == 0.4);
            CHECK(c.find("", 4)->points.front().timestep == 0.2);  // γh = 1
        }
    }
}

TEST_CASE("a measured order needs two errors above the floor, and tells a wrong one") {
    contact::convergence_curve curve{"made up", 2, 1, {}};
    CHECK(std::isnan(curve.measured_order(&convergence_point::position_error, 0.0)));
    curve.points = {{0.2, 5, 4e-4, 1e-20}, {0.1, 10, 2e-4, 1e-20}, {0.05, 20, 1e-14, 1e-20}};
    CHECK(std::fabs(curve.measured_order(&convergence_point::position_error, 1e-12) - 1.0) < 1e-9);
    CHECK(curve.measured_order(&convergence_point::position_error, 1e-15) > 30.0);
    CHECK(std::isnan(curve.measured_order(&convergence_point::action_error, 1e-12)));
}

}  // namespace examples_contact_convergence_test
