// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own program: replaces operator new
#include "catch_shim.hpp"
#include "failing_allocation.hpp"
#include "replicas.hpp"
#include "statistics/memory_archive.hpp"

#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/dynamics/thermostatted.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace dynamics_thermostatted_test {

using namespace thermosgd;

namespace {

using vector = std::vector<double>;
using state = contact_state<vector>;

// A ring of oscillators that interact.
double chain(const vector& q, vector& g) {
    const std::size_t n = q.size();
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double right = q[(i + 1) % n] - q[i], left = q[i] - q[(i + n - 1) % n];
        g[i] = q[i] + left - right + left * left * left - right * right * right;
        sum += 0.5 * q[i] * q[i] + 0.5 * right * right + 0.25 * right * right * right * right;
    }
    return sum;
}

state at_random(std::size_t n, std::uint64_t seed) {
    random_stream random(seed);
    state x{.q = vector(n), .p = vector(n)};
    for (std::size_t i = 0; i < n; ++i) {
        x.q[i] = 0.5 * random.normal();
        x.p[i] = random.normal();
    }
    return x;
}

double largest_difference(const state& x, const state& y) {
    double worst = std::fabs(x.s - y.s);
    for (std::size_t i = 0; i < x.q.size(); ++i) {
        worst = std::fmax(worst, std::fabs(x.q[i] - y.q[i]));
        worst = std::fmax(worst, std::fabs(x.p[i] - y.p[i]));
    }
    return worst;
}

double kinetic(const state& x, double mass = 1.0) {
    double sum = 0;
    for (const double p : x.p) {
        sum += 0.5 * p * p / mass;
    }
    return sum;
}

constexpr auto places = {thermostat_place::ends, thermostat_place::middle};

}  // namespace

TEST_CASE("gradient descent is velocity Verlet at zero temperature, to rounding") {
    // η = h²/2m; for h = 1 and m = 1/2η it is equation 5 of the paper.
    for (const newton_options o : {newton_options{.mass = 2.5, .timestep = 0.3},
                                   newton_options{.mass = 10.0, .timestep = 1.0}}) {
        const double rate = o.timestep * o.timestep / (2 * o.mass);
        thermostatted stepper(newtonian(chain, o.mass), zero_temperature{},
                              thermostatted_options{.timestep = o.timestep});
        state x = at_random(6, 1);
        vector y = x.q, g(6);
        random_stream random(1);
        for (int k = 0; k < 100; ++k) {
            stepper.step(x, random);
            chain(y, g);
            for (std::size_t i = 0; i < 6; ++i) {
                y[i] -= rate * g[i];
                REQUIRE_THAT(x.q[i], WithinAbs(y[i], 1e-15));
                REQUIRE(x.p[i] == 0.0);
            }
        }
        CHECK(stepper.kinetic_energy() == 0.0);
    }
}

TEST_CASE("zero temperature every n steps leaves the momenta between") {
    thermostatted stepper(newtonian(chain), zero_temperature{.every = 3},
                          thermostatted_options{.timestep = 0.1});
    auto free = velocity_verlet(chain, {.timestep = 0.1});
    state x = at_random(4, 2), y = x;
    random_stream random(1);
    for (int k = 0; k < 9; ++k) {
        if (k % 3 == 0) {
            y.p.assign(4, 0.0);
        }
        stepper.step(x, random);
        free.step(y);
        CHECK(largest_difference({.q = x.q, .p = vector(4)}, {.q = y.q, .p = vector(4)}) < 1e-15);
        CHECK((kinetic(x) == 0.0) == (k % 3 == 2));
    }
    CHECK(stepper.steps() == 9);
}

