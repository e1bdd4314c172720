// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The backend over arrays: gradients, the sum that S needs, and how it fails.

#include "catch_shim.hpp"

#include <thermosgd/core/executor.hpp>
#include <thermosgd/dynamics/array_backend.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace dynamics_array_backend_test {

using namespace thermosgd;

namespace {

using vector = std::vector<double>;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// A state, its memory and a backend.
template <class Hamiltonian>
struct bench {
    Hamiltonian h;
    contact_state<vector> x{.q = {1.0, 2.0}, .p = {3.0, 4.0}, .s = 0.5};
    detail::step_memory<vector> memory{};
    serial_executor serial{};
    detail::phase_spans<double> spans = (memory.fit(x.q), detail::spans_of(x, "test"));
    detail::array_backend<Hamiltonian, vector, serial_executor> backend{h, x, spans, memory,
                                                                        serial};
};

template <class V>
auto over(V&& potential) {
    return bench<decltype(contact_hamiltonian(potential))>{contact_hamiltonian(potential)};
}

double springs(const vector& q, vector& g) {
    g = q;
    return 0.5 * (q[0] * q[0] + q[1] * q[1]);
}

const detail::flow_cycle kick{{1.0, 0.1, 0.0, 0.5}, {1.0, -0.1, 2.0}};

}  // namespace

TEST_CASE("memory fits a state once") {
    detail::step_memory<vector> memory;
    memory.fit(vector(5000));
    CHECK(memory.gradient.size() == 5000);
    CHECK(memory.partial.size() == 2);
    const double* const where = memory.gradient.data();
    memory.fit(vector(5000));
    CHECK(memory.gradient.data() == where);
    memory.fit(vector(3));
    CHECK(memory.gradient.size() == 3);
    detail::step_memory<std::span<float>> for_spans;
    std::array<float, 4> there{};
    for_spans.fit(std::span<float>(there));
    CHECK(for_spans.gradient.size() == 4);
}

TEST_CASE("a cycle changes q, p and S, and knows |p|² afterwards") {
    auto b = over(springs);
    b.backend.begin_step(1);
    b.backend.evaluate(0.0);
    CHECK(b.backend.potential() == 2.5);
    CHECK(b.backend.gradients() == 1);
    b.backend.run(kick);
    const double p0 = 3.0 - 0.1, p1 = 4.0 - 0.2;
    CHECK_THAT(b.x.p[0], WithinRel(0.5 * p0, 1e-15));
    CHECK_THAT(b.x.p[1], WithinRel(0.5 * p1, 1e-15));
    CHECK_THAT(b.backend.s(), WithinRel(0.5 - 0.25 + 2.0 * (p0 * p0 + p1 * p1), 1e-15));
    CHECK_THAT(b.backend.squared_momentum(), WithinRel(0.25 * (p0 * p0 + p1 * p1), 1e-15));
    CHECK(b.backend.failure() == nullptr);
}

TEST_CASE("|p|² is that of memory before there was a cycle") {
    auto b = over(springs);
    CHECK(b.backend.squared_momentum() == 25.0);
    CHECK(b.x.p == vector{3.0, 4.0});
}

TEST_CASE("only a potential that depends on time is stale at another time") {
    auto b = over(springs);
    b.backend.evaluate(0.0);
    CHECK_FALSE(b.backend.stale(1.0));
    auto timed = over([](const vector& q, double t, vector& g) {
        g.assign(q.size(), t);
        return t;
    });
    timed.backend.evaluate(1.0);
    CHECK(timed.backend.potential() == 1.0);
    CHECK_FALSE(timed.backend.stale(1.0));
    CHECK(timed.backend.stale(1.5));
}

TEST_CASE("a gradient that the callback moved in is read where it is now") {
    auto b = over([](const vector& q, vector& g) {
        vector other(q.size(), 10.0);
        std::swap(g, other);
        return 0.0;
    });
    b.backend.begin_step(1);
    b.backend.evaluate(0.0);
    b.backend.run({{1.0, 0.1, 0.0, 1.0}, {}});
    CHECK(b.x.p == vector{2.0, 3.0});
}

TEST_CASE("a gradient of another size is refused") {
    auto b = over([](const vector&, vector& g) {
        g.resize(3);
        return 0.0;
    });
    CHECK_THROWS_AS(b.backend.evaluate(0.0), layout_error);
    CHECK_THROWS_WITH(b.backend.evaluate(0.0),
                      ContainsSubstring("gradient has 3 scalars, expected as many as q, 2"));
}

TEST_CASE("a failure keeps its step and component, whatever follows") {
    int calls = 0;
    auto b = over([&](const vector& q, vector& g) {
        g = q;
        g[1] = ++calls == 2 ? missing : 0.0;
        return 0.0;
    });
    b.backend.begin_step(7);
    b.backend.evaluate(0.0);
    b.backend.run(kick);
    CHECK(b.backend.failure() == nullptr);
    b.backend.begin_step(8);
    b.backend.evaluate(0.0);
    b.backend.begin_step(9);
    b.backend.run(kick);
    CHECK(b.backend.failure() != nullptr);
    CHECK(b.backend.failure_step() == 8);
    CHECK(b.backend.first_bad_component() == 1);
    // The callback is not asked again.
    b.backend.evaluate(0.0);
    CHECK(calls == 2);
    b.backend.fail("something else");
    CHECK(b.backend.failure_step() == 8);
}

TEST_CASE("a potential, momentum or S that is not finite fails") {
    auto potential = over([](const vector& q, vector& g) {
        g = q;
        return missing;
    });
    potential.backend.begin_step(1);
    potential.backend.evaluate(0.0);
    CHECK(std::string(potential.backend.failure()) == "the potential is not finite");
    CHECK(potential.backend.first_bad_component() == 2);

    auto momentum = over(springs);
    momentum.x.p[0] = missing;
    momentum.backend.begin_step(1);
    momentum.backend.run({{1.0, 0.0, 0.1, 1.0}, {}});
    REQUIRE(momentum.backend.failure() != nullptr);
    CHECK(momentum.backend.failure_step() == 1);

    auto action = over(springs);
    action.backend.begin_step(3);
    action.backend.set_s(missing);
    CHECK(std::string(action.backend.failure()) == "S is not finite");
    CHECK(action.backend.failure_step() == 3);

    auto overflow = over(springs);
    overflow.backend.begin_step(1);
    overflow.backend.run({{1.0, 0.0, 0.0, 1e200}, {}});
    CHECK(overflow.backend.failure() != nullptr);
}

}  // namespace dynamics_array_backend_test
