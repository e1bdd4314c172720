// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/trackers/projection.hpp>

#include <cmath>
#include <vector>

namespace trackers_projection_test {

using namespace thermosgd;

namespace {

/// The direction `a` of a projection, found by projecting the axes.
std::vector<std::vector<double>> directions_of(const projection& p, std::size_t d) {
    std::vector<std::vector<double>> directions(p.count(), std::vector<double>(d));
    for (std::size_t i = 0; i < d; ++i) {
        const double one = 1.0;
        std::vector<double> out(p.count());
        p.add(i, {&one, 1}, out);
        for (std::size_t a = 0; a < p.count(); ++a) {
            directions[a][i] = out[a];
        }
    }
    return directions;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

}  // namespace

TEST_CASE("directions have length 1 and are nearly orthogonal") {
    const std::size_t d = 10'000;
    const auto u = directions_of(projection(16, d), d);
    REQUIRE(u.size() == 16);
    for (std::size_t a = 0; a < 16; ++a) {
        CHECK_THAT(dot(u[a], u[a]), WithinRel(1.0, 1e-12));
        for (std::size_t b = 0; b < a; ++b) {
            // 120 products of standard deviation 1/√d: 6 sigma are a probability of 2.4e-7.
            CHECK(std::fabs(dot(u[a], u[b])) < 6.0 / std::sqrt(d));
        }
    }
}

TEST_CASE("projections are linear, however the scalars are cut") {
    const std::size_t d = 3'000;
    const projection p(4, d);
    const auto u = directions_of(p, d);
    test::random_stream random(1);
    std::vector<double> v(d);
    for (double& x : v) {
        x = random.normal();
    }
    std::vector<double> whole(4), parts(4);
    p.add(0, v, whole);
    for (std::size_t first = 0; first < d;) {
        const std::size_t n = std::min<std::size_t>(d - first, 1 + random.below(700));
        p.add(first, std::span<const double>(v).subspan(first, n), parts);
        first += n;
    }
    for (std::size_t a = 0; a < 4; ++a) {
        CHECK_THAT(whole[a], WithinAbs(dot(u[a], v), 1e-12));
        CHECK_THAT(parts[a], WithinAbs(whole[a], 1e-12));
    }
}

TEST_CASE("a projected sketch is a projection on random signs of the scalars") {
    const std::size_t d = 5'000, k = 256;
    const projection p(8, d);
    std::vector<std::vector<double>> u(8, std::vector<double>(d));
    for (std::size_t i = 0; i < d; ++i) {
        std::vector<double> image(k), out(8);
        const double one = 1.0;
        detail::add_signed(7, i, {&one, 1}, image.data(), k);
        p.add_sketch(image, out);
        for (std::size_t a = 0; a < 8; ++a) {
            u[a][i] = out[a];
            REQUIRE_THAT(std::fabs(out[a]), WithinRel(1.0 / std::sqrt(d), 1e-12));
        }
    }
    for (std::size_t a = 0; a < 8; ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            // The product of two rows repeats with the bucket: standard deviation 1/√k. 28 pairs,
            // 5.5 sigma: 1.1e-6.
            CHECK(std::fabs(dot(u[a], u[b])) < 5.5 / std::sqrt(k));
        }
    }
}

TEST_CASE("with no more scalars than directions these are the axes") {
    for (const std::size_t d : {1U, 2U, 4U}) {
        const projection p(4, d);
        CHECK(p.exact());
        CHECK(p.count() == d);
        const auto u = directions_of(p, d);
        for (std::size_t a = 0; a < d; ++a) {
            for (std::size_t i = 0; i < d; ++i) {
                CHECK(u[a][i] == (a == i ? 1.0 : 0.0));
            }
        }
    }
    CHECK_FALSE(projection(4, 5).exact());
    CHECK(projection(4, 0).count() == 0);
    projection(4, 0).add(0, {}, {});
    CHECK(projection().count() == 0);
    CHECK_THROWS_AS(projection(0, 5), std::invalid_argument);
    CHECK_THROWS_AS(projection(17, 5), std::invalid_argument);
}

TEST_CASE("sums of another number and scalars beyond the group are refused") {
    const projection of_five(2, 5);
    std::vector<double> sums(2), one(1);
    const std::vector<double> scalars(5), too_many(6);
    CHECK_NOTHROW(of_five.add(0, scalars, sums));
    CHECK_THROWS_AS(of_five.add(0, scalars, one), thermosgd::layout_error);
    CHECK_THROWS_AS(of_five.add(1, scalars, sums), thermosgd::layout_error);
    CHECK_THROWS_AS(of_five.add(0, too_many, sums), thermosgd::layout_error);
    CHECK_THROWS_AS(of_five.add(static_cast<std::size_t>(-1), scalars, sums),
                    thermosgd::layout_error);
    CHECK_THROWS_AS(of_five.add_sketch(scalars, one), thermosgd::layout_error);
}

TEST_CASE("the volume of the directions is that of their overlaps, also through a sketch") {
    for (const std::size_t d : {20U, 60U, 3'000U}) {
        for (const std::size_t buckets : {0U, 16U, 1024U}) {
            CAPTURE(d, buckets);
            const projection p(5, d);
            std::vector<std::vector<double>> u(5, std::vector<double>(d));
            for (std::size_t i = 0; i < d; ++i) {
                std::vector<double> out(5), image(std::max<std::size_t>(buckets, 1));
                // A scalar enters its bucket with one sign, common to all directions.
                const double one = i % 3 == 0 ? -1.0 : 1.0;
                if (buckets == 0) {
                    p.add(i, {&one, 1}, out);
                } else {
                    image[i % buckets] = one;
                    p.add_sketch(image, out);
                }
                for (std::size_t a = 0; a < 5; ++a) {
                    u[a][i] = out[a];
                }
            }
            // Gram and Schmidt: what is left of each direction beside those before it.
            double log_volume = 0;
            for (std::size_t a = 0; a < 5; ++a) {
                for (std::size_t b = 0; b < a; ++b) {
                    const double overlap = dot(u[a], u[b]) / dot(u[b], u[b]);
                    for (std::size_t i = 0; i < d; ++i) {
                        u[a][i] -= overlap * u[b][i];
                    }
                }
                log_volume += 0.5 * std::log(dot(u[a], u[a]));
            }
            CHECK_THAT(p.log_volume(buckets), WithinAbs(log_volume, 1e-12));
            CHECK(p.log_volume(buckets) < 0);
        }
    }
    CHECK(projection(4, 4).log_volume() == 0);
    CHECK(projection(4, 3).log_volume(1024) == 0);
    CHECK(projection().log_volume() == 0);
}

}  // namespace trackers_projection_test
