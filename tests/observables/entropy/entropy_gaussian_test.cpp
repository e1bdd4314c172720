// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/series.hpp"

#include <thermosgd/observables/entropy/entropy_gaussian.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace observables_entropy_entropy_gaussian_test {

using namespace thermosgd;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// ½ ln(2πe σ²).
double exact(double variance) {
    return 0.5 * std::log(2 * std::numbers::pi * std::numbers::e * variance);
}

const std::array<double, 9> covariance{2, 0.6, 0.2, 0.6, 1, -0.3, 0.2, -0.3, 0.5};

/// Normal samples of that covariance.
std::vector<double> correlated_samples(std::size_t n, test::random_stream& random) {
    // The Cholesky factor, by hand.
    const double l00 = std::sqrt(2.0), l10 = 0.6 / l00, l20 = 0.2 / l00;
    const double l11 = std::sqrt(1 - l10 * l10), l21 = (-0.3 - l20 * l10) / l11;
    const double l22 = std::sqrt(0.5 - l20 * l20 - l21 * l21);
    std::vector<double> rows;
    for (std::size_t i = 0; i < n; ++i) {
        const double a = random.normal(), b = random.normal(), c = random.normal();
        rows.insert(rows.end(), {l00 * a, l10 * a + l11 * b, l20 * a + l21 * b + l22 * c});
    }
    return rows;
}

}  // namespace

TEST_CASE("exact variances give the closed forms, diagonal and full") {
    const double huge = 1e12;
    const std::array diagonal{2.0, 1.0, 0.5};
    const differential_entropy upper = gaussian_entropy(diagonal, huge);
    CHECK_THAT(upper.entropy.value, WithinAbs(4.256815599614, 5e-11));
    const differential_entropy full = gaussian_entropy_of_covariance(covariance, 3, huge);
    CHECK_THAT(full.entropy.value, WithinAbs(3.937486101976, 5e-11));
    CHECK_THAT(upper.entropy.value - full.entropy.value, WithinAbs(0.319329497638, 5e-11));
    CHECK(upper.dimensions == 3);
    CHECK(upper.status == entropy_status::available);
    CHECK(full.entropy.verdict == reliability::reliable);
    // One coordinate is the same either way.
    CHECK_THAT(
        gaussian_entropy(std::array{3.0}, 20).entropy.value,
        WithinAbs(gaussian_entropy_of_covariance(std::array{3.0}, 1, 20).entropy.value, 1e-14));
    CHECK_THAT(
        gaussian_entropy(std::array{3.0}, 20).entropy.error,
        WithinAbs(gaussian_entropy_of_covariance(std::array{3.0}, 1, 20).entropy.error, 1e-14));
}

TEST_CASE("the bias taken off is that of measured variances") {
    const std::vector<double> ones(10, 1.0);
    for (const double nu : {4.0, 9.0, 99.0, 999.0}) {
        const differential_entropy s = gaussian_entropy(ones, nu);
        CHECK_THAT(s.bias, WithinRel(5 * log_variance_bias(nu), 1e-14));
        CHECK_THAT(s.entropy.value, WithinAbs(10 * exact(1) - s.bias, 1e-12));
        CHECK_THAT(s.entropy.error, WithinRel(std::sqrt(2.5 * trigamma(0.5 * nu)), 1e-14));
    }
    CHECK(gaussian_entropy(ones, 49).entropy.verdict == reliability::unknown);
    CHECK(gaussian_entropy(ones, 60).entropy.verdict == reliability::rough);
    CHECK(gaussian_entropy(ones, 100).entropy.verdict == reliability::reliable);
    // Twenty samples of three coordinates.
    CHECK_THAT(gaussian_entropy_of_covariance(covariance, 3, 19).bias, WithinAbs(-0.167703, 5e-7));
}

