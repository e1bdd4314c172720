// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/observables/distribution/velocity_distribution.hpp>
#include <thermosgd/trackers/velocity_map.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace observables_distribution_velocity_distribution_test {

using namespace thermosgd;

namespace {

constexpr velocity_columns columns{0, 1, 2, 3};

/// Σv … Σv⁴, the last two at one tick in `every`.
std::array<double, 4> powers(const std::vector<double>& v, bool all) {
    std::array<double, 4> row{};
    for (const double x : v) {
        row[0] += x;
        row[1] += x * x;
        row[2] += x * x * x;
        row[3] += x * x * x * x;
    }
    if (!all) {
        row[2] = row[3] = std::numeric_limits<double>::quiet_NaN();
    }
    return row;
}

double reach(const estimate& e) {
    return e.error * student_t_critical(0.5e-6 / 20, e.nu);
}

/// x ← x − η(hx + sξ) with h ~ N(1, 4) anew at each step, η = 0.1, s = 1: d independent chains.
struct multiplicative_noise {
    explicit multiplicative_noise(std::size_t d, std::uint64_t seed) : x(d), v(d), random(seed) {}
    void step() {
        for (std::size_t k = 0; k < x.size(); ++k) {
            const double h = 1 + 2 * random.normal();
            v[k] = -0.1 * (h * x[k] + random.normal());
            x[k] += v[k];
        }
    }
    std::vector<double> x, v;
    test::random_stream random;

    // With a = 1 − ηh: E a² = 0.85, E a⁴ = 0.8553.
    static constexpr double position_variance = 0.01 / (1 - 0.85);
    static constexpr double position_fourth =
        (6 * 0.85 * 0.01 * position_variance + 3e-4) / (1 - 0.8553);
    static constexpr double velocity_variance = 0.01 * (5 * position_variance + 1);
    static constexpr double velocity_fourth =
        1e-4 * (73 * position_fourth + 6 * 5 * position_variance + 3);
};

}  // namespace

