// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Bad input of the stepper: what it says, and that the last good state stays.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/contact_splitting.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace dynamics_contact_splitting_refusal_test {

using namespace thermosgd;

namespace {

using vector = std::vector<double>;
using state = contact_state<vector>;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

double springs(const vector& q, vector& g) {
    double v = 0.0;
    for (std::size_t i = 0; i < q.size(); ++i) {
        g[i] = q[i];
        v += 0.5 * q[i] * q[i];
    }
    return v;
}

state some_state() {
    return {.q = {1.0, -0.5, 0.25}, .p = {0.0, 0.75, 1.0}, .s = 0.1, .t = 0.0};
}

bool same(const state& a, const state& b) {
    return a.q == b.q && a.p == b.p && a.s == b.s && a.t == b.t;
}

/// A potential that turns bad at its nth evaluation.
struct turns_bad {
    int at = 0;
    std::size_t component = 0;
    double gradient = missing;
    double value = 0.0;
    int calls = 0;

    double operator()(const vector& q, vector& g) {
        double v = springs(q, g);
        if (++calls == at) {
            g[component] += gradient;
            v += value;
        }
        return v;
    }
};

/// Steps of 1/8 from t = 0, of which the one given fails. \return what it says
template <class Stepper>
std::string failure_of(Stepper&& stepper, std::uint64_t steps, std::uint64_t failed) {
    state x = some_state();
    const state before = x;
    try {
        stepper.advance(x, steps);
    } catch (const step_failure& failure) {
        CHECK(failure.step() == failed);
        CHECK(failure.time() == 0.125 * static_cast<double>(failed - 1));
        CHECK(same(x, before));
        return failure.what();
    }
    FAIL("no step failed");
    return "";
}

const splitting_options eighth{.timestep = 0.125};

}  // namespace

TEST_CASE("a timestep that is not positive and finite is refused by value") {
    const auto h = contact_hamiltonian(springs);
    for (const double bad : {0.0, -0.1, missing, infinity}) {
        CHECK_THROWS_AS(contact_splitting(h, {.timestep = bad}), std::invalid_argument);
    }
    CHECK_THROWS_WITH(contact_splitting(h, {.timestep = -0.5}),
                      ContainsSubstring("timestep = -0.5") && ContainsSubstring("> 0"));
}

TEST_CASE("orders above 2 are refused for noisy forces, and where friction is strong") {
    const auto h = contact_hamiltonian(springs, {.friction = 11.0});
    CHECK_THROWS_WITH(contact_splitting(h, {.order = composition::suzuki4(), .noisy_force = true}),
                      ContainsSubstring("order = 4") && ContainsSubstring("noisy"));
    CHECK_NOTHROW(contact_splitting(h, {.noisy_force = true}));
    state x = some_state();
    const state before = x;
    contact_splitting stepper(h, {.timestep = 0.1, .order = composition::kahan_li6()});
    CHECK_THROWS_AS(stepper.step(x), std::invalid_argument);
    CHECK_THROWS_WITH(stepper.step(x), ContainsSubstring("1.1") && ContainsSubstring("order 6"));
    CHECK(same(x, before));
    stepper.set_step(0.09, x);
    CHECK_NOTHROW(stepper.step(x));
    CHECK_NOTHROW(contact_splitting(h, {.timestep = 0.1}).step(x));
    // The rate of a nonlinear U is that of now.
    contact_splitting curved(
        contact_hamiltonian(springs, uniform_mass{}, quadratic_dissipation{1.0, 100.0}),
        {.timestep = 0.1, .order = composition::suzuki4()});
    CHECK_THROWS_AS(curved.step(x = some_state()), std::invalid_argument);
}

