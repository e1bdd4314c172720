// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/dynamics/guarded_advance.hpp>

#include <cstdint>
#include <limits>
#include <vector>

namespace dynamics_guarded_advance_test {

using namespace thermosgd;
using namespace thermosgd::detail;

namespace {

using vector = std::vector<double>;
using state = contact_state<vector>;

const auto cubic = [](const vector& q, vector& g) {
    g[0] = q[0] * q[0] * q[0];
    return 0.25 * q[0] * g[0];
};

// K(h/2) D(h) K(h/2), and a factor of p after it.
guarded_end steps_of(state& x, auto& h, std::uint64_t steps, double factor, bool restore = true) {
    step_memory<vector> memory;
    serial_executor serial;
    return advance_guarded({"a stepper", 0.1, restore, steps}, h, x, memory, serial,
                           [&](auto& flows, auto& backend, std::uint64_t k) {
                               static_cast<void>(backend);
                               const double t = x.t + 0.1 * static_cast<double>(k);
                               flows.kick(0.05, t);
                               flows.drift(0.1);
                               flows.kick(0.05, t);
                               static_cast<void>(flows.squared_momentum());
                               flows.rescale_momentum(factor);
                           });
}

}  // namespace

TEST_CASE("masses of another number than momenta are refused, and the state stays") {
    auto h = contact_hamiltonian(cubic, masses({1.0, 2.0}), no_dissipation{});
    state x{.q = {1.2}, .p = {0.4}};
    CHECK_THROWS_AS(steps_of(x, h, 1, 1.0), layout_error);
    CHECK(x.q[0] == 1.2);
    CHECK(x.p[0] == 0.4);
}

TEST_CASE("steps and factors of momenta are those of a plain loop") {
    auto h = contact_hamiltonian(cubic, uniform_mass{1.7}, no_dissipation{});
    state x{.q = {1.2}, .p = {0.4}};
    const guarded_end end = steps_of(x, h, 20, 0.9);
    double q = 1.2, p = 0.4;
    for (int k = 0; k < 20; ++k) {
        p -= 0.05 * q * q * q;
        q += 0.1 * p / 1.7;
        p -= 0.05 * q * q * q;
        p *= 0.9;
    }
    CHECK_THAT(x.q[0], WithinAbs(q, 1e-14));
    CHECK_THAT(x.p[0], WithinAbs(p, 1e-14));
    CHECK_THAT(x.t, WithinAbs(2.0, 1e-15));
    CHECK_THAT(end.squared_momentum, WithinAbs(p * p / 1.7, 1e-14));
    CHECK_THAT(end.potential, WithinAbs(0.25 * q * q * q * q, 1e-14));
}

TEST_CASE("a failure puts the state back if it is to, and names step and component") {
    int calls = 0;
    auto h = contact_hamiltonian(
        [&](const vector& q, vector& g) {
            const double value = cubic(q, g);
            if (++calls == 3) {
                g[0] = std::numeric_limits<double>::quiet_NaN();
            }
            return value;
        },
        uniform_mass{}, no_dissipation{});
    state x{.q = {1.2}, .p = {0.4}, .s = 0.7, .t = 0.5};
    CHECK_THROWS_WITH(steps_of(x, h, 5, 0.9), ContainsSubstring("a stepper") &&
                                                  ContainsSubstring("gradient[0]") &&
                                                  ContainsSubstring("step 2"));
    CHECK(x.q[0] == 1.2);
    CHECK(x.p[0] == 0.4);
    CHECK(x.s == 0.7);
    CHECK(x.t == 0.5);
    calls = 0;
    CHECK_THROWS_AS(steps_of(x, h, 5, 0.9, false), step_failure);
    CHECK(x.q[0] != 1.2);
}

TEST_CASE("no steps change nothing") {
    auto h = contact_hamiltonian(cubic, uniform_mass{}, no_dissipation{});
    state x{.q = {1.2}, .p = {0.4}};
    const guarded_end end = steps_of(x, h, 0, 0.9);
    CHECK(x.q[0] == 1.2);
    CHECK(x.t == 0.0);
    CHECK(end.potential != end.potential);
}

TEST_CASE("any kind of potential writes its gradient") {
    vector g(2);
    written_gradient plain{cubic};
    CHECK(plain(vector{2.0, 0.0}, g) == 4.0);
    CHECK(g[0] == 8.0);
    written_gradient timed{[](const vector&, double t, vector& slopes) {
        slopes[0] = t;
        return 2 * t;
    }};
    CHECK(timed(vector{1.0}, 3.0, g) == 6.0);
    CHECK(g[0] == 3.0);
    written_gradient each{
        elementwise_potential{[](double q, std::size_t i) { return q * double(i); },
                              [](double, std::size_t i) { return double(i); }}};
    CHECK(each(vector{5.0, 7.0}, g) == 7.0);
    CHECK(g == vector{0.0, 1.0});
}

}  // namespace dynamics_guarded_advance_test
