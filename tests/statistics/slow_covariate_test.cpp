// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "series.hpp"

#include <thermosgd/statistics/slow_covariate.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

namespace statistics_slow_covariate_test {

using namespace thermosgd;

namespace {

constexpr double never = std::numeric_limits<double>::quiet_NaN();

/// y = coupling · x + white noise in column 0, and x, at one tick in ten, in column 1. The AR(1) x
/// has variance 1 and, over the whole, N_eff = `independent`.
batch_store make(double coupling, double noise, double independent, std::uint64_t seed) {
    constexpr int count = 40'000;
    const double g = count / independent;
    const double phi = (g - 1) / (g + 1);
    const double scale = 1 / std::sqrt(test::autoregressive::variance(phi));
    test::autoregressive slow(phi, seed);
    test::random_stream fast(1'000'000 + seed);
    batch_store store(2);
    for (int t = 0; t < count; ++t) {
        const double x = scale * slow.next();
        store.append(std::array{coupling * x + noise * fast.normal(), t % 10 == 0 ? x : never});
    }
    return store;
}

/// How often the nominal 95 % interval covers the truth, 0.
double coverage(double coupling, double noise, double independent, bool with_covariate) {
    constexpr int runs = 200;
    int covered = 0;
    for (std::uint64_t seed = 0; seed < runs; ++seed) {
        const batch_store store = make(coupling, noise, independent, seed);
        const estimate e =
            with_covariate ? mean_with_slow_covariate(store, 0, 1) : mean_estimate(store, 0);
        REQUIRE(e.error > 0);
        const double nu = e.nu > 0 ? e.nu : 3.0;  // a lower bound
        covered += std::fabs(e.value) <= student_t_critical(0.025, nu) * e.error ? 1 : 0;
    }
    return covered / static_cast<double>(runs);
}

}  // namespace

// Binomial noise of 200 runs: 1.5 % at 95 %, 3.5 % at 57 %; the bounds are five of it away.
TEST_CASE("error bars cover slow motion under fast noise once a covariate shows it") {
    // Alone, the block variance still rises: few error bars are known, and those are wrong.
    int known = 0, wrong = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const estimate e = mean_estimate(make(1, 3, 5, seed), 0);
        known += e.verdict == reliability::unknown ? 0 : 1;
        wrong += e.verdict == reliability::unknown || e.interval().contains(0) ? 0 : 1;
    }
    CAPTURE(known, wrong);
    CHECK(known < 60);
    CHECK(wrong > known / 6);
    const double slow = coverage(1, 3, 5, true);
    CHECK((slow > 0.82 && slow < 0.985));
    // With N_eff = 20 most are lower bounds, taken with three degrees of freedom.
    CHECK(coverage(1, 3, 20, true) > 0.87);
}

TEST_CASE("N_eff falls as the variance of the mean grows, and g with it") {
    const batch_store store = make(0.5, 1, 100, 31);
    const estimate alone = mean_estimate(store, 0);
    const estimate both = mean_with_slow_covariate(store, 0, 1);
    REQUIRE(both.error != alone.error);
    const double grown = both.error * both.error / (alone.error * alone.error);
    CHECK_THAT(both.n_eff, WithinRel(alone.n_eff / grown, 1e-12));
    CHECK_THAT(both.g, WithinRel(alone.g * grown, 1e-12));
    CHECK(both.value == alone.value);
}

TEST_CASE("a covariate that a series does not follow costs little") {
    moments ratio;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const batch_store store = make(0, 3, 20, seed);
        const estimate alone = mean_estimate(store, 0),
                       both = mean_with_slow_covariate(store, 0, 1);
        CHECK(both.value == alone.value);
        ratio.push(both.error / alone.error);
    }
    CHECK((ratio.mean > 0.95 && ratio.mean < 1.15));
    const double covered = coverage(0, 3, 20, true);
    CHECK((covered > 0.87 && covered < 0.995));
}

TEST_CASE("a series that is its covariate has the error of the covariate") {
    batch_store store(2);
    test::random_stream random(6);
    for (int t = 0; t < 20'000; ++t) {
        const double x = random.normal();
        store.append(std::array{2 + 3 * x, x});
    }
    const estimate y = mean_with_slow_covariate(store, 0, 1);
    // What is left of y is constant, of which lugsail() reports sigma/N instead of 0.
    CHECK_THAT(y.error, WithinRel(3 * mean_estimate(store, 1).error, 3e-5));
    CHECK_THAT(y.error, WithinRel(mean_estimate(store, 0).error, 3e-5));
    CHECK_THAT(y.n_eff * y.g, WithinRel(20'000.0, 1e-9));
    CHECK(y.verdict != reliability::unknown);
}

TEST_CASE("a covariate that was never seen, or never moves, changes nothing") {
    for (const double x : {never, 7.0}) {
        batch_store store(2);
        test::random_stream random(6);
        for (int t = 0; t < 5000; ++t) {
            store.append(std::array{random.normal(), x});
        }
        const estimate alone = mean_estimate(store, 0),
                       both = mean_with_slow_covariate(store, 0, 1);
        CHECK((both.error == alone.error && both.verdict == alone.verdict));
        CHECK((both.nu == alone.nu && both.n_eff == alone.n_eff));
    }
    batch_store few(2);
    few.append(std::array{1.0, 2.0});
    CHECK(mean_with_slow_covariate(few, 0, 1).verdict == reliability::unknown);
    CHECK(std::isnan(mean_with_slow_covariate(batch_store(2), 0, 1).value));
    CHECK_THROWS_AS(mean_with_slow_covariate(few, 0, 2), std::invalid_argument);
}

}  // namespace statistics_slow_covariate_test
