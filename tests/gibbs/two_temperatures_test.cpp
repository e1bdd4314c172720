// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/gibbs/two_temperatures.hpp>

#include <thermosgd/numeric/random_source.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace gibbs_two_temperatures_test {

using namespace thermosgd;

namespace {

/// Energies of 2n squares at inverse temperature β, their distance to the mean times `width`.
std::vector<double> energies(double n, double beta, std::size_t count, test::random_stream& random,
                             double width = 1) {
    std::vector<double> series(count);
    for (double& e : series) {
        e = n / beta + width * (gamma_variate(random, n) - n) / beta;
    }
    return series;
}

}  // namespace

TEST_CASE("Gibbs states have the slope of their inverse temperatures, with honest errors") {
    test::random_stream random(50);
    moments slope, error;
    int alarms = 0;
    constexpr int trials = 300;
    for (int trial = 0; trial < trials; ++trial) {
        const auto result = compare_two_temperatures(energies(20, 1.0, 500, random), 1.0,
                                                     energies(20, 1.4, 700, random), 1.4, 1);
        REQUIRE_THAT(result.expected, WithinAbs(0.4, 1e-15));
        slope.push(result.slope.value);
        error.push(result.slope.error);
        alarms += result.p_value < 0.05 ? 1 : 0;
    }
    const double scatter = std::sqrt(slope.variance());
    CAPTURE(slope.mean, scatter, error.mean, alarms);
    // Of a maximum-likelihood slope the bias is of the order of its variance.
    CHECK_THAT(slope.mean, WithinAbs(0.4, 5.2 * scatter / std::sqrt(trials) + 0.005));
    CHECK_THAT(error.mean, WithinRel(scatter, 0.22));
    // Binomial with p = 0.05: beyond 38 below 1e-6, below 1 at 2e-7.
    CHECK(alarms > 0);
    CHECK(alarms < 39);
}

TEST_CASE("a density of states that nobody knows drops out") {
    // E = |x| + x⁴ sampled by rejection from an exponential, at two temperatures.
    test::random_stream random(51);
    const auto sample = [&](double beta) {
        std::vector<double> series;
        while (series.size() < 4000) {
            const double x = exponential_variate(random) / beta;
            if (random.uniform() < std::exp(-beta * x * x * x * x)) {
                series.push_back(x + x * x * x * x);
            }
        }
        return series;
    };
    const auto result = compare_two_temperatures(sample(0.7), 0.7, sample(2.0), 2.0, 1);
    CAPTURE(result.slope, result.p_value, result.overlap);
    CHECK_THAT(result.slope.value, WithinAbs(1.3, 5.2 * result.slope.error));
    CHECK(result.slope.error < 0.1);
    CHECK(result.p_value > 1e-6);
    CHECK(result.overlap > 0.5);
}

TEST_CASE("fluctuations of half the variance have twice the slope, and are found") {
    test::random_stream random(52);
    const double width = std::sqrt(0.5);
    const auto result = compare_two_temperatures(energies(50, 1.0, 4000, random, width), 1.0,
                                                 energies(50, 1.2, 4000, random, width), 1.2);
    CAPTURE(result.slope, result.p_value);
    CHECK_THAT(result.slope.value, WithinAbs(0.4, 0.06));
    CHECK(result.p_value < 1e-6);
    const auto honest = compare_two_temperatures(energies(50, 1.0, 4000, random), 1.0,
                                                 energies(50, 1.2, 4000, random), 1.2);
    CHECK(honest.p_value > 1e-6);
    CHECK(honest.slope.verdict == reliability::reliable);
}

TEST_CASE("runs in the other order, in other units and with numbers missing give the same") {
    test::random_stream random(53);
    auto hot = energies(10, 1.0, 800, random), cold = energies(10, 1.5, 600, random);
    const auto result = compare_two_temperatures(hot, 1.0, cold, 1.5, 1);
    const auto turned = compare_two_temperatures(cold, 1.5, hot, 1.0, 1);
    CHECK_THAT(turned.slope.value, WithinRel(-result.slope.value, 1e-8));
    CHECK_THAT(turned.p_value, WithinRel(result.p_value, 1e-6));
    std::vector<double> scaled_hot, scaled_cold;
    for (const double e : hot) {
        scaled_hot.push_back(1e6 * e - 3e6);
    }
    for (const double e : cold) {
        scaled_cold.push_back(1e6 * e - 3e6);
    }
    const auto scaled = compare_two_temperatures(scaled_hot, 1e-6, scaled_cold, 1.5e-6, 1);
    CHECK_THAT(scaled.slope.value, WithinRel(1e-6 * result.slope.value, 1e-7));
    hot.insert(hot.begin() + 7, std::numeric_limits<double>::quiet_NaN());
    CHECK(compare_two_temperatures(hot, 1.0, cold, 1.5, 1).slope.value == result.slope.value);
}

TEST_CASE("a correlated run counts for as many energies as are independent") {
    test::random_stream random(54);
    // Every energy held for 25 ticks: g = 25.
    const auto held = [&](double beta) {
        std::vector<double> series;
        for (const double e : energies(20, beta, 400, random)) {
            series.insert(series.end(), 25, e);
        }
        return series;
    };
    const auto hot = held(1.0), cold = held(1.3);
    const auto knows = compare_two_temperatures(hot, 1.0, cold, 1.3);
    const auto blind = compare_two_temperatures(hot, 1.0, cold, 1.3, 1);
    CAPTURE(knows.slope, blind.slope);
    CHECK_THAT(knows.slope.error / blind.slope.error, WithinRel(5, 0.25));
    CHECK(knows.p_value > 1e-6);
}

TEST_CASE("runs that do not overlap, or are too short, have no verdict") {
    test::random_stream random(55);
    const auto apart = compare_two_temperatures(energies(1e4, 1.0, 500, random), 1.0,
                                                energies(1e4, 2.0, 500, random), 2.0, 1);
    CHECK(std::isnan(apart.p_value));
    CHECK(apart.slope.verdict == reliability::unknown);
    CHECK(apart.overlap == 0.0);
    const auto two = energies(3, 1, 2, random);
    CHECK(std::isnan(compare_two_temperatures(two, 1, two, 2).p_value));
    CHECK(std::isnan(compare_two_temperatures({}, 1, two, 2).slope.value));
    const std::vector<double> constant(500, 1.0);
    CHECK(std::isnan(compare_two_temperatures(constant, 1, constant, 2).p_value));
    CHECK_THROWS_AS(compare_two_temperatures(two, 1, two, 1), std::invalid_argument);
    CHECK_THROWS_AS(compare_two_temperatures(two, std::nan(""), two, 1), std::invalid_argument);
    CHECK_THROWS_AS(compare_two_temperatures(two, 1, two, 2, -1), std::invalid_argument);
}

}  // namespace gibbs_two_temperatures_test
