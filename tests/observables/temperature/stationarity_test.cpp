// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/observables/temperature/stationarity.hpp>

#include <array>
#include <cmath>

namespace observables_temperature_stationarity_test {

using namespace thermosgd;

namespace {

/// K, |θ|² and loss as AR(1) series around 1, with a drift of `slope[i]` over the whole run.
batch_store three_series(std::array<double, 3> slope, std::array<double, 3> transient,
                         std::uint64_t seed, int steps = 20'000) {
    test::random_stream random(seed);
    batch_store store(3);
    std::array<double, 3> ar{};
    for (int t = 0; t < steps; ++t) {
        std::array<double, 3> row{};
        for (std::size_t i = 0; i < 3; ++i) {
            ar[i] = 0.5 * ar[i] + random.normal();
            row[i] = 1.0 + 0.1 * ar[i] + slope[i] * t / steps + transient[i] * std::exp(-t / 500.0);
        }
        store.append(row);
    }
    return store;
}

}  // namespace

TEST_CASE("a stationary run is called stationary by all three tests, rarely wrongly drifting") {
    // Nominal false-alarm probability 1 %: among 200 runs more than 13 come with P < 1e-7.
    int alarms = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const batch_store store = three_series({}, {}, 100 + seed, 5'000);
        const kinetic_stationarity s = test_kinetic_stationarity(store, 0, 1, 2);
        REQUIRE(s.verdict() != drift_verdict::unknown);
        REQUIRE(s.decided_by() == "K,x2,loss");
        alarms += s.verdict() == drift_verdict::drifting ? 1 : 0;
    }
    INFO(alarms << " alarms in 200 runs");
    CHECK(alarms <= 13);
}

TEST_CASE("a drift of any of the three is found, and the right one named") {
    for (std::size_t i = 0; i < 3; ++i) {
        std::array<double, 3> slope{};
        slope[i] = 0.1;
        const kinetic_stationarity s =
            test_kinetic_stationarity(three_series(slope, {}, 31 + i), 0, 1, 2);
        const std::array tests{s.kinetic_energy, s.squared_norm, s.loss};
        CAPTURE(i);
        CHECK(s.verdict() == drift_verdict::drifting);
        CHECK(tests[i].verdict == drift_verdict::drifting);
        CHECK(tests[i].z > 4.0);
        CHECK(tests[(i + 1) % 3].verdict == drift_verdict::stationary);
    }
}

TEST_CASE("the latest burn-in of the three is left out") {
    for (std::size_t i = 0; i < 3; ++i) {
        std::array<double, 3> transient{};
        transient[i] = 3.0;
        const batch_store store = three_series({}, transient, 61 + i);
        const kinetic_stationarity s = test_kinetic_stationarity(store, 0, 1, 2);
        CAPTURE(i);
        // 3 · e^{−t/500} falls below the noise of a batch between 1,000 and 6,000 steps.
        CHECK(store.ticks_before(s.first_batch) >= 1'000);
        CHECK(store.ticks_before(s.first_batch) <= 10'000);
    }
}

TEST_CASE("without norm and loss the kinetic energy decides alone") {
    const batch_store store = three_series({}, {}, 5);
    const kinetic_stationarity s = test_kinetic_stationarity(store, 0);
    CHECK(s.verdict() == drift_verdict::stationary);
    CHECK(s.decided_by() == "K");
    CHECK(s.loss.verdict == drift_verdict::unknown);
}

TEST_CASE("a run too short to tell is unknown, never stationary") {
    batch_store store(3);
    CHECK(test_kinetic_stationarity(store, 0, 1, 2).verdict() == drift_verdict::unknown);
    const std::array<double, 3> row{1.0, 2.0, 3.0};
    store.append(row);
    CHECK(test_kinetic_stationarity(store, 0, 1, 2).verdict() == drift_verdict::unknown);
    CHECK(test_kinetic_stationarity(store, 0, 1, 2).decided_by() == "-");
    CHECK(test_kinetic_stationarity(three_series({}, {}, 9, 40), 0, 1, 2).verdict() ==
          drift_verdict::unknown);
}

TEST_CASE("R is 1 for a random walk, n for a drift, small for a confined walk", "[stochastic]") {
    // |x_T − x_0|² of a walk of 10,000 independent parameters: R = 1 ± √(2/10,000); 5 sigma each
    // side is a false-failure probability of 6e-7. Seed 3.
    test::random_stream random(3);
    double walk = 0.0, walk_steps = 0.0, confined = 0.0, confined_steps = 0.0;
    const int n = 200;
    for (int k = 0; k < 10'000; ++k) {
        double x = 0.0, y = 0.0;
        for (int t = 0; t < n; ++t) {
            const double step = random.normal();
            x += step;
            walk_steps += step * step;
            const double move = -0.5 * y + random.normal();
            y += move;
            confined_steps += move * move;
        }
        walk += x * x;
        confined += y * y;
    }
    CHECK_THAT(position_variance_ratio(walk, walk_steps), WithinAbs(1.0, 5.0 * std::sqrt(2e-4)));
    // y has variance 4/3, its steps 4/3 as well: R = 1/n.
    CHECK_THAT(position_variance_ratio(confined, confined_steps), WithinRel(1.0 / n, 0.1));
    CHECK(position_variance_ratio(100.0 * 100.0, 100.0) == 100.0);
    CHECK(std::isnan(position_variance_ratio(0.0, 0.0)));
    CHECK(std::isnan(norm_drift_residual(0.0, 0.0)));
    CHECK(norm_drift_residual(-2.0, 4.0) == -0.5);
}

}  // namespace observables_temperature_stationarity_test
