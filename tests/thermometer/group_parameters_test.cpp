// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/thermometer/thermometer.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace thermometer_group_parameters_test {

using namespace thermosgd;
using enum optimiser_kind;

namespace {

layout two_groups() {
    layout l;
    l.add("a", {3}, {.learning_rate_scale = 2});
    l.skip(1);
    l.add("b", {2}, {.mass = 5, .weight_decay_scale = 0});
    return l;
}

template <class F>
std::string message_of(const F& f) {
    try {
        f();
    } catch (const std::exception& e) {
        return e.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a group has its scale of the common numbers, or numbers of its own") {
    const layout l = two_groups();
    step_info info{.learning_rate = 0.1, .weight_decay = 0.5, .momentum_coefficient = 0.9};
    const hyper_parameters a = parameters_of_group(l.groups()[0], 0, info);
    CHECK((a.learning_rate == 0.2 && a.weight_decay == 0.5 && a.momentum_coefficient == 0.9));
    CHECK(parameters_of_group(l.groups()[1], 1, info).weight_decay == 0);
    const std::array<hyper_parameters, 2> own{{{.learning_rate = 1}, {.learning_rate = 3}}};
    info.of_groups = own;
    CHECK(parameters_of_group(l.groups()[0], 0, info).learning_rate == 1);
    CHECK(parameters_of_group(l.groups()[1], 1, info).learning_rate == 3);
}

TEST_CASE("coefficients out of range, and another number of groups, are refused by name") {
    thermometer t(two_groups());
    const std::vector<double> x(6, 1.0);
    const auto observe = [&](const step_info& info) {
        return message_of([&] { t.observe(0, x, info); });
    };
    CHECK(observe({.momentum_coefficient = 1.0}) ==
          "thermometer::observe: momentum_coefficient = 1, expected a number in [0, 1)");
    CHECK(observe({.momentum_coefficient = -0.1}).find("momentum_coefficient = -0.1") !=
          std::string::npos);
    CHECK(observe({.beta2 = 1.5}).find("beta2 = 1.5") != std::string::npos);
    CHECK(observe({.beta2 = std::numeric_limits<double>::infinity()}).find("beta2 = inf") !=
          std::string::npos);
    const std::array<hyper_parameters, 3> three{};
    CHECK(observe({.of_groups = three}) ==
          "thermometer::observe: of_groups has hyper-parameters of 3 groups, expected 2");
    std::array<hyper_parameters, 2> two{};
    two[1].momentum_coefficient = 2;
    CHECK(observe({.of_groups = two}).find("group \"b\": momentum_coefficient = 2") !=
          std::string::npos);
    CHECK_THROWS_AS(t.observe_displacement(1, x, {}, step_info{.beta2 = -1}),
                    std::invalid_argument);
    // Nothing of all this was shown; a coefficient that is not given is none.
    CHECK(observe({.momentum_coefficient = not_available}).empty());
}

TEST_CASE("a change of one group begins a segment, the same numbers do not") {
    thermometer t(two_groups());
    std::vector<double> x(6, 0.0);
    test::random_stream random(1);
    std::array<hyper_parameters, 2> p{
        {{.learning_rate = 0.1, .weight_decay = 0.2}, {.learning_rate = 0.3, .weight_decay = 0}}};
    std::uint64_t step = 0;
    const auto go = [&](int steps) {
        for (int i = 0; i < steps; ++i) {
            for (double& one : x) {
                one += random.normal();
            }
            const std::array<hyper_parameters, 2> told = p;  // another place in memory
            t.observe(step++, x, {.of_groups = told});
        }
    };
    go(400);
    CHECK(t.report().segment == 0);
    CHECK(t.report().groups[0].parameters.learning_rate == 0.1);
    CHECK(t.report().groups[1].parameters.weight_decay == 0);
    CHECK(std::isnan(t.report().total.parameters.learning_rate));
    p[1].learning_rate = 0.4;
    go(400);
    CHECK(t.report().segment == 1);
    CHECK(t.finished_segments().back().groups[1].parameters.learning_rate == 0.3);
    p[0].optimiser = adamw;
    go(400);
    CHECK(t.report().segment == 2);
    CHECK(t.report().total.parameters.optimiser == other);
    CHECK(t.report().parameters.of_groups.empty());
}

TEST_CASE("energies in units of the loss are made with the rate of each group") {
    for (const bool own : {false, true}) {
        thermometer t(two_groups(), {.mass = mass::of_learning_rate});
        const std::array<hyper_parameters, 2> p{{{.learning_rate = 0.2}, {.learning_rate = 0.1}}};
        for (std::uint64_t step = 1; step <= 20; ++step) {
            step_info info{.learning_rate = 0.1};
            if (own) {
                info = {.of_groups = p};
            }
            t.observe_displacement(step, std::vector<double>{1, 1, 2, 9, 3, 1}, {}, info);
        }
        const report r = t.report();
        CAPTURE(own);
        // K/d = Σv²/(2 d)·Δt²/(2η), times the mass of the group.
        CHECK_THAT(r.groups[0].temperature.value, WithinRel(6.0 / 6 / 0.4, 1e-14));
        CHECK_THAT(r.groups[1].temperature.value, WithinRel(5 * 10.0 / 4 / 0.2, 1e-14));
    }
}

TEST_CASE("with the preconditioner as mass, energies are those of the loss under Adam") {
    thermometer t(two_groups(), {.mass = mass::of_preconditioner});
    const std::vector<float> floats{1, 2, 4, 0, 0.5F, 8};
    const std::vector<double> doubles(floats.begin(), floats.end());
    const std::vector<double> v{1, 1, 2, 9, 3, 1};
    for (std::uint64_t step = 1; step <= 20; ++step) {
        step_info info{.learning_rate = 0.25, .optimiser = adamw};
        if (step % 2 == 0) {
            info.preconditioner = floats;
        } else {
            info.preconditioner = doubles;
        }
        t.observe_displacement(step, v, {}, info);
    }
    const report r = t.report();
    CHECK(r.preconditioned);
    CHECK(r.mass == 2);
    // Layout: η of "a" is twice as large. Σ (√v̂ + ε) v²/(2 d)·Δt²/(2η).
    CHECK_THAT(r.groups[0].temperature.value, WithinRel((1 + 2 + 16) / 6.0 / 1.0, 1e-14));
    CHECK_THAT(r.groups[1].temperature.value, WithinRel((4.5 + 8) / 4.0 / 0.5, 1e-14));

    thermometer u(two_groups(), {.mass = mass::of_preconditioner});
    std::uint64_t step = 0;
    const auto refused = [&](const std::vector<double>& p) {
        return message_of([&] {
            u.observe_displacement(++step, v, {}, {.learning_rate = 0.1, .preconditioner = p});
        });
    };
    CHECK(refused({}) == "thermometer::observe: preconditioner of 0 scalars, expected 6");
    std::vector<double> bad = doubles;
    bad[5] = std::numeric_limits<double>::quiet_NaN();
    CHECK(refused(bad) ==
          "thermometer::observe: preconditioner of scalar 1 of group \"b\" = nan, "
          "expected a positive number");
    bad[5] = 0;
    CHECK(refused(bad).find("= 0, expected") != std::string::npos);
    CHECK(u.observed_steps() == 0);
    CHECK(u.report().missed_steps == 3);
    CHECK_THROWS_AS(thermometer(two_groups(), {.mass = mass::of_preconditioner,
                                               .masses = std::vector<double>(6, 1.0)}),
                    std::invalid_argument);
}

TEST_CASE("steps in which nothing at all changes are counted and left out") {
    thermometer with(two_groups()), without(two_groups());
    std::vector<double> x(6, 0.0);
    test::random_stream random(2);
    std::uint64_t step = 0, all = 0;
    for (int i = 0; i < 2000; ++i) {
        const bool skipped = i % 20 == 7;
        if (!skipped) {
            for (double& one : x) {
                one += random.normal();
            }
            without.observe(step++, x);
        }
        x[3] = i;  // not of a group
        with.observe(all++, x);
    }
    const report a = with.report(), b = without.report();
    CHECK(a.skipped_steps == 100);
    CHECK(b.skipped_steps == 0);
    CHECK(a.missed_steps == 0);
    CHECK(a.observed_steps == b.observed_steps);
    CHECK(a.groups[0].temperature.value == b.groups[0].temperature.value);
    CHECK(a.groups[1].zero_velocities == 0);
    // A displacement of zeros is one, NaN is not.
    thermometer d(two_groups());
    d.observe_displacement(1, std::vector<double>(6, 0.0));
    d.observe_displacement(2, std::vector<double>(6, -0.0));
    d.observe_displacement(3, std::vector<double>(6, not_available));
    d.observe_displacement(4, std::vector<double>{0, 0, 0, 0, 0, 1});
    CHECK(d.report().skipped_steps == 2);
    CHECK(d.report().observed_steps == 2);
    CHECK(d.report().groups[0].nonfinite_steps == 1);
}

}  // namespace thermometer_group_parameters_test
