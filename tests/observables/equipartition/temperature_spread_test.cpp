// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "observables/quadratic_modes.hpp"
#include "random.hpp"

#include <thermosgd/observables/equipartition/temperature_spread.hpp>
#include <thermosgd/statistics/lugsail.hpp>
#include <thermosgd/trackers/velocity_map.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace observables_equipartition_temperature_spread_test {

using namespace thermosgd;

namespace {

/// What 2,000 modes leave after 4,000 steps: a map of all steps and of each half, and Σv².
struct simulation {
    simulation(double momentum, const std::vector<double>& noise, std::uint64_t seed)
        : modes(0.01, momentum, std::vector<double>(noise.size(), 1.0), noise, seed, 1000) {
        layout where;
        where.add("w", {noise.size()});
        velocity_map halves[2] = {velocity_map(where), velocity_map(where)};
        batch_store store(1);
        for (std::uint64_t t = 0; t < steps; ++t) {
            velocity_map& half = halves[t < steps / 2 ? 0 : 1];
            half.add(0, 0, modes.step());
            half.close_step(t + 1);
            store.append(std::array{modes.sum_of_squares()});
        }
        first = halves[0].mean_squares(0);
        second = halves[1].mean_squares(0);
        whole = halves[0];
        whole += halves[1];
        kinetic = mean_estimate(store, 0);
    }

    static constexpr std::uint64_t steps = 4000;
    test::quadratic_modes modes;
    std::vector<double> first, second;
    velocity_map whole;
    estimate kinetic;
};

/// Scales e^{ωZ} of each mode, and CV² of their squares.
std::vector<double> log_normal_scales(std::size_t d, double omega, std::uint64_t seed) {
    test::random_stream random(seed);
    std::vector<double> scale(d);
    for (double& s : scale) {
        s = std::exp(omega * random.normal());
    }
    return scale;
}

double cv2_of_squares(const std::vector<double>& scale) {
    double sum = 0, squares = 0;
    for (const double s : scale) {
        sum += s * s;
        squares += s * s * s * s;
    }
    return squares * static_cast<double>(scale.size()) / (sum * sum) - 1;
}

/// Half the width of a two-sided interval that misses the truth once in 1e6 times 20 comparisons.
double reach(const estimate& e) {
    return e.error * student_t_critical(0.5e-6 / 20, e.nu);
}

}  // namespace

TEST_CASE("equal temperatures have the CV² of their correlated noise, with and without momentum") {
    const std::vector<double> equal(2000, 1.0);
    for (const double momentum : {0.0, 0.9}) {
        const simulation run(momentum, equal, 11);
        // Exact g_K of a mode: 1 + 2Σρ_v².
        const double g = momentum == 0 ? 1 + 0.01 / (2 * 1.99) : 9.527;
        const double predicted = temperature_noise(g, 4000);
        CHECK_THAT(predicted, WithinRel(momentum == 0 ? 5.01e-4 : 4.76e-3, 2e-3));
        const temperature_spread all =
            estimate_temperature_spread(run.whole.mean_squares(0), run.kinetic, 4000);
        CAPTURE(momentum, all.cv2, all.null_cv2, all.true_cv2);
        // A sum of 2,000 squares has a relative standard deviation of 3.2 %; five of them.
        CHECK_THAT(all.cv2, WithinRel(predicted, 0.16));
        CHECK_THAT(all.null_cv2, WithinRel(predicted, 0.6));
        CHECK(all.true_cv2.verdict != reliability::unknown);
        CHECK(std::fabs(all.true_cv2.value) < reach(all.true_cv2));
        CHECK(all.p_value > 1e-6);
        CHECK_THAT(all.gini, WithinRel(std::sqrt(predicted / std::acos(-1.0)), 0.16));
        CHECK_THAT(all.gini, WithinRel(all.null_gini, 0.35));
        CHECK_THAT(all.percentile_ratio, WithinRel(all.null_percentile_ratio, 0.1));

        const estimate split = split_temperature_spread(run.first, run.second, 2000);
        CAPTURE(split);
        CHECK(split.verdict == reliability::reliable);
        CHECK(std::fabs(split.value) < reach(split));
        // Its error: s'/√d for s' of half the steps.
        CHECK_THAT(split.error, WithinRel(2 * predicted / std::sqrt(2000.0), 0.2));
        CHECK_THAT(split.g, WithinRel(g, 0.2));
    }
}

