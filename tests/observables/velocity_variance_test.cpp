// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/observables/velocity_variance.hpp>

#include <cmath>
#include <vector>

using namespace thermosgd;

TEST_CASE("variance is over time, spread across the buffer") {
    // Two parameters at constant, different velocities: no variance, a spread of 1.
    const std::vector<std::vector<double>> steady(10, {1.0, 3.0});
    CHECK(velocity_variance(steady) == std::vector<double>{0.0, 0.0});
    CHECK(velocity_spread(steady[0]) == 1.0);
    // Two that swing together: a variance of 1 each, no spread.
    std::vector<std::vector<double>> swinging;
    for (int t = 0; t < 10; ++t) {
        swinging.push_back(std::vector<double>(2, t % 2 == 0 ? 1.0 : -1.0));
    }
    for (const double sigma2 : velocity_variance(swinging)) {
        CHECK_THAT(sigma2, WithinRel(1.0, 1e-14));
    }
    CHECK(velocity_spread(swinging[0]) == 0.0);
}

TEST_CASE("the telescoped variance equals the two-pass one, drift included") {
    test::random_stream random(5);
    const std::size_t d = 7;
    const int steps = 500;
    const double dt = 0.25;
    std::vector<double> x0(d), x(d);
    for (double& value : x) {
        value = 100.0 * random.normal();
    }
    x0 = x;
    std::vector<std::vector<double>> trajectory;
    double mean_square = 0.0;
    for (int t = 0; t < steps; ++t) {
        std::vector<double> v(d);
        for (std::size_t k = 0; k < d; ++k) {
            const double before = x[k];
            x[k] += dt * (2.0 + 0.1 * random.normal());
            v[k] = (x[k] - before) / dt;
            mean_square += v[k] * v[k] / steps;
        }
        trajectory.push_back(v);
    }
    double two_pass = 0.0, distance = 0.0;
    for (std::size_t k = 0; k < d; ++k) {
        long double mean = 0, var = 0;
        for (const auto& v : trajectory) {
            mean += v[k];
        }
        mean /= steps;
        for (const auto& v : trajectory) {
            var += (v[k] - mean) * (v[k] - mean);
        }
        two_pass += static_cast<double>(var / steps) / static_cast<double>(d);
        distance += (x[k] - x0[k]) * (x[k] - x0[k]);
    }
    estimate m;
    m.value = mean_square;
    m.error = 0.7;
    const estimate telescoped = velocity_variance(m, distance, steps, d, dt);
    CHECK_THAT(telescoped.value, WithinRel(two_pass, 1e-9));
    CHECK_THAT(telescoped.error, WithinRel(0.1, 1e-14));
    double welford = 0.0;
    for (const double s : velocity_variance(trajectory)) {
        welford += s / static_cast<double>(d);
    }
    CHECK_THAT(welford, WithinRel(two_pass, 1e-11));
}

TEST_CASE("a large mean does not cancel the spread away") {
    std::vector<double> v(1000);
    for (std::size_t i = 0; i < v.size(); ++i) {
        v[i] = 1e8 + (i % 2 == 0 ? 1.0 : -1.0);
    }
    CHECK_THAT(velocity_spread(v), WithinRel(1.0, 1e-12));
    CHECK(velocity_spread(std::vector<float>(100, 0.1F)) >= 0.0);
}

TEST_CASE("what has no variance says so") {
    CHECK(std::isnan(velocity_spread(std::vector<double>{})));
    CHECK(velocity_spread(std::vector<double>{5.0}) == 0.0);
    CHECK(std::isnan(velocity_variance(estimate{}, 0.0, 10.0, 0).value));
    estimate one;
    one.value = 1.0;
    CHECK(std::isnan(velocity_variance(one, 0.0, 0.0, 3).value));
    CHECK(velocity_variance(std::vector<std::vector<double>>{}).empty());
    const std::vector<std::vector<double>> uneven{{1, 2}, {1}};
    CHECK_THROWS_AS(velocity_variance(uneven), layout_error);
}