TEST_CASE("Berendsen at T = 0 is the contact flow with friction 1 over 2 tau") {
    const double tau = 0.8, h = 0.1;
    const auto run = [&](thermostat_place place, auto scheme) {
        thermostatted stepper(newtonian(chain, 1.7),
                              berendsen{.temperature = 0.0, .relaxation = tau},
                              thermostatted_options{.timestep = h, .place = place});
        contact_splitting friction(
            contact_hamiltonian(chain, {.mass = 1.7, .friction = 1 / (2 * tau)}), scheme,
            splitting_options{.timestep = h});
        state x = at_random(5, 3), y = x;
        random_stream random(1);
        stepper.advance(x, 40, random);
        friction.advance(y, 40);
        y.s = x.s;  // that of the contact flow is discounted
        return largest_difference(x, y);
    };
    CHECK(run(thermostat_place::ends, schemes::fkdkf{}) < 1e-14);
    CHECK(run(thermostat_place::middle, schemes::kdfdk{}) < 1e-14);
    CHECK(run(thermostat_place::middle, schemes::fkdkf{}) > 1e-5);
}

TEST_CASE("without a thermostat it is velocity Verlet, S included") {
    for (const auto place : places) {
        thermostatted stepper(newtonian(chain, 1.7), no_thermostat{},
                              thermostatted_options{.timestep = 0.1, .place = place});
        auto free = velocity_verlet(chain, {.mass = 1.7, .timestep = 0.1});
        state x = at_random(5, 4), y = x;
        random_stream random(1);
        stepper.advance(x, 40, random);
        free.advance(y, 40);
        CHECK(largest_difference(x, y) < 1e-14);
        CHECK(x.t == y.t);
        CHECK(random == random_stream(1));
        CHECK(std::isnan(stepper.kinetic_temperature()));
        CHECK(stepper.absorbed_energy() == 0.0);
    }
}

TEST_CASE("many steps in one call are as many single steps, random numbers included") {
    for (const auto place : places) {
        const thermostatted_options options{.timestep = 0.1, .place = place};
        thermostatted many(newtonian(chain), csvr{.temperature = 0.7, .relaxation = 0.5}, options);
        auto single = many;
        state x = at_random(5, 5), y = x;
        random_stream first(9), second(9);
        many.advance(x, 30, first);
        for (int k = 0; k < 30; ++k) {
            single.step(y, second);
        }
        CHECK(largest_difference(x, y) < 1e-13);
        CHECK(first == second);
        CHECK_THAT(single.absorbed_energy(), WithinRel(many.absorbed_energy(), 1e-12));
        CHECK_THAT(single.energy(), WithinRel(many.energy(), 1e-12));
        CHECK(many.steps() == single.steps());
        state z = at_random(5, 5);
        CHECK(largest_difference(x, z) > 0.1);
    }
}

TEST_CASE("velocity rescale and constant energy hold what they promise at every step") {
    random_stream random(1);
    state x = at_random(6, 6);
    thermostatted rescaled(newtonian(chain, 1.3), velocity_rescale{.temperature = 0.4},
                           thermostatted_options{.timestep = 0.1});
    for (int k = 0; k < 20; ++k) {
        rescaled.step(x, random);
        CHECK_THAT(kinetic(x, 1.3), WithinRel(0.5 * 6 * 0.4, 1e-14));
    }
    CHECK_THAT(rescaled.kinetic_temperature(), WithinRel(0.4, 1e-14));

    auto h = newtonian(chain);
    const double energy = mechanical_energy(h, x);
    thermostatted projected(h, constant_energy{.energy = energy},
                            thermostatted_options{.timestep = 0.1});
    auto free = velocity_verlet(chain, {.timestep = 0.1});
    state y = x;
    double drift = 0;
    for (int k = 0; k < 50; ++k) {
        projected.step(x, random);
        free.step(y);
        CHECK_THAT(mechanical_energy(h, x), WithinRel(energy, 1e-14));
        drift = std::fmax(drift, std::fabs(mechanical_energy(h, y) - energy));
    }
    CHECK(drift > 1e-4);
    CHECK_THAT(projected.energy(), WithinRel(energy, 1e-14));
}

