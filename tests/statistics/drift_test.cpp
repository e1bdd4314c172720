// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The drift of a window: its size, the bound that holds it, and how often a series without one is
/// suspected. Seeds are fixed; bounds of rates are 5 standard deviations of a binomial, 6e-7.

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include <thermosgd/statistics/drift.hpp>

#include "catch_shim.hpp"
#include "series.hpp"

namespace statistics_drift_test {

using thermosgd::batch_store;
using thermosgd::drift_bound;
using thermosgd::measure_drift;
using thermosgd::moments;
using thermosgd::reliability;

namespace {

/// AR(1) about 100 with the standard error of its mean as the unit of `level(t)`, 0 ≤ t < 1.
template <class Level>
drift_bound drift_of(double phi, std::size_t ticks, std::uint64_t seed, Level&& level) {
    test::autoregressive series(phi, seed);
    const double error = std::sqrt(test::autoregressive::variance(phi) *
                                   test::autoregressive::g(phi) / static_cast<double>(ticks));
    batch_store store(1);
    for (std::size_t t = 0; t < ticks; ++t) {
        const double time = static_cast<double>(t) / static_cast<double>(ticks);
        store.append(std::array{100 + series.next() + error * level(time)});
    }
    drift_bound d = measure_drift(store, 0);
    d.change /= error;
    d.error /= error;
    d.bound /= error;
    return d;
}

}  // namespace

TEST_CASE("a straight line is measured exactly") {
    batch_store store(1);
    test::random_stream random(2);
    for (int tick = 0; tick < 512; ++tick) {
        store.append(std::array{double(tick) + 1e-9 * random.normal()});
    }
    const drift_bound d = measure_drift(store, 0);
    CHECK_THAT(d.mean, WithinRel(255.5, 1e-6));
    CHECK_THAT(d.change, WithinRel(256, 1e-6));
    CHECK_THAT(d.bound, WithinRel(256, 1e-4));
    CHECK_THAT(d.relative_bound(), WithinRel(256 / 255.5, 1e-4));
    CHECK(d.p_value < 1e-6);
    CHECK_THAT(d.left(), WithinRel(256, 1e-6));
}

TEST_CASE("without a drift the change is 0 within √3 errors of the mean", "[coverage]") {
    for (const double phi : {0.0, 0.9}) {
        constexpr int series = 2000;
        moments z, error;
        int suspected = 0, known = 0;
        for (int s = 0; s < series; ++s) {
            const drift_bound d = drift_of(phi, phi > 0 ? 8000 : 1000, 100 + std::uint64_t(s),
                                           [](double) { return 0.0; });
            if (d.verdict == reliability::unknown) {
                continue;
            }
            ++known;
            z.push(d.change / d.error);
            error.push(d.error);
            suspected += d.p_value < 0.05 ? 1 : 0;
            CHECK(d.bound >= std::fabs(d.change));
        }
        CAPTURE(phi, known, z.mean, z.variance(), error.mean, suspected);
        CHECK(known > 0.92 * series);
        CHECK_THAT(z.mean, WithinAbs(0, 5 * std::sqrt(1.1 / known)));
        // Student's t of some 50 degrees of freedom.
        CHECK(z.variance() > 0.85);
        CHECK(z.variance() < 1.25);
        CHECK_THAT(error.mean, WithinRel(std::sqrt(3.0), 0.05));
        // 5 % for the two tests at most: they are told apart by Bonferroni.
        CHECK(suspected < 0.05 * known + 5 * std::sqrt(0.05 * known));
        CHECK(suspected > 0.015 * known);
    }
}

TEST_CASE("the bound holds a drift at 95 %, and is not far above it", "[coverage]") {
    for (const double change : {0.0, 2.0, 6.0}) {
        constexpr int series = 1500;
        int holds = 0, known = 0;
        moments bound;
        for (int s = 0; s < series; ++s) {
            const drift_bound d = drift_of(0.5, 3000, 5000 + std::uint64_t(s),
                                           [&](double t) { return 2 * change * (t - 0.5); });
            if (d.verdict == reliability::unknown) {
                continue;
            }
            ++known;
            holds += d.bound >= change ? 1 : 0;
            bound.push(d.bound);
        }
        const double rate = double(holds) / known;
        CAPTURE(change, known, rate, bound.mean);
        CHECK(rate > 0.95 - 5 * std::sqrt(0.05 * 0.95 / known));
        // √3·t + |Δ| and 2t + |x̄₂ − x̄₁|: 4 to 5 errors for no drift.
        CHECK(bound.mean > change + 3);
        CHECK(bound.mean < change + 6);
    }
}

TEST_CASE("drifts and steps of sixteen errors are found wherever they are") {
    int found = 0, up = 0;
    constexpr int series = 200;
    for (int s = 0; s < series; ++s) {
        const double place = 0.15 + 0.7 * (s % 20) / 19;
        const drift_bound step = drift_of(0.5, 3000, 9000 + std::uint64_t(s),
                                          [&](double t) { return t < place ? 0.0 : 16.0; });
        const drift_bound line =
            drift_of(0.5, 3000, 9000 + std::uint64_t(s), [&](double t) { return 20 * t; });
        found += step.p_value < 0.01 ? 1 : 0;
        found += line.p_value < 0.01 ? 1 : 0;
        up += line.change > 0 ? 1 : 0;
    }
    CAPTURE(found);
    CHECK(found > 0.9 * 2 * series);
    CHECK(up == series);
}

TEST_CASE("a step sought at every place has the tail of Miller and Siegmund") {
    // 2,000 steps of a bridge: the supremum of a discrete path lies a little lower.
    for (const double z : {2.5, 3.0}) {
        int above = 0;
        constexpr int paths = 4000, n = 2000;
        for (int p = 0; p < paths; ++p) {
            test::random_stream random(70'000 + std::uint64_t(p));
            std::array<double, n + 1> w{};
            for (int i = 1; i <= n; ++i) {
                w[std::size_t(i)] = w[std::size_t(i - 1)] + random.normal();
            }
            double most = 0;
            for (int i = n / 10; i <= n - n / 10; ++i) {
                const double share = double(i) / n;
                most = std::fmax(most, std::fabs(w[std::size_t(i)] - share * w[n]) /
                                           std::sqrt(n * share * (1 - share)));
            }
            above += most > z ? 1 : 0;
        }
        const double tail = thermosgd::detail::largest_step_tail(z, 0.1);
        CAPTURE(z, tail, above);
        CHECK_THAT(double(above) / paths,
                   WithinAbs(0.95 * tail, 0.12 * tail + 5 * std::sqrt(tail / paths)));
    }
    CHECK(thermosgd::detail::largest_step_tail(1.0, 0.1) == 1.0);
    CHECK(thermosgd::detail::largest_step_tail(20, 0.1) < 1e-80);
}

TEST_CASE("a random walk has no known noise") {
    int known = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        test::random_stream random(seed);
        batch_store store(1);
        double x = 0;
        for (int t = 0; t < 5000; ++t) {
            x += random.normal();
            store.append(std::array{x});
        }
        known += measure_drift(store, 0).verdict == reliability::unknown ? 0 : 1;
    }
    CAPTURE(known);
    CHECK(known < 5);
}

TEST_CASE("what does not move has a drift of 0, and what is too short none") {
    batch_store constant(1);
    for (int t = 0; t < 1000; ++t) {
        constant.append(std::array{2.5});
    }
    const drift_bound none = measure_drift(constant, 0);
    CHECK(none.change == 0);
    CHECK(none.bound == 0);
    CHECK(none.p_value == 1);
    CHECK(none.left() == 0);
    const std::size_t behind = constant.batches() - 19;
    CHECK(std::isnan(measure_drift(constant, 0, behind).change));
    CHECK(std::isfinite(measure_drift(constant, 0, behind - 1).change));
    const drift_bound nothing = measure_drift(batch_store(1), 0);
    CHECK(std::isnan(nothing.bound));
    CHECK(std::isnan(nothing.p_value));
    CHECK(nothing.verdict == reliability::unknown);
    CHECK(nothing.left() == 0);
    CHECK_THROWS_AS(measure_drift(constant, 1), std::invalid_argument);
    CHECK_THROWS_AS(measure_drift(constant, 0, 10'000), std::invalid_argument);
}

TEST_CASE("what is left of a drift is what exceeds its error") {
    drift_bound d;
    d.change = -5;
    d.error = 3;
    CHECK(d.left() == 4);
    d.error = 6;
    CHECK(d.left() == 0);
}

}  // namespace statistics_drift_test