TEST_CASE("the spread of unequal temperatures is found behind the noise") {
    const std::vector<double> scale = log_normal_scales(2000, 0.3, 12);
    const double truth = cv2_of_squares(scale);
    CHECK_THAT(truth, WithinAbs(std::expm1(0.36), 0.1));
    for (const double momentum : {0.0, 0.9}) {
        const simulation run(momentum, scale, 13);
        const temperature_spread all =
            estimate_temperature_spread(run.whole.mean_squares(0), run.kinetic, 4000);
        CAPTURE(momentum, truth, all.true_cv2, all.cv2);
        CHECK(std::fabs(all.true_cv2.value - truth) < reach(all.true_cv2));
        CHECK(all.true_cv2.error < 0.01);
        CHECK(all.p_value < 1e-6);
        const estimate split = split_temperature_spread(run.first, run.second, 2000);
        CAPTURE(split);
        CHECK(std::fabs(split.value - truth) < reach(split));
        CHECK(split.error < 0.02);
        // Log-normal: G = 2Φ(ω'/√2) − 1 and T_90/T_10 = e^{2·1.28ω'} with ω' = 0.6.
        CHECK_THAT(all.gini, WithinAbs(1 - 2 * normal_tail(0.6 / std::sqrt(2.0)), 0.03));
        CHECK_THAT(all.percentile_ratio, WithinRel(std::exp(1.2 * 1.28155), 0.1));
    }
}

TEST_CASE(
    "the error of the true CV² is the scatter over runs, far from and at equal temperatures") {
    // Temperatures as sums of squares of independent normal numbers: n = 200, d = 300. The standard
    // deviation of 400 runs is known to 3.5 %: six of them.
    for (const double omega : {0.0, 0.5}) {
        const std::vector<double> scale = log_normal_scales(300, omega, 14);
        test::random_stream random(15);
        moments single, single_error, split, split_error;
        for (int run = 0; run < 400; ++run) {
            std::vector<double> a(300), b(300), both(300);
            for (std::size_t k = 0; k < 300; ++k) {
                for (std::vector<double>* half : {&a, &b}) {
                    for (int t = 0; t < 100; ++t) {
                        const double v = scale[k] * random.normal();
                        (*half)[k] += v * v / 100;
                    }
                }
                both[k] = 0.5 * (a[k] + b[k]);
            }
            estimate exact;
            exact.g = 1;
            exact.nu = std::numeric_limits<double>::infinity();
            exact.n_eff = 200;
            exact.verdict = reliability::reliable;
            const estimate one = estimate_temperature_spread(both, exact, 200).true_cv2;
            const estimate two = split_temperature_spread(a, b, 100);
            single.push(one.value);
            single_error.push(one.error);
            split.push(two.value);
            split_error.push(two.error);
        }
        const double truth = cv2_of_squares(scale);
        CAPTURE(omega, truth, single.mean, split.mean);
        CHECK_THAT(single_error.mean, WithinRel(std::sqrt(single.variance()), 0.25));
        CHECK_THAT(split_error.mean, WithinRel(std::sqrt(split.variance()), 0.25));
        CHECK_THAT(single.mean, WithinAbs(truth, 6 * std::sqrt(single.variance() / 400) + 0.002));
        CHECK_THAT(split.mean, WithinAbs(truth, 6 * std::sqrt(split.variance() / 400) + 0.002));
    }
}

