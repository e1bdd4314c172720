// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own program: replaces operator new
#include "catch_shim.hpp"
#include "failing_allocation.hpp"

#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/dynamics/contact_splitting.hpp>
#include <thermosgd/dynamics/langevin.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

namespace dynamics_langevin_test {

using namespace thermosgd;

namespace {

using vector = std::vector<double>;
using state = contact_state<vector>;

// Oscillators in a row, with a quartic wall.
double row(const vector& q, vector& g) {
    double sum = 0;
    for (std::size_t i = 0; i < q.size(); ++i) {
        const double left = i > 0 ? q[i] - q[i - 1] : 0.0;
        const double right = i + 1 < q.size() ? q[i + 1] - q[i] : 0.0;
        g[i] = q[i] * q[i] * q[i] + left - right;
        sum += 0.25 * q[i] * q[i] * q[i] * q[i] + 0.5 * left * left;
    }
    return sum;
}

double largest_difference(const state& x, const state& y) {
    double worst = std::fabs(x.s - y.s);
    for (std::size_t i = 0; i < x.q.size(); ++i) {
        worst = std::fmax(worst, std::fabs(x.q[i] - y.q[i]));
        worst = std::fmax(worst, std::fabs(x.p[i] - y.p[i]));
    }
    return worst;
}

const state start{.q = {1.0, -0.4, 0.7}, .p = {0.2, 0.9, -1.1}, .s = 0.3};
constexpr auto both_schemes = {langevin_scheme::baoab, langevin_scheme::obabo};

}  // namespace

TEST_CASE("at T = 0 BAOAB is KDFDK and OBABO is FKDKF, S included") {
    const auto difference = [](langevin_scheme baths_scheme, auto scheme) {
        const auto h = contact_hamiltonian(row, masses({1.5, 0.4, 2.0}), linear_dissipation{0.6});
        langevin stepper(
            h, langevin_options{.temperature = 0.0, .timestep = 0.1, .scheme = baths_scheme});
        contact_splitting flow(h, scheme, splitting_options{.timestep = 0.1});
        state x = start, y = start;
        random_stream random(1);
        stepper.advance(x, 50, random);
        flow.advance(y, 50);
        CHECK(x.t == y.t);
        vector g(3);
        CHECK_THAT(stepper.last_potential(), WithinRel(row(x.q, g), 1e-15));
        return largest_difference(x, y);
    };
    CHECK(difference(langevin_scheme::baoab, schemes::kdfdk{}) < 1e-14);
    CHECK(difference(langevin_scheme::obabo, schemes::fkdkf{}) < 1e-14);
    CHECK(difference(langevin_scheme::baoab, schemes::fkdkf{}) > 1e-5);
}

TEST_CASE("infinite friction draws all momenta again at every noise") {
    langevin stepper(contact_hamiltonian(
                         row, {.mass = 2.0, .friction = std::numeric_limits<double>::infinity()}),
                     langevin_options{.temperature = 0.7, .timestep = 0.2});
    state x{.q = {0.0}, .p = {0.5}};
    random_stream random(4), other(4), block(detail::random_bits(other.bits(), 0));
    stepper.step(x, random);
    const double p = std::sqrt(2.0 * 0.7) * block.normal();
    const double q = 0.1 * 0.5 / 2.0 + 0.1 * p / 2.0;
    CHECK_THAT(x.q[0], WithinAbs(q, 1e-15));
    CHECK_THAT(x.p[0], WithinAbs(p - 0.1 * q * q * q, 1e-15));
    CHECK(std::isfinite(x.s));
}

TEST_CASE("one step is the formula, with the noise that the stream gives") {
    // From q = 0, where there is no kick, the noise can be read off p.
    const double h = 0.2, gamma = 1.3, kt = 0.7, m = 2.0, mu = std::exp(-gamma * h);
    langevin stepper(contact_hamiltonian(row, {.mass = m, .friction = gamma}),
                     langevin_options{.temperature = kt, .timestep = h});
    state x{.q = {0.0}, .p = {0.5}};
    random_stream random(4);
    stepper.step(x, random);
    random_stream other(4), block(detail::random_bits(other.bits(), 0));
    const double noise = block.normal();
    const double p = mu * 0.5 + std::sqrt(m * kt * (1 - mu * mu)) * noise;
    const double q = 0.5 * h * 0.5 / m + 0.5 * h * p / m;
    CHECK_THAT(x.q[0], WithinAbs(q, 1e-15));
    CHECK_THAT(x.p[0], WithinAbs(p - 0.5 * h * q * q * q, 1e-15));
    CHECK(random.bits() != random_stream(4).bits());
    CHECK_THAT(stepper.heat(), WithinAbs((0.25 - p * p) / (2 * m), 1e-15));
}

TEST_CASE("many steps in one call are as many single steps, noise, heat and S included") {
    for (const auto scheme : both_schemes) {
        langevin many(contact_hamiltonian(row, {.friction = 0.7}),
                      langevin_options{.timestep = 0.1, .scheme = scheme});
        auto single = many;
        state x = start, y = start;
        random_stream first(2), second(2);
        many.advance(x, 40, first);
        for (int k = 0; k < 40; ++k) {
            single.step(y, second);
        }
        CHECK(largest_difference(x, y) < 1e-13);
        CHECK(first == second);
        CHECK_THAT(single.heat(), WithinAbs(many.heat(), 1e-12));
        CHECK_THAT(single.energy(), WithinAbs(many.energy(), 1e-12));
        CHECK(largest_difference(x, start) > 0.1);
    }
}

TEST_CASE("energy and heat add up, four times as well at half the step") {
    for (const auto scheme : both_schemes) {
        const auto worst = [&](double h) {
            langevin stepper(contact_hamiltonian(row, {.friction = 0.5}),
                             langevin_options{.timestep = h, .scheme = scheme});
            // Many runs: noise differs between the steps, so that only the size of errors compares.
            double sum = 0;
            for (std::uint64_t seed = 0; seed < 200; ++seed) {
                state x = start;
                random_stream random(seed);
                const double heat = stepper.heat();
                stepper.advance(x, 1, random);
                const double before = stepper.energy() + stepper.heat() - heat;
                stepper.advance(x, static_cast<std::uint64_t>(std::lround(2 / h)), random);
                sum += std::pow(stepper.energy() + stepper.heat() - heat - before, 2);
            }
            return std::sqrt(sum / 200);
        };
        const double order = std::log2(worst(0.1) / worst(0.05));
        CHECK(order > 1.7);
        CHECK(order < 2.3);
    }
}

TEST_CASE("kinetic temperatures are those of the momenta where they say") {
    const double h = 0.3;
    for (const auto scheme : both_schemes) {
        langevin stepper(contact_hamiltonian(row, {.mass = 1.5, .friction = 0.7}),
                         langevin_options{.timestep = h, .scheme = scheme});
        state x = start;
        random_stream random(3);
        vector g(3);
        row(x.q, g);
        stepper.step(x, random);
        double ends = 0;
        for (const double p : x.p) {
            ends += p * p / (1.5 * 3);
        }
        CHECK_THAT(stepper.kinetic_temperature(step_moment::end), WithinRel(ends, 1e-14));
        // Around the noise of BAOAB: the first half a kick on, and the end half a kick back.
        double middle = 0;
        const vector q = x.q;
        vector after(3);
        row(q, after);
        for (std::size_t i = 0; i < 3; ++i) {
            const double before_noise = start.p[i] - 0.5 * h * g[i];
            const double after_noise = x.p[i] + 0.5 * h * after[i];
            middle += 0.5 * (before_noise * before_noise + after_noise * after_noise) / (1.5 * 3);
        }
        if (scheme == langevin_scheme::baoab) {
            CHECK(stepper.unbiased_moment() == step_moment::middle);
            CHECK_THAT(stepper.kinetic_temperature(), WithinRel(middle, 1e-13));
        } else {
            CHECK(stepper.unbiased_moment() == step_moment::end);
            double drift = 0;
            for (std::size_t i = 0; i < 3; ++i) {
                const double v = (x.q[i] - start.q[i]) / h;
                drift += 1.5 * v * v / 3;
            }
            CHECK_THAT(stepper.kinetic_temperature(step_moment::middle), WithinRel(drift, 1e-13));
        }
    }
}

TEST_CASE("threads do not change bits, no step allocates, gradients are shared") {
    const elementwise_potential each{[](auto q) { return q * q * q * q / 4; },
                                     [](auto q) { return q * q * q; }};
    for (const auto scheme : both_schemes) {
        langevin serial(contact_hamiltonian(each, {.friction = 1.0}),
                        langevin_options{.scheme = scheme});
        auto parallel = serial;
        state x{.q = vector(20'000, 0.1), .p = vector(20'000, 0.0)}, y = x;
        thread_pool pool(2);
        random_stream first(1), second(1);
        serial.step(x, first);
        const std::size_t before = test::allocations;
        serial.advance(x, 4, first);
        const std::size_t after = test::allocations;
        parallel.step(y, second, pool);
        parallel.advance(y, 4, second, pool);
        CHECK(after == before);
        CHECK(x.q == y.q);
        CHECK(x.p == y.p);
        CHECK(serial.heat() == parallel.heat());
        // No two blocks have the same noise.
        CHECK(x.p[0] != x.p[4096]);
    }
    std::size_t calls = 0;
    langevin counted(contact_hamiltonian(
                         [&](const vector& q, vector& g) {
                             ++calls;
                             return row(q, g);
                         },
                         {.friction = 1.0}),
                     langevin_options{});
    state x = start;
    random_stream random(1);
    counted.advance(x, 10, random);
    CHECK(calls == 11);
}

TEST_CASE("time-dependent potentials are taken at both ends of a step, float states follow") {
    langevin timed(contact_hamiltonian(
                       [](const vector& q, double t, vector& g) {
                           g[0] = q[0] - std::sin(t);
                           return 0.5 * q[0] * q[0] - q[0] * std::sin(t);
                       },
                       {}),
                   langevin_options{.temperature = 0.0, .timestep = 0.01});
    state z{.q = {0.0}, .p = {0.0}};
    random_stream random(1);
    timed.advance(z, 500, random);
    CHECK_THAT(z.q[0], WithinAbs(0.5 * (std::sin(5.0) - 5 * std::cos(5.0)), 1e-4));

    contact_state<std::vector<float>> narrow{.q = {1.0F, 0.2F}, .p = {0.0F, 0.5F}};
    state wide{.q = {1.0, 0.2F}, .p = {0.0, 0.5}};
    const auto potential = [](const auto& q, auto& g) {
        g[0] = q[0];
        g[1] = q[1];
        return 0.5 * static_cast<double>(q[0] * q[0] + q[1] * q[1]);
    };
    random_stream first(1), second(1);
    langevin(contact_hamiltonian(potential, {.friction = 1.0}), narrow, langevin_options{})
        .advance(narrow, 50, first);
    langevin(contact_hamiltonian(potential, {.friction = 1.0}), wide, langevin_options{})
        .advance(wide, 50, second);
    CHECK_THAT(static_cast<double>(narrow.q[0]), WithinAbs(wide.q[0], 1e-4));
    CHECK_THAT(static_cast<double>(narrow.p[1]), WithinAbs(wide.p[1], 1e-4));
}

TEST_CASE("a failed call leaves state, random numbers and heat, and says what and where") {
    int calls = 0;
    langevin stepper(contact_hamiltonian(
                         [&](const vector& q, vector& g) {
                             const double value = row(q, g);
                             if (++calls == 4) {
                                 g[1] = std::numeric_limits<double>::infinity();
                             }
                             return value;
                         },
                         {.friction = 1.0}),
                     langevin_options{});
    state x = start;
    random_stream random(1);
    CHECK_THROWS_WITH(stepper.advance(x, 10, random), ContainsSubstring("langevin") &&
                                                          ContainsSubstring("gradient[1]") &&
                                                          ContainsSubstring("step 3"));
    CHECK(x.q == start.q);
    CHECK(x.p == start.p);
    CHECK(x.s == start.s);
    CHECK(random == random_stream(1));
    CHECK(stepper.heat() == 0.0);
    CHECK(std::isnan(stepper.energy()));

    langevin lost(
        contact_hamiltonian(
            [](const vector&, vector&) { return std::numeric_limits<double>::quiet_NaN(); },
            {.friction = 1.0}),
        langevin_options{});
    CHECK_THROWS_WITH(lost.step(x, random), ContainsSubstring("potential is not finite"));
    CHECK(x.q == start.q);
}

TEST_CASE("settings and shapes that cannot be are refused by name") {
    const auto h = contact_hamiltonian(row, {.friction = 1.0});
    CHECK_THROWS_WITH(langevin(h, langevin_options{.timestep = 0.0}),
                      ContainsSubstring("timestep"));
    CHECK_THROWS_WITH(langevin(h, langevin_options{.temperature = -1.0}),
                      ContainsSubstring("temperature"));
    CHECK_THROWS_WITH(langevin(contact_hamiltonian(row, {.friction = -1.0, .allow_gain = true}),
                               langevin_options{}),
                      ContainsSubstring("friction"));
    langevin stepper(h, langevin_options{});
    state x{.q = {1.0, 2.0}, .p = {1.0}};
    random_stream random(1);
    CHECK_THROWS_AS(stepper.step(x, random), layout_error);
    langevin assigned(contact_hamiltonian(
                          [](const vector&, vector& g) {
                              g.assign(1, 0.0);
                              return 0.0;
                          },
                          {.friction = 1.0}),
                      langevin_options{});
    state y = start;
    CHECK_THROWS_WITH(assigned.step(y, random), ContainsSubstring("gradient has 1"));
    CHECK(y.q == start.q);
}

}  // namespace dynamics_langevin_test
