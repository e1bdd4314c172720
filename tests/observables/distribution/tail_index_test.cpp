// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "observables/stable_law.hpp"
#include "random.hpp"

#include <thermosgd/observables/distribution/tail_index.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace observables_distribution_tail_index_test {

using namespace thermosgd;

namespace {

double reach(const estimate& e) {
    return e.error * student_t_critical(0.5e-6 / 20, e.nu);
}

/// Steps of Gaussian velocities whose parameters have the scales e^{ωZ}.
struct log_normal_gas {
    log_normal_gas(double omega, std::size_t d, std::size_t steps, std::uint64_t seed) : tau(d) {
        test::random_stream random(seed);
        std::vector<double> scale(d);
        for (std::size_t k = 0; k < d; ++k) {
            scale[k] = std::exp(omega * random.normal());
        }
        for (std::size_t t = 0; t < steps; ++t) {
            for (std::size_t k = 0; k < d; ++k) {
                v.push_back(scale[k] * random.normal());
                tau[k] += v.back() * v.back() / static_cast<double>(steps);
            }
        }
    }
    std::vector<double> v, tau;
};

}  // namespace

TEST_CASE("pooled Gaussian velocities of unequal temperatures look like heavy tails") {
    // Reference values of the measured index with blocks of 100; the formula
    // 1/α = ½ + ω²/ln m gives 2, 1.804, 1.394, 1.012. Half a per cent is one standard deviation.
    const std::array<double, 4> omega{0, 0.5, 1, 1.5};
    const std::array<double, 4> measured{2.016, 1.796, 1.428, 1.090};
    for (std::size_t i = 0; i < 4; ++i) {
        // Many parameters seen 20 times each.
        const log_normal_gas gas(omega[i], 50'000, 20, 81 + i);
        const estimate pooled = tail_index(gas.v, 100);
        CAPTURE(omega[i], pooled);
        CHECK_THAT(pooled.value, WithinRel(measured[i], 0.025));
        CHECK_THAT(1 / pooled.value, WithinAbs(0.5 + omega[i] * omega[i] / std::log(100.0), 0.09));
        CHECK(pooled.error < 0.01 * pooled.value);
        CHECK(pooled.verdict == reliability::reliable);
    }
}

TEST_CASE("standardised they are Gaussian again") {
    for (const double omega : {0.0, 1.0, 1.5}) {
        const log_normal_gas gas(omega, 5000, 200, 85);
        const estimate alpha = tail_index(standardised(gas.v, gas.tau), 100);
        CAPTURE(omega, alpha);
        CHECK(std::fabs(alpha.value - 2) < reach(alpha));
        CHECK(alpha.error < 0.02);
    }
    CHECK(tail_index(log_normal_gas(1.0, 5000, 200, 86).v, 100).value < 1.5);
}

TEST_CASE("stable numbers have the index that they were drawn with") {
    for (const double alpha : {1.2, 1.5, 1.8}) {
        test::stable_law law(alpha, 87);
        std::vector<double> x(1'000'000);
        for (double& value : x) {
            value = 1e-5 * law.next();
        }
        const estimate sums = tail_index(x, 100);
        CAPTURE(alpha, sums);
        CHECK(std::fabs(sums.value - alpha) < reach(sums));
        CHECK(sums.error < 0.015);
        // Hill: the tail of a stable law is a power law far out only.
        if (alpha < 1.6) {
            const estimate hill = hill_tail_index(x, 2000);
            CAPTURE(hill);
            CHECK_THAT(hill.value, WithinRel(alpha, 0.12));
            CHECK_THAT(hill.error, WithinRel(hill.value / std::sqrt(2000.0), 1e-12));
        }
    }
}

TEST_CASE("Hill finds the exponent of a power law and none in a Gaussian") {
    test::random_stream random(88);
    std::vector<double> x(200'000), z(200'000);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = std::pow(1 - random.uniform(), -1 / 2.5) * (i % 2 == 0 ? 1 : -1);
        z[i] = random.normal();
    }
    for (const std::size_t k : {100U, 10'000U, 100'000U}) {
        const estimate hill = hill_tail_index(x, k);
        CAPTURE(k, hill);
        CHECK(std::fabs(hill.value - 2.5) < reach(hill));
        CHECK_THAT(hill.n_eff, WithinRel(static_cast<double>(k), 1e-12));
    }
    CHECK_THAT(hill_tail_index(x, 10'000, 4).error,
               WithinRel(2 * hill_tail_index(x, 10'000).error, 1e-12));
    // It grows with the threshold where there is no tail.
    const double near = hill_tail_index(z, 20'000).value;
    const double far = hill_tail_index(z, 200).value;
    CHECK(near > 3.5);
    CHECK(far > 1.8 * near);

    layout where;
    where.add("w", {1000});
    velocity_map unit(where);
    unit.add(0, 0, std::vector<double>(1000, 1.0));
    unit.close_step(1);
    velocity_histogram power(where), normal(where);
    power.standardise(unit);
    normal.standardise(unit);
    for (std::size_t i = 0; i < x.size(); i += 1000) {
        power.add(0, 0, std::span<const double>(x).subspan(i, 1000));
        normal.add(0, 0, std::span<const double>(z).subspan(i, 1000));
    }
    for (const std::size_t first_bin : {128U, 136U, 144U, 152U}) {
        const estimate hill = hill_tail_index(power, 0, first_bin);
        CAPTURE(first_bin, hill);
        CHECK(std::fabs(hill.value - 2.5) < reach(hill) + 0.01);
    }
    CHECK(hill_tail_index(normal, 0, 140).value > 5);
}

TEST_CASE("multiplicative noise has the tail index of Kesten's law, 6.154") {
    // x ← ax + ξ with a = 1 − ηh, h ~ N(1, 4), η = 0.1: a tail |x|^−α with E|a|^α = 1.
    const auto mean_power = [](double alpha) {
        double sum = 0;
        constexpr double width = 1e-3;
        for (double z = -12; z <= 12; z += width) {
            sum += std::exp(-0.5 * z * z) * std::pow(std::fabs(0.9 - 0.2 * z), alpha) * width;
        }
        return sum / std::sqrt(2 * std::acos(-1.0));
    };
    double low = 1, high = 20;
    for (int i = 0; i < 50; ++i) {
        const double middle = 0.5 * (low + high);
        (mean_power(middle) < 1 ? low : high) = middle;
    }
    CHECK_THAT(low, WithinAbs(6.154, 5e-4));
    // 200 chains seen every 20th step. The power law sets in slowly, so that Hill comes out below α
    // and rises as the tail gets shorter: 4.8 at one number in 100, 5.4 at one in 1,000.
    test::random_stream random(90);
    std::vector<double> x(200), seen;
    for (int t = 0; t < 20'000; ++t) {
        for (double& value : x) {
            value -= 0.1 * ((1 + 2 * random.normal()) * value + random.normal());
        }
        if (t > 200 && t % 20 == 0) {
            seen.insert(seen.end(), x.begin(), x.end());
        }
    }
    const estimate hill = hill_tail_index(seen, 400);
    CAPTURE(hill);
    CHECK(hill.value > 4.5);
    CHECK(hill.value < 6.5);
    CHECK(hill.value > hill_tail_index(seen, 20'000).value);
}

TEST_CASE("zeros and numbers that are not finite are skipped") {
    test::random_stream random(89);
    std::vector<double> clean, dirty;
    for (int i = 0; i < 20'000; ++i) {
        clean.push_back(random.normal());
        dirty.push_back(clean.back());
        dirty.push_back(i % 2 == 0 ? 0.0 : std::numeric_limits<double>::quiet_NaN());
        dirty.push_back(std::numeric_limits<double>::infinity());
    }
    CHECK(tail_index(dirty, 20).value == tail_index(clean, 20).value);
    CHECK(hill_tail_index(dirty, 500).value == hill_tail_index(clean, 500).value);
}

TEST_CASE("what has no tail says so") {
    for (const std::vector<double>& x :
         {std::vector<double>{}, std::vector<double>{1}, std::vector<double>(1000, 0.0)}) {
        CHECK(tail_index(x, 10).verdict == reliability::unknown);
        CHECK_FALSE(std::isfinite(tail_index(x, 10).value));
        CHECK(std::isnan(hill_tail_index(x, 1).value));
        CHECK(hill_tail_index(x, 1).verdict == reliability::unknown);
    }
    // A constant is perfectly correlated: sums grow as m, which is α = 1; Hill sees no tail.
    const std::vector<double> constant(10'000, 3.0);
    CHECK_THAT(tail_index(constant, 10).value, WithinRel(1.0, 1e-9));
    CHECK(hill_tail_index(constant, 100).verdict == reliability::unknown);
    CHECK(tail_index(std::vector<double>(100, 1.0), 10).verdict == reliability::unknown);
    CHECK_THROWS_AS(tail_index(constant, 1), std::invalid_argument);
    CHECK_THROWS_AS(hill_tail_index(constant, 0), std::invalid_argument);
    const velocity_histogram none{layout{}};
    CHECK_THROWS_AS(hill_tail_index(none, 0, 100), std::invalid_argument);
    layout where;
    where.add("w", {1});
    const velocity_histogram empty(where);
    CHECK(std::isnan(hill_tail_index(empty, 0, 100).value));
    CHECK_THROWS_AS(hill_tail_index(empty, 0, velocity_histogram::bins), std::invalid_argument);

    CHECK(standardised({}, {}).empty());
    CHECK(standardised(std::array{2.0, 3.0, -4.0, 5.0}, std::array{4.0, 0.0}) ==
          std::vector<double>{1, 0, -2, 0});
    CHECK_THROWS_AS(standardised(std::array{2.0, 3.0}, {}), std::invalid_argument);
    CHECK_THROWS_AS(standardised(std::array{2.0}, std::array{1.0, 1.0}), std::invalid_argument);
}

}  // namespace observables_distribution_tail_index_test
