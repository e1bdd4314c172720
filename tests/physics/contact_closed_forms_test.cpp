// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Runs of order 6 against closed forms: damped, forced, Duffing and Lane-Emden oscillators.

#include "catch_shim.hpp"

#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "physics/contact_cases.hpp"

namespace physics_contact_closed_forms_test {

using namespace thermosgd;
using test::case_of;
using test::contact_case;

namespace {

using state = contact_state<std::vector<double>>;
const splitting_options fine{.timestep = 0.01, .order = composition::kahan_li6()};

double harmonic(const std::vector<double>& q, std::vector<double>& g) {
    g[0] = 2.0 * q[0];
    return q[0] * q[0];
}

/// cn(u | 1/2) by the arithmetic-geometric mean.
double cn_of_half(double u) {
    double a[9]{1.0}, c[9]{std::sqrt(0.5)}, b = std::sqrt(0.5);
    int n = 0;
    for (; n < 8 && c[n] > 1e-17; ++n) {
        a[n + 1] = 0.5 * (a[n] + b);
        c[n + 1] = 0.5 * (a[n] - b);
        b = std::sqrt(a[n] * b);
    }
    double phase = std::ldexp(a[n] * u, n);
    for (; n > 0; --n) {
        phase = 0.5 * (phase + std::asin(c[n] / a[n] * std::sin(phase)));
    }
    return std::cos(phase);
}

}  // namespace

TEST_CASE("damped oscillators of any damping and mass follow their closed form, S included") {
    const double mass = 1.7, k = 2.0;
    for (const double gamma : {0.1, 2.0 * std::sqrt(2.0 / 1.7), 5.0, 10.0}) {
        INFO("gamma " << gamma);
        state x{.q = {0.8}, .p = {0.5}, .s = 0.3};
        const double q0 = x.q[0], v0 = x.p[0] / mass, t = 5.0;
        contact_splitting stepper(contact_hamiltonian(harmonic, {.mass = mass, .friction = gamma}),
                                  fine);
        stepper.advance(x, 500);
        const std::complex<double> root = std::sqrt(std::complex(k / mass - gamma * gamma / 4.0));
        const double cosine = std::cos(root * t).real();
        const double sine = std::abs(root) * t < 1e-6 ? t : (std::sin(root * t) / root).real();
        const double e = std::exp(-gamma * t / 2.0);
        const double q = e * (q0 * cosine + (v0 + gamma * q0 / 2.0) * sine);
        const double p = mass * e * (v0 * cosine - (gamma * v0 / 2.0 + k / mass * q0) * sine);
        CHECK_THAT(x.q[0], WithinAbs(q, 2e-12));
        CHECK_THAT(x.p[0], WithinAbs(p, 2e-12));
        CHECK_THAT(x.s,
                   WithinAbs(q * p / 2.0 + std::exp(-gamma * t) * (0.3 - q0 * 0.5 / 2.0), 2e-12));
        CHECK_THAT(x.t, WithinAbs(5.0, 1e-14));
    }
}

TEST_CASE("a forced oscillator follows its closed form") {
    const contact_case c = case_of('D');
    const double gamma = c.rate, drive = 1.3, force = 0.5;
    const double n = std::pow(1.0 - drive * drive, 2.0) + gamma * gamma * drive * drive;
    const double a = force * (1.0 - drive * drive) / n, b = force * gamma * drive / n;
    CHECK_THAT(a, WithinAbs(-0.6345411072283, 1e-12));
    CHECK_THAT(b, WithinAbs(0.2391024462019, 1e-12));
    const state x = test::run_case<schemes::d_kf_d>(c, test::linear_hamiltonian(c),
                                                    composition::kahan_li6(), 0.01);
    const double t = 10.0, root = std::sqrt(1.0 - gamma * gamma / 4.0),
                 e = std::exp(-gamma * t / 2);
    const double q0 = 1.0 - a, v0 = -b * drive;
    const double free =
        e * (q0 * std::cos(root * t) + (v0 + gamma * q0 / 2) * std::sin(root * t) / root);
    CHECK_THAT(x.q[0], WithinAbs(free + a * std::cos(drive * t) + b * std::sin(drive * t), 2e-12));
}

TEST_CASE("the free quartic oscillator is an elliptic cosine, and S = (qp + Et)/3") {
    const contact_case c = case_of('g');
    CHECK_THAT(cn_of_half(1.0), WithinAbs(0.5959765676721, 1e-13));
    const state x = test::run_case<schemes::d_kf_d>(c, test::linear_hamiltonian(c),
                                                    composition::kahan_li6(), 0.01);
    CHECK_THAT(x.q[0], WithinAbs(cn_of_half(10.0), 2e-12));
    CHECK_THAT(x.s, WithinAbs((x.q[0] * x.p[0] + 2.5) / 3.0, 2e-12));
}

TEST_CASE("a damped Duffing oscillator is an elliptic cosine of a time that runs out") {
    // γ = 3a: q = e^{-at}u(τ), τ = (1 - e^{-at})/a, u'' = -u³.
    const contact_case c = case_of('F');
    const double a = 0.1, big = std::pow(1.0 + 2.0 * a * a, 0.25);
    const double shift = -std::ellint_1(std::sqrt(0.5), std::acos(1.0 / big));
    for (const double t : {1.0, 5.0, 10.0}) {
        contact_case until = c;
        until.to = t;
        const state x = test::run_case<schemes::d_kf_d>(until, test::linear_hamiltonian(c),
                                                        composition::kahan_li6(), 0.01);
        const double tau = -std::expm1(-a * t) / a;
        CHECK_THAT(x.q[0],
                   WithinAbs(std::exp(-a * t) * big * cn_of_half(big * tau + shift), 2e-12));
    }
}

TEST_CASE("Lane-Emden equations of index 1 and 5 follow their closed forms") {
    for (const char flow_part : {'1', '5'}) {
        const contact_case c = case_of(flow_part);
        const state x = test::run_case<schemes::d_kf_d>(c, test::linear_hamiltonian(c),
                                                        composition::kahan_li6(), 0.01);
        const double q =
            flow_part == '1' ? std::sin(10.0) / 10.0 : 1.0 / std::sqrt(1.0 + 100.0 / 3.0);
        const double p = flow_part == '1' ? std::cos(10.0) / 10.0 - std::sin(10.0) / 100.0
                                          : -10.0 / 3.0 * std::pow(1.0 + 100.0 / 3.0, -1.5);
        CHECK_THAT(x.q[0], WithinAbs(q, 1e-12));
        CHECK_THAT(x.p[0], WithinAbs(p, 1e-12));
    }
}

TEST_CASE("a relativistic oscillator has the published values") {
    const auto quartic = [](const std::vector<double>& q, std::vector<double>& g) {
        g[0] = q[0] * q[0] * q[0];
        return q[0] * g[0] / 4.0;
    };
    state x{.q = {1.5}, .p = {0.0}};
    contact_splitting stepper(
        contact_hamiltonian(quartic, relativistic{1.0, 1.5}, linear_dissipation{0.2}), fine);
    stepper.advance(x, 1000);
    CHECK_THAT(x.q[0], WithinAbs(-0.408731681243, 2e-12));
    CHECK_THAT(x.p[0], WithinAbs(-0.407587097305, 2e-12));
    CHECK_THAT(x.s, WithinAbs(0.413609107218, 2e-12));
}

TEST_CASE("the two fields have the same path for a linear U, and S a known distance apart") {
    const double gamma = 0.3;
    const auto quartic = [](const std::vector<double>& q, std::vector<double>& g) {
        g[0] = q[0] * q[0] * q[0];
        return q[0] * g[0] / 4.0;
    };
    const auto run = [&]<field F>(std::integral_constant<field, F>, double s) {
        state x{.q = {1.0}, .p = {0.4}, .s = s};
        contact_splitting stepper(contact_hamiltonian<F>(quartic, {.friction = gamma}),
                                  schemes::fdkdf{}, fine);
        stepper.advance(x, 1000);
        return x;
    };
    constexpr std::integral_constant<field, field::contact> contact;
    constexpr std::integral_constant<field, field::evolution> evolution;
    const double energy = 0.08 + 0.25;
    const state a = run(contact, 0.2), b = run(evolution, 0.2);
    CHECK_THAT(a.q[0], WithinAbs(b.q[0], 1e-13));
    CHECK_THAT(a.p[0], WithinAbs(b.p[0], 1e-13));
    const double h0 = energy + gamma * 0.2;
    CHECK_THAT(b.s - a.s, WithinAbs(h0 * -std::expm1(-10.0 * gamma) / gamma, 1e-11));
    // γ times what S gains is the energy lost.
    const double left = 0.5 * b.p[0] * b.p[0] + std::pow(b.q[0], 4.0) / 4.0;
    CHECK_THAT(gamma * (b.s - 0.2), WithinAbs(energy - left, 1e-11));
    // From H = 0 the two are one.
    const double gauge = -energy / gamma;
    CHECK_THAT(run(contact, gauge).s, WithinAbs(run(evolution, gauge).s, 1e-11));
}

TEST_CASE("in float a run is that in double to its rounding") {
    const auto spring = [](const auto& q, auto& g) {
        g[0] = q[0];
        return 0.5 * static_cast<double>(q[0] * q[0]);
    };
    const auto h = contact_hamiltonian(spring, {.friction = 0.1});
    contact_state<std::vector<float>> x{.q = {1.0F}, .p = {0.0F}};
    contact_splitting stepper(h, x, {.timestep = 0.1});
    stepper.advance(x, 100);
    state y{.q = {1.0}, .p = {0.0}};
    contact_splitting(h, {.timestep = 0.1}).advance(y, 100);
    CHECK_THAT(x.q[0], WithinAbs(y.q[0], 4e-6));
    CHECK_THAT(x.p[0], WithinAbs(y.p[0], 4e-6));
    CHECK_THAT(x.s, WithinAbs(y.s, 4e-6));
    CHECK(static_cast<double>(x.q[0]) != y.q[0]);
}

}  // namespace physics_contact_closed_forms_test
