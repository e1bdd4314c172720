// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Error bars against series whose error is known in closed form.
///
/// Unless a test says otherwise, a comparison with truth is two-sided and uses the Student t
/// quantile of 1e-6 over the number of comparisons, so that a wrong failure has at most that
/// probability per test case; seeds are fixed on top.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <span>
#include <vector>

#include <thermosgd/statistics/lugsail.hpp>

#include "catch_shim.hpp"
#include "series.hpp"

namespace statistics_lugsail_test {

using thermosgd::batch_store;
using thermosgd::estimate;
using thermosgd::moments;
using thermosgd::reliability;
using thermosgd::student_t_critical;

namespace {

constexpr double false_failure = 1e-6;

/// The two-sided Student t factor for one of `comparisons` comparisons.
double tolerance(double nu, int comparisons) {
    return student_t_critical(0.5 * false_failure / comparisons, nu);
}

/// Compares a sample of independent numbers with the truth of their mean; `slack` is a known bias.
void check_mean(const moments& sample, double truth, int comparisons, double slack = 0) {
    const double count = static_cast<double>(sample.count);
    const double error = std::sqrt(sample.variance() / count);
    CAPTURE(error, sample.count);
    CHECK_THAT(sample.mean, WithinAbs(truth, tolerance(count - 1, comparisons) * error + slack));
}

std::vector<moments> single_cells(std::span<const double> series) {
    std::vector<moments> cells;
    for (const double x : series) {
        cells.push_back({1, x, 0});
    }
    return cells;
}

template <class Next>
estimate estimate_of(std::size_t count, Next&& next) {
    batch_store store(1);
    for (std::size_t t = 0; t < count; ++t) {
        store.append(std::array{static_cast<double>(next())});
    }
    return mean_estimate(store, 0);
}

}  // namespace

TEST_CASE("block variances equal their definition") {
    test::random_stream random(1);
    std::vector<double> series(50);
    for (double& x : series) {
        x = 1e3 + random.normal();
    }
    long double mean = 0;
    for (const double x : series) {
        mean += x / 50.0L;
    }
    long double variance = 0;
    for (const double x : series) {
        variance += (x - mean) * (x - mean) / 49.0L;
    }
    for (const std::size_t block : {1u, 2u, 7u, 25u, 49u}) {
        CAPTURE(block);
        long double sum = 0;
        for (std::size_t i = 0; i + block <= 50; ++i) {
            long double block_mean = 0;
            for (std::size_t k = 0; k < block; ++k) {
                block_mean += series[i + k] / static_cast<long double>(block);
            }
            sum += (block_mean - mean) * (block_mean - mean);
        }
        const long double b = static_cast<long double>(block);
        const long double expected = b * sum / (50 - b + 1) * 50 / (50 - b) / variance;
        CHECK_THAT(thermosgd::detail::block_variance(single_cells(series), block),
                   WithinRel(static_cast<double>(expected), 1e-9));
    }
    CHECK(std::isnan(thermosgd::detail::block_variance(single_cells(series), 50)));
    CHECK(std::isnan(thermosgd::detail::block_variance(single_cells(series), 0)));
}

TEST_CASE("longer blocks contradict a g that is too small or too large, and not the right one") {
    test::autoregressive series(0.9, 5);
    std::vector<thermosgd::moments> cells(8192);
    for (thermosgd::moments& cell : cells) {
        cell.push(series.next());
    }
    const thermosgd::detail::block_sums sums(cells, {});
    // In units of the variance of single numbers: g = (1 + φ)/(1 − φ) = 19.
    CHECK(thermosgd::detail::longer_blocks_agree(sums, 128, 19));
    CHECK_FALSE(thermosgd::detail::longer_blocks_agree(sums, 128, 5));
    CHECK_FALSE(thermosgd::detail::longer_blocks_agree(sums, 128, 80));
    CHECK_FALSE(thermosgd::detail::longer_blocks_agree(sums, 1, sums.variance(1)));
}

TEST_CASE("block variances of AR(1) follow their closed form") {
    constexpr double phi = 0.9;
    constexpr std::array<std::size_t, 9> blocks{1, 2, 4, 8, 16, 32, 64, 128, 256};
    constexpr std::array table{1.0,     1.9,     3.5245,  6.1855, 9.8346,
                               13.5681, 16.1908, 17.5938, 18.2969};
    std::array<moments, blocks.size()> sample;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        test::autoregressive series(phi, seed);
        std::vector<moments> cells;
        for (int t = 0; t < 65'536; ++t) {
            cells.push_back({1, series.next(), 0});
        }
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            sample[i].push(thermosgd::detail::block_variance(cells, blocks[i]));
        }
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        CAPTURE(blocks[i]);
        const double length = static_cast<double>(blocks[i]);
        const double exact = test::autoregressive::block_variance(phi, length);
        CHECK_THAT(exact, WithinAbs(table[i], 6e-5));
        // The finite series biases V by at most g b/N, 0.0003 of V at the blocks that are sharp.
        check_mean(sample[i], exact, 9, 3e-4 * exact);
    }
}

