// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "replicas.hpp"

#include <thermosgd/dynamics/contact_density.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

namespace dynamics_contact_density_test {

using namespace thermosgd;

namespace {

using vector = std::vector<double>;
using state = contact_state<vector>;

double harmonic(const vector& q, vector& g) {
    double sum = 0;
    for (std::size_t i = 0; i < q.size(); ++i) {
        g[i] = q[i];
        sum += 0.5 * q[i] * q[i];
    }
    return sum;
}

// The largest change of the invariant along a path of time 50.
template <class Density>
double invariant_error(Density density, double h) {
    contact_density stepper(newtonian(harmonic), density, contact_density_options{.timestep = h});
    state x{.q = {1.0, 0.3}, .p = {0.5, -1.0}, .s = 0.2};
    const double first =
        x.q[0] * x.q[0] / 2 + x.q[1] * x.q[1] / 2 + 0.625 - density.log_density(x.s, 1.0);
    double worst = 0;
    for (double t = 0; t < 50; t += h) {
        stepper.step(x);
        worst = std::fmax(worst, std::fabs(stepper.invariant() - first));
    }
    return worst;
}

// ⟨q²⟩ of one harmonic mode from 16 first states, each over a long time.
template <class Density>
test::replicas mean_squares(Density density, double h, double time) {
    test::replicas means;
    for (int start = 0; start < 16; ++start) {
        contact_density stepper(newtonian(harmonic), density,
                                contact_density_options{.timestep = h});
        state x{.q = {0.4}, .p = {0.3 + 0.17 * start}};
        double sum = 0;
        const int samples = static_cast<int>(time / (10 * h));
        for (int k = 0; k < samples; ++k) {
            stepper.advance(x, 10);
            sum += x.q[0] * x.q[0];
        }
        means.push(sum / samples);
    }
    return means;
}

}  // namespace

TEST_CASE("one step is its flows one after the other") {
    const double h = 0.1, kt = 0.8, m = 1.7, inertia = 0.6;
    contact_density stepper(newtonian(harmonic, m), gaussian_density{inertia},
                            contact_density_options{.temperature = kt, .timestep = h});
    state x{.q = {0.5}, .p = {1.2}, .s = 0.3};
    stepper.step(x);
    double q = 0.5, p = 1.2, s = 0.3;
    s += h / 2 * (p * p / m - kt);
    p *= std::exp(-h / 2 * s / inertia);
    const double friction = h / 2 * s / inertia;
    p -= h / 2 * q;
    q += h * p / m;
    p -= h / 2 * q;
    const double more = h / 2 * s / inertia;
    p *= std::exp(-h / 2 * s / inertia);
    s += h / 2 * (p * p / m - kt);
    CHECK_THAT(x.q[0], WithinAbs(q, 1e-15));
    CHECK_THAT(x.p[0], WithinAbs(p, 1e-15));
    CHECK_THAT(x.s, WithinAbs(s, 1e-15));
    CHECK(x.t == h);
    CHECK_THAT(stepper.kinetic_temperature(), WithinAbs(p * p / m, 1e-15));
    CHECK_THAT(stepper.energy(), WithinAbs(q * q / 2 + p * p / (2 * m), 1e-15));
    CHECK_THAT(stepper.invariant(), WithinAbs((q * q / 2 + p * p / (2 * m)) / kt +
                                                  s * s / (2 * inertia * kt) + friction + more,
                                              1e-15));
}

TEST_CASE("the friction of a density is minus kT times the slope of its logarithm") {
    const auto check = [](auto density, double kt) {
        for (const double s : {-3.0, -0.2, 0.4, 2.5}) {
            const double d = 1e-5;
            const double slope =
                (density.log_density(s + d, kt) - density.log_density(s - d, kt)) / (2 * d);
            CHECK_THAT(density.friction(s, kt), WithinAbs(-kt * slope, 1e-8));
        }
    };
    check(gaussian_density{0.7}, 1.3);
    check(logistic_density{0.4}, 1.3);
    CHECK(std::isfinite(logistic_density{0.001}.log_density(1e3, 1.0)));
    CHECK_THAT(logistic_density{0.5}.friction(1e3, 1.3), WithinRel(2.6, 1e-15));
}

TEST_CASE("the invariant is kept four times as well at half the step") {
    const auto check = [](auto density, double h) {
        const double order =
            std::log2(invariant_error(density, h) / invariant_error(density, h / 2));
        CHECK(order > 1.9);
        CHECK(order < 2.1);
    };
    check(gaussian_density{1.0}, 0.05);
    check(logistic_density{0.5}, 0.02);
}

TEST_CASE("going back with reversed momenta and S returns to where it began") {
    contact_density stepper(newtonian(harmonic), logistic_density{0.5},
                            contact_density_options{.timestep = 0.05});
    state x{.q = {1.0, 0.2}, .p = {0.5, -0.7}, .s = 0.1};
    stepper.advance(x, 200);
    CHECK(std::fabs(x.q[0] - 1.0) > 0.01);
    x.p = {-x.p[0], -x.p[1]};
    x.s = -x.s;
    stepper.advance(x, 200);
    CHECK_THAT(x.q[0], WithinAbs(1.0, 1e-10));
    CHECK_THAT(x.p[1], WithinAbs(0.7, 1e-10));
    CHECK_THAT(x.s, WithinAbs(-0.1, 1e-10));
}

TEST_CASE("many steps in one call are as many single steps, the invariant included") {
    contact_density many(newtonian(harmonic, 1.4), gaussian_density{0.8},
                         contact_density_options{.timestep = 0.1});
    auto single = many;
    state x{.q = {1.0, 0.2}, .p = {0.5, -0.7}, .s = 0.1}, y = x;
    many.advance(x, 30);
    for (int k = 0; k < 30; ++k) {
        single.step(y);
    }
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK_THAT(y.q[i], WithinAbs(x.q[i], 1e-13));
        CHECK_THAT(y.p[i], WithinAbs(x.p[i], 1e-13));
    }
    CHECK_THAT(y.s, WithinAbs(x.s, 1e-13));
    CHECK_THAT(single.invariant(), WithinAbs(many.invariant(), 1e-12));
}

