// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/memory_archive.hpp"

#include <thermosgd/trackers/velocity_histogram.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace trackers_velocity_histogram_test {

using namespace thermosgd;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t bins = velocity_histogram::bins;

layout of(std::size_t a, std::size_t b) {
    layout where;
    where.add("a", {a});
    where.skip(2);
    where.add("b", {b});
    return where;
}

/// A map in which every parameter of group b has ⟨v²⟩ = τ.
velocity_map map_of(const layout& where, const std::vector<double>& tau) {
    velocity_map map(where);
    std::vector<double> v;
    for (const double t : tau) {
        v.push_back(std::sqrt(t));
    }
    map.add(1, 0, v);
    map.close_step(1);
    return map;
}

/// The probability of |z| between two points under the standard normal distribution.
double normal_between(double a, double b) {
    return std::erf(b / std::sqrt(2.0)) - std::erf(a / std::sqrt(2.0));
}

}  // namespace

TEST_CASE("every number falls into the bin whose edges hold it, by sign") {
    CHECK(velocity_histogram::edge(0) == 0x1p-16);
    CHECK(velocity_histogram::edge(bins) == 0x1p16);
    CHECK(velocity_histogram::edge(144) == 4);
    const layout where = of(0, 1);
    const velocity_map unit = map_of(where, {1.0});
    for (std::size_t b = 0; b < bins; ++b) {
        const double lower = velocity_histogram::edge(b);
        const double upper = velocity_histogram::edge(b + 1);
        velocity_histogram histogram(where);
        histogram.standardise(unit);
        for (const double z : {lower, 0.5 * (lower + upper), std::nextafter(upper, 0.0)}) {
            histogram.add(1, 0, std::array{z});
            histogram.add(1, 0, std::array{-z});
        }
        CAPTURE(b);
        CHECK(histogram.positive(1, b) == 3);
        CHECK(histogram.negative(1, b) == 3);
        CHECK(histogram.total(1) == 6);
        CHECK(histogram.total(0) == 0);
    }
}

TEST_CASE("what lies outside the edges, zeros and what is not finite") {
    const layout where = of(0, 40);
    std::vector<double> tau(40, 4.0);
    tau[3] = 0;
    velocity_histogram histogram(where);
    // Before it is standardised everything is 0.
    histogram.add(1, 0, std::vector<double>(40, 1.0));
    CHECK(histogram.zeros(1) == 40);
    CHECK(histogram.total(1) == 0);
    CHECK(std::isnan(histogram.density(1, 100)));
    CHECK(std::isnan(histogram.beyond(1, 100)));
    histogram.standardise(map_of(where, tau));
    CHECK(histogram.zeros(1) == 0);
    std::vector<double> v(40, 0.0);
    v[0] = -0.0;
    v[1] = 1e9;
    v[2] = -5e-324;
    v[3] = 7;  // did not move in the earlier window
    v[4] = not_a_number;
    v[5] = -std::numeric_limits<double>::infinity();
    v[6] = 2;
    histogram.add(1, 0, v);
    CHECK(histogram.left_out(1) == 2);
    CHECK(histogram.positive(1, bins - 1) == 1);
    // z = 1 is the lower edge of its bin.
    CHECK(histogram.positive(1, 128) == 1);
    CHECK(histogram.total(1) + histogram.zeros(1) == 38);
    CHECK(histogram.zeros(1) >= 35);
}

TEST_CASE(
    "Gaussian velocities of unequal temperatures have the normal histogram once standardised") {
    test::random_stream random(71);
    const layout where = of(0, 100);
    std::vector<double> tau(100);
    for (double& t : tau) {
        t = std::exp(2 * random.normal());
    }
    velocity_histogram scaled(where), pooled(where);
    scaled.standardise(map_of(where, tau));
    pooled.standardise(map_of(where, std::vector<double>(100, 1.0)));
    std::vector<double> v(100);
    constexpr int steps = 10'000;
    for (int t = 0; t < steps; ++t) {
        for (std::size_t k = 0; k < 100; ++k) {
            v[k] = std::sqrt(tau[k]) * random.normal();
        }
        scaled.add(1, 0, v);
        pooled.add(1, 0, v);
    }
    constexpr double n = 100.0 * steps;
    std::size_t compared = 0;
    for (std::size_t b = 0; b < bins; ++b) {
        const double lower = velocity_histogram::edge(b);
        const double upper = velocity_histogram::edge(b + 1);
        const double expected = n * normal_between(lower, upper);
        if (expected > 100) {
            // Six standard deviations of a count in each of some 100 bins: once in 1e7.
            const auto found = static_cast<double>(scaled.positive(1, b) + scaled.negative(1, b));
            CAPTURE(lower, expected, found);
            CHECK(std::fabs(found - expected) < 6 * std::sqrt(expected));
            CHECK_THAT(scaled.density(1, b) * (upper - lower) * n, WithinRel(found, 1e-12));
            ++compared;
        }
    }
    CHECK(compared > 80);
    CHECK_THAT(scaled.beyond(1, 144), WithinAbs(std::erfc(4 / std::sqrt(2.0)), 6e-5));
    // Not standardised they seem to have a tail.
    CHECK(pooled.beyond(1, 144) > 0.04);
}

TEST_CASE("histograms add, forget, and continue bit for bit") {
    const layout where = of(3, 50);
    const velocity_map map = map_of(where, std::vector<double>(50, 2.0));
    test::random_stream random(72);
    velocity_histogram first(where), second(where), both(where);
    for (velocity_histogram* h : {&first, &second, &both}) {
        h->standardise(map);
    }
    std::vector<double> v(50);
    for (std::uint64_t t = 0; t < 100; ++t) {
        for (double& x : v) {
            x = random.normal();
        }
        v[t % 50] = t % 3 == 0 ? 0 : not_a_number;
        (t < 30 ? first : second).add(1, 0, v);
        // In other blocks.
        both.add(1, 0, std::span<const double>(v).first(13));
        both.add(1, 13, std::span<const double>(v).subspan(13));
        both.close_step(t);
    }
    first += second;
    test::memory_writer a, b;
    first.archive(a);
    both.archive(b);
    CHECK(a.words == b.words);
    velocity_histogram copy;
    CHECK(copy.groups() == 0);
    test::memory_reader reader(b.words);
    copy.archive(reader);
    CHECK(reader.at_end());
    copy.add(1, 0, v);
    both.add(1, 0, v);
    test::memory_writer c, d;
    copy.archive(c);
    both.archive(d);
    CHECK(c.words == d.words);
    both.restart(100);
    CHECK(both.total(1) == 0);
    CHECK(both.zeros(1) == 0);
    both.add(1, 0, std::vector<double>(50, 1.0));
    CHECK(both.total(1) == 50);
    CHECK(both.state_bytes() == 53 * 8 + 2 * (2 * bins + 2) * 8);
    CHECK(velocity_histogram::bytes_per_parameter() == 16);
    velocity_histogram other(of(3, 51));
    CHECK_THROWS_AS(both += other, layout_error);
    CHECK_THROWS_AS(other.standardise(map), layout_error);
    CHECK_THROWS_AS(other.standardise(velocity_map{}), layout_error);
}

}  // namespace trackers_velocity_histogram_test
