// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/statistics/moments.hpp>
#include <thermosgd/statistics/two_window_error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

namespace statistics_two_window_error_test {

using namespace thermosgd;

namespace {

double mean_of(std::span<const double> x) {
    moments m;
    for (const double number : x) {
        m.push(number);
    }
    return m.mean;
}

double median_of(std::span<const double> x) {
    std::vector<double> sorted(x.begin(), x.end());
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
}

/// The errors over many repetitions, and the scatter of what they belong to.
struct repeated {
    double rms_error = 0;
    double scatter = 0;
};

/// Numbers with noise of size 1 in each window, of which a part is common to all in the window.
template <class F>
repeated repeat(F f, double common, double longer = 1) {
    constexpr int times = 2000;
    constexpr std::size_t d = 320;
    test::random_stream random(5);
    moments values;
    repeated result;
    for (int i = 0; i < times; ++i) {
        std::vector<double> a(d), b(d);
        const double of_a = common * random.normal(), of_b = common * random.normal();
        for (std::size_t k = 0; k < d; ++k) {
            const double exact = 10 + static_cast<double>(k % 7);
            a[k] = exact + random.normal() + of_a;
            b[k] = exact + (random.normal() + of_b) / std::sqrt(longer);
        }
        const estimate y = two_window_estimate({a, b, 1, longer}, f);
        values.push(y.value);
        result.rms_error += y.error * y.error / times;
    }
    result.rms_error = std::sqrt(result.rms_error);
    result.scatter = std::sqrt(values.variance());
    return result;
}

}  // namespace

TEST_CASE("for a mean of independent numbers the error is σ/√(2d), for a median that of a median") {
    const repeated mean = repeat(mean_of, 0.0);
    CHECK_THAT(mean.scatter, WithinRel(1 / std::sqrt(640.0), 0.1));
    // The larger of two estimates of the same variance is up to a fifth too large.
    CHECK((mean.rms_error > mean.scatter && mean.rms_error < 1.35 * mean.scatter));
    const repeated median = repeat(median_of, 0.0);
    CHECK((median.rms_error > 0.9 * median.scatter && median.rms_error < 1.7 * median.scatter));
}

TEST_CASE("windows of unequal length count by their length") {
    const repeated mean = repeat(mean_of, 0.0, 9.0);
    CHECK_THAT(mean.scatter, WithinRel(1 / std::sqrt(320.0 * 10), 0.1));
    CHECK((mean.rms_error > mean.scatter && mean.rms_error < 1.35 * mean.scatter));
}

TEST_CASE("what is common to all numbers of a window is in the error") {
    const repeated mean = repeat(mean_of, 1.0);
    CHECK_THAT(mean.scatter, WithinRel(std::sqrt(0.5), 0.1));
    CHECK((mean.rms_error > 0.9 * mean.scatter && mean.rms_error < 1.2 * mean.scatter));
}

TEST_CASE("equal windows leave no error, a curved function has the value of the average") {
    const std::vector<double> a{1, 2, 3}, b{3, 2, 1};
    const auto squares = [](std::span<const double> x) {
        return x[0] * x[0] + x[1] * x[1] + x[2] * x[2];
    };
    CHECK(two_window_estimate({a, a}, squares).error == 0);
    const estimate y = two_window_estimate({a, b}, squares);
    CHECK(y.value == 12);
    // δ = ½(9 + 4 + 4 − 1 − 4 − 4) = 4 for the first, 0, and −4 for the last block.
    CHECK_THAT(y.error, WithinRel(std::sqrt(32.0), 1e-12));
    CHECK(y.verdict == reliability::unknown);
}

TEST_CASE("no numbers give no value, NaN gives no error, and other sizes are refused") {
    const std::vector<double> none;
    CHECK(std::isnan(two_window_estimate({none, none}, mean_of).value));
    std::vector<double> a(40, 1.0);
    const std::vector<double> b(40, 1.0);
    a[3] = std::numeric_limits<double>::quiet_NaN();
    CHECK(two_window_estimate({a, b}, mean_of).verdict == reliability::unknown);
    CHECK(two_window_estimate({b, b}, mean_of).verdict == reliability::rough);
    CHECK_THROWS_AS(two_window_estimate({a, none}, mean_of), std::invalid_argument);
    CHECK_THROWS_AS(two_window_estimate({a, a}, mean_of, 0), std::invalid_argument);
    CHECK_THROWS_AS(two_window_estimate({a, a, 1, 0}, mean_of), std::invalid_argument);
}

}  // namespace statistics_two_window_error_test
