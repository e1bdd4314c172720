// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Hamiltonians: what they accept, what they refuse, and their parts.

#include "catch_shim.hpp"

#include <thermosgd/dynamics/hamiltonian.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace dynamics_hamiltonian_test {

using namespace thermosgd;

namespace {

using vector = std::vector<double>;

const auto still = [](const vector&, vector&) { return 0.0; };
[[maybe_unused]] const auto timed = [](const vector&, double, vector&) { return 0.0; };
[[maybe_unused]] const auto generic = [](const auto&, auto&) { return 0.0; };
const elementwise_potential quartic{[](auto x) { return x * x * x * x / 4; },
                                    [](auto x) { return x * x * x; }};

}  // namespace

static_assert(gradient_potential<decltype(still), vector>);
static_assert(!gradient_potential<decltype(still), std::array<double, 2>>);
static_assert(!gradient_potential<decltype(timed), vector>);
static_assert(time_dependent_gradient_potential<decltype(timed), vector>);
static_assert(detail::depends_on_time<decltype(timed), vector>);
static_assert(!detail::depends_on_time<decltype(still), vector>);
static_assert(gradient_potential<decltype(generic), std::span<float>>);
static_assert(potential_over<decltype(quartic), std::vector<float>>);
static_assert(!potential_over<double, vector>);
static_assert(detail::is_elementwise<std::remove_const_t<decltype(quartic)>>);
static_assert(!detail::is_elementwise<decltype(still)>);

TEST_CASE("the common Hamiltonian has a mass and a friction") {
    const auto h = contact_hamiltonian(still, {.mass = 2.0, .friction = 0.3});
    STATIC_REQUIRE(decltype(h)::generated == field::contact);
    CHECK(h.kinetic.mass == 2.0);
    CHECK(h.dissipation.rate == 0.3);
    const auto e = contact_hamiltonian<field::evolution>(still);
    STATIC_REQUIRE(decltype(e)::generated == field::evolution);
    CHECK(e.kinetic.mass == 1.0);
    CHECK(e.dissipation.rate == 0.0);
}

TEST_CASE("bad masses and frictions are refused by name and value") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double bad : {0.0, -1.0, nan, infinity}) {
        CHECK_THROWS_AS(contact_hamiltonian(still, {.mass = bad}), std::invalid_argument);
    }
    for (const double bad : {-0.1, nan, -infinity}) {
        CHECK_THROWS_AS(contact_hamiltonian(still, {.friction = bad}), std::invalid_argument);
        CHECK_THROWS_AS(contact_hamiltonian(still, relativistic{}, linear_dissipation{bad}),
                        std::invalid_argument);
        CHECK_THROWS_AS(contact_hamiltonian(still, uniform_mass{}, quadratic_dissipation{bad, 1.0}),
                        std::invalid_argument);
    }
    CHECK_THROWS_WITH(contact_hamiltonian(still, {.friction = -0.1}),
                      ContainsSubstring("friction = -0.1") && ContainsSubstring("allow_gain"));
    CHECK_THROWS_WITH(contact_hamiltonian(still, {.mass = -2.0}), ContainsSubstring("mass = -2,"));
}

TEST_CASE("negative friction is accepted where it is asked for, or is a function") {
    CHECK(contact_hamiltonian(still, {.friction = -0.1, .allow_gain = true}).dissipation.rate ==
          -0.1);
    CHECK(contact_hamiltonian(still, relativistic{}, linear_dissipation{-0.1}, true)
              .dissipation.rate == -0.1);
    CHECK_THROWS_AS(
        contact_hamiltonian(
            still, {.friction = std::numeric_limits<double>::quiet_NaN(), .allow_gain = true}),
        std::invalid_argument);
    const auto sign = [](double t) { return t - 1.0; };
    CHECK_NOTHROW(contact_hamiltonian(still, uniform_mass{}, time_dependent_dissipation{sign}));
}

TEST_CASE("infinite friction, gradient descent, is accepted, and infinite gain is not") {
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK(contact_hamiltonian(still, {.friction = infinity}).dissipation.rate == infinity);
    CHECK_NOTHROW(contact_hamiltonian(still, relativistic{}, linear_dissipation{infinity}));
    CHECK_THROWS_AS(contact_hamiltonian(still, {.friction = -infinity, .allow_gain = true}),
                    std::invalid_argument);
}

