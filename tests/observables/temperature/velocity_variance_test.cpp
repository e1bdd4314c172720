// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "observables/quadratic_modes.hpp"
#include "random.hpp"

#include <thermosgd/observables/temperature/velocity_variance.hpp>
#include <thermosgd/statistics/lugsail.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace observables_temperature_velocity_variance_test {

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

TEST_CASE("the ratio of independent variances adds relative errors and Welch's freedom") {
    estimate a{.value = 6, .error = 0.3, .n_eff = 100, .g = 2, .nu = 10};
    estimate b{.value = -3, .error = 0.3, .n_eff = 60, .g = 5, .nu = 20};
    a.verdict = reliability::reliable;
    b.verdict = reliability::rough;
    const estimate r = independent_ratio(a, b);
    CHECK(r.value == -2);
    CHECK_THAT(r.error, WithinRel(2 * std::sqrt(0.05 * 0.05 + 0.1 * 0.1), 1e-14));
    CHECK(r.n_eff == 60);
    CHECK(r.g == 5);
    // (0.01 + 0.04)² / (0.01²/10 + 0.04²/20)
    CHECK_THAT(r.nu, WithinRel(0.0025 / (1e-5 + 8e-5), 1e-12));
    CHECK(r.verdict == reliability::rough);
    const estimate inverse = independent_ratio(b, a);
    CHECK(inverse.value == -0.5);
    CHECK(inverse.n_eff == 60);
    CHECK(inverse.g == 5);
    a.error = b.error = 0;
    CHECK(independent_ratio(a, b).nu == 30);
    CHECK(std::isnan(independent_ratio(a, estimate{.value = 0}).value));
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

TEST_CASE("the map's variances are those of the recorded trajectory, drift taken out") {
    test::random_stream random(6);
    layout where;
    where.add("a", {2});
    where.add("w", {4});
    velocity_map map(where);
    const double dt = 0.5;
    const std::array drift{0.0, 1.0, -300.0, 0.0};
    std::vector<std::vector<double>> trajectory;
    for (std::uint64_t t = 1; t <= 1000; ++t) {
        std::vector<double> step(4), v(4);
        for (std::size_t k = 0; k < 3; ++k) {
            step[k] = drift[k] + random.normal();
            v[k] = step[k] / dt;
        }
        trajectory.push_back(v);
        map.add(1, 0, step);
        map.close_step(t);
    }
    const std::vector<double> expected = velocity_variance(trajectory);
    const velocity_variance_map result = velocity_variance(map, 1, dt);
    double mean_raw = 0.0, mean_centred = 0.0;
    for (std::size_t k = 0; k < 4; ++k) {
        double square = 0.0;
        for (const auto& v : trajectory) {
            square += v[k] * v[k] / 1000;
        }
        CHECK_THAT(result.raw[k], WithinRel(square, 1e-12));
        CHECK_THAT(result.centred[k], WithinRel(expected[k], 1e-9));
        CHECK(result.floor[k] <= 1e-12 * square);
        mean_raw += square / 4;
        mean_centred += expected[k] / 4;
    }
    CHECK(result.below_floor == 1);
    CHECK(result.centred[3] == 0.0);
    CHECK_THAT(result.mean_raw, WithinRel(mean_raw, 1e-12));
    CHECK_THAT(result.mean_centred, WithinRel(mean_centred, 1e-9));
    CHECK_THROWS_AS(velocity_variance(map, 2), std::invalid_argument);
    const velocity_variance_map empty = velocity_variance(velocity_map(where), 1);
    CHECK(std::isnan(empty.raw[0]));
    CHECK(std::isnan(empty.mean_raw));
    CHECK(empty.below_floor == 0);
}

TEST_CASE("raw and drift-corrected agree in equilibrium far better than one part in n") {
    constexpr std::size_t d = 500;
    test::quadratic_modes modes(0.1, 0.0, std::vector<double>(d, 1.0), std::vector<double>(d, 1.0),
                                7, 200);
    layout where;
    where.add("w", {d});
    velocity_map map(where);
    for (std::uint64_t t = 1; t <= 2000; ++t) {
        map.add(0, 0, modes.step());
        map.close_step(t);
    }
    const velocity_variance_map result = velocity_variance(map, 0);
    // 1/(ηh n²) = 2.5e-6; 6 % of it per standard deviation.
    CHECK_THAT(1.0 - result.mean_centred / result.mean_raw, WithinRel(2.5e-6, 0.3));
    CHECK_THAT(result.mean_raw, WithinRel(modes.tau(0), 0.01));
}

TEST_CASE("full batch over minibatch is a ratio of independent runs") {
    // Noise four times weaker in variance: the ratio of ⟨v²⟩ is 1/4.
    std::array<estimate, 2> variance;
    for (const std::size_t run : {0U, 1U}) {
        test::quadratic_modes modes(0.1, 0.0, std::vector<double>(20, 1.0),
                                    std::vector<double>(20, run == 0 ? 0.5 : 1.0), 8 + run, 200);
        std::vector<double> squares;
        for (int t = 0; t < 8000; ++t) {
            modes.step();
            squares.push_back(modes.sum_of_squares() / 20);
        }
        variance[run] = mean_of_series(squares);
    }
    const estimate ratio = independent_ratio(variance[0], variance[1]);
    CAPTURE(ratio);
    CHECK(ratio.interval(1 - 1e-6).contains(0.25));
    // √2·√(2/(20·8000)), known to some 20 %.
    CHECK_THAT(ratio.error, WithinRel(0.25 * std::sqrt(4.0 / 160'000), 0.6));
    CHECK(ratio.verdict == reliability::reliable);
    estimate zero = variance[0];
    zero.value = 0.0;
    CHECK(independent_ratio(zero, variance[1]).value == 0.0);
    CHECK(independent_ratio(zero, variance[1]).error > 0.0);
    CHECK(std::isnan(independent_ratio(variance[0], zero).value));
    CHECK(independent_ratio(variance[0], zero).verdict == reliability::unknown);
    CHECK(independent_ratio(variance[0], estimate{}).verdict == reliability::unknown);
    CHECK(std::isnan(independent_ratio(variance[0], estimate{}).value));
}

}  // namespace observables_temperature_velocity_variance_test
