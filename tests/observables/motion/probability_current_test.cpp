// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/memory_archive.hpp"

#include <thermosgd/observables/motion/probability_current.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace observables_motion_probability_current_test {

using namespace thermosgd;

namespace {

/// A recorded run of that SGD in two dimensions.
current_tracker simulated(double h1, double h2, double c, double eta, int steps, std::uint64_t seed,
                          double offset = 0.0) {
    test::random_stream random(seed);
    current_tracker tracker(2);
    std::array<double, 2> x{};
    for (int t = -300; t < steps; ++t) {
        const double a = random.normal();
        const double b = c * a + std::sqrt(1 - c * c) * random.normal();
        const std::array v{-eta * (h1 * x[0] + a), -eta * (h2 * x[1] + b)};
        if (t >= 0) {
            tracker.push(std::array{x[0] + offset, x[1] - offset}, v);
        }
        x[0] += v[0];
        x[1] += v[1];
    }
    return tracker;
}

/// Student's t for a two-sided probability of 1e-6.
double reach(const estimate& e) {
    return e.error * student_t_critical(0.5e-6, e.nu);
}

}  // namespace

TEST_CASE("the current of a run, wherever its origin", "[stochastic]") {
    // Seeds 1 and 2; each comparison fails with probability 1e-6.
    for (const double offset : {0.0, 0.3}) {
        const current_tracker tracker =
            simulated(1, 3, 0.5, 0.1, 400'000, offset > 0 ? 2 : 1, offset);
        const probability_current p =
            estimate_probability_current(tracker, position_verdict::sampled);
        CHECK(p.verdict == current_verdict::measured);
        REQUIRE(p.circulation.size() == 1);
        const estimate& l = p.circulation[0];
        CAPTURE(offset, l.value, l.error, p.entropy_production.value, p.entropy_production.error);
        CHECK(l.verdict != reliability::unknown);
        CHECK(std::fabs(l.value + 0.00135135) < reach(l));
        CHECK(l.error < 0.02 * 0.00135);
        const estimate& epr = p.entropy_production;
        CHECK(epr.verdict != reliability::unknown);
        CHECK(std::fabs(epr.value - 0.0360360) < reach(epr));
        CHECK(epr.error < 0.04 * 0.036);
        CHECK(p.p_value == 1.0 / 400);
        CHECK(p.bias > 0);
        CHECK(p.bias < 1e-3);
        CHECK_THAT(angular_momentum(l, 2.0, 0.5).value, WithinRel(8 * l.value, 1e-12));
        CHECK_THAT(angular_momentum(l, 2.0, 0.5).error, WithinRel(8 * l.error, 1e-12));
    }
}

TEST_CASE("where detailed balance holds the bias is taken off", "[stochastic]") {
    // 60 short runs with C = 1. The mean of 60 values is 0 within 5 standard errors (6e-7); the
    // mean bias is that of a χ² distribution with one degree: as large as the scatter over √2.
    moments value, bias;
    int small = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const probability_current p = estimate_probability_current(
            simulated(1, 3, 0.0, 0.1, 4'000, 100 + seed), position_verdict::sampled);
        value.push(p.entropy_production.value);
        bias.push(p.bias);
        small += p.p_value < 0.05 ? 1 : 0;
    }
    const double error = std::sqrt(value.variance() / 60);
    CAPTURE(value.mean, error, bias.mean, small);
    CHECK(std::fabs(value.mean) < 5 * error);
    CHECK(bias.mean > 0.35 * std::sqrt(value.variance()));
    CHECK(bias.mean < 1.4 * std::sqrt(value.variance()));
    // 5 % of 60: more than 13 with probability 1e-6.
    CHECK(small <= 13);
}

TEST_CASE("without sampled positions, enough batches or movement there is no current") {
    const current_tracker tracker = simulated(1, 3, 0.5, 0.1, 20'000, 3);
    for (const position_verdict verdict :
         {position_verdict::wandering, position_verdict::unknown}) {
        const probability_current p = estimate_probability_current(tracker, verdict);
        CHECK(p.verdict == current_verdict::not_sampled);
        CHECK(p.entropy_production.verdict == reliability::unknown);
        CHECK(p.circulation[0].verdict == reliability::unknown);
    }
    const probability_current none =
        estimate_probability_current(current_tracker(2), position_verdict::sampled);
    CHECK(none.verdict == current_verdict::too_few_batches);
    CHECK(std::isnan(none.entropy_production.value));
    CHECK(none.circulation.empty());
    CHECK(estimate_probability_current(current_tracker(), position_verdict::sampled).verdict ==
          current_verdict::too_few_batches);
    CHECK(estimate_probability_current(simulated(1, 3, 0.5, 0.1, 19, 3), position_verdict::sampled)
              .verdict == current_verdict::too_few_batches);

    // A direction that never moves, and NaN throughout.
    for (const double x : {0.0, std::numeric_limits<double>::quiet_NaN()}) {
        test::random_stream random(1);
        current_tracker still(2);
        for (int t = 0; t < 500; ++t) {
            still.push(std::array{random.normal(), x}, std::array{random.normal(), x});
        }
        const probability_current p =
            estimate_probability_current(still, position_verdict::sampled);
        CHECK(p.verdict == current_verdict::singular);
        CHECK(std::isnan(p.entropy_production.value));
    }

    // One projection has no plane.
    test::random_stream random(1);
    current_tracker line(1);
    for (int t = 0; t < 500; ++t) {
        line.push(std::array{random.normal()}, std::array{random.normal()});
    }
    const probability_current p = estimate_probability_current(line, position_verdict::sampled);
    CHECK(p.circulation.empty());
    CHECK(p.entropy_production.value == 0.0);
    CHECK(p.p_value == 1.0);
    CHECK_THROWS_AS(estimate_probability_current(line, position_verdict::sampled, 100'000),
                    std::invalid_argument);
    CHECK_THROWS_AS(current_tracker(17), std::invalid_argument);
    CHECK(to_string(current_verdict::measured) == "measured");
    CHECK(to_string(current_verdict::not_sampled) == "not sampled");
    CHECK(to_string(current_verdict::too_few_batches) == "too few batches");
    CHECK(to_string(current_verdict::singular) == "singular");
}

TEST_CASE("every product has its own column") {
    current_tracker tracker(3);
    const std::array x{2.0, 3.0, 5.0}, v{7.0, 11.0, 13.0};
    tracker.push(x, v);
    const auto mean = [&](std::size_t column) { return tracker.store().total(column).mean; };
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(mean(tracker.x(i)) == x[i]);
        CHECK(mean(tracker.v(i)) == v[i]);
        for (std::size_t j = 0; j <= i; ++j) {
            CHECK(mean(tracker.xx(i, j)) == x[i] * x[j]);
            CHECK(mean(tracker.vv(i, j)) == v[i] * v[j]);
        }
        for (std::size_t j = i + 1; j < 3; ++j) {
            CHECK(mean(tracker.current(i, j)) == 0.5 * (x[i] * v[j] - x[j] * v[i]));
        }
    }
    CHECK(tracker.store().columns() == 6 + 12 + 3);
    test::memory_writer writer;
    tracker.archive(writer);
    current_tracker copy(3);
    test::memory_reader reader(writer.words);
    copy.archive(reader);
    CHECK(reader.at_end());
    CHECK(copy.store().total(4).mean == tracker.store().total(4).mean);
    tracker.clear();
    CHECK(tracker.store().ticks() == 0);
}

}  // namespace observables_motion_probability_current_test