TEST_CASE("g of AR(1) is 19 and the error bar that of the mean") {
    constexpr std::size_t count = 16'384;
    const double sigma = std::sqrt(test::autoregressive::variance(0.9));
    const double exact = sigma * std::sqrt(19.0 / count);
    CHECK_THAT(sigma * std::sqrt(19.0 / 65'536), WithinRel(0.039060, 1e-4));
    moments g;
    moments variance;
    moments squares;
    moments z;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        test::autoregressive series(0.9, 1000 + seed);
        const estimate e = estimate_of(count, [&] { return series.next(); });
        REQUIRE(e.verdict == reliability::reliable);
        CHECK_THAT(e.n_eff * e.g, WithinRel(count, 1e-12));
        g.push(e.g);
        variance.push(e.error * e.error / (exact * exact));
        squares.push(e.value * e.value / (exact * exact));
        z.push(e.value / e.error);
    }
    CAPTURE(g.mean, std::sqrt(g.variance()));
    // Both are biased by less than 1 %: the longer blocks' agreement selects, and g/N is left out.
    check_mean(g, 19, 3, 0.19);
    check_mean(variance, 1, 3, 0.01);
    check_mean(squares, 1, 3, 0.002);
    // Student's z has variance ν/(ν − 2), 1.04 to 1.09 for ν = 24 to 48; its error is 5 %.
    CHECK(z.variance() > 0.85);
    CHECK(z.variance() < 1.35);
}

TEST_CASE("the error of the error is what nu says") {
    moments ratio;
    double nu = 0;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        test::autoregressive series(0.5, 5000 + seed);
        const estimate e = estimate_of(4096, [&] { return series.next(); });
        ratio.push(e.g / 3);
        nu += e.nu / 2000;
    }
    CAPTURE(nu, ratio.mean, ratio.variance());
    // Var(g)/g² = 2/ν where the block length does not depend on the data, here mostly so.
    CHECK(ratio.variance() > 0.75 * 2 / nu);
    CHECK(ratio.variance() < 1.35 * 2 / nu);
}

TEST_CASE("SGD on a quadratic has the closed-form variance, temperature and correlation time") {
    struct truth {
        test::heavy_ball sgd;
        double position, velocity, g_position, g_kinetic;
    };
    const truth cases[] = {
        {{0.1, 1, 1, 0}, 0.0526316, 0.0105263, 19, 1.026316},
        {{0.1, 1, 1, 0.9}, 0.513514, 0.0540541, 1.947368, 9.527027},
        {{0.3, 3, std::sqrt(2.0), 0.5}, 0.285714, 0.342857, 0, 0},
    };
    for (const truth& expected : cases) {
        const test::heavy_ball& sgd = expected.sgd;
        CAPTURE(sgd.momentum, sgd.learning_rate);
        CHECK_THAT(sgd.position_variance(), WithinRel(expected.position, 2e-6));
        CHECK_THAT(sgd.velocity_variance(), WithinRel(expected.velocity, 2e-6));

        batch_store store(3);
        test::heavy_ball_path path(sgd, 11);
        for (int t = 0; t < 300'000; ++t) {
            path.step();
            const double x = path.position();
            const double v = path.velocity();
            store.append(std::array{x, x * x, v * v});
        }
        const double truths[] = {0, sgd.position_variance(), sgd.velocity_variance()};
        for (std::size_t j = 0; j < 3; ++j) {
            const estimate e = mean_estimate(store, j);
            CAPTURE(j, e.value, e.error);
            REQUIRE(e.verdict == reliability::reliable);
            CHECK_THAT(e.value, WithinAbs(truths[j], tolerance(e.nu, 9) * e.error));
            // A tolerance that lets anything pass is none: at most 1 % of the value, or of one sd.
            CHECK(e.error < 0.01 * (j == 0 ? std::sqrt(truths[1]) : truths[j]));
        }
        if (expected.g_position == 0) {
            continue;
        }
        CHECK_THAT(sgd.g_position(), WithinRel(expected.g_position, 1e-6));
        moments g_position;
        moments g_kinetic;
        for (std::uint64_t seed = 0; seed < 150; ++seed) {
            batch_store one(2);
            test::heavy_ball_path run(sgd, 100 + seed, 500);
            for (int t = 0; t < 20'000; ++t) {
                run.step();
                one.append(std::array{run.position(), run.velocity() * run.velocity()});
            }
            g_position.push(mean_estimate(one, 0).g);
            g_kinetic.push(mean_estimate(one, 1).g);
        }
        CAPTURE(g_position.mean, g_kinetic.mean);
        check_mean(g_position, expected.g_position, 4, 0.01 * expected.g_position);
        check_mean(g_kinetic, expected.g_kinetic, 4, 0.01 * expected.g_kinetic);
    }
}