TEST_CASE(
    "energy less what the thermostat gave is conserved, four times as well at half the step") {
    const auto drift = [](double h, thermostat_place place) {
        // Berendsen needs no random numbers: both steps follow the same path.
        thermostatted stepper(newtonian(chain), berendsen{.temperature = 0.3, .relaxation = 2.0},
                              thermostatted_options{.timestep = h, .place = place});
        state x = at_random(8, 7);
        auto system = newtonian(chain);
        const double energy = mechanical_energy(system, x);
        random_stream random(1);
        stepper.advance(x, static_cast<std::uint64_t>(std::lround(4.0 / h)), random);
        CHECK(std::fabs(stepper.absorbed_energy()) > 0.5);
        return std::fabs(stepper.energy() - stepper.absorbed_energy() - energy);
    };
    for (const auto place : places) {
        const double order = std::log2(drift(0.02, place) / drift(0.01, place));
        CHECK(order > 1.9);
        CHECK(order < 2.1);
    }
}

TEST_CASE("K fluctuates as it should under CSVR, and not under Berendsen") {
    // 32 runs each; six comparisons: chance fails one in 1e6.
    constexpr double kt = 0.5;
    constexpr std::size_t n = 16;
    test::replicas mean, variance, damped, virial;
    for (std::uint64_t seed = 0; seed < 32; ++seed) {
        const auto moments = [&](auto thermostat, bool record) {
            thermostatted stepper(
                newtonian(chain), thermostat,
                thermostatted_options{.timestep = 0.1, .place = thermostat_place::middle});
            random_stream random(seed);
            state x = at_random(n, 100 + seed);
            stepper.advance(x, 500, random);
            double s1 = 0, s2 = 0, v = 0;
            constexpr int samples = 3000;
            vector g(n);
            for (int k = 0; k < samples; ++k) {
                stepper.advance(x, 3, random);
                s1 += stepper.kinetic_energy() / samples;
                stepper.step(x, random);
                s2 += stepper.kinetic_energy() * stepper.kinetic_energy() / samples;
                chain(x.q, g);
                for (std::size_t i = 0; i < n; ++i) {
                    v += x.q[i] * g[i] / samples / static_cast<double>(n);
                }
            }
            if (record) {
                mean.push(s1);
                virial.push(v);
            }
            return s2 - s1 * s1;
        };
        variance.push(moments(csvr{.temperature = kt, .relaxation = 0.5}, true));
        damped.push(moments(berendsen{.temperature = kt, .relaxation = 0.1}, false));
    }
    const double expected = 0.5 * n * kt;
    test::check_mean(mean, expected, 0.02 * expected, 6);
    // Var K = d kT²/2; V is not quadratic, so that positions are biased by O(h²), 0.3 % here.
    test::check_mean(variance, 0.5 * n * kt * kt, 0.15 * 0.5 * n * kt * kt, 6);
    CHECK(std::fabs(virial.mean() - kt) < virial.tolerance(6) + 0.005 * kt);
    CHECK(virial.tolerance(6) < 0.02 * kt);
    CHECK(damped.mean() + damped.tolerance(6) < 0.6 * 0.5 * n * kt * kt);
}

TEST_CASE("gradients are shared by the steps of a call, and no step allocates") {
    std::size_t calls = 0;
    thermostatted stepper(newtonian([&](const vector& q, vector& g) {
                              ++calls;
                              return chain(q, g);
                          }),
                          csvr{}, thermostatted_options{.timestep = 0.1});
    state x = at_random(500, 8);
    random_stream random(1);
    stepper.step(x, random);
    CHECK(calls == 2);
    const std::size_t before = test::allocations;
    stepper.advance(x, 50, random);
    const std::size_t after = test::allocations;
    CHECK(calls == 2 + 51);
    CHECK(after == before);
}

