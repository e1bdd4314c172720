// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/statistics/line_fit.hpp>
#include <thermosgd/statistics/moments.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

namespace statistics_line_fit_test {

using namespace thermosgd;

namespace {

constexpr std::array x5{1.0, 2.0, 3.0, 4.0, 6.0};
constexpr std::array sigma5{0.1, 0.2, 0.1, 0.4, 0.3};

std::array<double, 5> noisy_line(test::random_stream& random, double scale) {
    std::array<double, 5> y{};
    for (std::size_t i = 0; i < y.size(); ++i) {
        y[i] = 2 - 0.5 * x5[i] + scale * sigma5[i] * random.normal();
    }
    return y;
}

}  // namespace

TEST_CASE("a line is found again, and errors by hand") {
    // With weights 1, Σ = 4, x̄ = 2.5, Σ(x − x̄)² = 5.
    const std::array x{1.0, 2.0, 3.0, 4.0};
    const std::array y{3.1, 4.9, 7.1, 8.9};
    const std::array ones{1.0, 1.0, 1.0, 1.0};
    const line_fit fit = fit_line(x, y, ones);
    CHECK(fit.points == 4);
    CHECK_THAT(fit.slope, WithinRel(1.96, 1e-14));
    CHECK_THAT(fit.intercept, WithinRel(1.1, 1e-13));
    CHECK_THAT(fit.slope_error, WithinRel(std::sqrt(0.2), 1e-14));
    CHECK_THAT(fit.intercept_error, WithinRel(std::sqrt(0.25 + 6.25 / 5), 1e-14));
    CHECK_THAT(fit.covariance, WithinRel(-0.5, 1e-14));
    CHECK_THAT(fit.chi_squared, WithinRel(0.032, 1e-11));
    CHECK(fit.degrees_of_freedom == 2);
    CHECK_THAT(fit.p_value, WithinRel(std::exp(-0.016), 1e-12));  // of ν = 2: e^{−χ²/2}
    CHECK_THAT(fit.at(10), WithinRel(20.7, 1e-13));
    CHECK_THAT(fit.error_at(2.5), WithinRel(0.5, 1e-13));
    CHECK_THAT(fit.error_at(0), WithinRel(fit.intercept_error, 1e-14));
    CHECK(fit.inflation() == 1);
    CHECK(fit.inflated().slope_error == fit.slope_error);

    // Without errors the scatter, 0.032/2, stands for σ².
    const line_fit scatter = fit_line(x, y);
    CHECK(scatter.slope == fit.slope);
    CHECK_THAT(scatter.slope_error, WithinRel(std::sqrt(0.016 * 0.2), 1e-11));
    CHECK(scatter.error_freedom == 2);
    CHECK(std::isnan(scatter.p_value));
    CHECK(scatter.inflation() == 1);
}

TEST_CASE("a point of small error pulls the line, one of large error does not") {
    const std::array x{0.0, 1.0, 2.0};
    const std::array y{0.0, 1.0, 5.0};
    CHECK_THAT(fit_line(x, y, std::array{1e-3, 1e-3, 1e3}).slope, WithinAbs(1.0, 1e-5));
    CHECK_THAT(fit_line(x, y, std::array{1e-3, 1e3, 1e-3}).slope, WithinAbs(2.5, 1e-5));
}

TEST_CASE("far from 0 no digits are lost") {
    std::array<double, 5> x{}, y{};
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = 1e8 + x5[i];
        y[i] = 1e6 + 0.25 * x5[i];
    }
    const line_fit fit = fit_line(x, y, sigma5);
    CHECK_THAT(fit.slope, WithinRel(0.25, 1e-7));
    CHECK(fit.chi_squared < 1e-10);
}

TEST_CASE("intervals cover, χ² has its law, and slope and intercept their covariance",
          "[stochastic]") {
    // 4,000 lines: shares known to 0.35 % at 95 %; five standard errors, below 1e-5. Seed 7.
    test::random_stream random(7);
    int covered = 0, inflated_covered = 0;
    moments chi_squared, p_value, a, b, ab;
    for (int run = 0; run < 4000; ++run) {
        const auto y = noisy_line(random, 1);
        const line_fit fit = fit_line(x5, y, sigma5);
        covered += fit.slope_estimate().interval().contains(-0.5) ? 1 : 0;
        chi_squared.push(fit.chi_squared);
        p_value.push(fit.p_value);
        a.push(fit.intercept);
        b.push(fit.slope);
        ab.push((fit.intercept - 2) * (fit.slope + 0.5));
        // Errors that are three times too small: the inflated interval still covers.
        const line_fit poor = fit_line(x5, noisy_line(random, 3), sigma5).inflated();
        inflated_covered += poor.slope_estimate().interval().contains(-0.5) ? 1 : 0;
    }
    CHECK_THAT(covered / 4000.0, WithinAbs(0.95, 0.017));
    CHECK_THAT(inflated_covered / 4000.0, WithinAbs(0.95, 0.025));
    CHECK_THAT(chi_squared.mean, WithinAbs(3.0, 5 * std::sqrt(6.0 / 4000)));
    CHECK_THAT(p_value.mean, WithinAbs(0.5, 5 * std::sqrt(1.0 / 48000)));
    const line_fit any = fit_line(x5, x5, sigma5);
    CHECK_THAT(b.variance(), WithinRel(any.slope_error * any.slope_error, 0.12));
    CHECK_THAT(a.variance(), WithinRel(any.intercept_error * any.intercept_error, 0.12));
    CHECK_THAT(ab.mean, WithinRel(any.covariance, 0.15));
}