namespace {

struct counting {
    int calls = 0;
    double operator()(const std::vector<float>& /*q*/, std::vector<float>& /*g*/) {
        ++calls;
        return 0.0;
    }
};

[[maybe_unused]] double over_span(std::span<const float> /*q*/, std::span<float> /*g*/) {
    return 0.0;
}

}  // namespace

TEST_CASE("the first parameter of a potential says which buffer it takes") {
    using detail::buffer_taken_t;
    const auto depends_on_time = [](const std::array<double, 2>&, double,
                                    std::array<double, 2>&) noexcept { return 0.0; };
    const auto any = [](const auto&, auto&) { return 0.0; };
    STATIC_REQUIRE(std::same_as<buffer_taken_t<counting>, std::vector<float>>);
    STATIC_REQUIRE(
        std::same_as<buffer_taken_t<std::reference_wrapper<counting>>, std::vector<float>>);
    STATIC_REQUIRE(std::same_as<buffer_taken_t<std::remove_const_t<decltype(depends_on_time)>>,
                                std::array<double, 2>>);
    STATIC_REQUIRE(std::same_as<buffer_taken_t<decltype(&over_span)>, std::vector<float>>);
    STATIC_REQUIRE(
        std::same_as<buffer_taken_t<std::remove_const_t<decltype(any)>>, std::vector<double>>);
    STATIC_REQUIRE(
        std::same_as<buffer_taken_t<std::remove_const_t<decltype(quartic)>>, std::vector<double>>);
}

TEST_CASE("a potential is copied, and kept by reference when it is given as one") {
    counting original;
    std::vector<float> q(1), g(1);
    auto copy = contact_hamiltonian(original);
    auto reference = contact_hamiltonian(std::ref(original));
    copy.potential(q, g);
    CHECK(original.calls == 0);
    CHECK(copy.potential.calls == 1);
    reference.potential(q, g);
    CHECK(original.calls == 1);
    STATIC_REQUIRE(detail::is_elementwise<std::reference_wrapper<decltype(quartic)>>);
    CHECK(detail::referred(std::ref(quartic)).energy_of(1.0, 0) ==
          detail::referred(quartic).energy_of(1.0, 0));
}

TEST_CASE("a potential of degrees of freedom may know which one it is for") {
    CHECK(quartic.energy_of(2.0, 7) == 4.0);
    CHECK(quartic.derivative_of(2.0F, 7) == 8.0F);
    STATIC_REQUIRE(std::is_same_v<decltype(quartic.energy_of(2.0F, 0)), float>);
    const vector k{1.0, 10.0};
    const elementwise_potential springs{[&](double x, std::size_t i) { return 0.5 * k[i] * x * x; },
                                        [&](double x, std::size_t i) { return k[i] * x; }};
    CHECK(springs.energy_of(2.0, 1) == 20.0);
    CHECK(springs.derivative_of(2.0, 1) == 20.0);
}

TEST_CASE("the kinetic energy of momenta is that of the Hamiltonian's masses") {
    vector p{3.0, 4.0};
    CHECK_THAT(kinetic_energy_of(uniform_mass{2.0}, p), WithinRel(25.0 / 4.0, 1e-15));
    CHECK_THAT(kinetic_energy_of(masses({1.0, 4.0}), p), WithinRel(4.5 + 2.0, 1e-15));
    CHECK_THAT(kinetic_energy_of(relativistic{1.0, 2.0}, p),
               WithinRel(relativistic{1.0, 2.0}.energy(25.0), 1e-15));
    std::array<float, 2> single{3, 4};
    CHECK(kinetic_energy_of(uniform_mass{}, single) == 12.5);
    vector none;
    CHECK(kinetic_energy_of(uniform_mass{}, none) == 0.0);
}

TEST_CASE("what U is at S and t") {
    CHECK(dissipated(linear_dissipation{0.5}, 3.0, 1.0) == 1.5);
    CHECK(dissipated(time_dependent_dissipation{[](double t) { return t; }}, 3.0, 2.0) == 6.0);
    CHECK_THAT(dissipated(quadratic_dissipation{0.1, 0.2}, 2.0, 0.0), WithinRel(0.6, 1e-15));
}

TEST_CASE("a potential that can only be moved is taken over") {
    auto h = contact_hamiltonian(
        [owned = std::make_unique<double>(2.0)](const vector&, vector&) { return *owned; });
    vector q, g;
    CHECK(h.potential(q, g) == 2.0);
}

}  // namespace dynamics_hamiltonian_test