TEST_CASE("Gaussian velocities have neither skewness nor excess, within the textbook's errors") {
    test::random_stream random(31);
    batch_store store(4);
    std::vector<double> v(50);
    for (int t = 0; t < 5000; ++t) {
        for (double& x : v) {
            x = 1e-4 * random.normal();
        }
        store.append(powers(v, true));
    }
    const velocity_shape shape = estimate_velocity_shape(store, columns, 50);
    CAPTURE(shape.skewness, shape.excess_kurtosis);
    CHECK(std::fabs(shape.skewness.value) < reach(shape.skewness));
    CHECK(std::fabs(shape.excess_kurtosis.value) < reach(shape.excess_kurtosis));
    // √(6/n) and √(24/n); an error bar is known to some 20 %.
    CHECK_THAT(shape.skewness.error, WithinRel(std::sqrt(6.0 / 250'000), 0.5));
    CHECK_THAT(shape.excess_kurtosis.error, WithinRel(std::sqrt(24.0 / 250'000), 0.5));
    CHECK(shape.skewness.verdict != reliability::unknown);
}

TEST_CASE("skewness and excess of an exponential distribution are 2 and 6, about any mean") {
    for (const double shift : {-1.0, 0.0, 3.0}) {
        test::random_stream random(32);
        batch_store store(4);
        std::vector<double> v(20);
        for (int t = 0; t < 20'000; ++t) {
            for (double& x : v) {
                x = shift - std::log(1 - random.uniform());
            }
            // The higher powers at every fourth tick only.
            store.append(powers(v, t % 4 == 0));
        }
        const velocity_shape shape = estimate_velocity_shape(store, columns, 20);
        CAPTURE(shift, shape.skewness, shape.excess_kurtosis);
        CHECK(std::fabs(shape.skewness.value - 2) < reach(shape.skewness));
        CHECK(std::fabs(shape.excess_kurtosis.value - 6) < reach(shape.excess_kurtosis));
        // A mean of four standard deviations costs digits where the powers have different ticks.
        CHECK(shape.skewness.error < (shift > 1 ? 0.3 : 0.1));
        CHECK(shape.excess_kurtosis.error < (shift > 1 ? 2.5 : 0.5));
    }
}

TEST_CASE("pooled kurtosis measures unequal temperatures of Gaussian velocities") {
    // Log-normal scales, sd of ln σ 0.3: κ = 3(1 + CV²) with the CV² of the scales drawn.
    test::random_stream random(33);
    std::vector<double> scale(2000), v(2000);
    double sum = 0, squares = 0;
    for (double& s : scale) {
        s = std::exp(0.3 * random.normal());
        sum += s * s / 2000;
        squares += s * s * s * s / 2000;
    }
    const double cv2 = squares / (sum * sum) - 1;
    batch_store store(4);
    layout where;
    where.add("w", {2000});
    velocity_map map(where, {.fourth_powers = true});
    for (std::uint64_t t = 1; t <= 2000; ++t) {
        for (std::size_t k = 0; k < v.size(); ++k) {
            v[k] = scale[k] * random.normal();
        }
        store.append(powers(v, true));
        map.add(0, 0, v);
        map.close_step(t);
    }
    const estimate bound = pooled_kurtosis_bound(store, 1, 3, 2000);
    CAPTURE(cv2, bound);
    CHECK_THAT(3 * (1 + cv2), WithinAbs(4.30, 0.15));
    CHECK(std::fabs(bound.value - cv2) < reach(bound));
    CHECK(bound.error < 0.01);
    // The parameters themselves are Gaussian: ⟨v⁴⟩/⟨v²⟩² is 3 but for 2/n, and κ splits exactly.
    const double own = mean_own_kurtosis(map, 0);
    CHECK_THAT(own, WithinRel(3 / (1 + 2.0 / 2000), 0.005));
    double tau = 0, tau2 = 0, fourth = 0;
    for (std::size_t k = 0; k < 2000; ++k) {
        tau += map.mean_square(0, k) / 2000;
        tau2 += map.mean_square(0, k) * map.mean_square(0, k) / 2000;
        fourth += map.mean_fourth(0, k) / 2000;
    }
    CHECK_THAT(fourth / (tau * tau), WithinRel(own * tau2 / (tau * tau), 1e-12));
}

TEST_CASE("multiplicative noise raises the pooled kurtosis of equal temperatures: a bound only") {
    using noise = multiplicative_noise;
    CHECK_THAT(noise::position_variance, WithinRel(0.0666667, 1e-6));
    CHECK_THAT(noise::velocity_variance, WithinRel(0.0133333, 1e-5));
    // The kinetic identity ⟨v²⟩ = 2ηh̄σ² survives.
    CHECK_THAT(noise::velocity_variance, WithinRel(0.2 * noise::position_variance, 1e-14));
    CHECK_THAT(noise::position_fourth / (noise::position_variance * noise::position_variance),
               WithinAbs(5.7533, 5e-5));
    const double kappa =
        noise::velocity_fourth / (noise::velocity_variance * noise::velocity_variance);
    CHECK_THAT(kappa, WithinAbs(3.8625, 5e-5));

    constexpr std::size_t d = 400;
    noise chains(d, 34);
    for (int t = 0; t < 200; ++t) {
        chains.step();
    }
    batch_store store(4);
    layout where;
    where.add("w", {d});
    velocity_map map(where, {.fourth_powers = true});
    double x2 = 0, x4 = 0;
    constexpr int steps = 20'000;
    for (std::uint64_t t = 1; t <= steps; ++t) {
        chains.step();
        store.append(powers(chains.v, true));
        map.add(0, 0, chains.v);
        map.close_step(t);
        for (const double x : chains.x) {
            x2 += x * x / (d * steps);
            x4 += x * x * x * x / (d * steps);
        }
    }
    const estimate bound = pooled_kurtosis_bound(store, 1, 3, d);
    CAPTURE(bound, x4 / (x2 * x2));
    CHECK(bound.verdict == reliability::reliable);
    CHECK(std::fabs(bound.value - (kappa / 3 - 1)) < reach(bound));
    CHECK(bound.value > 20 * bound.error);
    // Kurtosis of x: no eighth moment, so that the tolerance is that of 8e6 numbers seen once.
    CHECK_THAT(x4 / (x2 * x2), WithinRel(5.7533, 0.05));
    // All temperatures are the same, and the map knows: κ_own takes all of the kurtosis.
    CHECK_THAT(mean_own_kurtosis(map, 0), WithinRel(kappa, 0.03));
}

TEST_CASE("the pooled kurtosis of one parameter is that of its own velocity") {
    batch_store store(4);
    test::random_stream random(9);
    double squares = 0, fourths = 0;
    for (int t = 0; t < 4000; ++t) {
        const std::vector<double> v{random.normal()};
        store.append(powers(v, true));
        squares += v[0] * v[0] / 4000;
        fourths += v[0] * v[0] * v[0] * v[0] / 4000;
    }
    const estimate bound = pooled_kurtosis_bound(store, columns.v2, columns.v4, 1);
    CHECK_THAT(bound.value, WithinAbs(fourths / (squares * squares) / 3 - 1, 0.01));
    CHECK(std::isnan(pooled_kurtosis_bound(store, columns.v2, columns.v4, 0).value));
}

TEST_CASE("what has no shape says so") {
    const auto filled = [](double value, int ticks) {
        batch_store store(4);
        for (int t = 0; t < ticks; ++t) {
            store.append(powers(std::vector<double>(3, value), true));
        }
        return store;
    };
    for (const batch_store& store :
         {filled(0, 1000), filled(1, 0), filled(1, 1), filled(1e-90, 1000)}) {
        const velocity_shape shape = estimate_velocity_shape(store, columns, 3);
        CHECK(shape.skewness.verdict == reliability::unknown);
        CHECK(shape.excess_kurtosis.verdict == reliability::unknown);
    }
    // All velocities equal: no variance about their mean.
    CHECK(estimate_velocity_shape(filled(1, 1000), columns, 3).skewness.verdict ==
          reliability::unknown);
    CHECK(std::isnan(estimate_velocity_shape(filled(0, 1000), columns, 3).excess_kurtosis.value));
    CHECK(std::isnan(estimate_velocity_shape(filled(1, 1000), columns, 0).skewness.value));
    CHECK(std::isnan(pooled_kurtosis_bound(filled(1, 1000), 1, 3, 0).value));
    CHECK(std::isnan(pooled_kurtosis_bound(filled(0, 1000), 1, 3, 3).value));
    // Velocities of one size have κ = 1, where the bound is below 0.
    CHECK_THAT(pooled_kurtosis_bound(filled(1, 1000), 1, 3, 3).value, WithinRel(-2.0 / 3, 1e-12));
    batch_store untaken(4);
    for (int t = 0; t < 1000; ++t) {
        untaken.append(powers(std::vector<double>{1.0, t % 7 - 3.0}, false));
    }
    CHECK(std::isnan(estimate_velocity_shape(untaken, columns, 2).skewness.value));
    CHECK_THROWS_AS(estimate_velocity_shape(untaken, {0, 1, 2, 4}, 2), std::invalid_argument);
    CHECK_THROWS_AS(estimate_velocity_shape(untaken, columns, -1), std::invalid_argument);
    CHECK_THROWS_AS(pooled_kurtosis_bound(untaken, 1, 3, std::nan("")), std::invalid_argument);

    layout where;
    where.add("w", {2});
    velocity_map map(where);
    CHECK(std::isnan(mean_own_kurtosis(map, 0)));
    map.add(0, 0, std::array{1.0, 2.0});
    map.close_step(1);
    CHECK(std::isnan(mean_own_kurtosis(map, 0)));
    CHECK_THROWS_AS(mean_own_kurtosis(map, 1), std::invalid_argument);
}

}  // namespace observables_distribution_velocity_distribution_test
