// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/numeric/digamma.hpp>
#include <thermosgd/statistics/moments.hpp>

#include <cmath>
#include <limits>

namespace numeric_digamma_test {

using namespace thermosgd;

TEST_CASE("digamma and trigamma agree with values of 19 digits") {
    struct row {
        double x, psi, psi_minus_log, trigamma;
    };
    // By arithmetic with 30 digits.
    for (const row& r : {
             row{1e-3, -1000.57557193181028, -993.6678166528281426, 1000001.642533195827},
             row{0.5, -1.963510026021423479, -1.27036284546147817, 4.934802200544679309},
             row{1, -0.5772156649015328606, -0.5772156649015328606, 1.644934066848226436},
             row{2, 0.4227843350984671394, -0.27036284546147817, 0.6449340668482264365},
             row{2.5, 0.7031566406452431872, -0.213134091228911878, 0.490357756100234865},
             row{7, 1.872784335098467139, -0.07312581395684616571, 0.1535451779593375476},
             row{11.999, 2.442574774329119249, -0.04224853865313263863, 0.08690942073224082428},
             row{12, 2.442661679975812017, -0.04224496981218829349, 0.08690187287176839075},
             row{30, 3.384438132685524877, -0.01675924897663049885, 0.03389506035773994421},
             row{1000, 6.907255195648812052, -0.000500083333325000004, 0.001000500166666633333},
             row{1e8, 18.42068073895236546, -5.000000008333333333e-9, 1.000000005000000017e-8},
         }) {
        CAPTURE(r.x);
        CHECK_THAT(digamma(r.x), WithinAbs(r.psi, 3e-15 * (1 + std::fabs(r.psi))));
        CHECK_THAT(digamma_minus_log(r.x), WithinAbs(r.psi_minus_log, 3e-15 * (1 + 1 / r.x)));
        CHECK_THAT(trigamma(r.x), WithinRel(r.trigamma, 3e-15));
    }
    CHECK_THAT(digamma_minus_log(1e8), WithinRel(-5.000000008333333333e-9, 1e-14));
}

TEST_CASE("the recurrences hold across the seam of the two forms") {
    for (double x = 9; x < 14; x += 0.03125) {
        CHECK_THAT(digamma(x + 1) - digamma(x), WithinAbs(1 / x, 2e-15));
        CHECK_THAT(trigamma(x) - trigamma(x + 1), WithinAbs(1 / (x * x), 2e-16));
    }
}

TEST_CASE("the bias of the logarithm of a variance has its known values") {
    CHECK_THAT(log_variance_bias(4), WithinAbs(-0.2704, 5e-5));
    CHECK_THAT(log_variance_bias(9), WithinAbs(-0.1152, 5e-5));
    CHECK_THAT(log_variance_bias(99), WithinAbs(-0.01014, 5e-6));
    // −1/ν alone is −0.001001; the full value is −0.00100134.
    CHECK_THAT(log_variance_bias(999), WithinAbs(-0.00100133500187, 1e-14));
}

TEST_CASE("variances of normal numbers show that bias", "[stochastic]") {
    // Four comparisons, five standard errors each: false failure below 2.4e-6. Seed 61.
    test::random_stream random(61);
    for (const int nu : {4, 9}) {
        moments log_variance;
        for (int i = 0; i < 200'000; ++i) {
            moments sample;
            for (int k = 0; k <= nu; ++k) {
                sample.push(3 + 2 * random.normal());
            }
            log_variance.push(std::log(sample.variance() / 4));
        }
        CAPTURE(nu, log_variance.mean);
        const double error = std::sqrt(log_variance.variance() / 200'000);
        CHECK(error < 0.002);
        CHECK_THAT(log_variance.mean, WithinAbs(log_variance_bias(nu), 5 * error));
        CHECK_THAT(log_variance.variance(), WithinRel(trigamma(0.5 * nu), 0.03));
    }
}

TEST_CASE("outside of x > 0 the answer is NaN, at infinity the limit") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinite = std::numeric_limits<double>::infinity();
    for (const double x : {0.0, -0.5, -3.0, nan, -infinite}) {
        CAPTURE(x);
        CHECK(std::isnan(digamma(x)));
        CHECK(std::isnan(trigamma(x)));
        CHECK(std::isnan(digamma_minus_log(x)));
        CHECK(std::isnan(log_variance_bias(x)));
    }
    CHECK(digamma_minus_log(infinite) == 0);
    CHECK(trigamma(infinite) == 0);
    CHECK(digamma(infinite) == infinite);
}

}  // namespace numeric_digamma_test
