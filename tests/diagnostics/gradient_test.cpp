// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/gradient.hpp>
#include <thermosgd/thermometer/thermometer.hpp>

#include <cmath>
#include <vector>

namespace diagnostics_gradient_test {

using namespace thermosgd;

namespace {

/// SGD with heavy ball and coupled decay on ½hx², unit noise, and what it reads.
std::vector<reading> readings_of(double mu, double lambda) {
    constexpr double eta = 0.1, h = 1.0;
    layout where;
    where.add("a", {4, 5}, {.filter_axis = 0});
    thermometer t(where);
    gradient_tracker tracker(where, lambda);
    test::random_stream random(4);
    std::vector<double> x(where.size(), 0.0), m(x), g(x);
    t.observe(0, x, {}, serial_executor{}, tracker);
    for (std::uint64_t step = 1; step <= 40'000; ++step) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            g[i] = h * x[i] + random.normal();
            m[i] = mu * m[i] + g[i] + lambda * x[i];
            x[i] -= eta * m[i];
        }
        tracker.set_gradient(g);
        t.observe(step, x,
                  {.learning_rate = eta, .weight_decay = lambda, .momentum_coefficient = mu},
                  serial_executor{}, tracker);
    }
    return gradient_readings(t.report(), tracker, {0});
}

}  // namespace

TEST_CASE("for plain SGD gradient and kinetic temperature are one, and the virial is the same") {
    for (const double lambda : {0.0, 0.5}) {
        const std::vector<reading> all = readings_of(0.0, lambda);
        REQUIRE(all.size() == 4);
        const double h = 1.0 + lambda, eta = 0.1;
        const double truth = eta / (2.0 - eta * h);  // ⟨v²⟩/(2η), v² = 2η²/(2 − ηh)
        CHECK_THAT(all[1].value.value, WithinRel(all[0].value.value, 1e-12));
        // Six of their own errors: false alarms below 1e-6 together.
        for (const std::size_t i : {0U, 2U}) {
            CHECK(std::fabs(all[i].value.value - truth) < 6.0 * all[i].value.error);
            CHECK(all[i].value.error < 0.02 * truth);
        }
        CHECK(std::fabs(all[3].value.value - 1.0) < 6.0 * all[3].value.error + 1e-4);
        CHECK(all[3].value.error < 0.02);
    }
}

TEST_CASE("with momentum the virial temperature is 1 + μ times the kinetic one, and the law is 1") {
    const std::vector<reading> all = readings_of(0.5, 0.0);
    REQUIRE(all.size() == 4);
    const double ratio = all[2].value.value / all[0].value.value;
    const double error = all[2].value.error / all[2].value.value;
    CHECK(std::fabs(ratio / 1.5 - 1.0) < 6.0 * error + 0.005);
    CHECK(std::fabs(all[3].value.value - 1.0) < 6.0 * all[3].value.error + 1e-4);
}

TEST_CASE("without a learning rate there are no readings of gradients") {
    layout where;
    where.add("a", {4});
    report r;
    r.groups.resize(1);
    CHECK(gradient_readings(r, gradient_tracker(where), {0}).empty());
    r.parameters.learning_rate = 0.1;
    CHECK(gradient_readings(r, gradient_tracker(), {0}).empty());
}

}  // namespace diagnostics_gradient_test
