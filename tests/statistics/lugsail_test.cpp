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
#include <utility>
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

template <class Next>
estimate estimate_of(std::size_t count, Next&& next) {
    batch_store store(1);
    for (std::size_t t = 0; t < count; ++t) {
        store.append(std::array{static_cast<double>(next())});
    }
    return mean_estimate(store, 0);
}

}  // namespace

TEST_CASE("g of AR(1) is 19 and the error bar that of the mean") {
    constexpr std::size_t count = 16'384;
    const double sigma = std::sqrt(test::autoregressive::variance(0.9));
    const double exact = sigma * std::sqrt(19.0 / count);
    CHECK_THAT(sigma * std::sqrt(19.0 / 65'536), WithinRel(0.039060, 1e-4));
    moments g;
    moments variance;
    moments squares;
    moments z;
    int reliable = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        test::autoregressive series(0.9, 1000 + seed);
        const estimate e = estimate_of(count, [&] { return series.next(); });
        // A twelfth is rough and a fortieth unknown by chance, as if the memory were long.
        reliable += e.verdict == reliability::reliable ? 1 : 0;
        CHECK_THAT(e.n_eff * e.g, WithinRel(count, 1e-12));
        if (e.verdict == reliability::unknown) {
            continue;
        }
        g.push(e.g);
        variance.push(e.error * e.error / (exact * exact));
        squares.push(e.value * e.value / (exact * exact));
        z.push(e.value / e.error);
    }
    CAPTURE(g.mean, std::sqrt(g.variance()), reliable);
    CHECK(reliable > 850);
    CHECK(reliable < 950);
    // Both are biased by 2 %: where longer blocks leave some doubt, the largest g is taken.
    check_mean(g, 19, 3, 0.03 * 19);
    check_mean(variance, 1, 3, 0.03);
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
        if (e.verdict == reliability::reliable) {
            ratio.push(e.g / 3);
            nu += e.nu;
        }
    }
    nu /= static_cast<double>(ratio.count);
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

TEST_CASE("95 % intervals cover the truth in 93 to 97 % of series", "[coverage]") {
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
            CHECK(coverage >= 0.93);
            CHECK(coverage <= 0.97);
            CHECK(known[0] > 0.91 * series);
            if (length >= 200) {
                CHECK(reliable_coverage >= 0.93);
                CHECK(reliable_coverage <= 0.97);
                CHECK(known[1] > 0.86 * series);
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
    int called_reliable = 0;
    moments sample;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        test::autoregressive slow(0.98, 20'000 + seed);
        test::random_stream fast(30'000 + seed);
        const double scale = std::sqrt(0.1 / test::autoregressive::variance(0.98));
        const estimate e = estimate_of(
            10'800, [&] { return scale * slow.next() + std::sqrt(0.9) * fast.normal(); });
        covered += e.interval().contains(0) ? 1 : 0;
        sample.push(e.g);
        const estimate brief = estimate_of(
            1'080, [&] { return scale * slow.next() + std::sqrt(0.9) * fast.normal(); });
        called_reliable += brief.verdict == reliability::reliable ? 1 : 0;
    }
    CAPTURE(covered, sample.mean, called_reliable);
    CHECK(covered > 920);
    CHECK(covered < 980);
    CHECK_THAT(sample.mean, WithinRel(g, 0.15));
    // A hundred correlation times: the error bars of these cover 74 %.
    CHECK(called_reliable < 60);
}

TEST_CASE("a memory without end is seldom called reliable", "[coverage]") {
    for (const double hurst : {0.5, 0.7, 0.8, 0.9}) {
        const test::fractional_noise noise(hurst, 2048);
        test::random_stream random(81);
        int reliable = 0, unknown = 0;
        constexpr int series = 600;
        for (int s = 0; s < series; ++s) {
            const std::vector<double> x = noise.draw(random);
            std::size_t i = 0;
            const estimate e = estimate_of(x.size(), [&] { return x[i++]; });
            reliable += e.verdict == reliability::reliable ? 1 : 0;
            unknown += e.verdict == reliability::unknown ? 1 : 0;
        }
        std::printf("fractional noise H %.1f  reliable %5.1f %%  unknown %5.1f %%\n", hurst,
                    100.0 * reliable / series, 100.0 * unknown / series);
        CAPTURE(hurst, reliable, unknown);
        // White noise is H = 0.5.
        CHECK((hurst == 0.5 ? reliable > 0.85 * series : reliable < 0.20 * series));
        CHECK((hurst == 0.5 ? unknown < 0.06 * series : unknown > 0.40 * series));
    }
}

TEST_CASE("reliable covers 93 to 97 % whatever N_eff it is printed beside", "[coverage]") {
    // AR(1), its square and its exponential, N/g from 50 to 2,000.
    std::vector<std::pair<double, bool>> reliable;
    constexpr int series = 24'000;
    for (int s = 0; s < series; ++s) {
        const double phi = std::array{0.0, 0.5, 0.9, 0.95}[static_cast<std::size_t>(s % 4)];
        const int kind = s / 4 % 3;
        test::random_stream random(static_cast<std::uint64_t>(5'000'000 + s));
        const double length = 50 * std::pow(40.0, random.uniform());
        const double of_kind = kind == 1 ? phi * phi : phi;
        test::autoregressive x(phi, static_cast<std::uint64_t>(6'000'000 + s));
        const double sd = std::sqrt(test::autoregressive::variance(phi));
        const auto count = static_cast<std::size_t>(length * (1 + of_kind) / (1 - of_kind));
        const estimate e = estimate_of(count, [&] {
            const double y = x.next() / sd;
            return kind == 0 ? y : kind == 1 ? y * y : std::exp(0.5 * y);
        });
        if (e.verdict == reliability::reliable) {
            const double truth = kind == 0 ? 0 : kind == 1 ? 1 : std::exp(0.125);
            reliable.emplace_back(e.n_eff, e.interval().contains(truth));
        }
    }
    std::sort(reliable.begin(), reliable.end());
    CHECK(reliable.size() > std::size_t{2 * series / 3});
    for (std::size_t decile = 0; decile < 10; ++decile) {
        const std::size_t begin = reliable.size() * decile / 10;
        const std::size_t end = reliable.size() * (decile + 1) / 10;
        double covered = 0;
        for (std::size_t i = begin; i < end; ++i) {
            covered += reliable[i].second ? 1.0 : 0.0;
        }
        covered /= static_cast<double>(end - begin);
        std::printf("N_eff from %5.0f  coverage %.1f %%\n", reliable[begin].first, 100 * covered);
        CAPTURE(decile, reliable[begin].first, covered);
        // 1,700 series in each: the error of the coverage is 0.5 %.
        CHECK(covered > 0.925);
        CHECK(covered < 0.97);
    }
}

TEST_CASE("anticorrelated series have g below 1 and the smaller error that belongs to it") {
    const double g = test::autoregressive::g(-0.9);
    CHECK_THAT(g, WithinRel(0.0526316, 1e-5));
    int reliable = 0;
    moments sample;
    moments squares;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        test::autoregressive series(-0.9, 40'000 + seed);
        const estimate e = estimate_of(20'000, [&] { return series.next(); });
        CHECK(e.n_eff > 20'000);
        reliable += e.verdict == reliability::reliable ? 1 : 0;
        if (e.verdict == reliability::reliable) {
            sample.push(e.g / g);
            squares.push(e.value * e.value / (e.error * e.error));
        }
    }
    CAPTURE(sample.mean, squares.mean, reliable);
    CHECK(reliable > 425);
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

TEST_CASE("neighbours that cancel leave an error bar that is not far too large") {
    // MA(1), x = e − 0.9 e': g = 0.01/1.81, 181 times less than white noise.
    moments squares;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        test::random_stream random(45'000 + seed);
        double before = random.normal();
        const estimate e = estimate_of(1000, [&] {
            const double now = random.normal();
            const double x = now - 0.9 * before;
            before = now;
            return x;
        });
        squares.push(e.value * e.value / (e.error * e.error));
    }
    CAPTURE(std::sqrt(squares.mean));
    // 1 for exact errors; below 1/2.3² for those of blocks of 16.
    CHECK(squares.mean > 0.4);
    CHECK(squares.mean < 1.1);
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
        if (e.verdict != reliability::unknown) {
            g.push(e.g);
            squares.push(e.value * e.value / (e.error * e.error));
        }
    }
    CAPTURE(g.mean, squares.mean);
    CHECK(g.count > 280);
    check_mean(g, exact, 2, 0.03 * exact);
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
