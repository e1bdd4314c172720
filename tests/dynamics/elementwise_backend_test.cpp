// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Fused steps over blocks against the same steps through a gradient array.

#include "catch_shim.hpp"

#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/dynamics/contact_splitting.hpp>
#include <thermosgd/dynamics/elementwise_backend.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "random.hpp"

namespace dynamics_elementwise_backend_test {

using namespace thermosgd;

namespace {

const elementwise_potential fused{[](auto x, std::size_t i) {
                                      using T = decltype(x);
                                      return x * x * x * x / 4 + x * x / static_cast<T>(2 + i % 3);
                                  },
                                  [](auto x, std::size_t i) {
                                      using T = decltype(x);
                                      return x * x * x + 2 * x / static_cast<T>(2 + i % 3);
                                  }};

/// The same as a callback that writes an array.
struct array_form {
    template <class T>
    double operator()(const std::vector<T>& q, std::vector<T>& g) const {
        double v = 0.0;
        for (std::size_t i = 0; i < q.size(); ++i) {
            v += static_cast<double>(fused.energy_of(q[i], i));
            g[i] = fused.derivative_of(q[i], i);
        }
        return v;
    }
};

template <class T>
contact_state<std::vector<T>> random_state(std::size_t n) {
    test::random_stream random(21);
    contact_state<std::vector<T>> x;
    for (std::size_t i = 0; i < n; ++i) {
        x.q.push_back(static_cast<T>(random.normal()));
        x.p.push_back(static_cast<T>(random.normal()));
    }
    x.s = 0.3;
    return x;
}

/// 150 steps, more than two chunks of them, over two blocks and a remainder.
template <class T, class Scheme, class A, class B>
void compare(const A& fused_h, const B& array_h, composition order, double unit) {
    auto x = random_state<T>(2 * detail::fused_block + 29);
    auto y = x;
    const splitting_options options{.timestep = 0.05, .order = order};
    contact_splitting a(fused_h, Scheme{}, x, options);
    contact_splitting b(array_h, Scheme{}, y, options);
    a.advance(x, 150);
    b.advance(y, 150);
    for (std::size_t i = 0; i < x.q.size(); ++i) {
        CHECK(std::fabs(static_cast<double>(x.q[i] - y.q[i])) < unit);
        CHECK(std::fabs(static_cast<double>(x.p[i] - y.p[i])) < unit);
    }
    CHECK_THAT(x.s, WithinRel(y.s, unit));
    CHECK(x.t == y.t);
    CHECK_THAT(a.last_potential(), WithinRel(b.last_potential(), unit));
}

template <class T, class Scheme>
void compare_fields(composition order, double unit) {
    INFO(Scheme::splitting.name << ' ' << order.name());
    constexpr contact_options options{.mass = 1.3, .friction = 0.2};
    compare<T, Scheme>(contact_hamiltonian(fused, options),
                       contact_hamiltonian(array_form{}, options), order, unit);
    if constexpr (exact_flows<
                      hamiltonian<field::evolution, array_form, uniform_mass, linear_dissipation>,
                      Scheme>) {
        compare<T, Scheme>(contact_hamiltonian<field::evolution>(fused, options),
                           contact_hamiltonian<field::evolution>(array_form{}, options), order,
                           unit);
    }
}

}  // namespace

TEST_CASE("fused steps are those through a gradient array to rounding") {
    const composition second = composition::none();
    compare_fields<double, schemes::d_kf_d>(second, 1e-12);
    compare_fields<double, schemes::k_df_k>(second, 1e-12);
    compare_fields<double, schemes::fdkdf>(second, 1e-12);
    compare_fields<double, schemes::dkfkd>(composition::suzuki4(), 1e-12);
    compare_fields<double, schemes::variational>(second, 1e-12);
    compare_fields<float, schemes::d_kf_d>(second, 2e-4);
    compare_fields<float, schemes::fdkdf>(second, 2e-4);
}

TEST_CASE("fused steps know the mass of each parameter and a friction that depends on time") {
    const std::size_t n = 2 * detail::fused_block + 29;
    std::vector<double> m(n);
    for (std::size_t i = 0; i < n; ++i) {
        m[i] = 1.0 + 0.25 * static_cast<double>(i % 5);
    }
    const time_dependent_dissipation f{[](double t) { return 0.2 + 0.1 * std::sin(t); }};
    compare<double, schemes::d_kf_d>(contact_hamiltonian(fused, masses(m), f),
                                     contact_hamiltonian(array_form{}, masses(m), f),
                                     composition::kahan_li6(), 1e-12);
}

TEST_CASE("the bits of fused steps do not depend on the number of threads") {
    const auto h = contact_hamiltonian(fused, {.friction = 0.2});
    auto x = random_state<double>(7 * detail::fused_block + 5);
    const auto start = x;
    contact_splitting stepper(h, {.timestep = 0.05});
    stepper.advance(x, 100);
    for (const std::size_t threads : {std::size_t{2}, std::size_t{3}}) {
        thread_pool pool(threads);
        auto y = start;
        stepper.advance(y, 100, pool);
        CHECK(y.q == x.q);
        CHECK(y.p == x.p);
        CHECK(y.s == x.s);
    }
    CHECK(x.q != start.q);
}

TEST_CASE("cycles are written down, not carried out") {
    std::vector<detail::flow_cycle> cycles;
    detail::recording_backend backend(cycles);
    backend.evaluate(0.0);
    CHECK_FALSE(backend.stale(1.0));
    backend.run({{0.5, 0.1, 0.2, 0.9}, {1.0, 2.0, 3.0}});
    REQUIRE(cycles.size() == 1);
    CHECK(cycles[0].flows.a == 0.5);
    CHECK(cycles[0].action.w == 3.0);
}

TEST_CASE("a state without parameters steps") {
    contact_splitting stepper(contact_hamiltonian(fused, {.friction = 0.5}), {.timestep = 0.1});
    contact_state<std::vector<double>> x{.q = {}, .p = {}, .s = 1.0};
    stepper.advance(x, 10);
    CHECK_THAT(x.s, WithinRel(std::exp(-0.5), 1e-14));
}

}  // namespace dynamics_elementwise_backend_test
