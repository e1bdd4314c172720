// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Jackknife of functions of means: bias, error, coverage, and how columns combine.

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include <thermosgd/statistics/jackknife.hpp>

#include "catch_shim.hpp"
#include "series.hpp"

namespace statistics_jackknife_test {

using thermosgd::batch_store;
using thermosgd::estimate;
using thermosgd::jackknife;
using thermosgd::moments;
using thermosgd::reliability;

namespace {

constexpr auto ratio = [](std::span<const double> mean) { return mean[0] / mean[1]; };
constexpr auto first = [](std::span<const double> mean) { return mean[0]; };

}  // namespace

TEST_CASE("a batch in progress counts once in the means") {
    batch_store store(2, 4);
    moments a, b;
    for (int t = 0; t < 27; ++t) {
        store.append(std::array{1.0 + t * t, 2.0 - t});
        a.push(1.0 + t * t);
        b.push(2.0 - t);
    }
    REQUIRE(store.current(0).count > 0);
    const std::array<std::size_t, 2> columns{0, 1};
    const thermosgd::detail::observed_groups groups(store, columns, 0);
    std::array<double, 2> means{};
    groups.means(means);
    CHECK_THAT(means[0], WithinRel(a.mean, 1e-14));
    CHECK_THAT(means[1], WithinRel(b.mean, 1e-14));
}

TEST_CASE("the bias of a ratio of means shrinks thirtyfold") {
    // a = 2 ± 0.5, b = 1 ± 0.5, n = 50: the mean of b is normal with variance s² = 0.005, and
    // ⟨1/b⟩ = 1 + s² + 3s⁴ + 15s⁶.
    constexpr double s2 = 0.25 / 50;
    constexpr double plain_bias = 2 * (s2 + 3 * s2 * s2 + 15 * s2 * s2 * s2);
    CHECK_THAT(plain_bias, WithinAbs(0.0102, 0.0001));
    moments removed;
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        test::random_stream random(seed);
        batch_store store(2);
        for (int t = 0; t < 50; ++t) {
            store.append(std::array{2 + 0.5 * random.normal(), 1 + 0.5 * random.normal()});
        }
        const double plain = store.total(0).mean / store.total(1).mean;
        removed.push(plain - jackknife(store, {0, 1}, ratio).value);
    }
    // What is removed fluctuates far less than the ratio itself: its mean is known to 1e-4.
    const double left = plain_bias - removed.mean;
    const double uncertainty = std::sqrt(removed.variance() / 20'000);
    CAPTURE(left, uncertainty);
    CHECK(uncertainty < 1e-4);
    CHECK(left > -0.0005);
    CHECK(left < 0.0005);
}

TEST_CASE("intervals of a ratio of correlated columns cover the truth", "[coverage]") {
    int covered = 0, unknown = 0;
    moments size;
    constexpr int series = 2000;
    for (int s = 0; s < series; ++s) {
        const auto seed = static_cast<std::uint64_t>(s);
        test::autoregressive shared(0.8, 3 * seed);
        test::autoregressive own(0.5, 3 * seed + 1);
        test::random_stream fast(3 * seed + 2);
        batch_store store(2);
        for (int t = 0; t < 4000; ++t) {
            const double common = shared.next();
            store.append(std::array{6 + common + own.next(), 3 + common + 0.5 * fast.normal()});
        }
        const estimate e = jackknife(store, {0, 1}, ratio);
        if (e.verdict == reliability::unknown) {  // by chance, one column or the ratio
            ++unknown;
            continue;
        }
        covered += e.interval().contains(2) ? 1 : 0;
        size.push(e.error);
    }
    // d(a/b) = (da − 2 db)/3 with da − 2 db = −common + own − fast: variances times g.
    const double variance =
        (test::autoregressive::variance(0.8) * 9 + test::autoregressive::variance(0.5) * 3 + 1) / 9;
    CAPTURE(covered);
    CHECK(unknown < 0.06 * series);
    CHECK(covered > 0.92 * (series - unknown));
    CHECK(covered < 0.975 * (series - unknown));
    CHECK_THAT(size.mean, WithinRel(std::sqrt(variance / 4000), 0.05));
}

TEST_CASE("the jackknife of a mean is the mean with its error bar") {
    test::autoregressive series(0.9, 6);
    batch_store store(1);
    for (int t = 0; t < 1 << 16; ++t) {
        store.append(std::array{series.next()});
    }
    const estimate direct = mean_estimate(store, 0);
    const estimate e = jackknife(store, {0}, first);
    CHECK_THAT(e.value, WithinAbs(direct.value, 1e-12));
    CHECK_THAT(e.error, WithinRel(direct.error, 1e-6));
    CHECK(e.nu == direct.nu);
    CHECK(e.n_eff == direct.n_eff);
    CHECK(e.g == direct.g);
    CHECK(e.verdict == direct.verdict);
}

TEST_CASE("noise that cancels in the function is not in its error") {
    test::autoregressive series(0.9, 2);
    batch_store store(2);
    for (int t = 0; t < 20'000; ++t) {
        const double x = 10 + series.next();
        store.append(std::array{x, 2 * x});
    }
    const estimate e = jackknife(store, {0, 1}, ratio);
    CHECK_THAT(e.value, WithinRel(0.5, 1e-12));
    CHECK(e.error < 1e-12);
    CHECK(mean_estimate(store, 0).error > 0.01);
}

TEST_CASE("columns observed at different ticks combine, the batch in progress included") {
    batch_store store(2);
    test::random_stream random(3);
    double dense = 0;
    double sparse = 0;
    int seen = 0;
    for (int t = 0; t < 2345; ++t) {
        const double a = 4 + random.normal();
        const double b = 2 + random.normal();
        dense += a;
        sparse += t % 10 == 7 ? b : 0;
        seen += t % 10 == 7 ? 1 : 0;
        store.append(std::array{a, t % 10 == 7 ? b : std::numeric_limits<double>::quiet_NaN()});
    }
    const estimate e = jackknife(store, {0, 1}, ratio);
    CHECK(e.verdict != reliability::unknown);
    // The correction is of the order of the bias, 2 · (1/4)/234 = 0.002.
    CHECK_THAT(e.value, WithinAbs(dense / 2345 / (sparse / seen), 0.01));
    // SE² = (1/2)²/2345 + (4/2²)²/234, itself known to some 20 %.
    CHECK_THAT(e.error, WithinRel(std::sqrt(0.25 / 2345 + 1.0 / seen), 0.5));
    CHECK_THAT(e.n_eff, WithinRel(mean_estimate(store, 1).n_eff, 1e-12));
}

TEST_CASE("the verdict is the worst and the window begins at the batch asked for") {
    batch_store store(2);
    test::autoregressive slow(0.99, 4);
    test::random_stream fast(5);
    for (int t = 0; t < 3000; ++t) {
        store.append(std::array{5 + slow.next(), fast.normal() + (t < 256 ? 1000 : 7)});
    }
    CHECK(mean_estimate(store, 0).verdict == reliability::unknown);
    CHECK(jackknife(store, {0, 1}, ratio).verdict == reliability::unknown);
    const std::size_t start = 256 / store.ticks_per_batch();
    const estimate late = jackknife(store, {1}, first, start);
    CHECK(late.verdict == reliability::reliable);
    CHECK_THAT(late.value, WithinAbs(7, 0.2));
    CHECK_THROWS_AS(jackknife(store, {0, 2}, ratio), std::invalid_argument);
    CHECK_THROWS_AS(jackknife(store, {0}, first, store.batches() + 1), std::invalid_argument);
}

TEST_CASE("a function that is not finite and a store that is too short are unknown") {
    batch_store store(2);
    CHECK(std::isnan(jackknife(store, {0, 1}, [](std::span<const double>) {
                         return std::numeric_limits<double>::quiet_NaN();
                     }).value));
    // Nothing was observed: not 0/0 of empty sums, not a number at all.
    CHECK(std::isnan(jackknife(store, {0}, first).value));
    store.append(std::array{4.0, 2.0});
    CHECK(jackknife(store, {0, 1}, ratio).value == 2);
    CHECK(jackknife(store, {0, 1}, ratio).verdict == reliability::unknown);
    test::random_stream random(6);
    for (int t = 0; t < 1000; ++t) {
        store.append(std::array{random.normal(), 0.0});
    }
    const estimate e = jackknife(
        store, {0, 1}, [](std::span<const double> mean) { return std::log(mean[0] - 1e9); });
    CHECK(e.verdict == reliability::unknown);
    CHECK(std::isnan(e.error));
}

TEST_CASE("a ratio whose denominator may be 0 is unknown, one whose denominator is not, is known") {
    const auto measure = [](double denominator, std::uint64_t seed) {
        test::random_stream random(seed);
        batch_store store(2);
        for (int t = 0; t < 10'000; ++t) {
            store.append(std::array{1 + random.normal(), denominator + random.normal()});
        }
        const auto above = [](std::span<const double> m) { return m[0]; };
        const auto below = [](std::span<const double> m) { return m[1]; };
        return thermosgd::jackknife_ratio(store, {0, 1}, above, below);
    };
    // One error of the denominator is 0.01.
    int known_of_noise = 0, known = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const estimate noise = measure(0.01, seed);
        CHECK(std::isfinite(noise.value));
        CHECK(std::isnan(noise.error) == (noise.verdict == reliability::unknown));
        known_of_noise += noise.verdict == reliability::unknown ? 0 : 1;
        known += measure(0.2, seed).verdict == reliability::unknown ? 0 : 1;
    }
    CAPTURE(known_of_noise, known);
    CHECK(known_of_noise < 3);
    CHECK(known > 90);
    const estimate same = measure(1.0, 3);
    CHECK_THAT(same.value, WithinAbs(1, 5 * same.error));
}

}  // namespace statistics_jackknife_test
