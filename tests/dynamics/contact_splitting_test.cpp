// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The stepper: options, merged steps, buffers, threads, and what it refuses.

#include "catch_shim.hpp"

#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/dynamics/contact_splitting.hpp>
#include <thermosgd/dynamics/optimiser_equivalence.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "random.hpp"

namespace dynamics_contact_splitting_test {

using namespace thermosgd;

namespace {

/// V = Σq⁴/4 over any buffer with operator[].
struct quartic {
    double operator()(const auto& q, auto& g) const {
        double v = 0.0;
        for (std::size_t i = 0; i < q.size(); ++i) {
            const auto square = q[i] * q[i];
            g[i] = square * q[i];
            v += static_cast<double>(square * square) / 4;
        }
        return v;
    }
};

/// The same pulled by cos t.
struct driven {
    double operator()(const auto& q, double t, auto& g) const {
        double v = quartic{}(q, g);
        for (std::size_t i = 0; i < q.size(); ++i) {
            g[i] -= std::cos(t);
            v -= q[i] * std::cos(t);
        }
        return v;
    }
};

using state = contact_state<std::vector<double>>;

state some_state(std::size_t n = 3) {
    test::random_stream random(5);
    state x{.q = std::vector<double>(n), .p = std::vector<double>(n), .s = 0.2, .t = 0.5};
    for (std::size_t i = 0; i < n; ++i) {
        x.q[i] = random.normal();
        x.p[i] = random.normal();
    }
    return x;
}

bool same(const state& a, const state& b) {
    return a.q == b.q && a.p == b.p && a.s == b.s && a.t == b.t;
}

const general_dissipation hyperbolic{[](double s) { return 0.2 * std::sinh(s); },
                                     [](double s) { return 0.2 * std::cosh(s); }};

}  // namespace

TEST_CASE("advance over n steps is n times step to rounding") {
    const auto check = [](auto h, auto scheme, composition order) {
        INFO(decltype(scheme)::splitting.name << ' ' << order.name());
        state x = some_state(), y = x;
        contact_splitting stepper(h, scheme, {.timestep = 0.05, .order = order});
        stepper.advance(x, 40);
        for (int k = 0; k < 40; ++k) {
            stepper.step(y);
        }
        for (std::size_t i = 0; i < x.q.size(); ++i) {
            CHECK_THAT(x.q[i], WithinAbs(y.q[i], 1e-13));
            CHECK_THAT(x.p[i], WithinAbs(y.p[i], 1e-13));
        }
        CHECK_THAT(x.s, WithinAbs(y.s, 1e-13));
        CHECK_THAT(x.t, WithinAbs(2.5, 1e-14));
        CHECK_THAT(y.t, WithinAbs(2.5, 1e-14));
    };
    const composition second = composition::none();
    const auto h = contact_hamiltonian(quartic{}, {.mass = 1.4, .friction = 0.3});
    check(h, schemes::d_kf_d{}, second);
    check(h, schemes::k_df_k{}, composition::kahan_li6());
    check(h, schemes::variational{}, second);
    check(h, schemes::fkdkf{}, composition::suzuki4());
    const time_dependent_dissipation f{[](double t) { return 0.3 / t; }};
    check(contact_hamiltonian(driven{}, relativistic{}, f), schemes::kdfdk{}, second);
    check(contact_hamiltonian(driven{}, uniform_mass{}, hyperbolic), schemes::dkfkd{}, second);
    check(contact_hamiltonian<field::evolution>(driven{}, uniform_mass{}, hyperbolic),
          schemes::fdkdf{}, second);
    check(contact_hamiltonian<field::evolution>(quartic{}, relativistic{}, f), schemes::kfdfk{},
          composition::yoshida4());
}

TEST_CASE("gradients per step are those that are taken") {
    const auto check = [](auto potential, auto scheme, composition order) {
        std::size_t calls = 0;
        const auto counted = [&]<class... A>(const std::vector<double>& q, A&&... rest)
            requires std::is_invocable_v<decltype(potential), const std::vector<double>&, A...>
        {
            ++calls;
            return potential(q, rest...);
        };
        state x = some_state();
        contact_splitting stepper(contact_hamiltonian(counted, {.friction = 0.3}), scheme,
                                  {.timestep = 0.01, .order = order});
        constexpr std::size_t steps = 100;
        stepper.advance(x, steps);
        INFO(decltype(scheme)::splitting.name << ' ' << order.name() << ' ' << calls);
        const auto per_step = static_cast<std::size_t>(stepper.gradients_per_step());
        // One more where the scheme begins and ends with a kick.
        CHECK(calls >= per_step * steps);
        CHECK(calls <= per_step * steps + 1);
    };
    const composition second = composition::none(), fourth = composition::suzuki4();
    check(quartic{}, schemes::d_kf_d{}, second);
    check(quartic{}, schemes::d_kf_d{}, composition::kahan_li6());
    check(quartic{}, schemes::k_df_k{}, second);
    check(quartic{}, schemes::kdfdk{}, fourth);
    check(quartic{}, schemes::dkfkd{}, fourth);
    check(quartic{}, schemes::fdkdf{}, second);
    check(quartic{}, schemes::dfkfd{}, second);
    check(quartic{}, schemes::variational{}, second);
    check(driven{}, schemes::d_kf_d{}, second);
    check(driven{}, schemes::k_df_k{}, second);
    check(driven{}, schemes::fkdkf{}, fourth);
    check(driven{}, schemes::dkfkd{}, second);
    check(driven{}, schemes::kfdfk{}, second);
    check(driven{}, schemes::variational{}, second);
    check(driven{}, schemes::variational{}, fourth);
}

TEST_CASE("states over spans, arrays and floats are those over a vector of double") {
    const auto h = contact_hamiltonian(quartic{}, {.friction = 0.3});
    const splitting_options options{.timestep = 0.05};
    state x = some_state();
    const state start = x;
    contact_splitting(h, options).advance(x, 30);

    std::vector<double> memory(start.q);
    memory.insert(memory.end(), start.p.begin(), start.p.end());
    contact_state<std::span<double>> seen{.q = std::span(memory).first(3),
                                          .p = std::span(memory).last(3),
                                          .s = start.s,
                                          .t = start.t};
    contact_splitting(h, seen, options).advance(seen, 30);
    CHECK(std::vector<double>(memory.begin(), memory.begin() + 3) == x.q);
    CHECK(std::vector<double>(memory.begin() + 3, memory.end()) == x.p);
    CHECK(seen.s == x.s);

    contact_state<std::array<double, 3>> fixed{.q = {start.q[0], start.q[1], start.q[2]},
                                               .p = {start.p[0], start.p[1], start.p[2]},
                                               .s = start.s,
                                               .t = start.t};
    contact_splitting(h, schemes::d_kf_d{}, fixed, options).advance(fixed, 30);
    CHECK(std::vector<double>(fixed.q.begin(), fixed.q.end()) == x.q);
    CHECK(fixed.s == x.s);

    contact_state<std::vector<float>> single{.q = {}, .p = {}, .s = start.s, .t = start.t};
    single.q.assign(start.q.begin(), start.q.end());
    single.p.assign(start.p.begin(), start.p.end());
    contact_splitting(h, single, options).advance(single, 30);
    double worst = std::fabs(single.s - x.s);
    for (std::size_t i = 0; i < 3; ++i) {
        worst = std::fmax(worst, std::fabs(static_cast<double>(single.q[i]) - x.q[i]));
        worst = std::fmax(worst, std::fabs(static_cast<double>(single.p[i]) - x.p[i]));
    }
    // Rounding of 2⁻²⁴ in each of 30 steps: there, and small.
    CHECK(worst < 2e-5);
    CHECK(worst > 1e-9);
}

TEST_CASE("the bits of a step do not depend on the number of threads") {
    const auto check = [](auto h) {
        contact_splitting stepper(h, {.timestep = 0.02});
        state x = some_state(detail::parallel_blocks * detail::pass_block + 17);
        const state start = x;
        stepper.advance(x, 20);
        for (const std::size_t threads : {std::size_t{2}, std::size_t{3}}) {
            thread_pool pool(threads);
            state y = start;
            stepper.advance(y, 20, pool);
            CHECK(same(x, y));
            stepper.step(y, pool);
            CHECK_FALSE(same(x, y));
        }
    };
    check(contact_hamiltonian(quartic{}, {.friction = 0.3}));
    check(contact_hamiltonian(quartic{}, relativistic{}, linear_dissipation{0.3}));
    check(contact_hamiltonian<field::evolution>(quartic{}, uniform_mass{}, hyperbolic));
}

TEST_CASE("a stepper says what it is") {
    contact_splitting stepper(contact_hamiltonian(quartic{}, {.mass = 2.0}),
                              {.timestep = 0.25, .order = composition::suzuki4()});
    CHECK(stepper.order() == 4);
    CHECK(stepper.gradients_per_step() == 5);
    CHECK(stepper.timestep() == 0.25);
    CHECK(stepper.system().kinetic.mass == 2.0);
    CHECK(std::isnan(stepper.last_potential()));
    state x{.q = {2.0}, .p = {0.0}};
    contact_splitting one(contact_hamiltonian(quartic{}), schemes::kdfdk{}, {.timestep = 1e-9});
    one.step(x);
    CHECK_THAT(one.last_potential(), WithinRel(4.0, 1e-8));
}

TEST_CASE("no steps leave a state as it is") {
    contact_splitting stepper(contact_hamiltonian(quartic{}, {.friction = 0.3}), {});
    state x = some_state();
    const state before = x;
    stepper.advance(x, 0);
    CHECK(same(x, before));
}

TEST_CASE("a new timestep keeps momenta, or what optimisers call velocity") {
    contact_splitting stepper(contact_hamiltonian(quartic{}, {.friction = 0.3}), {.timestep = 0.1});
    state x = some_state();
    const state before = x;
    stepper.set_step(0.2, x);
    CHECK(stepper.timestep() == 0.2);
    CHECK(same(x, before));
    stepper.set_step(0.05, x, preserve::displacement);
    for (std::size_t i = 0; i < 3; ++i) {
        // h p stays.
        CHECK_THAT(0.05 * x.p[i], WithinRel(0.2 * before.p[i], 1e-15));
    }
    CHECK(x.q == before.q);
    CHECK_THROWS_AS(stepper.set_step(0.0, x), std::invalid_argument);
    CHECK_THROWS_AS(stepper.set_step(-1.0, x, preserve::displacement), std::invalid_argument);
    CHECK(stepper.timestep() == 0.05);
}

TEST_CASE("under infinite friction a step is gradient descent with a rate of h²/(2m)") {
    const double h = 0.3, m = 1.7, rate = h * h / (2 * m);
    const auto descends = [&](auto potential, auto scheme) {
        contact_splitting stepper(
            contact_hamiltonian(potential,
                                {.mass = m, .friction = std::numeric_limits<double>::infinity()}),
            scheme, splitting_options{.timestep = h});
        state x = some_state();
        x.p.assign(3, 0.0);
        std::vector<double> expected = x.q, g(3);
        for (int k = 0; k < 50; ++k) {
            stepper.step(x);
            quartic{}(expected, g);
            for (std::size_t i = 0; i < 3; ++i) {
                expected[i] -= rate * g[i];
                REQUIRE_THAT(x.q[i] + gradient_lead(scheme, {h, 0.0, m}) * x.p[i],
                             WithinAbs(expected[i], 1e-14));
            }
            CHECK(std::isfinite(x.s));
        }
    };
    const elementwise_potential separate{[](double x) { return x * x * x * x / 4; },
                                         [](double x) { return x * x * x; }};
    descends(quartic{}, schemes::fdkdf{});
    descends(quartic{}, schemes::dkfkd{});
    descends(separate, schemes::fdkdf{});
    descends(separate, schemes::dkfkd{});
}

TEST_CASE("infinite friction is refused where a flow of the step has no limit") {
    const auto h =
        contact_hamiltonian(quartic{}, {.friction = std::numeric_limits<double>::infinity()});
    state x = some_state();
    contact_splitting explicit_friction(h, schemes::variational{}, {});
    CHECK_THROWS_WITH(explicit_friction.step(x), ContainsSubstring("other than variational"));
    contact_splitting backward(h, schemes::dkfkd{}, {.order = composition::suzuki4()});
    CHECK_THROWS_WITH(backward.step(x), ContainsSubstring("inf"));
}

TEST_CASE("a stepper is for the buffer that its potential takes") {
    const auto potential = [](const std::vector<float>& q, std::vector<float>& g) {
        return quartic{}(q, g);
    };
    contact_splitting stepper(contact_hamiltonian(potential, {.friction = 0.5}), {});
    contact_state<std::vector<float>> x{.q = {1.0F}, .p = {0.0F}}, y = x;
    stepper.advance(x, 20);
    contact_splitting told(contact_hamiltonian(quartic{}, {.friction = 0.5}), y, {});
    told.advance(y, 20);
    CHECK(x.q == y.q);
    CHECK(x.s == y.s);
    CHECK(x.q[0] < 1.0F);
}

TEST_CASE("a referenced potential is called where it lies, elementwise or not") {
    int calls = 0;
    auto counted = [&calls, n = 0](const std::vector<double>& q, std::vector<double>& g) mutable {
        calls = ++n;
        return quartic{}(q, g);
    };
    state x = some_state();
    contact_splitting first(contact_hamiltonian(std::ref(counted)), {});
    contact_splitting second(contact_hamiltonian(std::ref(counted)), {});
    first.step(x);
    second.step(x);
    CHECK(calls == 2);

    const elementwise_potential separate{[](double q) { return q * q * q * q / 4; },
                                         [](double q) { return q * q * q; }};
    state y = some_state(), z = y;
    contact_splitting by_value(contact_hamiltonian(separate), {});
    contact_splitting by_reference(contact_hamiltonian(std::ref(separate)), {});
    by_value.advance(y, 10);
    by_reference.advance(z, 10);
    CHECK(y.q == z.q);
    CHECK(y.s == z.s);
}

}  // namespace dynamics_contact_splitting_test
