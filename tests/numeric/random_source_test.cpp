// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/numeric/random_source.hpp>

#include <thermosgd/numeric/incomplete_gamma.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"

namespace numeric_random_source_test {

using thermosgd::exponential_variate;
using thermosgd::gamma_variate;

static_assert(thermosgd::random_source<test::random_stream>);
static_assert(!thermosgd::random_source<std::mt19937>);

namespace {

/// Always the ends of what a stream may return.
struct extreme_source {
    double u;
    double uniform() const { return u; }
    double normal() const { return 0; }
};

/// √n times the largest distance between an empirical and a given distribution function.
template <class Draw, class Law>
double distance(Draw&& draw, Law&& law) {
    constexpr std::size_t n = 20'000;
    std::vector<double> u(n);
    for (double& x : u) {
        x = law(draw());
    }
    std::sort(u.begin(), u.end());
    double farthest = 0;
    for (std::size_t i = 0; i < n; ++i) {
        farthest = std::fmax(farthest, std::fabs(u[i] - (static_cast<double>(i) + 0.5) / n));
    }
    return farthest * std::sqrt(static_cast<double>(n));
}

}  // namespace

TEST_CASE("gamma and exponential variates have their laws, and not those of their neighbours") {
    test::random_stream random(20);
    // P(√n D > x) = 2 exp(−2x²): 1e-6 in all of eight comparisons.
    const double reach = std::sqrt(0.5 * std::log(2 * 8 / 1e-6));
    CHECK(distance([&] { return exponential_variate(random); },
                   [](double x) { return -std::expm1(-x); }) < reach);
    for (const double a : {0.05, 0.5, 0.99, 1.0, 2.5, 40.0, 1e6}) {
        CAPTURE(a);
        const auto draw = [&] { return gamma_variate(random, a); };
        CHECK(distance(draw, [&](double x) { return thermosgd::incomplete_gamma(a, x); }) < reach);
        const double other = a + 0.2 * std::sqrt(a) + 0.02;
        CHECK(distance(draw, [&](double x) { return thermosgd::incomplete_gamma(other, x); }) >
              reach);
    }
}

TEST_CASE("the ends of a uniform number give finite variates") {
    extreme_source zero{0}, one{1 - 0x1p-53};
    CHECK(exponential_variate(zero) == 0);
    CHECK_THAT(exponential_variate(one), WithinRel(53 * std::log(2.0), 1e-14));
    CHECK(gamma_variate(one, 3) > 0);
    CHECK(std::isfinite(gamma_variate(one, 0.01)));
}

TEST_CASE("shapes that are none are refused") {
    test::random_stream random(21);
    for (const double a : {0.0, -2.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
        CHECK_THROWS_AS(gamma_variate(random, a), std::invalid_argument);
    }
}

}  // namespace numeric_random_source_test
