// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "memory_archive.hpp"
#include "series.hpp"

#include <thermosgd/statistics/autocorrelation.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace statistics_autocorrelation_test {

using namespace thermosgd;

namespace {

/// Student's t for a two-sided probability of 1e-6 shared by `comparisons`.
double reach(const estimate& e, double comparisons) {
    return e.error * student_t_critical(0.5e-6 / comparisons, e.nu);
}

}  // namespace

TEST_CASE("an exponential correlation comes out right to 7e-4") {
    // Pulses φ^t have the correlation φ^k exactly. They start 2m + 1 apart, so that they meet the
    // pairs of every level at all phases alike; no product reaches from one pulse to the next.
    double worst = 0.0;
    for (const double tau : {5.0, 11.0, 20.0}) {
        const double phi = std::exp(-1.0 / tau);
        const int gap = 1 + 2 * static_cast<int>(1000 * (tau / 20) + 200);
        multiple_tau c({.levels = 7, .about_mean = false});
        for (int pulse = 0; pulse < 128; ++pulse) {
            for (int t = 0; t < gap; ++t) {
                const double x = std::pow(phi, t);
                c.push(x < 1e-15 ? 0.0 : x);
            }
        }
        for (const correlation_point& p : c.correlations()) {
            const double lag = static_cast<double>(p.lag);
            if (lag > gap / 2) {
                break;
            }
            const double truth = std::pow(phi, lag);
            worst = std::max(worst, std::fabs(p.correlation.value - truth));
            if (p.lag < 16) {
                CHECK_THAT(p.correlation.value, WithinAbs(truth, 5e-5));
            }
        }
    }
    CAPTURE(worst);
    CHECK(worst < 7.2e-4);
    CHECK(worst > 6.0e-4);
}

