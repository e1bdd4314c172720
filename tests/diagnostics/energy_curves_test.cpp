// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "diagnostics/quadratic_run.hpp"
#include "random.hpp"

#include <thermosgd/diagnostics/curves.hpp>
#include <thermosgd/diagnostics/energy_curves.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

namespace diagnostics_energy_curves_test {

using namespace thermosgd;
using namespace test;

TEST_CASE("the power of the kinetic energy adds up to its variance, in units of the loss") {
    const quadratic_run run(30'000, {topic::distribution});
    double power = 0;
    for (const curve_point& p : run.at("kinetic_spectrum").points) {
        power += p.y.value / 256;
    }
    // K = ½·3·Σv²; Var Σv² = 2dτ². 230 segments of 129 bins: 1 % standard error.
    CHECK_THAT(power, WithinRel(2.25 * 2 * dimensions * tau * tau, 0.06));
    CHECK(find_curve(run.curves, "position_ratio", "a") == nullptr);
    CHECK(find_curve(run.curves, "filter_rank", "a") == nullptr);
}

TEST_CASE("velocities of a quadratic have the histogram of a Gaussian, and signs have not") {
    const quadratic_run run(30'000);
    const curve& measured = run.at("velocity_histogram");
    const curve& gaussian = run.at("velocity_histogram_if_gaussian");
    REQUIRE(measured.points.size() == gaussian.points.size());
    REQUIRE(measured.points.size() > 60);
    double covered = 0;
    for (std::size_t i = 0; i < measured.points.size(); ++i) {
        const curve_point& p = measured.points[i];
        CHECK(p.x == gaussian.points[i].x);
        const double truth = gaussian.points[i].y.value;
        if (std::fabs(p.x) < 3) {
            const double density = std::exp(-0.5 * p.x * p.x) / std::sqrt(2 * std::numbers::pi);
            CHECK_THAT(truth, WithinRel(density, 0.02));
        }
        // τ is known to 1 %: what that makes in the tails is left room.
        check_near(measured, p, truth, 0.02 * (1 + p.x * p.x) * truth + 1e-6);
        covered += std::fabs(p.y.value - truth) < 2 * p.y.error ? 1 : 0;
    }
    CHECK(covered > 0.8 * static_cast<double>(measured.points.size()));

    layout where;
    where.add("a", {dimensions});
    thermometer t(where);
    diagnostics_recorder recorder(where);
    std::vector<double> x(dimensions, 0.0);
    thermosgd::random_stream random(5);
    for (std::uint64_t step = 0; step < 2000; ++step) {
        for (double& one : x) {
            one += random.bits() % 2 == 0 ? 1.0 : -1.0;
        }
        t.observe(step, x, {}, recorder);
    }
    const auto curves = diagnostic_curves(t, recorder, {0}, {topic::distribution});
    const curve* signs = find_curve(curves, "velocity_histogram", "a");
    REQUIRE(signs != nullptr);
    REQUIRE(signs->points.size() == 2);  // every v/√τ is 1 or −1
    // The width of the bin from 1 to 1.125.
    CHECK_THAT(signs->points[1].y.value, WithinRel(0.5 / 0.125, 0.1));
    CHECK_THAT(signs->points[0].x, WithinAbs(-1.0625, 1e-12));
}

TEST_CASE("equal temperatures show the spread of their noise, unequal ones their own") {
    const quadratic_run run(30'000);
    const curve& measured = run.at("parameter_temperature");
    const curve& equal = run.at("parameter_temperature_if_equal");
    REQUIRE(measured.points.size() == dimensions);
    for (std::size_t i = 0; i < dimensions; ++i) {
        CHECK(measured.points[i].x == (static_cast<double>(i) + 0.5) / dimensions);
        CHECK(std::fabs(measured.points[i].y.value - equal.points[i].y.value) <
              2 * measured.points[i].y.error);
        CHECK((i == 0 || measured.points[i].y.value >= measured.points[i - 1].y.value));
    }
    // Mean 1 and, for τ from n of 20,000 to 30,000 steps, CV² of 2/n.
    CHECK_THAT(equal.points.back().y.value - equal.points.front().y.value,
               WithinRel(4.48 * std::sqrt(2.0 / 2.4e4), 0.5));

    const std::vector<double> map = temperature_map(run.t.report(), run.where, run.recorder, 0);
    REQUIRE(map.size() == dimensions);
    for (const double one : map) {
        CHECK_THAT(one, WithinRel(0.5 * 3.0 * tau, 0.06));  // six of √(2/2e4)
    }
    CHECK(temperature_map(run.t.report(), run.where, run.recorder, 1).empty());
    CHECK(temperature_map(run.t.report(), run.where, diagnostics_recorder(), 0).empty());

    layout where;
    where.add("a", {300});
    thermometer t(where);
    diagnostics_recorder recorder(where);
    std::vector<double> x(300, 0.0);
    thermosgd::random_stream random(6);
    for (std::uint64_t step = 0; step < 4000; ++step) {
        for (std::size_t k = 0; k < x.size(); ++k) {
            x[k] += (k % 3 == 0 ? 2.0 : 1.0) * random.normal();
        }
        t.observe(step, x, {}, recorder);
    }
    const auto curves = diagnostic_curves(t, recorder, {0}, {topic::equipartition});
    CHECK(curves.size() == 2);
    const curve* spread = find_curve(curves, "parameter_temperature", "a");
    REQUIRE(spread != nullptr);
    REQUIRE(spread->points.size() == 200);
    CHECK_THAT(spread->points[60].y.value, WithinRel(0.5, 0.2));  // τ of 1 and 4, mean 2
    CHECK_THAT(spread->points[170].y.value, WithinRel(2.0, 0.2));
}

TEST_CASE("the curves of filters hold each rank once, within its interval") {
    const quadratic_run run(3000, {topic::ranking});
    REQUIRE(run.curves.size() == 4);
    std::vector<int> seen(5, 0);
    for (std::size_t f = 0; f < 4; ++f) {
        const double rank = run.at("filter_rank").points.at(f).y.value;
        CHECK(run.at("filter_rank_best").points.at(f).y.value <= rank);
        CHECK(run.at("filter_rank_worst").points.at(f).y.value >= rank);
        ++seen.at(static_cast<std::size_t>(rank));
        CHECK_THAT(run.at("filter_temperature").points.at(f).y.value, WithinRel(1.5 * tau, 0.1));
        CHECK(run.at("filter_temperature").points.at(f).y.error > 0);
    }
    CHECK(seen == std::vector<int>{0, 1, 1, 1, 1});
}

}  // namespace diagnostics_energy_curves_test
