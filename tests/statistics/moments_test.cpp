// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Moments against a second implementation: two passes in long double over stored data.

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include <thermosgd/statistics/moments.hpp>

#include "catch_shim.hpp"
#include "random.hpp"

namespace statistics_moments_test {

using thermosgd::moments;

namespace {

struct two_pass {
    long double mean = 0;
    long double m2 = 0;

    explicit two_pass(std::span<const double> data) {
        for (const double x : data) {
            mean += x;
        }
        mean /= static_cast<long double>(data.size());
        for (const double x : data) {
            m2 += (x - mean) * (x - mean);
        }
    }
};

moments push_all(std::span<const double> data) {
    moments result;
    for (const double x : data) {
        result.push(x);
    }
    return result;
}

std::vector<double> normals(std::size_t count, double mean, double sd, std::uint64_t seed) {
    test::random_stream random(seed);
    std::vector<double> data(count);
    for (double& x : data) {
        x = mean + sd * random.normal();
    }
    return data;
}

void check_against_two_passes(std::span<const double> data, double relative) {
    const moments got = push_all(data);
    const two_pass truth(data);
    CHECK(got.count == data.size());
    // Each push rounds the mean once; the roundings add up like a random walk.
    const double mean = static_cast<double>(truth.mean);
    const double walk = 1e-16 * std::sqrt(static_cast<double>(data.size()));
    CHECK_THAT(got.mean, WithinRel(mean, walk));
    CHECK_THAT(got.m2, WithinRel(static_cast<double>(truth.m2), relative));
}

}  // namespace

TEST_CASE("moments agree with two passes in long double") {
    check_against_two_passes(normals(100'000, 0.3, 1, 1), 1e-13);
    check_against_two_passes(normals(1'000'000, 1e8, 1, 2), 1e-8);
    check_against_two_passes(normals(100'000, 0.05, 1e-9, 3), 1e-8);
    check_against_two_passes(normals(100'000, -3e140, 1e139, 4), 1e-8);
    check_against_two_passes(std::vector<double>{1, 2, 3, 4, 5}, 1e-15);
}

TEST_CASE("the variance of float32 numbers around 500 with sd 0.01 is not lost") {
    std::vector<double> data = normals(50'000, 500, 0.01, 5);
    for (double& x : data) {
        x = static_cast<double>(static_cast<float>(x));
    }
    const moments got = push_all(data);
    check_against_two_passes(data, 1e-9);
    // Sampling error of the variance is 0.6 %: 6 sd on either side.
    CHECK(got.variance() > 0.96e-4);
    CHECK(got.variance() < 1.04e-4);
}

TEST_CASE("a constant has variance exactly 0") {
    for (const double value : {0.1, 1e8, -3e-310, 0.0}) {
        const moments got = push_all(std::vector<double>(1000, value));
        CHECK(got.mean == value);
        CHECK(got.m2 == 0);
        CHECK(got.variance() == 0);
        CHECK((got + got).m2 == 0);
    }
}

TEST_CASE("undefined moments are NaN") {
    moments m;
    CHECK(std::isnan(m.variance()));
    CHECK(std::isnan(m.population_variance()));
    m.push(7);
    CHECK(std::isnan(m.variance()));
    CHECK(m.population_variance() == 0);
    m.push(9);
    CHECK(m.variance() == 2);
    CHECK(m.population_variance() == 1);
}

TEST_CASE("any split of the data merges to the same moments") {
    const std::vector<double> data = normals(20'000, 1e4, 1, 6);
    const moments whole = push_all(data);
    test::random_stream random(7);
    for (int trial = 0; trial < 50; ++trial) {
        moments merged;
        for (std::size_t begin = 0; begin < data.size();) {
            const std::size_t length =
                std::min<std::size_t>(data.size() - begin, 1 + random.below(3000));
            merged += push_all(std::span(data).subspan(begin, length));
            begin += length;
        }
        CHECK(merged.count == whole.count);
        CHECK_THAT(merged.mean, WithinRel(whole.mean, 1e-13));
        CHECK_THAT(merged.m2, WithinRel(whole.m2, 1e-10));
    }
}

TEST_CASE("merging is associative and commutative to rounding, and exact with nothing") {
    const moments a = push_all(normals(1000, 3, 1, 8));
    const moments b = push_all(normals(10, -20, 5, 9));
    const moments c = push_all(normals(333, 100, 0.1, 10));
    CHECK_THAT(((a + b) + c).m2, WithinRel((a + (b + c)).m2, 1e-12));
    CHECK_THAT((a + b).m2, WithinRel((b + a).m2, 1e-12));
    CHECK_THAT((a + b).mean, WithinRel((b + a).mean, 1e-12));
    CHECK(a + moments{} == a);
    CHECK(moments{} + a == a);
}

}  // namespace statistics_moments_test