TEST_CASE("few samples per coordinate give the right sum and its error", "[stochastic]") {
    // 2,000 coordinates of unequal variance, ν = 4 and 9: 2 · 200 sums. Standard error of their
    // mean: five of it, false failure 6e-7 each. Seed 62.
    test::random_stream random(62);
    constexpr std::size_t d = 2000;
    for (const int nu : {4, 9}) {
        moments deviation, plug_in;
        double error = 0;
        for (int run = 0; run < 100; ++run) {
            std::vector<double> variances(d);
            double truth = 0;
            for (std::size_t k = 0; k < d; ++k) {
                const double scale = std::exp(static_cast<double>(k % 7));
                moments sample;
                for (int i = 0; i <= nu; ++i) {
                    sample.push(scale * random.normal());
                }
                variances[k] = sample.variance();
                truth += exact(scale * scale);
            }
            const differential_entropy s = gaussian_entropy(variances, nu);
            deviation.push(s.entropy.value - truth);
            plug_in.push(s.entropy.value + s.bias - truth);
            error = s.entropy.error;
        }
        const double standard_error = error / 10;
        CAPTURE(nu, deviation.mean, standard_error, plug_in.mean);
        CHECK_THAT(deviation.mean, WithinAbs(0, 5 * standard_error));
        CHECK(plug_in.mean < -20 * standard_error);
        // The scatter over runs is the error bar: 100 runs know it to 7 %.
        CHECK_THAT(std::sqrt(deviation.variance()), WithinRel(error, 0.35));
    }
}

TEST_CASE("twenty samples of three correlated coordinates", "[stochastic]") {
    // The plug-in is 3.768, corrected 3.9375; 4,000 runs know the mean to 0.005. Seed 63.
    test::random_stream random(63);
    moments corrected, plug_in;
    double error = 0;
    for (int run = 0; run < 4000; ++run) {
        const differential_entropy s =
            gaussian_entropy_of_samples(correlated_samples(20, random), 3, 1);
        REQUIRE(s.status == entropy_status::available);
        corrected.push(s.entropy.value);
        plug_in.push(s.entropy.value + s.bias);
        error = s.entropy.error;
    }
    const double standard_error = std::sqrt(corrected.variance() / 4000);
    CAPTURE(corrected.mean, plug_in.mean, standard_error);
    CHECK_THAT(corrected.mean, WithinAbs(3.937486, 5 * standard_error));
    CHECK_THAT(plug_in.mean, WithinAbs(3.937486 - 0.167703, 5 * standard_error));
    CHECK_THAT(std::sqrt(corrected.variance()), WithinRel(error, 0.08));
}

TEST_CASE("correlated samples count for as many as are independent", "[stochastic]") {
    // Two AR(1) coordinates, φ = 0.9, g = 19, g₂ = 9.53, 8,000 samples: the bias of ln det is that
    // of 830 samples and the loss from the mean that of 421. 200 series; seeds 1000 and up.
    constexpr double phi = 0.9;
    const double truth = 2 * exact(test::autoregressive::variance(phi));
    moments corrected;
    moments errors;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        test::autoregressive x(phi, 1000 + 2 * seed), y(phi, 1001 + 2 * seed);
        std::vector<double> rows;
        for (int t = 0; t < 8000; ++t) {
            rows.push_back(x.next());
            rows.push_back(y.next());
        }
        const differential_entropy s = gaussian_entropy_of_samples(rows, 2);
        corrected.push(s.entropy.value);
        errors.push(s.entropy.error);
        CHECK(s.entropy.g > 10);
        CHECK(s.entropy.g < 70);
    }
    const double standard_error = std::sqrt(corrected.variance() / 200);
    CAPTURE(corrected.mean, truth, standard_error, errors.mean);
    CHECK_THAT(corrected.mean, WithinAbs(truth, 5 * standard_error));
    // The largest of four g₂ makes the error bar rather too long than too short.
    CHECK(errors.mean > 0.9 * std::sqrt(corrected.variance()));
    CHECK(errors.mean < 1.6 * std::sqrt(corrected.variance()));
}

TEST_CASE("quantised variances are raised to the floor and counted") {
    CHECK_THAT(quantisation_variance(1.5), WithinRel(std::pow(2.0, -46) / 12, 1e-15));
    CHECK_THAT(quantisation_variance(-0.75, 53), WithinRel(std::pow(2.0, -106) / 12, 1e-15));
    CHECK_THAT(quantisation_variance(4.0, 8), WithinRel(std::pow(2.0, -10) / 12, 1e-15));
    CHECK(quantisation_variance(0.0) == 0);
    CHECK(std::isnan(quantisation_variance(not_a_number)));
    CHECK(std::isnan(quantisation_variance(infinite)));
    const double floor = quantisation_variance(1.0);
    const std::array variances{1.0, 0.0, -1e-20, 0.5 * floor, 2 * floor};
    const differential_entropy s = gaussian_entropy(variances, 200, std::array{floor});
    CHECK(s.status == entropy_status::available);
    CHECK(s.floored == 3);
    // What is at the floor has no bias and no error.
    CHECK_THAT(s.entropy.value,
               WithinRel(gaussian_entropy(std::array{1.0, 2 * floor}, 200).entropy.value +
                             3 * exact(floor),
                         1e-13));
    CHECK_THAT(s.entropy.error, WithinRel(std::sqrt(0.5 * trigamma(100)), 1e-14));
    const differential_entropy each =
        gaussian_entropy(std::array{1.0, 1.0}, 200, std::array{0.5, 2.0});
    CHECK(each.floored == 1);
    CHECK_THROWS_AS(gaussian_entropy(variances, 200, std::array{1.0, 1.0}), layout_error);
}