TEST_CASE("a friction that is singular at the beginning is refused, later it is not") {
    const time_dependent_dissipation f{[](double t) { return 2.0 / t; }};
    contact_splitting stepper(contact_hamiltonian(springs, uniform_mass{}, f), eighth);
    state x = some_state();
    const state before = x;
    CHECK_THROWS_AS(stepper.step(x), std::invalid_argument);
    CHECK_THROWS_WITH(stepper.step(x), ContainsSubstring("t = 0 ") && ContainsSubstring("rate"));
    CHECK(same(x, before));
    x.t = 1.0;
    CHECK_NOTHROW(stepper.step(x));
    const general_dissipation u{[](double s) { return std::sqrt(s); },
                                [](double s) { return 0.5 / std::sqrt(s); }};
    contact_splitting singular(contact_hamiltonian(springs, uniform_mass{}, u), eighth);
    x = some_state();
    x.s = 0.0;
    CHECK_THROWS_AS(singular.step(x), std::invalid_argument);
}

TEST_CASE("sizes that differ are refused by name and number") {
    contact_splitting stepper(contact_hamiltonian(springs), eighth);
    state x{.q = {1.0, 2.0, 3.0}, .p = {1.0, 2.0}};
    CHECK_THROWS_AS(stepper.step(x), layout_error);
    CHECK_THROWS_WITH(stepper.step(x), ContainsSubstring("p has 2") && ContainsSubstring("q, 3"));
    contact_splitting massive(
        contact_hamiltonian(springs, masses({1.0, 2.0}), linear_dissipation{}), eighth);
    state y = some_state();
    CHECK_THROWS_AS(massive.step(y), layout_error);
    CHECK_THROWS_WITH(massive.step(y), ContainsSubstring("2 masses, expected 3"));
}

TEST_CASE("a gradient of another size is refused and the state stays") {
    contact_splitting stepper(contact_hamiltonian([](const vector& q, vector& g) {
                                  g.assign(q.size() + 1, 0.0);
                                  return 0.0;
                              }),
                              eighth);
    state x = some_state();
    const state before = x;
    CHECK_THROWS_AS(stepper.step(x), layout_error);
    CHECK_THROWS_WITH(stepper.step(x), ContainsSubstring("gradient has 4 scalars"));
    CHECK(same(x, before));
}

TEST_CASE("a gradient that is not finite is named with its component and step") {
    for (const double bad : {missing, infinity, -infinity}) {
        const auto h = contact_hamiltonian(turns_bad{.at = 5, .component = 2, .gradient = bad});
        for (const std::uint64_t steps : {5U, 6U, 20U}) {
            CHECK_THAT(failure_of(contact_splitting(h, eighth), steps, 5),
                       ContainsSubstring("gradient[2]") && ContainsSubstring("step 5") &&
                           ContainsSubstring("t = 0.5"));
        }
    }
    const turns_bad fifth{.at = 5, .component = 1};
    const auto h = contact_hamiltonian(fifth, {.friction = 0.5});
    CHECK_THAT(failure_of(contact_splitting(h, schemes::fdkdf{}, eighth), 20, 5),
               ContainsSubstring("gradient[1]"));
    // The first two of K(DF)K are taken in its first step.
    CHECK_THAT(failure_of(contact_splitting(h, schemes::k_df_k{}, eighth), 20, 4),
               ContainsSubstring("gradient[1]"));
    const auto evolution = contact_hamiltonian<field::evolution>(fifth, uniform_mass{},
                                                                 quadratic_dissipation{0.5, 0.1});
    CHECK_THAT(failure_of(contact_splitting(evolution, eighth), 20, 5),
               ContainsSubstring("gradient[1]"));
    const auto fast = contact_hamiltonian(fifth, relativistic{}, linear_dissipation{0.5});
    CHECK_THAT(failure_of(contact_splitting(fast, eighth), 20, 5),
               ContainsSubstring("gradient[1]"));
}

TEST_CASE("a potential that is not finite fails its step, without a component") {
    const auto h = contact_hamiltonian(turns_bad{.at = 3, .gradient = 0.0, .value = infinity});
    CHECK_THAT(failure_of(contact_splitting(h, eighth), 9, 3),
               ContainsSubstring("potential") && !ContainsSubstring("gradient["));
}

