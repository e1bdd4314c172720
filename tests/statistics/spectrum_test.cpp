// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "memory_archive.hpp"
#include "series.hpp"

#include <thermosgd/statistics/spectrum.hpp>

#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <vector>

namespace statistics_spectrum_test {

using namespace thermosgd;

namespace {

constexpr double two_pi = 2 * std::numbers::pi;

/// One-sided density of x(t+1) = φx(t) + ξ, unit innovations.
double autoregressive_density(double phi, double f) {
    return 2 / (1 - 2 * phi * std::cos(two_pi * f) + phi * phi);
}

}  // namespace

TEST_CASE("the fast transform is the slow one") {
    for (const std::size_t n : {8U, 16U, 128U}) {
        test::random_stream random(n);
        std::vector<double> re(n), im(n);
        for (std::size_t t = 0; t < n; ++t) {
            re[t] = random.normal();
            im[t] = random.normal();
        }
        const std::vector<double> x = re, y = im;
        detail::fourier_transform transform(n);
        transform(re, im);
        for (std::size_t j = 0; j < n; ++j) {
            std::complex<double> sum = 0;
            for (std::size_t t = 0; t < n; ++t) {
                const double angle =
                    -two_pi * static_cast<double>(j * t % n) / static_cast<double>(n);
                sum += std::complex<double>(x[t], y[t]) * std::polar(1.0, angle);
            }
            CHECK_THAT(re[j], WithinAbs(sum.real(), 1e-12));
            CHECK_THAT(im[j], WithinAbs(sum.imag(), 1e-12));
        }
    }
}

TEST_CASE("the bins add up to the mean square about the mean of each segment") {
    test::random_stream random(1);
    welch_spectrum s({.segment = 64, .width = 2, .window = spectrum_window::rectangular});
    double square = 0.0;
    const int segments = 5;
    for (int k = 0; k < segments; ++k) {
        std::array<moments, 2> m;
        for (int t = 0; t < 64; ++t) {
            const std::array x{1e6 + random.normal(), 3 * random.uniform()};
            m[0].push(x[0]);
            m[1].push(x[1]);
            s.push(x);
        }
        square += (m[0].population_variance() + m[1].population_variance()) / segments;
    }
    double sum = 0.0;
    for (const spectrum_point& p : s.density()) {
        sum += p.density.value / 64;
    }
    CHECK_THAT(sum, WithinRel(square, 1e-9));
    CHECK(s.segments() == segments);
}

TEST_CASE("a sine stands at its frequency with its power") {
    for (const spectrum_window window : {spectrum_window::rectangular, spectrum_window::hann}) {
        welch_spectrum s({.segment = 128, .window = window});
        for (int t = 0; t < 1280; ++t) {
            s.push(3 * std::cos(two_pi * 20 * t / 128) + 5);
        }
        const auto density = s.density();
        REQUIRE(density.size() == 65);
        CHECK(density[20].frequency == 20.0 / 128);
        // Power a²/2 over one bin, or 1/4, 1, 1/4 in three by Hann's window, of which 2/3 in one.
        const double whole = 4.5 * 128;
        const bool hann = window == spectrum_window::hann;
        CHECK_THAT(density[20].density.value, WithinRel(hann ? whole * 2 / 3 : whole, 1e-9));
        CHECK_THAT(density[21].density.value, WithinAbs(hann ? whole / 6 : 0, 1e-9));
        CHECK_THAT(density[40].density.value, WithinAbs(0, 1e-9));
        CHECK_THAT(density[0].density.value, WithinAbs(0, 1e-9));
    }
    // The alternation x = ±1 is all at ½.
    welch_spectrum s({.segment = 8, .window = spectrum_window::rectangular});
    for (int t = 0; t < 8; ++t) {
        s.push(t % 2 == 0 ? 1.0 : -1.0);
    }
    CHECK_THAT(s.density()[4].density.value, WithinRel(8.0, 1e-14));
    CHECK(s.density()[4].frequency == 0.5);
    CHECK(s.density()[4].density.nu == 1.0);
    CHECK(s.density()[3].density.nu == 2.0);
}

TEST_CASE("the spectrum of an autoregressive series, with chi-squared error bars", "[stochastic]") {
    for (const double phi : {0.0, 0.5, -0.5}) {
        test::autoregressive series(phi, 11);
        welch_spectrum s({.segment = 128});
        for (int t = 0; t < 200'000; ++t) {
            s.push(series.next());
        }
        const auto density = s.density();
        double z2 = 0.0;
        // 61 bins: |z| > 5.6 in any with probability 61 · 2e-8; Wilson–Hilferty intervals of level
        // 1 − 2e-8 contain the truth. The bins next to 0 lack what the mean took.
        for (std::size_t j = 3; j < 64; ++j) {
            const double truth = autoregressive_density(phi, density[j].frequency);
            const estimate& e = density[j].density;
            CAPTURE(phi, j, truth, e.value, e.error);
            CHECK(density[j].interval(1 - 2e-8).contains(truth));
            CHECK(e.verdict == reliability::reliable);
            z2 += std::pow((e.value - truth) / e.error, 2) / 61;
        }
        // Neighbouring bins are correlated (2/3)² by the window: about 61/1.9 independent ones, so
        // that the mean of z² is 1 ± 0.25; a factor 2.5 each way is beyond 1e-6.
        CHECK(z2 > 0.25);
        CHECK(z2 < 2.5);
    }
}

TEST_CASE("the chi-squared interval has its level") {
    // χ² quantiles of ν = 10: 2.5 % at 3.24697, 97.5 % at 20.4832 (tables).
    spectrum_point p;
    p.density.value = 1;
    p.density.nu = 10;
    CHECK_THAT(p.interval().lower, WithinRel(10 / 20.4832, 0.01));
    CHECK_THAT(p.interval().upper, WithinRel(10 / 3.24697, 0.01));
    CHECK_THROWS_AS(p.interval(1.0), std::invalid_argument);
    CHECK_FALSE(std::isfinite(spectrum_point{}.interval().upper));
}

TEST_CASE("the error of the density is that of chi-squared with its degrees of freedom") {
    welch_spectrum s({.segment = 8, .window = spectrum_window::rectangular});
    test::random_stream random(77);
    for (int t = 0; t < 24; ++t) {
        s.push(random.normal());
    }
    REQUIRE(s.segments() == 3);
    const auto density = s.density();
    for (std::size_t j = 1; j < density.size(); ++j) {
        const estimate& e = density[j].density;
        const double nu = j + 1 == density.size() ? 3 : 6;
        CHECK(e.n_eff == 3);
        CHECK(e.g == 1);
        CHECK(e.nu == nu);
        CHECK_THAT(e.error, WithinRel(e.value * std::sqrt(2 / nu), 1e-14));
        CHECK(e.value > 0);
    }
}

TEST_CASE("nothing, constants, zeros, and gaps") {
    CHECK(welch_spectrum().density().empty());
    welch_spectrum s({.segment = 16});
    CHECK(std::isnan(s.density()[3].density.value));
    CHECK(s.density()[3].density.verdict == reliability::unknown);
    for (const double bad :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        for (int t = 0; t < 15; ++t) {
            s.push(1.0);
        }
        s.push(bad);
        CHECK(s.segments() == 0);
    }
    for (int t = 0; t < 16; ++t) {
        s.push(1e8);
    }
    CHECK(s.segments() == 1);
    for (const spectrum_point& p : s.density()) {
        CHECK(p.density.value == 0.0);
        CHECK(p.density.error == 0.0);
        CHECK(p.density.verdict == reliability::unknown);
    }
    s.clear();
    CHECK(s.segments() == 0);
    CHECK_THROWS_AS(welch_spectrum({.segment = 0}), std::invalid_argument);
    CHECK_THROWS_AS(welch_spectrum({.segment = 100}), std::invalid_argument);
    CHECK_THROWS_AS(welch_spectrum({.segment = 64, .width = 0}), std::invalid_argument);
    welch_spectrum two({.segment = 64, .width = 2});
    CHECK_THROWS_AS(two.push(std::vector<double>(1)), thermosgd::layout_error);
    CHECK_THROWS_AS(two.push(std::vector<double>(3)), thermosgd::layout_error);
}

TEST_CASE("a spectrum read back goes on bit for bit") {
    test::autoregressive series(0.9, 3);
    welch_spectrum a({.segment = 64}), b({.segment = 64});
    for (int t = 0; t < 1001; ++t) {
        a.push(series.next());
    }
    test::memory_writer writer;
    a.archive(writer);
    test::memory_reader reader(writer.words);
    b.archive(reader);
    REQUIRE(reader.at_end());
    for (int t = 0; t < 1001; ++t) {
        const double x = series.next();
        a.push(x);
        b.push(x);
    }
    for (std::size_t j = 0; j < 33; ++j) {
        CHECK(a.density()[j].density.value == b.density()[j].density.value);
    }
}

}  // namespace statistics_spectrum_test