TEST_CASE("95 % intervals cover the truth in 92 to 97 % of series", "[coverage]") {
    for (const double length : {100.0, 200.0, 1000.0}) {
        for (const double phi : {0.0, 0.5, 0.9, 0.99}) {
            if (length > 200 && phi > 0.9) {
                continue;
            }
            const double g = test::autoregressive::g(phi);
            const auto count = static_cast<std::size_t>(std::lround(length * g));
            const int series = length > 200 ? 2000 : phi <= 0.5 ? 20'000 : 4000;
            std::array<int, 2> known{};
            std::array<int, 2> covered{};
            for (int s = 0; s < series; ++s) {
                test::autoregressive x(phi, static_cast<std::uint64_t>(s) +
                                                static_cast<std::uint64_t>(1e6 * (phi + length)));
                const estimate e = estimate_of(count, [&] { return x.next(); });
                const int hit = e.interval().contains(0) ? 1 : 0;
                if (e.verdict != reliability::unknown) {
                    known[0] += 1;
                    covered[0] += hit;
                }
                if (e.verdict == reliability::reliable) {
                    known[1] += 1;
                    covered[1] += hit;
                }
            }
            const double coverage = double(covered[0]) / known[0];
            const double reliable_coverage = double(covered[1]) / known[1];
            std::printf(
                "N/g %5.0f  phi %.2f  known %5.1f %%  coverage %.2f %%  "
                "reliable %5.1f %%  coverage %.2f %%\n",
                length, phi, 100.0 * known[0] / series, 100 * coverage, 100.0 * known[1] / series,
                100 * reliable_coverage);
            CAPTURE(length, phi, known[0], known[1]);
            CHECK(coverage >= 0.92);
            CHECK(coverage <= 0.97);
            CHECK(known[0] > 0.98 * series);
            if (length >= 200) {
                CHECK(reliable_coverage >= 0.90);
                CHECK(reliable_coverage <= 0.97);
                CHECK(known[1] > 0.95 * series);
            }
        }
    }
}

