// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/series.hpp"

#include <thermosgd/observables/entropy/entropy_nearest_neighbour.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace observables_entropy_entropy_nearest_neighbour_test {

using namespace thermosgd;

namespace {

const double gauss = 0.5 * std::log(2 * std::numbers::pi * std::numbers::e);

differential_entropy nearest(std::span<const double> rows, std::size_t d, std::size_t k, double g) {
    return nearest_neighbour_entropy(rows, d, {.neighbour = k, .inefficiency = g});
}

}  // namespace

TEST_CASE("five points on a line have the entropy of the formula") {
    const differential_entropy s = nearest(std::array{0.0, 1.0, 3.0, 7.0, 15.0}, 1, 1, 1);
    CHECK_THAT(s.entropy.value, WithinAbs(3.608257130565, 5e-13));
    CHECK(s.status == entropy_status::available);
    CHECK(s.entropy.verdict == reliability::unknown);
    // The same points along the diagonal of a plane: distances times √2, V_2 = π.
    const differential_entropy plane =
        nearest(std::array{0.0, 0.0, 1.0, 1.0, 3.0, 3.0, 7.0, 7.0, 15.0, 15.0}, 2, 1, 1);
    const double mean_log = (0 + 0 + std::log(2.0) + std::log(4.0) + std::log(8.0)) / 5;
    CHECK_THAT(plane.entropy.value, WithinAbs(digamma(5) - digamma(1) + std::log(std::numbers::pi) +
                                                  2 * (mean_log + 0.5 * std::log(2.0)),
                                              1e-13));
    // Second neighbours: 3, 2, 3, 6, 12 away.
    const differential_entropy second = nearest(std::array{0.0, 1.0, 3.0, 7.0, 15.0}, 1, 2, 1);
    CHECK_THAT(second.entropy.value, WithinAbs(digamma(5) - digamma(2) + std::log(2.0) +
                                                   (std::log(3.0) + std::log(2.0) + std::log(3.0) +
                                                    std::log(6.0) + std::log(12.0)) /
                                                       5,
                                               1e-13));
}

TEST_CASE("points along a diagonal have the entropy of the formula in any dimension") {
    // Distances are √d times those on a line; V_d = π^{d/2}/Γ(d/2 + 1).
    constexpr std::array at{0.0, 1.0, 3.0, 7.0, 15.0};
    const double mean_log = (std::log(2.0) + std::log(4.0) + std::log(8.0)) / 5;
    for (std::size_t d = 1; d <= 5; ++d) {
        const auto dimensions = static_cast<double>(d);
        std::vector<double> rows;
        for (const double x : at) {
            rows.insert(rows.end(), d, x);
        }
        const double volume =
            std::pow(std::numbers::pi, dimensions / 2) / std::tgamma(dimensions / 2 + 1);
        CAPTURE(d);
        CHECK_THAT(nearest(rows, d, 1, 1).entropy.value,
                   WithinAbs(digamma(5) - digamma(1) + std::log(volume) +
                                 dimensions * (mean_log + 0.5 * std::log(dimensions)),
                             1e-12));
    }
}

TEST_CASE("normal numbers in one, three and five dimensions", "[stochastic]") {
    // 40 sets of 1,000 samples each, k = 4; the mean is known to a sixth of an error bar. The bias
    // is that of N = 1,000, which must hold within five standard errors; the scatter of 40 sets is
    // known to 11 %. Seeds 81, 83 and 85.
    struct row {
        std::size_t d;
        double least_bias, most_bias;
    };
    for (const row& r : {row{1, -0.02, 0.01}, row{3, -0.06, -0.02}, row{5, -0.1, -0.04}}) {
        test::random_stream random(80 + r.d);
        moments values;
        double error = 0;
        for (int run = 0; run < 40; ++run) {
            std::vector<double> rows(1000 * r.d);
            for (double& x : rows) {
                x = random.normal();
            }
            const differential_entropy s = nearest(rows, r.d, 4, 1);
            values.push(s.entropy.value);
            error += s.entropy.error / 40;
        }
        const double bias = values.mean - static_cast<double>(r.d) * gauss;
        const double standard_error = std::sqrt(values.variance() / 40);
        CAPTURE(r.d, bias, standard_error, error, std::sqrt(values.variance()));
        CHECK(bias > r.least_bias - 5 * standard_error);
        CHECK(bias < r.most_bias + 5 * standard_error);
        CHECK_THAT(std::sqrt(values.variance()), WithinRel(error, 0.4));
    }
}

