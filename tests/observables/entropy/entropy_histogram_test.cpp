// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/series.hpp"

#include <thermosgd/observables/entropy/entropy_histogram.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace observables_entropy_entropy_histogram_test {

using namespace thermosgd;

namespace {

const double gauss = 0.5 * std::log(2 * std::numbers::pi * std::numbers::e);

/// The entropies of 25 sets of 10⁴ independent samples, and their mean error bar.
template <class Draw>
moments entropies(std::uint64_t seed, const Draw& draw, double& error) {
    test::random_stream random(seed);
    moments values;
    error = 0;
    for (int run = 0; run < 25; ++run) {
        std::vector<double> x(10'000);
        for (double& value : x) {
            value = draw(random);
        }
        const differential_entropy s = histogram_entropy(x, 1, 1);
        CHECK(s.entropy.verdict == reliability::reliable);
        values.push(s.entropy.value);
        error += s.entropy.error / 25;
    }
    return values;
}

}  // namespace

TEST_CASE("four densities of known entropy at ten thousand samples", "[stochastic]") {
    // Truth plus the known smoothing of the bins; 25 sets know their mean to 0.002. Five standard
    // errors: below 2.4e-6 for all four together. Seeds 71 to 74.
    struct density {
        double (*draw)(test::random_stream&);
        double truth, seen;
    };
    std::uint64_t seed = 71;
    for (const density& d : {
             density{[](test::random_stream& r) { return r.normal(); }, gauss, 1.4216},
             density{[](test::random_stream& r) { return r.uniform(); }, 0.0, -0.0003},
             density{[](test::random_stream& r) { return -std::log(1 - r.uniform()); }, 1.0, 1.002},
             density{[](test::random_stream& r) {
                         const double u = 1 - r.uniform();
                         return std::log(u / (1 - u + 1e-300));
                     },
                     2.0, 2.001},
         }) {
        double error = 0;
        const moments s = entropies(seed++, d.draw, error);
        const double standard_error = std::sqrt(s.variance() / 25);
        CAPTURE(d.truth, s.mean, standard_error, error);
        CHECK(standard_error < 0.003);
        // The figure expected was itself simulated: its last digit is uncertain.
        CHECK_THAT(s.mean, WithinAbs(d.seen, 5 * standard_error + 0.001));
        CHECK_THAT(s.mean, WithinAbs(d.truth, 0.007));
        if (d.truth != 0.0) {
            CHECK_THAT(std::sqrt(s.variance()), WithinRel(error, 0.6));
        }
    }
}

TEST_CASE("the bias taken off is half an occupied bin per sample") {
    // Four samples at −1, −1, 1, 1: σ² = 4/3, Δ at most 2.54, and so one bin of length 2.
    const differential_entropy s = histogram_entropy(std::array{-1.0, -1.0, 1.0, 1.0}, 1, 1);
    CHECK_THAT(s.entropy.value, WithinRel(std::log(2.0), 1e-14));
    CHECK(s.bias == 0);
    // Eight: σ² = 8/7, Δ at most 1.87, two bins of four, of length 1 each.
    const differential_entropy eight =
        histogram_entropy(std::array{-1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0}, 1, 1);
    CHECK_THAT(eight.entropy.value, WithinRel(std::log(2.0) + 1.0 / 16, 1e-14));
    CHECK_THAT(eight.bias, WithinRel(-1.0 / 16, 1e-15));
    CHECK(s.entropy.verdict == reliability::unknown);
    // Scaling by c adds ln c, an offset nothing.
    const differential_entropy scaled =
        histogram_entropy(std::array{1021.0, 1021.0, 1024.0, 1024.0}, 1, 1);
    CHECK_THAT(scaled.entropy.value, WithinRel(s.entropy.value + std::log(1.5), 1e-13));
}

TEST_CASE("correlated samples have a wider error bar and a larger bias", "[stochastic]") {
    // AR(1), φ = 0.9: ⟨x⟩ has g = 19, the surprisal ½x² has g = 9.53. 60 series of 20,000; five
    // standard errors. Seeds 2000 and up.
    constexpr double phi = 0.9;
    const double truth = gauss + 0.5 * std::log(test::autoregressive::variance(phi));
    moments values, errors;
    int unknown = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        test::autoregressive series(phi, 2000 + seed);
        std::vector<double> x(20'000);
        for (double& value : x) {
            value = series.next();
        }
        const differential_entropy s = histogram_entropy(x, 1);
        unknown += s.entropy.verdict == reliability::unknown ? 1 : 0;
        CHECK(s.entropy.n_eff < 2000);
        values.push(s.entropy.value);
        errors.push(s.entropy.error);
    }
    CHECK(unknown <= 4);
    const double expected = std::sqrt(0.5 * 9.53 / 20'000);
    CAPTURE(values.mean, truth, errors.mean, expected, values.variance());
    // Wide bins at N_eff = 1,000 smooth by 0.013.
    CHECK_THAT(values.mean, WithinAbs(truth + 0.013, 0.013));
    CHECK_THAT(errors.mean, WithinRel(expected, 0.2));
    CHECK_THAT(std::sqrt(values.variance()), WithinRel(errors.mean, 0.5));
}

TEST_CASE("coordinates add up, and what they share is in the error bar only") {
    test::random_stream random(75);
    std::vector<double> x, twice;
    for (int i = 0; i < 4000; ++i) {
        x.push_back(random.normal());
        twice.insert(twice.end(), {x.back(), x.back()});
    }
    const differential_entropy one = histogram_entropy(x, 1);
    const differential_entropy two = histogram_entropy(twice, 2);
    CHECK_THAT(two.entropy.value, WithinRel(2 * one.entropy.value, 1e-12));
    CHECK_THAT(two.entropy.error, WithinRel(2 * one.entropy.error, 1e-9));
    CHECK(two.dimensions == 2);
}

TEST_CASE("an outlier costs a bin, not memory") {
    test::random_stream random(76);
    std::vector<double> x(1000);
    for (double& value : x) {
        value = random.normal();
    }
    x[500] = 1e12;
    CHECK(histogram_entropy(x, 1).status == entropy_status::available);
    x[500] = 1e300;
    CHECK(histogram_entropy(x, 1).status == entropy_status::nonfinite);
}

TEST_CASE("without spread, samples or finite numbers there is no histogram entropy") {
    const auto status = [](const differential_entropy& s) {
        CHECK(std::isnan(s.entropy.value));
        CHECK(s.method == entropy_method::histogram);
        return s.status;
    };
    std::vector<double> x(200, 4.0);
    CHECK(status(histogram_entropy(x, 1)) == entropy_status::degenerate);
    CHECK(status(histogram_entropy({}, 1)) == entropy_status::too_few_samples);
    CHECK(status(histogram_entropy({}, 0)) == entropy_status::too_few_samples);
    CHECK(status(histogram_entropy(std::array{1.0}, 1)) == entropy_status::too_few_samples);
    x[3] = std::numeric_limits<double>::quiet_NaN();
    CHECK(status(histogram_entropy(x, 1)) == entropy_status::nonfinite);
    CHECK_THROWS_AS(histogram_entropy(x, 3), layout_error);
    CHECK_THROWS_AS(histogram_entropy(x, 1, 0.9), std::invalid_argument);
}

}  // namespace observables_entropy_entropy_histogram_test