TEST_CASE("without spread, samples or finite numbers there is no entropy") {
    const auto status = [](const differential_entropy& s) {
        CHECK(std::isnan(s.entropy.value));
        CHECK(s.entropy.verdict == reliability::unknown);
        return s.status;
    };
    CHECK(status(gaussian_entropy(std::array{1.0, 0.0}, 50)) == entropy_status::degenerate);
    CHECK(status(gaussian_entropy(std::array{-1.0}, 50)) == entropy_status::degenerate);
    CHECK(status(gaussian_entropy(std::array{1.0, not_a_number}, 50)) == entropy_status::nonfinite);
    CHECK(status(gaussian_entropy(std::array{infinite}, 50)) == entropy_status::nonfinite);
    CHECK(status(gaussian_entropy(std::array{1.0}, 50, std::array{not_a_number})) ==
          entropy_status::nonfinite);
    for (const double nu : {0.0, -1.0, not_a_number, infinite}) {
        CHECK(status(gaussian_entropy(std::array{1.0}, nu)) == entropy_status::too_few_samples);
    }
    CHECK(status(gaussian_entropy({}, 50)) == entropy_status::too_few_samples);
    CHECK(gaussian_entropy(std::array{5e-324, 1e308}, 500).status == entropy_status::available);

    CHECK(status(gaussian_entropy_of_covariance(covariance, 3, 14)) ==
          entropy_status::too_few_samples);
    CHECK(status(gaussian_entropy_of_covariance({}, 0, 100)) == entropy_status::too_few_samples);
    CHECK(status(gaussian_entropy_of_covariance(std::array{1.0, 1.0, 1.0, 1.0}, 2, 100)) ==
          entropy_status::degenerate);
    CHECK(status(gaussian_entropy_of_covariance(std::array{1.0, 2.0, 2.0, 1.0}, 2, 100)) ==
          entropy_status::degenerate);
    CHECK(status(gaussian_entropy_of_covariance(std::array{1.0, 0.0, not_a_number, 1.0}, 2, 100)) ==
          entropy_status::nonfinite);
    CHECK_THROWS_AS(gaussian_entropy_of_covariance(covariance, 2, 100), layout_error);

    const std::vector<double> constant(400, 7.0);
    CHECK(status(gaussian_entropy_of_samples(constant, 1)) == entropy_status::degenerate);
    std::vector<double> twice;
    test::random_stream random(64);
    for (int i = 0; i < 500; ++i) {
        const double x = 1e8 + random.normal();
        twice.insert(twice.end(), {x, 3 * x});
    }
    CHECK(status(gaussian_entropy_of_samples(twice, 2)) == entropy_status::degenerate);
    twice[7] = not_a_number;
    CHECK(status(gaussian_entropy_of_samples(twice, 2)) == entropy_status::nonfinite);
    CHECK(status(gaussian_entropy_of_samples({}, 2)) == entropy_status::too_few_samples);
    CHECK(status(gaussian_entropy_of_samples({}, 0)) == entropy_status::too_few_samples);
    CHECK(status(gaussian_entropy_of_samples(std::array{1.0, 2.0}, 2)) ==
          entropy_status::too_few_samples);
    CHECK_THROWS_AS(gaussian_entropy_of_samples(constant, 3), layout_error);
    CHECK_THROWS_AS(gaussian_entropy_of_samples(constant, 1, 0.5), std::invalid_argument);
    CHECK_THROWS_AS(gaussian_entropy_of_samples(constant, 1, not_a_number), std::invalid_argument);
}

}  // namespace observables_entropy_entropy_gaussian_test