TEST_CASE("errors that are too small, and a bent curve, show in χ² and inflate the error") {
    std::array<double, 5> bent{};
    for (std::size_t i = 0; i < bent.size(); ++i) {
        bent[i] = x5[i] * x5[i];
    }
    const line_fit fit = fit_line(x5, bent, sigma5);
    CHECK(fit.p_value < 1e-6);
    CHECK(fit.inflation() > 3);
    const line_fit wider = fit.inflated();
    CHECK_THAT(wider.slope_error, WithinRel(fit.slope_error * fit.inflation(), 1e-14));
    CHECK_THAT(wider.covariance,
               WithinRel(fit.covariance * fit.inflation() * fit.inflation(), 1e-13));
    CHECK(wider.error_freedom == 3);
    CHECK(wider.slope == fit.slope);
    CHECK(wider.slope_estimate().interval().upper > fit.slope_estimate().interval().upper);
}

TEST_CASE("lines without scatter have errors of their scatter only, with n − 2 degrees of freedom",
          "[stochastic]") {
    // 2,000 lines of four points: 95 % to five standard errors of 0.5 %. Seed 8.
    test::random_stream random(8);
    const std::array x{1.0, 2.0, 3.0, 4.0};
    int covered = 0, as_if_normal = 0;
    for (int run = 0; run < 2000; ++run) {
        std::array<double, 4> y{};
        for (std::size_t i = 0; i < y.size(); ++i) {
            y[i] = 3 * x[i] + 0.2 * random.normal();
        }
        const line_fit fit = fit_line(x, y);
        covered += fit.slope_estimate().interval().contains(3) ? 1 : 0;
        as_if_normal += std::fabs(fit.slope - 3) < 1.96 * fit.slope_error ? 1 : 0;
    }
    CHECK_THAT(covered / 2000.0, WithinAbs(0.95, 0.025));
    CHECK(as_if_normal < 1800);  // of ν = 2: 81 %
}

TEST_CASE("what the points do not determine is NaN") {
    CHECK(std::isnan(fit_line({}, {}).slope));
    CHECK(std::isnan(fit_line({}, {}, {}).slope));
    CHECK(std::isnan(fit_line(std::array{1.0}, std::array{1.0}, std::array{1.0}).slope));
    const std::array same{2.0, 2.0, 2.0};
    CHECK(std::isnan(fit_line(same, std::array{1.0, 2.0, 3.0}).slope));
    CHECK(fit_line({}, {}).slope_estimate().verdict == reliability::unknown);

    const std::array x{1.0, 3.0};
    const std::array y{1.0, 5.0};
    const line_fit two = fit_line(x, y, std::array{1.0, 1.0});
    CHECK(two.slope == 2);
    CHECK_THAT(two.slope_error, WithinRel(std::sqrt(0.5), 1e-14));
    CHECK(std::isnan(two.p_value));
    CHECK(two.inflation() == 1);
    CHECK(std::isnan(fit_line(x, y).slope_error));
    CHECK(fit_line(x, y).slope_estimate().verdict == reliability::unknown);
}

TEST_CASE("unequal sizes, errors of 0 and what is not finite are refused") {
    const std::array x{1.0, 2.0};
    const std::array y{1.0, 2.0};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinite = std::numeric_limits<double>::infinity();
    CHECK_NOTHROW(fit_line(x, y, std::array{1.0, 2.0}));
    CHECK_THROWS_AS(fit_line(x, std::array{1.0}), std::invalid_argument);
    CHECK_THROWS_AS(fit_line(x, y, std::array{1.0}), std::invalid_argument);
    CHECK_THROWS_AS(fit_line(x, y, {}), std::invalid_argument);
    CHECK_THROWS_AS(fit_line(x, std::array{1.0, nan}), std::invalid_argument);
    CHECK_THROWS_AS(fit_line(std::array{infinite, 1.0}, y), std::invalid_argument);
    for (const double bad : {0.0, -1.0, nan, infinite}) {
        CHECK_THROWS_WITH(fit_line(x, y, std::array{1.0, bad}),
                          ContainsSubstring("finite errors above 0"));
    }
}

}  // namespace statistics_line_fit_test