TEST_CASE("the correlation of an autoregressive series, within its own error bars",
          "[stochastic]") {
    for (const double phi : {0.5, 0.9, 0.99}) {
        test::autoregressive series(phi, 7);
        multiple_tau c(correlator_options{});
        for (int t = 0; t < 300'000; ++t) {
            // The offset must not cost digits.
            c.push(1e8 + series.next());
        }
        const auto points = c.correlations();
        double compared = 0;
        for (const correlation_point& p : points) {
            compared += p.correlation.verdict != reliability::unknown ? 1 : 0;
        }
        CHECK(compared > 40);
        for (const correlation_point& p : points) {
            if (p.correlation.verdict != reliability::unknown) {
                const double truth = std::pow(phi, static_cast<double>(p.lag));
                CAPTURE(phi, p.lag, p.correlation.value, p.correlation.error, truth);
                CHECK(std::fabs(p.correlation.value - truth) <
                      reach(p.correlation, compared) + 7e-4);
                // Bartlett 1946: √(g_2/n) at long lags with g_2 = (1 + φ²)/(1 − φ²).
                CHECK(p.correlation.error <
                      2.5 * std::sqrt((1 + phi * phi) / (1 - phi * phi) / 3e5));
            }
        }
        // From lag 1: √((1 − φ²)/n), to the 30 % that 20 blocks know it to, 3 sigma.
        CHECK_THAT(points[0].correlation.error, WithinRel(std::sqrt((1 - phi * phi) / 3e5), 0.8));
        CHECK(std::fabs(c.variance().value - series.variance(phi)) < reach(c.variance(), 1));
        CHECK(c.entries() == 300'000);
    }
}

TEST_CASE("products of every lag are those of the definition") {
    test::random_stream random(3);
    std::vector<std::array<double, 3>> x(100);
    multiple_tau c({.width = 3, .levels = 3, .about_mean = false});
    for (auto& entry : x) {
        for (double& number : entry) {
            number = random.normal();
        }
        c.push(entry);
    }
    const auto dot = [](const auto& a, const auto& b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    };
    double square = 0.0;
    for (const auto& entry : x) {
        square += dot(entry, entry) / 100.0;
    }
    const auto points = c.correlations();
    REQUIRE(points.size() == 15 + 8 + 8);
    for (std::size_t k = 1; k < 16; ++k) {
        double sum = 0.0;
        for (std::size_t t = k; t < x.size(); ++t) {
            sum += dot(x[t], x[t - k]) / static_cast<double>(x.size() - k);
        }
        CHECK(points[k - 1].lag == k);
        // The jackknife takes off a bias of the order of the error squared.
        CHECK_THAT(points[k - 1].correlation.value,
                   WithinAbs(sum / square, points[k - 1].correlation.error));
    }
    CHECK(points[15].lag == 16);
    CHECK(points[22].lag == 30);
    CHECK(points[23].lag == 32);
    CHECK(points[30].lag == 60);
}

TEST_CASE("no product reaches across a gap") {
    // +1 before a gap and −1 behind: within each part the correlation is exactly 1.
    for (const bool by_nan : {true, false}) {
        multiple_tau c({.levels = 4, .about_mean = false});
        for (int part = 0; part < 8; ++part) {
            for (int t = 0; t < 37; ++t) {
                c.push(part % 2 == 0 ? 1.0 : -1.0);
            }
            if (by_nan) {
                c.push(std::numeric_limits<double>::quiet_NaN());
                c.push(std::numeric_limits<double>::infinity());
            } else {
                c.interrupt();
            }
        }
        CHECK(c.entries() == 8 * 37);
        for (const correlation_point& p : c.correlations()) {
            CHECK(p.correlation.value == 1.0);
        }
    }
}

TEST_CASE("the memory held grows by what a wider entry needs") {
    const auto bytes = [](std::size_t width) {
        return multiple_tau({.width = width, .levels = 3, .about_mean = false}).state_bytes();
    };
    // A ring of entries and one that waits for its pair, on each level.
    CHECK(bytes(5) - bytes(1) == 3 * (multiple_tau::points + 1) * 4 * sizeof(double));
    CHECK(bytes(1) > 3 * (multiple_tau::points + 1) * sizeof(double));
}

TEST_CASE("nothing, one number, and a constant") {
    CHECK(multiple_tau().correlations().empty());
    CHECK(std::isnan(multiple_tau().variance().value));
    multiple_tau c(correlator_options{});
    CHECK(c.correlations().empty());
    CHECK(std::isnan(c.variance().value));
    c.push(3.0);
    CHECK(c.correlations().empty());
    CHECK(c.variance().value == 0.0);
    CHECK(c.variance().verdict == reliability::unknown);
    for (int t = 0; t < 500; ++t) {
        c.push(3.0);
    }
    for (const correlation_point& p : c.correlations()) {
        CHECK(std::isnan(p.correlation.value));
        CHECK(p.correlation.verdict == reliability::unknown);
    }
    CHECK(c.variance().value == 0.0);
    c.clear();
    CHECK(c.correlations().empty());
    CHECK(c.entries() == 0);
    // An alternating series is the most anticorrelated there is.
    for (int t = 0; t < 500; ++t) {
        c.push(t % 2 == 0 ? 1.0 : -1.0);
    }
    CHECK_THAT(c.correlations()[0].correlation.value, WithinAbs(-1.0, 0.01));
    CHECK_THAT(c.correlations()[1].correlation.value, WithinAbs(1.0, 0.01));
}

TEST_CASE("sizes that make no sense are refused") {
    CHECK_THROWS_AS(multiple_tau({.width = 0}), std::invalid_argument);
    CHECK_THROWS_AS(multiple_tau({.width = 2}), std::invalid_argument);
    CHECK_THROWS_AS(multiple_tau({.levels = 0}), std::invalid_argument);
    CHECK_THROWS_AS(multiple_tau({.levels = 49}), std::invalid_argument);
    CHECK_THROWS_AS(multiple_tau({.capacity = 3}), std::invalid_argument);
    multiple_tau one({.levels = 6});
    CHECK_THROWS_AS(one.push(std::vector<double>(2)), thermosgd::layout_error);
    CHECK_THROWS_AS(one.push(std::vector<double>{}), thermosgd::layout_error);
}

TEST_CASE("a correlator read back goes on bit for bit") {
    test::autoregressive series(0.9, 3);
    multiple_tau a({.levels = 6});
    for (int t = 0; t < 1001; ++t) {
        a.push(series.next());
    }
    test::memory_writer writer;
    a.archive(writer);
    multiple_tau b({.levels = 6});
    test::memory_reader reader(writer.words);
    b.archive(reader);
    REQUIRE(reader.at_end());
    for (int t = 0; t < 1001; ++t) {
        const double x = series.next();
        a.push(x);
        b.push(x);
    }
    test::memory_writer first, second;
    a.archive(first);
    b.archive(second);
    CHECK(first.words == second.words);
}

}  // namespace statistics_autocorrelation_test
