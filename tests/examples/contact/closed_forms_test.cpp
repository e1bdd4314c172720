// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Closed forms against the equations that they solve.

#include <contact/closed_forms.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

#include "catch_shim.hpp"

namespace examples_contact_closed_forms_test {

namespace {

using contact::closed_form;

/// The greatest of |q′ − p| and |p′ − force(q, p, t)| over t = 1 … 9, by differences of order 4.
double residual(const std::function<closed_form(double)>& solution,
                const std::function<double(double, double, double)>& force) {
    constexpr double step = 2e-3;
    double worst = 0.0;
    for (double t = 1.5; t < 9.5; t += 1.0) {
        const closed_form a = solution(t - 2 * step), b = solution(t - step),
                          c = solution(t + step), d = solution(t + 2 * step), here = solution(t);
        const auto slope = [&](double w, double x, double y, double z) {
            return (w - 8 * x + 8 * y - z) / (12 * step);
        };
        worst = std::max({worst, std::fabs(slope(a.q, b.q, c.q, d.q) - here.p),
                          std::fabs(slope(a.p, b.p, c.p, d.p) - force(here.q, here.p, t))});
    }
    return worst;
}

}  // namespace

TEST_CASE("closed forms solve their equations of motion") {
    // Differences are good to 1e-11 here; another friction leaves a residual of 1e-3 and more.
    for (const double friction : {0.1, 2.0, 5.0}) {
        CAPTURE(friction);
        const auto solution = [=](double t) { return contact::damped(friction, t); };
        CHECK(residual(solution, [=](double q, double p, double) { return -q - friction * p; }) <
              1e-9);
        CHECK(residual(solution, [=](double q, double p, double) {
                  return -q - (friction + 0.1) * p;
              }) > 1e-4);
    }
    CHECK(residual([](double t) { return contact::forced(0.2, 0.5, 1.3, t); },
                   [](double q, double p, double t) {
                       return -q - 0.2 * p + 0.5 * std::cos(1.3 * t);
                   }) < 1e-9);
    CHECK(residual(contact::lane_emden_1,
                   [](double q, double p, double t) { return -q - 2 / t * p; }) < 1e-9);
    CHECK(residual(contact::lane_emden_5, [](double q, double p, double t) {
              return -std::pow(q, 5) - 2 / t * p;
          }) < 1e-9);
    CHECK(residual(contact::quartic, [](double q, double, double) { return -q * q * q; }) < 1e-9);
    CHECK(residual([](double t) { return contact::duffing(0.3, t); },
                   [](double q, double p, double) {
                       return -2 * 0.09 / 9 * q - q * q * q - 0.3 * p;
                   }) < 1e-9);
}

TEST_CASE("closed forms start where the oscillators do") {
    for (const closed_form& start :
         {contact::damped(0.1, 0.0), contact::damped(2.0, 0.0), contact::damped(5.0, 0.0),
          contact::forced(0.2, 0.5, 1.3, 0.0), contact::quartic(0.0), contact::duffing(0.3, 0.0)}) {
        CHECK(std::fabs(start.q - 1.0) < 1e-14);
        CHECK(std::fabs(start.p) < 1e-14);
    }
}

TEST_CASE("elliptic functions have their identities and their quarter period") {
    constexpr double quarter = 1.8540746773013719;  // K(m = 1/2)
    const contact::elliptic end = contact::jacobi(quarter, 0.5);
    CHECK(std::fabs(end.sn - 1.0) < 1e-14);
    CHECK(std::fabs(end.cn) < 1e-14);
    CHECK(std::fabs(end.dn - std::sqrt(0.5)) < 1e-14);
    for (const double u : {-3.0, 0.1, 0.7, 5.0}) {
        const contact::elliptic f = contact::jacobi(u, 0.5);
        CHECK(std::fabs(f.sn * f.sn + f.cn * f.cn - 1.0) < 1e-14);
        CHECK(std::fabs(f.dn * f.dn + 0.5 * f.sn * f.sn - 1.0) < 1e-14);
    }
}

}  // namespace examples_contact_closed_forms_test
