// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/statistics/moments.hpp>
#include <thermosgd/statistics/rank_correlation.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace statistics_rank_correlation_test {

using namespace thermosgd;

TEST_CASE("ranks count from the greatest, equal numbers share theirs") {
    CHECK(ranks_from_greatest(std::array{3.0, 9.0, 5.0}) == std::vector<double>{3, 1, 2});
    CHECK(ranks_from_greatest(std::array{2.0, 7.0, 2.0, 7.0, 1.0}) ==
          std::vector<double>{3.5, 1.5, 3.5, 1.5, 5});
    CHECK(ranks_from_greatest({}).empty());
}

TEST_CASE("correlations of small lists, by hand") {
    const std::array a{1.0, 2.0, 3.0, 4.0, 5.0};
    CHECK_THAT(spearman_correlation(a, a), WithinRel(1.0, 1e-15));
    CHECK_THAT(kendall_correlation(a, a), WithinRel(1.0, 1e-15));
    const std::array back{-1.0, -4.0, -9.0, -16.0, -25.0};
    CHECK_THAT(spearman_correlation(a, back), WithinRel(-1.0, 1e-15));
    CHECK_THAT(kendall_correlation(a, back), WithinRel(-1.0, 1e-15));
    // 1 − 6Σd²/(n(n² − 1)) with Σd² = 1+1+0+1+1, and two of ten pairs turned around.
    const std::array swapped{2.0, 1.0, 3.0, 5.0, 4.0};
    CHECK_THAT(spearman_correlation(a, swapped), WithinRel(0.8, 1e-14));
    CHECK_THAT(kendall_correlation(a, swapped), WithinRel(0.6, 1e-14));
    // One tie: nine ordered pairs of one side, ten of the other, nine in the same order.
    const std::array tied{1.0, 2.0, 2.0, 4.0, 5.0};
    CHECK_THAT(kendall_correlation(a, tied), WithinRel(9 / std::sqrt(90.0), 1e-14));
    CHECK_THAT(spearman_correlation(a, tied), WithinRel(9.5 / std::sqrt(95.0), 1e-14));
}

TEST_CASE("normal pairs of correlation r have τ = (2/π) asin r", "[stochastic]") {
    // Two comparisons at five standard errors of 200 lists: below 1.2e-6. Seed 131.
    test::random_stream random(131);
    moments tau, rho;
    for (int run = 0; run < 200; ++run) {
        std::array<double, 100> a{}, b{};
        for (std::size_t i = 0; i < a.size(); ++i) {
            a[i] = random.normal();
            b[i] = 0.6 * a[i] + 0.8 * random.normal();
        }
        tau.push(kendall_correlation(a, b));
        rho.push(spearman_correlation(a, b));
    }
    const double exact = 2 / std::numbers::pi * std::asin(0.6);
    CHECK_THAT(tau.mean, WithinAbs(exact, 5 * std::sqrt(tau.variance() / 200)));
    // (6/π) asin(r/2) for infinite lists; for n, 3τ/(n + 1) stands in for as much of it.
    const double infinite = 6 / std::numbers::pi * std::asin(0.3);
    const double finite = (98 * infinite + 3 * exact) / 101;
    CHECK_THAT(rho.mean, WithinAbs(finite, 5 * std::sqrt(rho.variance() / 200)));
}

TEST_CASE("without order there is no correlation") {
    const std::array a{1.0, 2.0, 3.0};
    const std::array flat{4.0, 4.0, 4.0};
    const std::array broken{1.0, std::numeric_limits<double>::quiet_NaN(), 3.0};
    const std::array far{1.0, std::numeric_limits<double>::infinity(), 3.0};
    for (const auto& b : {flat, broken, far}) {
        CHECK(std::isnan(spearman_correlation(a, b)));
        CHECK(std::isnan(spearman_correlation(b, a)));
        CHECK(std::isnan(kendall_correlation(a, b)));
        CHECK(std::isnan(kendall_correlation(b, a)));
    }
    CHECK(std::isnan(spearman_correlation({}, {})));
    CHECK(std::isnan(kendall_correlation(std::array{1.0}, std::array{2.0})));
    CHECK_THROWS_AS(spearman_correlation(a, std::array{1.0}), layout_error);
    CHECK_THROWS_AS(kendall_correlation(a, std::array{1.0}), layout_error);
}

}  // namespace statistics_rank_correlation_test