TEST_CASE("the joint entropy sees correlation that single coordinates do not", "[stochastic]") {
    // Two normal coordinates with correlation 0.8: 2·gauss + ½ ln(1 − 0.64). Seed 84.
    test::random_stream random(84);
    std::vector<double> rows;
    for (int i = 0; i < 3000; ++i) {
        const double a = random.normal();
        rows.insert(rows.end(), {a, 0.8 * a + 0.6 * random.normal()});
    }
    const differential_entropy s = nearest(rows, 2, 4, 1);
    const double truth = 2 * gauss + std::log(0.6);
    CAPTURE(s.entropy.value, truth);
    CHECK_THAT(s.entropy.value, WithinAbs(truth, 5 * s.entropy.error));
    CHECK(s.entropy.error < 0.04);
    CHECK(s.entropy.value < 2 * gauss - 0.3);
}

TEST_CASE("correlated samples are thinned until they are independent", "[stochastic]") {
    // AR(1), φ = 0.95: g = 39. Without thinning neighbours in time are neighbours in space and the
    // entropy comes out low. 20 series of 20,000; seeds 3000 and up.
    constexpr double phi = 0.95;
    const double truth = gauss + 0.5 * std::log(test::autoregressive::variance(phi));
    moments values;
    double error = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        test::autoregressive series(phi, 3000 + seed);
        std::vector<double> x(20'000);
        for (double& value : x) {
            value = series.next();
        }
        const differential_entropy s = nearest_neighbour_entropy(x, 1);
        CHECK(s.entropy.n_eff < 1000);
        CHECK(s.entropy.n_eff > 250);
        values.push(s.entropy.value);
        error += s.entropy.error / 20;
    }
    CAPTURE(values.mean, truth, error);
    CHECK_THAT(values.mean, WithinAbs(truth, 0.02 + 5 * error / std::sqrt(20.0)));
    CHECK_THAT(std::sqrt(values.variance()), WithinRel(error, 0.7));
}

TEST_CASE("coinciding samples need a resolution, and are counted") {
    std::vector<double> x;
    for (int i = 0; i < 200; ++i) {
        x.push_back(i % 50);
    }
    const differential_entropy tied = nearest(x, 1, 3, 1);
    CHECK(tied.status == entropy_status::degenerate);
    const differential_entropy s =
        nearest_neighbour_entropy(x, 1, {.neighbour = 3, .inefficiency = 1, .resolution = 0.5});
    CHECK(s.status == entropy_status::available);
    CHECK(s.floored == 200);
    CHECK(nearest(x, 1, 4, 1).floored == 0);
}

TEST_CASE("without samples, finite numbers or few dimensions there is no joint entropy") {
    const auto status = [](const differential_entropy& s) {
        CHECK(std::isnan(s.entropy.value));
        CHECK(s.method == entropy_method::nearest_neighbour);
        return s.status;
    };
    std::vector<double> x(600, 4.0);
    CHECK(status(nearest(x, 1, 4, 0)) == entropy_status::degenerate);
    CHECK(status(nearest(x, 6, 4, 1)) == entropy_status::too_many_dimensions);
    CHECK(status(nearest({}, 2, 4, 1)) == entropy_status::too_few_samples);
    CHECK(status(nearest({}, 0, 4, 1)) == entropy_status::too_few_samples);
    CHECK(status(nearest(std::array{1.0, 2.0, 3.0, 4.0}, 1, 4, 1)) ==
          entropy_status::too_few_samples);
    CHECK(nearest(std::array{1.0, 2.0, 3.0, 4.0, 5.0}, 1, 4, 1).status ==
          entropy_status::available);
    x[5] = std::numeric_limits<double>::infinity();
    CHECK(status(nearest(x, 1, 4, 1)) == entropy_status::nonfinite);
    CHECK_THROWS_AS(nearest(x, 7, 4, 1), layout_error);
    CHECK_THROWS_AS(nearest(x, 1, 0, 1), std::invalid_argument);
    CHECK_THROWS_AS(nearest(x, 1, 4, -1), std::invalid_argument);
    CHECK_THROWS_AS(nearest_neighbour_entropy(x, 1, {.resolution = -1.0}), std::invalid_argument);
    CHECK_THROWS_AS(
        nearest_neighbour_entropy(x, 1, {.resolution = std::numeric_limits<double>::quiet_NaN()}),
        std::invalid_argument);
}

}  // namespace observables_entropy_entropy_nearest_neighbour_test
