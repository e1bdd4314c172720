// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/observables/entropy/entropy_heat.hpp>
#include <thermosgd/observables/temperature/temperature.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace observables_entropy_entropy_heat_test {

using namespace thermosgd;

namespace {

/// The damped oscillator q'' = −q − γq', q = 1 and at rest at the start, in closed form.
double oscillator(double gamma, double t) {
    const double frequency = std::sqrt(1 - gamma * gamma / 4);
    return std::exp(-0.5 * gamma * t) *
           (std::cos(frequency * t) + 0.5 * gamma * std::sin(frequency * t) / frequency);
}

/// S_th·T/γ = ∫2K dt up to t from displacements over steps of length h.
double dissipated_action(double gamma, double t, int steps) {
    const double h = t / steps;
    std::vector<double> kinetic;
    for (int i = 0; i < steps; ++i) {
        const double v = (oscillator(gamma, h * (i + 1)) - oscillator(gamma, h * i)) / h;
        kinetic.push_back(0.5 * v * v);
    }
    return heat_entropy_series(kinetic, h, gamma, gamma).back();
}

}  // namespace

TEST_CASE("a damped oscillator dissipates what the closed form says") {
    // γ = 0.1: S of the evolution field at four times, to 13 digits.
    for (const auto& [t, exact] : {std::array{1.0, 0.2535969700533},
                                   {2.0, 1.043767665692},
                                   {5.0, 2.034312260126},
                                   {10.0, 3.074876375820}}) {
        CAPTURE(t);
        const double coarse = dissipated_action(0.1, t, 2000);
        const double fine = dissipated_action(0.1, t, 4000);
        CHECK_THAT(fine, WithinAbs(exact, 2e-5));
        // Second order: half the step, a quarter of the error; extrapolated, all the digits.
        CHECK_THAT((coarse - exact) / (fine - exact), WithinRel(4.0, 1e-3));
        CHECK_THAT((4 * fine - coarse) / 3, WithinAbs(exact, 1e-10));
    }
}

TEST_CASE("heat is the energy lost, entropy the heat over the temperature") {
    // γ = 0.1 up to t = 10: γS = E(0) − E(t).
    const double gamma = 0.1;
    const int steps = 4000;
    const double h = 10.0 / steps;
    double mean = 0;
    for (int i = 0; i < steps; ++i) {
        const double v = (oscillator(gamma, h * (i + 1)) - oscillator(gamma, h * i)) / h;
        mean += 0.5 * v * v / steps;
    }
    const estimate k{mean, 0.01 * mean, 100, 1, 20, reliability::reliable};
    const heat_balance balance = heat_entropy(k, 10, gamma, 0.25);
    const double q = -0.5292088189070, p = 0.3239795531004;
    CHECK_THAT(balance.heat.value, WithinAbs(0.5 - 0.5 * (q * q + p * p), 1e-6));
    CHECK_THAT(balance.action.value, WithinAbs(3.074876375820, 1e-5));
    CHECK_THAT(balance.entropy.value, WithinRel(4 * balance.heat.value, 1e-14));
    CHECK_THAT(balance.entropy.error, WithinRel(0.01 * balance.entropy.value, 1e-12));
    CHECK(balance.heat.n_eff == 100);
    CHECK(balance.heat.verdict == reliability::reliable);
}

TEST_CASE("plain gradient descent dissipates the loss, with friction 2/Δt") {
    // Loss ½Σhx²; the heat 4K = η|g|² of a step is the fall of the loss up to the order ηh.
    for (const double eta : {0.01, 0.005}) {
        for (const double timestep : {1.0, 0.5}) {
            const std::array<double, 2> h{1.0, 3.0};
            std::array<double, 2> x{1.0, -2.0};
            const double mass = mass_from_learning_rate(eta, timestep);
            const double start = 0.5 * (h[0] * x[0] * x[0] + h[1] * x[1] * x[1]);
            std::vector<double> kinetic;
            for (int t = 0; t < 2000; ++t) {
                double v2 = 0;
                for (std::size_t k = 0; k < 2; ++k) {
                    const double v = -eta * h[k] * x[k] / timestep;
                    x[k] += v * timestep;
                    v2 += v * v;
                }
                kinetic.push_back(0.5 * mass * v2);
            }
            const double end = 0.5 * (h[0] * x[0] * x[0] + h[1] * x[1] * x[1]);
            const double heat = heat_entropy_series(kinetic, timestep, 2 / timestep, 1).back();
            CAPTURE(eta, timestep);
            CHECK_THAT(heat, WithinRel(start - end, 0.6 * eta * 3));
            CHECK(heat > start - end);
        }
    }
}

TEST_CASE("the cumulative entropy never falls, and ends where a step is not known") {
    const double missing = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> s =
        heat_entropy_series(std::array{1.0, 0.0, 2.0, missing, 1.0}, 0.5, 3, 6);
    CHECK(s[0] == 0.5);
    CHECK(s[1] == 0.5);
    CHECK(s[2] == 1.5);
    CHECK(std::isnan(s[3]));
    CHECK(std::isnan(s[4]));
    CHECK(heat_entropy_series({}, 1, 1, 1).empty());
    const estimate none;
    CHECK(std::isnan(heat_entropy(none, 1, 1, 1).entropy.value));
    CHECK(heat_entropy(none, 1, 1, 1).entropy.verdict == reliability::unknown);
    for (const double bad : {0.0, -1.0, missing, std::numeric_limits<double>::infinity()}) {
        CHECK_THROWS_AS(heat_entropy(none, bad, 1, 1), std::invalid_argument);
        CHECK_THROWS_AS(heat_entropy(none, 1, bad, 1), std::invalid_argument);
        CHECK_THROWS_AS(heat_entropy(none, 1, 1, bad), std::invalid_argument);
        CHECK_THROWS_AS(heat_entropy_series({}, bad, 1, 1), std::invalid_argument);
        CHECK_THROWS_AS(heat_entropy_series({}, 1, bad, 1), std::invalid_argument);
        CHECK_THROWS_AS(heat_entropy_series({}, 1, 1, bad), std::invalid_argument);
    }
}

}  // namespace observables_entropy_entropy_heat_test