TEST_CASE("one mode is canonical under a narrow logistic density, not under Nosé-Hoover") {
    // Exact ⟨q²⟩ = 1. Without ergodicity runs do not agree however long they run. Chance fails the
    // mean once in 1e6.
    const auto spread = [](const test::replicas& r) { return r.error() * std::sqrt(16.0); };
    const test::replicas narrow = mean_squares(logistic_density{0.2}, 0.02, 6000);
    test::check_mean(narrow, 1.0, 0.15, 1);
    CHECK(spread(narrow) < 0.12);
    CHECK(spread(mean_squares(gaussian_density{0.3}, 0.05, 2000)) > 0.25);
    // Nor is it ergodic under a wide logistic density.
    const test::replicas wide = mean_squares(logistic_density{0.5}, 0.05, 6000);
    CHECK(wide.mean() + 2 * wide.error() < 0.95);
}

TEST_CASE("a failed call leaves the state, settings are refused by name") {
    int calls = 0;
    contact_density stepper(newtonian([&](const vector& q, vector& g) {
                                harmonic(q, g);
                                return ++calls == 3 ? std::numeric_limits<double>::quiet_NaN() : 0.;
                            }),
                            gaussian_density{}, contact_density_options{});
    state x{.q = {1.0}, .p = {0.5}, .s = 0.1};
    CHECK_THROWS_WITH(stepper.advance(x, 5),
                      ContainsSubstring("contact_density") && ContainsSubstring("step 2"));
    CHECK(x.q[0] == 1.0);
    CHECK(x.s == 0.1);
    CHECK(std::isnan(stepper.invariant()));
    using options = contact_density_options;
    CHECK_THROWS_WITH(contact_density(newtonian(harmonic), gaussian_density{0.0}, options{}),
                      ContainsSubstring("inertia"));
    CHECK_THROWS_WITH(contact_density(newtonian(harmonic), logistic_density{-1.0}, options{}),
                      ContainsSubstring("scale"));
    CHECK_THROWS_WITH(
        contact_density(newtonian(harmonic), gaussian_density{}, options{.temperature = 0.0}),
        ContainsSubstring("temperature"));
    CHECK_THROWS_WITH(
        contact_density(newtonian(harmonic), gaussian_density{}, options{.timestep = -1.0}),
        ContainsSubstring("timestep"));
}

}  // namespace dynamics_contact_density_test
