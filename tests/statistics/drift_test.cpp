// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The drift test: its rate of false alarms, its power, and Welch's formula.

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include <thermosgd/statistics/drift.hpp>

#include "catch_shim.hpp"
#include "series.hpp"

namespace statistics_drift_test {

using thermosgd::batch_store;
using thermosgd::drift_test;
using thermosgd::drift_verdict;
using thermosgd::estimate;
using thermosgd::reliability;

namespace {

/// AR(1) with a linear drift of `total` standard errors of a half mean from half to half.
drift_test test_series(double phi, std::size_t ticks, std::uint64_t seed, double total,
                       double significance) {
    test::autoregressive series(phi, seed);
    const double g = test::autoregressive::g(phi);
    const double half_error =
        std::sqrt(test::autoregressive::variance(phi) * g * 2 / static_cast<double>(ticks));
    batch_store store(1);
    for (std::size_t t = 0; t < ticks; ++t) {
        const double time = static_cast<double>(t) / static_cast<double>(ticks);
        store.append(std::array{series.next() + 2 * total * half_error * time});
    }
    return test_half_windows(store, 0, 0, significance);
}

}  // namespace

TEST_CASE("false alarms come at their nominal rate", "[coverage]") {
    struct setting {
        double phi;
        std::size_t ticks;
    };
    for (const setting& s : {setting{0, 400}, setting{0.5, 1200}, setting{0.9, 19'000}}) {
        CAPTURE(s.phi, s.ticks);
        constexpr int series = 3000;
        int alarms_5 = 0;
        int alarms_1 = 0;
        int upper_half = 0;
        for (int i = 0; i < series; ++i) {
            const auto seed = static_cast<std::uint64_t>(i) + 10'000 * s.ticks;
            const drift_test r = test_series(s.phi, s.ticks, seed, 0, 0.05);
            REQUIRE(r.verdict != drift_verdict::unknown);
            alarms_5 += r.verdict == drift_verdict::drifting ? 1 : 0;
            alarms_1 += r.p_value < 0.01 ? 1 : 0;
            upper_half += r.p_value > 0.5 ? 1 : 0;
        }
        CAPTURE(alarms_5, alarms_1, upper_half);
        // The standard deviation of a count is 12 at 5 % and 5.4 at 1 %.
        CHECK(alarms_5 > 0.03 * series);
        CHECK(alarms_5 < 0.07 * series);
        CHECK(alarms_1 > 0.003 * series);
        CHECK(alarms_1 < 0.02 * series);
        CHECK(upper_half > 0.45 * series);
        CHECK(upper_half < 0.55 * series);
    }
}

TEST_CASE("a drift of several standard errors is found and its sign told") {
    int found = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const drift_test up = test_series(0.5, 12'000, seed, 7, 0.01);
        found += up.verdict == drift_verdict::drifting && up.z > 0 ? 1 : 0;
        CHECK(up.late.value > up.early.value);
        const drift_test down = test_series(0.5, 12'000, 1000 + seed, -7, 0.01);
        CHECK(down.z < 0);
    }
    // z is 7/√2 = 4.9 ± 1 against a threshold near 2.7.
    CHECK(found > 180);
}

TEST_CASE("the test uses Welch's degrees of freedom and Student's tail") {
    const estimate a{1.0, 0.3, 200, 1, 10, reliability::reliable};
    const estimate b{2.2, 0.4, 200, 1, 20, reliability::rough};
    const drift_test r = compare_means(a, b, 0.05);
    CHECK_THAT(r.z, WithinRel(1.2 / 0.5, 1e-14));
    CHECK_THAT(r.nu, WithinRel(0.0625 / (0.0081 / 10 + 0.0256 / 20), 1e-12));
    CHECK_THAT(r.p_value, WithinRel(2 * thermosgd::student_t_tail(2.4, r.nu), 1e-14));
    CHECK(r.verdict == drift_verdict::drifting);
    CHECK(compare_means(a, b, 0.01).verdict == drift_verdict::stationary);
    CHECK_THAT(compare_means(b, a, 0.05).z, WithinRel(-2.4, 1e-14));
}

TEST_CASE("the test is the same in any units, those in which squares of variances underflow too") {
    const auto compare = [](double unit) {
        const estimate early{1 * unit, 0.1 * unit, 200, 1, 20, reliability::reliable};
        const estimate late{1.5 * unit, 0.2 * unit, 200, 1, 30, reliability::reliable};
        return thermosgd::compare_means(early, late);
    };
    for (const double unit : {1e-120, 1e-90, 1e90, 1e120}) {
        CAPTURE(unit);
        CHECK_THAT(compare(unit).nu, WithinRel(compare(1).nu, 1e-12));
        CHECK_THAT(compare(unit).p_value, WithinRel(compare(1).p_value, 1e-9));
    }
}

TEST_CASE("constants drift exactly when they differ") {
    const estimate a{1.0, 0, 200, 1, 199, reliability::reliable};
    estimate b = a;
    CHECK(compare_means(a, b).verdict == drift_verdict::stationary);
    CHECK(compare_means(a, b).z == 0);
    CHECK(compare_means(a, b).p_value == 1);
    CHECK(compare_means(a, b).nu == 398);
    b.value = 1.5;
    CHECK(compare_means(a, b).verdict == drift_verdict::drifting);
    CHECK(compare_means(a, b).p_value == 0);
}

TEST_CASE("where an error bar is unknown the test says so") {
    const estimate known{1.0, 0.1, 200, 1, 10, reliability::reliable};
    estimate unknown = known;
    unknown.verdict = reliability::unknown;
    CHECK(compare_means(known, unknown).verdict == drift_verdict::unknown);
    CHECK(std::isnan(compare_means(known, unknown).p_value));
    CHECK(test_half_windows(batch_store(1), 0).verdict == drift_verdict::unknown);
    CHECK(test_series(0.9, 800, 1, 0, 0.01).verdict == drift_verdict::unknown);
    CHECK(to_string(drift_verdict::unknown) == "unknown");
    CHECK(to_string(drift_verdict::drifting) == "drifting");
    CHECK(to_string(drift_verdict::stationary) == "stationary");
}

TEST_CASE("the window begins at the batch asked for") {
    test::random_stream random(4);
    batch_store store(1);
    for (int t = 0; t < 4000; ++t) {
        store.append(std::array{random.normal() + (t < 500 ? 10 : 0)});
    }
    // With the step in it the first half has no error bar: anything but stationary.
    CHECK(test_half_windows(store, 0).verdict != drift_verdict::stationary);
    const std::size_t behind = 512 / store.ticks_per_batch();
    CHECK(test_half_windows(store, 0, behind, 1e-6).verdict == drift_verdict::stationary);
    CHECK_THROWS_AS(test_half_windows(store, 1), std::invalid_argument);
    CHECK_THROWS_AS(test_half_windows(store, 0, 10'000), std::invalid_argument);
    CHECK_THROWS_AS(test_half_windows(store, 0, 0, 0.0), std::invalid_argument);
    CHECK_THROWS_AS(test_half_windows(store, 0, 0, 1.0), std::invalid_argument);
}

}  // namespace statistics_drift_test