TEST_CASE("Gini, percentiles and CV² of a few numbers are those by hand") {
    estimate kinetic;
    kinetic.g = 2;
    kinetic.nu = 10;
    kinetic.n_eff = 500;
    kinetic.verdict = reliability::rough;
    const temperature_spread two =
        estimate_temperature_spread(std::vector{3.0, 1.0}, kinetic, 1000);
    CHECK(two.mean == 2);
    CHECK(two.cv2 == 0.25);
    CHECK(two.gini == 0.25);
    CHECK_THAT(two.percentile_ratio, WithinRel(2.8 / 1.2, 1e-14));
    CHECK_THAT(two.null_cv2, WithinRel(0.004, 1e-14));
    CHECK_THAT(two.true_cv2.value, WithinRel(0.246 / 1.004, 1e-14));
    CHECK(two.true_cv2.verdict == reliability::rough);
    // A kurtosis of the velocity of 5 doubles the noise.
    CHECK_THAT(estimate_temperature_spread(std::vector{3.0, 1.0}, kinetic, 1000, 5).null_cv2,
               WithinRel(0.008, 1e-14));
    // Parameters that move together count as fewer: the error grows.
    const std::vector<double> many(100, 1.0);
    const double alone = estimate_temperature_spread(many, kinetic, 1000).true_cv2.error;
    CHECK(estimate_temperature_spread(many, kinetic, 1000, 3, 4).true_cv2.error > 1.2 * alone);
    std::vector<double> last(100, 0.0);
    last[99] = 1;
    last[0] = 1e-300;
    CHECK_THAT(estimate_temperature_spread(last, kinetic, 1000).gini, WithinRel(0.5, 1e-14));
    CHECK(estimate_temperature_spread(last, kinetic, 1000).never_moved == 98);
}

TEST_CASE("the split spread of three parameters and its error are those by hand") {
    const std::vector<double> first{1, 2, 6}, second{6, 2, 1};
    const estimate e = split_temperature_spread(first, second, 10);
    double covariance = 0, difference = 0, noise = 0, sum = 0, squares = 0;
    for (std::size_t k = 0; k < 3; ++k) {
        const double a = first[k] / 3 - 1, b = second[k] / 3 - 1;
        covariance += a * b / 3;
        difference += (a - b) * (a - b);
    }
    REQUIRE(covariance < 0);
    const double s = difference / (6 * (1 + covariance));
    for (std::size_t k = 0; k < 3; ++k) {
        const double x = (first[k] + second[k]) / 6, between = (first[k] - second[k]) / 3;
        const double lever = (x - 1 - covariance) * (x - 1 - covariance);
        noise += lever * between * between;
        sum += lever * s * x * x;
        squares += lever * s * x * x * lever * s * x * x;
    }
    CHECK_THAT(e.value, WithinRel(covariance, 1e-14));
    CHECK_THAT(e.error, WithinRel(std::sqrt(noise) / 3, 1e-14));
    CHECK_THAT(e.g, WithinRel(5 * s, 1e-14));
    CHECK(e.n_eff == 3);
    CHECK_THAT(e.nu, WithinRel(sum * sum / squares, 1e-14));
    // Fewer independent parameters: a larger error, known with less freedom.
    const estimate fewer = split_temperature_spread(first, second, 10, 1.5);
    CHECK_THAT(fewer.error, WithinRel(std::sqrt(2.0) * e.error, 1e-14));
    CHECK_THAT(fewer.nu, WithinRel(std::fmax(1.0, 0.5 * e.nu), 1e-14));
}

TEST_CASE("the split spread covers where T is log-normal and hot parameters are noisier",
          "[coverage]") {
    // Measured with 600 runs: 94.3 to 98.3 %. Where 95 % is true, fewer than 90 % have a chance below
    // 1e-6.
    for (const double sigma : {0.0, 1.0, 1.5}) {
        for (const bool alike : {true, false}) {
            constexpr std::size_t d = 100;
            constexpr int runs = 600;
            test::random_stream random(7);
            int covered = 0;
            for (int run = 0; run < runs; ++run) {
                std::vector<double> t(d), a(d), b(d);
                double sum = 0, squares = 0;
                for (double& x : t) {
                    x = std::exp(sigma * random.normal());
                    sum += x;
                    squares += x * x;
                }
                for (std::size_t k = 0; k < d; ++k) {
                    const int steps =
                        alike ? 200 : std::max(8, static_cast<int>(200 / (1 + 3 * t[k])));
                    for (std::vector<double>* half : {&a, &b}) {
                        for (int i = 0; i < steps; ++i) {
                            const double v = random.normal();
                            (*half)[k] += t[k] * v * v / steps;
                        }
                    }
                }
                const double truth = squares * d / sum / sum - 1;
                covered += split_temperature_spread(a, b, 200).interval(0.95).contains(truth);
            }
            CAPTURE(sigma, alike, covered);
            CHECK(covered >= 0.90 * runs);
            CHECK(covered <= 0.995 * runs);
        }
    }
}

