// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/observables/gradient/gradient_noise.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace observables_gradient_gradient_noise_test {

using namespace thermosgd;

namespace {

/// A number of the χ² distribution with `nu` ≥ 2 degrees of freedom (Marsaglia and Tsang 2000).
double chi_squared(double nu, test::random_stream& random) {
    const double d = 0.5 * nu - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double z = random.normal();
        const double v = std::pow(1 + c * z, 3);
        if (v > 0 && std::log(1 - random.uniform()) < 0.5 * z * z + d * (1 - v + std::log(v))) {
            return 2 * d * v;
        }
    }
}

/// The norms of one step of eight ranks with eight samples each: |G| = 1, tr Σ = 100, Gaussian and
/// the same in all of 1,000 directions. They are drawn from their own exact distribution.
struct eight_ranks {
    static constexpr batch_size_pair size{8, 64};
    double small = 0, large = 0;

    explicit eight_ranks(test::random_stream& random) {
        // The mean of all, along G and across it, and the 7 × 1,000 deviations of ranks from it.
        const double along = 1 + std::sqrt(0.1 / 64) * random.normal();
        large = along * along + 0.1 / 64 * chi_squared(999, random);
        small = large + 0.1 / 8 / 8 * chi_squared(7000, random);
    }
};

}  // namespace

TEST_CASE("one step is unbiased, its scatter that of the closed form", "[stochastic]") {
    // 400,000 steps; five standard errors of mean and of variance, five comparisons: below 3e-6.
    // Seed 91.
    test::random_stream random(91);
    moments g2, trace, ratio;
    constexpr int steps = 400'000;
    for (int t = 0; t < steps; ++t) {
        const eight_ranks step(random);
        g2.push(squared_gradient(step.small, step.large, step.size));
        trace.push(gradient_noise_trace(step.small, step.large, step.size));
        ratio.push(gradient_noise_trace(step.small, step.large, step.size) /
                   squared_gradient(step.small, step.large, step.size));
    }
    const double sd_g2 = std::sqrt(g2.variance());
    const double sd_trace = std::sqrt(trace.variance());
    CAPTURE(g2.mean, sd_g2, trace.mean, sd_trace, ratio.mean);
    CHECK_THAT(g2.mean, WithinAbs(1, 5 * 0.109 / std::sqrt(steps)));
    CHECK_THAT(trace.mean, WithinAbs(100, 5 * 1.69 / std::sqrt(steps)));
    // sd of |G|²: √(4·0.1/64 + 2·1000·(0.1/64)² + w²), w that of the ranks; of tr: 100·√(2/7000).
    const double w = 10.9375 / 7 * std::sqrt(2.0 / 7000);
    CHECK_THAT(sd_g2, WithinRel(std::sqrt(4 * 0.1 / 64 + 2000 * 0.1 * 0.1 / 4096 + w * w), 0.006));
    CHECK_THAT(sd_g2, WithinAbs(0.109, 0.0006));
    CHECK_THAT(sd_trace, WithinRel(100 * std::sqrt(2.0 / 7000), 0.006));
    CHECK_THAT(sd_trace, WithinAbs(1.70, 0.02));
    // The mean of ratios is not the ratio of means.
    const double error = std::sqrt(ratio.variance() / steps);
    CHECK_THAT(ratio.mean, WithinAbs(101.27, 5 * error + 0.02));
    CHECK_THAT(trace.mean / g2.mean, WithinAbs(100, 5 * 0.11 * 100 / std::sqrt(steps)));
}

/// The two squared norms of every step.
struct norms {
    batch_size_pair size;
    batch_store store{2};

    void add(double small, double large) { store.append(std::array{small, large}); }
    [[nodiscard]] gradient_noise result() const {
        return estimate_gradient_noise(store, 0, 1, size);
    }
};

TEST_CASE("the ratio of means has no bias, and an error bar", "[stochastic]") {
    // Three comparisons at the t quantile for 1e-6/3. Seed 92.
    test::random_stream random(92);
    norms meter{eight_ranks::size};
    for (int t = 0; t < 100'000; ++t) {
        const eight_ranks step(random);
        meter.add(step.small, step.large);
    }
    const gradient_noise r = meter.result();
    const auto check = [](const estimate& e, double exact, double sd) {
        INFO(e);
        CHECK(e.verdict == reliability::reliable);
        CHECK_THAT(e.value, WithinAbs(exact, e.error * student_t_critical(0.5e-6 / 3, e.nu)));
        CHECK_THAT(e.error, WithinRel(sd / std::sqrt(100'000), 0.6));
    };
    check(r.squared_gradient, 1, 0.1088);
    check(r.noise_trace, 100, 1.690);
    check(r.noise_scale, 100, 11);
    // 100.00, where ratios step by step would say 101.27.
    CHECK_THAT(r.noise_scale.value, WithinAbs(100, 0.2));
}

TEST_CASE("two vectors of gradients, by hand") {
    // Parts (1, 0) and (0, 1) of two samples each: |g_b|² = 1, g_B = (½, ½), |g_B|² = ½.
    const batch_size_pair size{2, 4};
    CHECK_THAT(squared_gradient(1, 0.5, size), WithinAbs(0, 1e-15));
    CHECK_THAT(gradient_noise_trace(1, 0.5, size), WithinRel(2.0, 1e-15));
    CHECK_THAT(squared_gradient(1, 1, size), WithinRel(1.0, 1e-15));
    CHECK(gradient_noise_trace(1, 1, size) == 0);
}

TEST_CASE("a gradient that is not above its noise has no noise scale", "[stochastic]") {
    // |G| = 0: only the trace is measured. Seed 93.
    test::random_stream random(93);
    norms meter{{1, 10}};
    for (int t = 0; t < 5000; ++t) {
        const double large = chi_squared(50, random) / 10;
        meter.add(large + 0.1 * chi_squared(450, random), large);
    }
    const gradient_noise r = meter.result();
    CHECK(std::fabs(r.squared_gradient.value) < 5 * r.squared_gradient.error);
    CHECK_THAT(r.noise_trace.value, WithinRel(50.0, 0.02));
    if (r.squared_gradient.value <= 2 * r.squared_gradient.error) {
        CHECK(std::isnan(r.noise_scale.value));
        CHECK(r.noise_scale.verdict == reliability::unknown);
    }
    norms flat{{1, 2}};
    for (int t = 0; t < 500; ++t) {
        flat.add(0, 0);
    }
    CHECK(flat.result().squared_gradient.value == 0);
    CHECK(std::isnan(flat.result().noise_scale.value));
}

TEST_CASE("too few steps are unknown, sizes in the wrong order refused") {
    norms meter{eight_ranks::size};
    CHECK(meter.result().noise_trace.verdict == reliability::unknown);
    CHECK(std::isnan(meter.result().noise_trace.value));
    meter.add(2, 1);
    CHECK(meter.result().noise_trace.verdict == reliability::unknown);
    const double none = std::numeric_limits<double>::quiet_NaN();
    const double infinite = std::numeric_limits<double>::infinity();
    for (const batch_size_pair bad :
         {batch_size_pair{8, 8}, {64, 8}, {0, 8}, {-1, 8}, {none, 8}, {8, none}, {8, infinite}}) {
        CHECK_THROWS_AS(estimate_gradient_noise(batch_store(2), 0, 1, bad), std::invalid_argument);
    }
    CHECK_THROWS_AS(estimate_gradient_noise(batch_store(2), 0, 2, {1, 2}), std::invalid_argument);
}

}  // namespace observables_gradient_gradient_noise_test
