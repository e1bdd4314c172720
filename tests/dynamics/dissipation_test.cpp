// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Friction flows against the differential equations that they solve, in long double.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/dissipation.hpp>

#include <cmath>
#include <cstddef>

namespace dynamics_dissipation_test {

using namespace thermosgd;

namespace {

const auto hyperbolic = general_dissipation{[](double s) { return std::sinh(0.8 * s) + 0.1; },
                                            [](double s) { return 0.8 * std::cosh(0.8 * s); }};

/// S and p.
struct pair {
    long double s, p;
};

/// The classical Runge-Kutta rule: an error below 1e-15 in this number of steps.
template <class Rate>
pair integrate(Rate&& rate, pair y, double time) {
    constexpr int steps = 12'000;
    const long double h = static_cast<long double>(time) / steps;
    const auto moved = [](const pair& a, const pair& k, long double d) {
        return pair{a.s + d * k.s, a.p + d * k.p};
    };
    for (int i = 0; i < steps; ++i) {
        const pair a = rate(y), b = rate(moved(y, a, h / 2)), c = rate(moved(y, b, h / 2)),
                   d = rate(moved(y, c, h));
        y = {y.s + h / 6 * (a.s + 2 * b.s + 2 * c.s + d.s),
             y.p + h / 6 * (a.p + 2 * b.p + 2 * c.p + d.p)};
    }
    return y;
}

/// S' = -U, p' = -U'p, from p = 1.
template <class U>
pair contact(const U& u, double s, double h) {
    return integrate(
        [&](const pair& y) {
            const double now = static_cast<double>(y.s);
            return pair{-u.value(now), -u.derivative(now) * y.p};
        },
        {s, 1.0L}, h);
}

/// S' = p²/m, p' = -U'p, from p²/2m = kinetic, with p in units of its first value.
template <class U>
pair evolution(const U& u, double s, double kinetic, double h) {
    return integrate(
        [&](const pair& y) {
            return pair{2.0L * kinetic * y.p * y.p, -u.derivative(static_cast<double>(y.s)) * y.p};
        },
        {s, 1.0L}, h);
}

}  // namespace

static_assert(linear_in_s<linear_dissipation> && !nonlinear_in_s<linear_dissipation>);
static_assert(nonlinear_in_s<quadratic_dissipation> && !linear_in_s<quadratic_dissipation>);
static_assert(nonlinear_in_s<decltype(hyperbolic)>);
static_assert(!dissipation<double>);

TEST_CASE("rates linear in S and their integrals") {
    CHECK(linear_dissipation{0.3}.rate_at(5.0) == 0.3);
    CHECK_THAT(linear_dissipation{0.3}.integral(1.0, 3.0), WithinRel(0.6, 1e-15));
    const time_dependent_dissipation at_the_middle{[](double t) { return t * t; }};
    CHECK(at_the_middle.rate_at(3.0) == 9.0);
    CHECK(at_the_middle.integral(1.0, 3.0) == 8.0);
    const integrated_dissipation known{[](double t) { return t * t; },
                                       [](double t) { return t * t * t / 3.0 + 7.0; }};
    CHECK(known.rate_at(3.0) == 9.0);
    CHECK_THAT(known.integral(1.0, 3.0), WithinRel(26.0 / 3.0, 1e-15));
}

TEST_CASE("the derivative of U is that of its value") {
    const quadratic_dissipation u{0.3, -0.7};
    CHECK_THAT(u.value(2.0), WithinRel(0.6 - 1.4, 1e-15));
    CHECK_THAT(u.derivative(2.0),
               WithinAbs((u.value(2.0 + 1e-5) - u.value(2.0 - 1e-5)) / 2e-5, 1e-9));
}

TEST_CASE("the contact flow of a quadratic U solves its equation") {
    for (const double gamma : {0.0, 1e-12, 0.1, 3.0, -0.4}) {
        for (const double c : {0.0, 0.2, -0.3}) {
            for (const double s : {-0.5, 0.0, 0.7}) {
                for (const double h : {0.1, 1.5, -0.3}) {
                    INFO("gamma " << gamma << " c " << c << " S " << s << " h " << h);
                    const quadratic_dissipation u{gamma, c};
                    const friction_step r = contact_friction(u, s, h);
                    const pair exact = contact(u, s, h);
                    CHECK(r.finite);
                    CHECK_THAT(r.s, WithinAbs(static_cast<double>(exact.s), 2e-14));
                    CHECK_THAT(r.factor, WithinRel(static_cast<double>(exact.p), 2e-14));
                }
            }
        }
    }
}

TEST_CASE("the evolution flow of a quadratic U solves its equation and keeps K + U") {
    for (const double gamma : {0.0, 0.1, 3.0}) {
        for (const double c : {1e-13, 0.2, -0.3}) {
            for (const double s : {-0.5, 0.0, 0.7}) {
                for (const double kinetic : {0.0, 0.4}) {
                    for (const double h : {1e-3, 0.1, 0.6, -0.2}) {
                        INFO("gamma " << gamma << " c " << c << " S " << s << " K " << kinetic
                                      << " h " << h);
                        const quadratic_dissipation u{gamma, c};
                        const friction_step r = evolution_friction(u, s, kinetic, h);
                        const pair exact = evolution(u, s, kinetic, h);
                        CHECK(r.finite);
                        CHECK_THAT(r.s, WithinAbs(static_cast<double>(exact.s), 5e-14));
                        CHECK_THAT(r.factor, WithinRel(static_cast<double>(exact.p), 5e-14));
                        CHECK_THAT(kinetic * r.factor * r.factor + u.value(r.s),
                                   WithinAbs(kinetic + u.value(s), 1e-13));
                    }
                }
            }
        }
    }
}

TEST_CASE("the flows of a general U solve their equations") {
    for (const double s : {-0.4, 0.0, 0.9}) {
        for (const double h : {0.01, 0.5, -0.2}) {
            INFO("S " << s << " h " << h);
            const friction_step c = contact_friction(hyperbolic, s, h);
            const pair c_exact = contact(hyperbolic, s, h);
            CHECK(c.finite);
            CHECK_THAT(c.s, WithinAbs(static_cast<double>(c_exact.s), 3e-14));
            CHECK_THAT(c.factor, WithinRel(static_cast<double>(c_exact.p), 5e-14));
            // p₁ = p U(S₁)/U(S₀)
            CHECK_THAT(c.factor, WithinRel(hyperbolic.value(c.s) / hyperbolic.value(s), 5e-13));
            const friction_step e = evolution_friction(hyperbolic, s, 0.3, h);
            const pair e_exact = evolution(hyperbolic, s, 0.3, h);
            CHECK(e.finite);
            CHECK_THAT(e.s, WithinAbs(static_cast<double>(e_exact.s), 5e-14));
            CHECK_THAT(e.factor, WithinRel(static_cast<double>(e_exact.p), 5e-14));
        }
    }
}

TEST_CASE("at a zero of U the contact variable stays and momenta shrink at its slope") {
    const friction_step q = contact_friction(quadratic_dissipation{0.5, 0.3}, 0.0, 0.4);
    CHECK(q.s == 0.0);
    CHECK_THAT(q.factor, WithinRel(std::exp(-0.2), 1e-15));
    const general_dissipation u{[](double s) { return std::sin(s); },
                                [](double s) { return std::cos(s); }};
    const friction_step g = contact_friction(u, 0.0, 0.4);
    CHECK(g.s == 0.0);
    CHECK_THAT(g.factor, WithinRel(std::exp(-0.4), 1e-14));
}

TEST_CASE("a general U with the values of the quadratic one has its flows") {
    const quadratic_dissipation u{0.1, 0.2};
    const general_dissipation same{[&](double s) { return u.value(s); },
                                   [&](double s) { return u.derivative(s); }};
    for (const double h : {0.1, 1.0, -0.3}) {
        const friction_step a = contact_friction(u, 0.5, h), b = contact_friction(same, 0.5, h);
        CHECK_THAT(a.s, WithinRel(b.s, 2e-14));
        CHECK_THAT(a.factor, WithinRel(b.factor, 2e-14));
        const friction_step c = evolution_friction(u, 0.5, 0.7, h),
                            d = evolution_friction(same, 0.5, 0.7, h);
        CHECK_THAT(c.s, WithinRel(d.s, 6e-14));
        CHECK_THAT(c.factor, WithinRel(d.factor, 6e-14));
    }
}

TEST_CASE("a contact variable that blows up within the flow is reported, one just short is not") {
    // S = S₀e/D with D = 0 at (1 - e^{-γh}) = -2γ/(cS₀).
    const quadratic_dissipation u{0.1, -0.2};
    const double pole = -std::log1p(-1.0 / 2.0) / 0.1;  // S₀ = 2: D = 1 - 2(1 - e)
    CHECK(contact_friction(u, 2.0, 0.99 * pole).finite);
    CHECK_FALSE(contact_friction(u, 2.0, 1.01 * pole).finite);
    const general_dissipation same{[&](double s) { return u.value(s); },
                                   [&](double s) { return u.derivative(s); }};
    CHECK(contact_friction(same, 2.0, 0.9 * pole).finite);
    CHECK_FALSE(contact_friction(same, 2.0, 1.01 * pole).finite);
    // Under the evolution field the denominator vanishes where U pumps energy in for too long.
    const quadratic_dissipation gain{-1.0, -0.5};
    CHECK(evolution_friction(gain, 0.0, 1.0, 0.1).finite);
    CHECK_FALSE(evolution_friction(gain, 0.0, 1.0, 20.0).finite);
}

TEST_CASE("the mean decay (1 - e^{-x})/x is smooth through zero") {
    CHECK(detail::mean_decay(0.0) == 1.0);
    CHECK_THAT(detail::mean_decay(1e-9), WithinRel(1.0 - 0.5e-9, 1e-16));
    CHECK_THAT(detail::mean_decay(1.0), WithinRel(1.0 - std::exp(-1.0), 1e-15));
    CHECK_THAT(detail::mean_decay(-1.0), WithinRel(std::exp(1.0) - 1.0, 1e-15));
}

}  // namespace dynamics_dissipation_test