TEST_CASE("what has no spread says so") {
    const estimate unknown;
    const double not_a_number = std::numeric_limits<double>::quiet_NaN();
    CHECK(estimate_temperature_spread({}, unknown, 10).parameters == 0);
    CHECK(std::isnan(estimate_temperature_spread({}, unknown, 10).mean));
    const temperature_spread frozen =
        estimate_temperature_spread(std::vector<double>(5, 0.0), unknown, 10);
    CHECK(frozen.never_moved == 5);
    CHECK(std::isnan(frozen.cv2));
    const temperature_spread one = estimate_temperature_spread(std::vector{2.0}, unknown, 10);
    CHECK(one.mean == 2);
    CHECK(one.cv2 == 0);
    CHECK(std::isnan(one.true_cv2.value));
    const temperature_spread constant =
        estimate_temperature_spread(std::vector<double>(5, 1e-250), unknown, 10);
    CHECK(constant.cv2 < 1e-30);
    CHECK(std::isnan(constant.p_value));
    CHECK(constant.true_cv2.verdict == reliability::unknown);
    CHECK(
        estimate_temperature_spread(std::vector{2.0, not_a_number, 1.0}, unknown, 10).parameters ==
        2);
    estimate loose{.value = 1, .error = 0.1, .n_eff = 200, .g = 100, .nu = 0.001};
    loose.verdict = reliability::reliable;
    const temperature_spread hardly =
        estimate_temperature_spread(std::vector{1.0, 2.0, 4.0}, loose, 10);
    CHECK(hardly.true_cv2.nu < 1);
    // g is known to √(2/ν) of itself, which moves s and with it the true CV².
    const double s = 2 * loose.g / 10, cv2 = hardly.cv2;
    double levers = 0, fourths = 0;
    for (const double t : {1.0, 2.0, 4.0}) {
        const double x = t / hardly.mean;
        levers += detail::spread_lever(x, cv2, hardly.true_cv2.value);
        fourths += x * x * x * x;
    }
    const double noise = (4 * s * levers + 2 * s * s * fourths) / (9 * (1 + s) * (1 + s));
    const double of_g = (1 + cv2) * s / ((1 + s) * (1 + s));
    CHECK_THAT(hardly.true_cv2.value, WithinRel((cv2 - s) / (1 + s), 1e-13));
    CHECK_THAT(hardly.true_cv2.error,
               WithinRel(std::sqrt(noise + of_g * of_g * 2 / loose.nu), 1e-13));
    CHECK((hardly.p_value > 0 && hardly.p_value < 1));
    loose.verdict = reliability::unknown;
    const temperature_spread unproved =
        estimate_temperature_spread(std::vector{1.0, 2.0, 4.0}, loose, 10);
    CHECK(unproved.true_cv2.error == hardly.true_cv2.error);
    CHECK(std::isnan(unproved.p_value));
    CHECK_THROWS_AS(estimate_temperature_spread(std::vector{2.0, -1.0}, unknown, 10),
                    std::invalid_argument);

    CHECK(std::isnan(split_temperature_spread({}, {}, 10).value));
    CHECK(std::isnan(
        split_temperature_spread(std::vector{1.0, 0.0}, std::vector{1.0, 2.0}, 9).value));
    const estimate few = split_temperature_spread(std::vector{1.0, 2.0}, std::vector{1.0, 2.0}, 9);
    CHECK_THAT(few.value, WithinRel(1.0 / 9, 1e-14));
    CHECK(few.error < 1e-15);
    CHECK(few.verdict == reliability::unknown);
    CHECK_THROWS_AS(split_temperature_spread(std::vector{1.0}, std::vector{1.0, 2.0}, 9),
                    std::invalid_argument);
    CHECK_THROWS_AS(split_temperature_spread(std::vector{1.0}, std::vector{-1.0}, 9),
                    std::invalid_argument);
    CHECK(std::isnan(temperature_noise(1, 0)));
}

}  // namespace observables_equipartition_temperature_spread_test
