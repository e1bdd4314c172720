// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Burn-in alone, and the whole chain from a transient to an interval.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <span>
#include <vector>

#include <thermosgd/statistics/burn_in.hpp>
#include <thermosgd/statistics/lugsail.hpp>

#include "catch_shim.hpp"
#include "series.hpp"

namespace statistics_burn_in_test {

using thermosgd::batch_store;
using thermosgd::estimate;
using thermosgd::moments;

namespace {

/// White noise around `level(tick)` in a store of one column.
template <class Level>
batch_store noise_around(std::size_t ticks, std::uint64_t seed, Level&& level) {
    test::random_stream random(seed);
    batch_store store(1);
    for (std::size_t t = 0; t < ticks; ++t) {
        store.append(std::array{level(t) + random.normal()});
    }
    return store;
}

}  // namespace

TEST_CASE("after a transient the interval of the rest covers the truth", "[coverage]") {
    constexpr double phi = 0.9;
    constexpr std::size_t ticks = 20'000;
    constexpr int series = 600;
    const double sd = std::sqrt(test::autoregressive::variance(phi));
    for (const double amplitude : {0.0, 3.0, 10.0, 30.0}) {
        int covered = 0, unknown = 0;
        moments dropped;
        moments error;
        for (int s = 0; s < series; ++s) {
            test::autoregressive x(phi, static_cast<std::uint64_t>(s) +
                                            static_cast<std::uint64_t>(1e5 * (1 + amplitude)));
            batch_store store(1);
            for (std::size_t t = 0; t < ticks; ++t) {
                const double excess = amplitude * sd * std::exp(-static_cast<double>(t) / 500);
                store.append(std::array{x.next() + excess});
            }
            const std::size_t burn_in = find_burn_in(store, 0);
            const estimate e = mean_estimate(store, 0, burn_in);
            if (e.verdict == thermosgd::reliability::unknown) {
                ++unknown;
                continue;
            }
            covered += e.interval().contains(0) ? 1 : 0;
            dropped.push(static_cast<double>(store.ticks_before(burn_in)));
            error.push(e.error);
        }
        CHECK(unknown < 0.05 * series);
        const double coverage = double(covered) / (series - unknown);
        std::printf("transient of %4.0f sd: %5.0f of %zu ticks dropped, coverage %.1f %%\n",
                    amplitude, dropped.mean, ticks, 100 * coverage);
        CAPTURE(amplitude, coverage, dropped.mean);
        CHECK(coverage >= 0.88);
        CHECK(coverage <= 0.985);
        // Without a transient little is lost; with one, what is kept suffices: at least 3/4.
        CHECK(dropped.mean < (amplitude == 0 ? 1000 : 5000));
        // The excess falls under one sd at 500 ln(amplitude) ticks; that much must go.
        CHECK(dropped.mean > (amplitude == 0 ? -1 : 500 * std::log(amplitude)));
        const double ideal = sd * std::sqrt(19 / (static_cast<double>(ticks) - dropped.mean));
        CHECK_THAT(error.mean, WithinRel(ideal, 0.05));
    }
}

TEST_CASE("a step is cut off behind its edge") {
    for (const std::size_t edge : {50u, 100u, 1000u, 3000u}) {
        CAPTURE(edge);
        const batch_store store =
            noise_around(10'000, edge, [&](std::size_t t) { return t < edge ? 20.0 : 0.0; });
        const std::size_t first_kept = store.ticks_before(find_burn_in(store, 0));
        CHECK(first_kept >= edge);
        CHECK(first_kept <= edge + edge / 2 + 1000);
    }
}

TEST_CASE("a stationary series loses little") {
    moments dropped;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const batch_store store = noise_around(5000, seed, [](std::size_t) { return 1.0; });
        dropped.push(static_cast<double>(store.ticks_before(find_burn_in(store, 0))));
    }
    CHECK(dropped.mean < 400);
    CHECK(dropped.mean > 0);
}

TEST_CASE("a series that drifts all along stops at the middle") {
    const batch_store store =
        noise_around(10'000, 1, [](std::size_t t) { return 0.01 * static_cast<double>(t); });
    CHECK(find_burn_in(store, 0) == store.batches() / 2);
}

TEST_CASE("constant, empty and tiny series have no burn-in") {
    CHECK(find_burn_in(std::vector<moments>{}) == 0);
    CHECK(find_burn_in(std::vector<moments>(1, moments{1, 2.0, 0})) == 0);
    CHECK(find_burn_in(std::vector<moments>(300, moments{5, 2.0, 0})) == 0);
    CHECK(find_burn_in(std::vector<moments>(300)) == 0);
    CHECK(find_burn_in(batch_store(1), 0) == 0);
}

TEST_CASE("the burn-in of several columns is the latest of theirs") {
    test::random_stream random(9);
    batch_store store(3);
    for (int t = 0; t < 8000; ++t) {
        store.append(std::array{random.normal() + (t < 500 ? 30 : 0),
                                random.normal() + (t < 2000 ? 30 : 0), random.normal()});
    }
    const std::size_t early = find_burn_in(store, 0);
    const std::size_t late = find_burn_in(store, 1);
    CHECK(early < late);
    CHECK(find_burn_in(store, std::array<std::size_t, 3>{0, 1, 2}) == late);
    CHECK(find_burn_in(store, std::array<std::size_t, 2>{0, 2}) ==
          std::max(early, find_burn_in(store, 2)));
    CHECK(find_burn_in(store, std::span<const std::size_t>{}) == 0);
    CHECK_THROWS_AS(find_burn_in(store, 3), std::invalid_argument);
}

TEST_CASE("a column with gaps is cut at the same place") {
    test::random_stream random(10);
    batch_store store(2);
    for (int t = 0; t < 400; ++t) {
        const double x = random.normal() + (t < 100 ? 50 : 0);
        store.append(std::array{x, t % 10 == 0 ? x : std::numeric_limits<double>::quiet_NaN()});
    }
    for (std::size_t column = 0; column < 2; ++column) {
        const std::size_t burn_in = store.ticks_before(find_burn_in(store, column));
        CHECK(burn_in > 90);
        CHECK(burn_in <= 200);
    }
}

TEST_CASE("the burn-in of a variance outlasts that of its mean, and spares rare large values") {
    // A start that is lost in the noise of x and is six times the variance of it.
    batch_store store(2);
    test::random_stream random(8);
    for (std::size_t t = 0; t < 16'384; ++t) {
        const double x = random.normal() * (t < 96 ? 2.5 : 1.0);
        store.append(std::array{x, x * x});
    }
    const std::array<std::size_t, 2> both{0, 1};
    const auto variance = [](std::span<const double> mean) { return mean[1] - mean[0] * mean[0]; };
    const std::size_t of_variance = thermosgd::find_burn_in_of(store, both, variance);
    CHECK(store.ticks_before(find_burn_in(store, 0)) < 96);
    CHECK(store.ticks_before(of_variance) >= 160);
    CHECK(store.ticks_before(of_variance) <= 256);
    CHECK(thermosgd::find_burn_in_of(store, both, [](std::span<const double>) {
              return thermosgd::not_available;
          }) == find_burn_in(store, 0));
    CHECK_THROWS_AS(thermosgd::find_burn_in_of(store, std::array<std::size_t, 1>{2}, variance),
                    std::invalid_argument);
    CHECK(thermosgd::find_burn_in_of(batch_store(2), both, variance) == 0);
}

TEST_CASE("leading outliers are those before the first ordinary number, and half as many again") {
    using thermosgd::detail::leading_outliers;
    CHECK(leading_outliers({}) == 0);
    CHECK(leading_outliers(std::vector{9.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0}) == 2);
    CHECK(leading_outliers(std::vector{9.0, -9.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0}) == 3);
    CHECK(leading_outliers(std::vector{0.5, 9.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0}) == 0);
    CHECK(leading_outliers(std::vector{9.0, 9.0, 9.0, 9.0, 1.0, 0.0, 1.0, 0.0}) == 4);
    CHECK(leading_outliers(std::vector{1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 9.0}) == 0);
    CHECK(leading_outliers(std::vector{thermosgd::not_available, 9.0, 1.0, 0.0}) == 0);
    CHECK(leading_outliers(
              std::vector{9.0, 9.0, thermosgd::not_available, thermosgd::not_available}) == 0);
}

}  // namespace statistics_burn_in_test