TEST_CASE("a state that is not finite fails its first step") {
    contact_splitting stepper(contact_hamiltonian(springs, {.friction = 0.1}), eighth);
    const auto fails = [&](state x) {
        const state before = x;
        CHECK_THROWS_AS(stepper.advance(x, 3), step_failure);
        CHECK(x.t == before.t);
        CHECK(x.q[0] == before.q[0]);
        CHECK(x.p[0] == before.p[0]);
    };
    state x = some_state();
    x.q[1] = missing;
    fails(x);
    x = some_state();
    x.p[2] = infinity;
    fails(x);
    x = some_state();
    x.s = missing;
    fails(x);
    CHECK_NOTHROW(stepper.advance(x = some_state(), 3));
}

TEST_CASE("a contact variable that blows up inside a step fails that step") {
    // S' = -U with U = -S²/2: a pole at t = 2/S₀ where nothing else happens to S.
    const auto flat = [](const vector&, vector& g) {
        g.assign(g.size(), 0.0);
        return 0.0;
    };
    state x{.q = {0.0}, .p = {0.0}, .s = 2.0};
    const state before = x;
    const auto check = [&](auto dissipation) {
        contact_splitting stepper(contact_hamiltonian(flat, uniform_mass{}, dissipation),
                                  {.timestep = 0.3});
        try {
            stepper.advance(x, 10);
            FAIL("it went through the pole");
        } catch (const step_failure& failure) {
            CHECK(failure.step() == 4);
            CHECK_THAT(std::string(failure.what()), ContainsSubstring("S leaves"));
        }
        CHECK(same(x, before));
    };
    check(quadratic_dissipation{0.0, -1.0});
    check(general_dissipation{[](double s) { return -0.5 * s * s; }, [](double s) { return -s; }});
}

TEST_CASE("a contact variable that blows up before the first gradient fails the first step") {
    state x{.q = {0.5, 0.5, 0.5}, .p = {0.5, 0.5, 0.5}, .s = -1e3};
    const state before = x;
    contact_splitting stepper(
        contact_hamiltonian(springs, relativistic{}, quadratic_dissipation{0.1, 0.1}),
        {.timestep = 0.1});
    CHECK_THROWS_WITH(stepper.advance(x, 5),
                      ContainsSubstring("S leaves") && ContainsSubstring("step 1"));
    CHECK(same(x, before));
}

TEST_CASE("an elementwise potential that is not finite fails its step and restores the state") {
    // 1/x² under a step that goes to zero and beyond.
    const elementwise_potential repelled{[](double x) { return x > 0.0 ? x : missing; },
                                         [](double) { return 1.0; }};
    contact_splitting stepper(contact_hamiltonian(repelled, {.friction = 0.1}), eighth);
    state x{.q = {1e3, 1.0}, .p = {0.0, -1.0}};
    const state before = x;
    try {
        stepper.advance(x, 200);
        FAIL("it went through");
    } catch (const step_failure& failure) {
        // q falls to zero at t = 0.73, within the sixth step, whose middle is before, so that the
        // seventh sees it.
        CHECK(failure.step() >= 6);
        CHECK(failure.step() <= 7);
        CHECK(failure.time() == 0.125 * static_cast<double>(failure.step() - 1));
    }
    CHECK(same(x, before));
}

TEST_CASE("an exception of the potential passes through and the state stays") {
    int calls = 0;
    contact_splitting stepper(contact_hamiltonian([&](const vector& q, vector& g) {
                                  if (++calls == 4) {
                                      throw std::runtime_error("no batch");
                                  }
                                  return springs(q, g);
                              }),
                              eighth);
    state x = some_state();
    const state before = x;
    CHECK_THROWS_WITH(stepper.advance(x, 10), "no batch");
    CHECK(same(x, before));
    // The stepper can go on.
    CHECK_NOTHROW(stepper.advance(x, 10));
}

TEST_CASE("without the copy a failure leaves what the steps left, and still says which failed") {
    contact_splitting stepper(contact_hamiltonian(turns_bad{.at = 5}),
                              {.timestep = 0.125, .restore_on_failure = false});
    state x = some_state();
    const state before = x;
    CHECK_THROWS_WITH(stepper.advance(x, 10), ContainsSubstring("step 5"));
    CHECK(x.p[1] != before.p[1]);
}

}  // namespace dynamics_contact_splitting_refusal_test