TEST_CASE("time-dependent, elementwise and float potentials, masses, and threads") {
    random_stream random(1);
    // Threads and blocks do not change bits.
    state x = at_random(20'000, 9), y = x;
    const elementwise_potential each{[](auto q) { return q * q * q * q / 4; },
                                     [](auto q) { return q * q * q; }};
    thermostatted serial(newtonian(each), csvr{}, thermostatted_options{});
    auto parallel = serial;
    thread_pool pool(2);
    random_stream first(1), second(1);
    serial.advance(x, 5, first);
    parallel.advance(y, 5, second, pool);
    CHECK(x.q == y.q);
    CHECK(x.p == y.p);

    // V of both ends of a step: one gradient more than steps.
    std::size_t calls = 0;
    thermostatted timed(newtonian([&](const vector& q, double t, vector& g) {
                            ++calls;
                            g[0] = q[0] - std::cos(t);
                            return 0.5 * q[0] * q[0] - q[0] * std::cos(t);
                        }),
                        no_thermostat{}, thermostatted_options{.timestep = 0.01});
    state z{.q = {0.0}, .p = {0.0}};
    timed.advance(z, 500, random);
    CHECK(calls == 501);
    CHECK_THAT(z.q[0], WithinAbs(0.5 * 5 * std::sin(5.0), 1e-4));

    thermostatted heavy(contact_hamiltonian(each, masses({1.0, 100.0}), no_dissipation{}),
                        velocity_rescale{.temperature = 0.5}, thermostatted_options{});
    state w{.q = {0.1, 0.2}, .p = {1.0, 3.0}};
    heavy.step(w, random);
    CHECK_THAT(0.5 * w.p[0] * w.p[0] + w.p[1] * w.p[1] / 200, WithinRel(0.5, 1e-14));

    contact_state<std::vector<float>> f{.q = {0.1F, 0.2F}, .p = {1.0F, 3.0F}};
    thermostatted narrow(newtonian(each), velocity_rescale{.temperature = 0.5}, f,
                         thermostatted_options{});
    narrow.step(f, random);
    CHECK_THAT(0.5 * static_cast<double>(f.p[0] * f.p[0] + f.p[1] * f.p[1]), WithinRel(0.5, 1e-6));
}

TEST_CASE("a failed call leaves state, random numbers and counters, and says what and where") {
    int calls = 0;
    thermostatted stepper(newtonian([&](const vector& q, vector& g) {
                              const double value = chain(q, g);
                              if (++calls == 4) {
                                  g[2] = std::numeric_limits<double>::quiet_NaN();
                              }
                              return value;
                          }),
                          csvr{}, thermostatted_options{});
    state x = at_random(4, 10);
    const state before = x;
    random_stream random(1);
    CHECK_THROWS_WITH(stepper.advance(x, 10, random), ContainsSubstring("thermostatted") &&
                                                          ContainsSubstring("gradient[2]") &&
                                                          ContainsSubstring("step 3"));
    CHECK(x.q == before.q);
    CHECK(x.p == before.p);
    CHECK(random == random_stream(1));
    CHECK(stepper.steps() == 0);
    CHECK(stepper.absorbed_energy() == 0.0);

    thermostatted cold(newtonian(chain), constant_energy{.energy = -1.0}, thermostatted_options{});
    CHECK_THROWS_WITH(cold.step(x, random), ContainsSubstring("above the constant energy"));
    CHECK(x.q == before.q);
    CHECK_THROWS_AS(thermostatted(newtonian(chain), csvr{}, {.timestep = 0.0}),
                    std::invalid_argument);
    CHECK_THROWS_AS(thermostatted(newtonian(chain), csvr{.relaxation = 0.0}, {}),
                    std::invalid_argument);
    CHECK_THROWS_WITH(
        thermostatted(newtonian(chain), constant_energy{}, {.place = thermostat_place::middle}),
        ContainsSubstring("constant_energy at the middle"));
}

TEST_CASE("what is counted goes through an archive") {
    thermostatted stepper(newtonian(chain), csvr{}, thermostatted_options{});
    auto other = stepper;
    state x = at_random(4, 11);
    random_stream random(1);
    stepper.advance(x, 7, random);
    test::memory_writer writer;
    stepper.archive(writer);
    test::memory_reader reader(writer.words);
    other.archive(reader);
    CHECK(reader.at_end());
    CHECK(other.steps() == 7);
    CHECK(other.absorbed_energy() == stepper.absorbed_energy());
    CHECK(other.kinetic_temperature() == stepper.kinetic_temperature());
    CHECK(other.energy() == stepper.energy());
}

}  // namespace dynamics_thermostatted_test