TEST_CASE("rough intervals cover nearly as well and short series say unknown", "[coverage]") {
    int rough = 0;
    int covered = 0;
    int unknown = 0;
    for (std::uint64_t seed = 0; seed < 4000; ++seed) {
        test::autoregressive series(0.9, 900'000 + seed);
        const estimate half = estimate_of(19 * 60, [&] { return series.next(); });
        if (half.verdict == reliability::rough) {
            ++rough;
            covered += half.interval().contains(0) ? 1 : 0;
        }
        test::autoregressive brief(0.9, 950'000 + seed);
        const estimate e = estimate_of(500, [&] { return brief.next(); });
        unknown += e.verdict == reliability::unknown ? 1 : 0;
    }
    const double coverage = double(covered) / rough;
    CAPTURE(rough, coverage, unknown);
    CHECK(rough > 2000);
    CHECK(coverage > 0.90);
    CHECK(coverage < 0.97);
    // N/g = 26 must not be trusted; some series happen to look twice as long.
    CHECK(unknown > 3600);
}

TEST_CASE("a short correlated series never gets the uncorrelated error bar in silence") {
    moments naive_ratio;
    int unknown = 0;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        test::autoregressive series(0.9, 7000 + seed);
        moments plain;
        const estimate e = estimate_of(300, [&] {
            const double x = series.next();
            plain.push(x);
            return x;
        });
        const double naive = std::sqrt(plain.variance() / 300);
        CHECK(e.error >= naive);
        naive_ratio.push(e.error / naive);
        unknown += e.verdict == reliability::unknown ? 1 : 0;
    }
    CHECK(unknown > 490);
    // The truth is sqrt(19) = 4.4; a lower bound must lie below it and above the naive 1.
    CHECK(naive_ratio.mean > 2.5);
    CHECK(naive_ratio.mean < 4.4);
}

TEST_CASE("a slow part under fast noise is not taken for fast") {
    // 90 % white noise, 10 % AR(1) with φ = 0.98: g = 0.9 + 0.1 · 99.
    constexpr double g = 10.8;
    int covered = 0;
    moments sample;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        test::autoregressive slow(0.98, 20'000 + seed);
        test::random_stream fast(30'000 + seed);
        const double scale = std::sqrt(0.1 / test::autoregressive::variance(0.98));
        const estimate e = estimate_of(
            10'800, [&] { return scale * slow.next() + std::sqrt(0.9) * fast.normal(); });
        covered += e.interval().contains(0) ? 1 : 0;
        sample.push(e.g);
    }
    CAPTURE(covered, sample.mean);
    CHECK(covered > 920);
    CHECK(covered < 975);
    CHECK_THAT(sample.mean, WithinRel(g, 0.10));
}

TEST_CASE("anticorrelated series have g below 1 and the smaller error that belongs to it") {
    const double g = test::autoregressive::g(-0.9);
    CHECK_THAT(g, WithinRel(0.0526316, 1e-5));
    moments sample;
    moments squares;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        test::autoregressive series(-0.9, 40'000 + seed);
        const estimate e = estimate_of(20'000, [&] { return series.next(); });
        CHECK(e.verdict == reliability::reliable);
        CHECK(e.n_eff > 20'000);
        sample.push(e.g / g);
        squares.push(e.value * e.value / (e.error * e.error));
    }
    CAPTURE(sample.mean, squares.mean);
    check_mean(sample, 1, 2, 0.03);
    check_mean(squares, 1.05, 2, 0.10);
}

TEST_CASE(
    "a telescoping velocity, g = 0, gets an error that is too large but far below 1/sqrt(N)") {
    constexpr std::size_t count = 20'000;
    const double exact = std::sqrt(2 * test::autoregressive::variance(0.9)) / count;
    const double naive = std::sqrt(2 * (1 - 0.9) * test::autoregressive::variance(0.9) / count);
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        test::autoregressive series(0.9, 50'000 + seed);
        double previous = series.next();
        const estimate e = estimate_of(count, [&] {
            const double x = series.next();
            const double velocity = x - previous;
            previous = x;
            return velocity;
        });
        CHECK(e.error > exact);
        CHECK(e.error < 10 * exact);
        CHECK(e.error < 0.4 * naive);
        CHECK(e.interval(1 - 1e-8).contains(0));
        CHECK(e.g > 0);
        CHECK(e.g < 0.1);
    }
}

TEST_CASE("an alternating series has an error of one part in N") {
    double sign = 1;
    const estimate e = estimate_of(1000, [&] { return sign = -sign; });
    CHECK(e.value == 0);
    CHECK_THAT(e.error, WithinRel(1.0 / 1000, 1e-3));
}

TEST_CASE("a constant series has error 0 and counts its observations") {
    const estimate e = estimate_of(1000, [] { return 0.1; });
    CHECK(e.value == 0.1);
    CHECK(e.error == 0);
    CHECK(e.g == 1);
    CHECK(e.n_eff == 1000);
    CHECK(e.verdict == reliability::reliable);
    CHECK(estimate_of(60, [] { return 0.1; }).verdict == reliability::rough);
    CHECK(estimate_of(2, [] { return 0.1; }).verdict == reliability::unknown);
}

TEST_CASE("nothing, one number and a handful of numbers are unknown") {
    const estimate none = thermosgd::mean_of_series({});
    CHECK(std::isnan(none.value));
    CHECK(std::isnan(none.error));
    CHECK(none.verdict == reliability::unknown);
    const double gap = std::numeric_limits<double>::quiet_NaN();
    CHECK(std::isnan(thermosgd::mean_of_series(std::array{gap, gap}).value));
    const estimate one = thermosgd::mean_of_series(std::array{4.0});
    CHECK(one.value == 4);
    CHECK(std::isnan(one.error));
    CHECK(one.verdict == reliability::unknown);
    for (std::size_t count = 2; count < 50; ++count) {
        test::random_stream random(count);
        const estimate few = estimate_of(count, [&] { return random.normal(); });
        CHECK(few.verdict == reliability::unknown);
        CHECK(few.error >= 0);
        CHECK(few.interval().contains(1e9));
    }
}

TEST_CASE("numbers too large to square leave the error unknown") {
    test::random_stream random(3);
    const estimate e = estimate_of(1000, [&] { return 1e200 * random.normal(); });
    CHECK(e.verdict == reliability::unknown);
    CHECK(std::isfinite(e.value));
}

TEST_CASE("numbers too small to square leave the error unknown, and constants known") {
    const auto estimate_of = [](double scale, double spread) {
        batch_store store(1);
        for (int i = 0; i < 2000; ++i) {
            store.append(std::array{scale * (1 + (i % 3 == 0 ? spread : 0.0))});
        }
        return mean_estimate(store, 0);
    };
    for (const double scale : {1e-160, 1e-200, 1e-310, 5e-324, -1e-200}) {
        CAPTURE(scale);
        CHECK_THAT(estimate_of(scale, 0.0).value, WithinRel(scale, 1e-12));
        CHECK(std::isnan(estimate_of(scale, 0.3).error));
        CHECK(estimate_of(scale, 0.3).verdict == reliability::unknown);
    }
    CHECK_THAT(estimate_of(1e-130, 0.3).error / 1e-130, WithinRel(estimate_of(1, 0.3).error, 1e-9));
    CHECK((estimate_of(1e-130, 0.0).error == 0 && estimate_of(0.0, 0.0).error == 0));
    CHECK(estimate_of(0.0, 0.0).verdict == reliability::reliable);
}

TEST_CASE("an offset and a scale change nothing but the units") {
    test::random_stream random(5);
    std::vector<double> series(5000);
    for (double& x : series) {
        x = std::ldexp(std::round(std::ldexp(random.normal(), 20)), -20);
    }
    const estimate plain = thermosgd::mean_of_series(series);
    for (double& x : series) {
        x = 8 * (x + 1e6);
    }
    const estimate moved = thermosgd::mean_of_series(series);
    CHECK_THAT(moved.value / 8 - 1e6, WithinAbs(plain.value, 1e-8));
    CHECK_THAT(moved.error / 8, WithinRel(plain.error, 1e-6));
    CHECK_THAT(moved.g, WithinRel(plain.g, 1e-6));
    CHECK(moved.nu == plain.nu);
}

TEST_CASE("a column seen at every tenth tick is the series of its own observations") {
    batch_store sparse(1);
    batch_store dense(1);
    test::autoregressive series(0.9, 60'000);
    for (int tick = 0; tick < 500; ++tick) {
        const double x = series.next();
        const bool seen = tick % 10 == 0;
        sparse.append(std::array{seen ? x : std::numeric_limits<double>::quiet_NaN()});
        if (seen) {
            dense.append(std::array{x});
        }
    }
    const estimate a = mean_estimate(sparse, 0);
    const estimate b = mean_estimate(dense, 0);
    CHECK(a.value == b.value);
    CHECK_THAT(a.error, WithinRel(b.error, 1e-12));
    CHECK(a.verdict == b.verdict);
}

TEST_CASE("g of a column seen at every tenth tick is in units of its own observations") {
    const double rho = std::pow(0.9, 10);
    const double exact = (1 + rho) / (1 - rho);
    moments g;
    moments squares;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        test::autoregressive series(0.9, 70'000 + seed);
        batch_store store(1);
        // 8,000 ticks: batches of 16 ticks with one or two observations each.
        for (int tick = 0; tick < 8000; ++tick) {
            const double x = series.next();
            store.append(std::array{tick % 10 == 3 ? x : std::numeric_limits<double>::infinity()});
        }
        const estimate e = mean_estimate(store, 0);
        CHECK(e.verdict == reliability::reliable);
        g.push(e.g);
        squares.push(e.value * e.value / (e.error * e.error));
    }
    CAPTURE(g.mean, squares.mean);
    check_mean(g, exact, 2, 0.02 * exact);
    check_mean(squares, 1.06, 2, 0.06);
}

TEST_CASE("the mean begins at the batch asked for and includes the batch in progress") {
    batch_store store(2, 16);
    for (int tick = 0; tick < 45; ++tick) {
        store.append(std::array{double(tick), 1.0});
    }
    REQUIRE(store.ticks_per_batch() == 4);
    CHECK(mean_estimate(store, 0).value == 22);
    CHECK(mean_estimate(store, 0, 2).value == (8 + 44) / 2.0);
    CHECK(mean_estimate(store, 0, store.batches()).value == 44);
    CHECK_THROWS_AS(mean_estimate(store, 2), std::invalid_argument);
    CHECK_THROWS_AS(mean_estimate(store, 0, store.batches() + 1), std::invalid_argument);
}

}  // namespace statistics_lugsail_test
