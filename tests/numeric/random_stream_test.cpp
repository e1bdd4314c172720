// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/memory_archive.hpp"

#include <thermosgd/numeric/random_stream.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

namespace numeric_random_stream_test {

using thermosgd::random_stream;
using thermosgd::detail::counted_stream;

TEST_CASE("the bits are those of the published generator") {
    // xoshiro256** from the state that splitmix64 makes of a seed, by another implementation.
    for (const std::uint64_t seed : {0ULL, 1ULL, 0xffff'ffff'ffff'ffffULL}) {
        random_stream random(seed);
        test::random_stream other(seed);
        for (int k = 0; k < 1000; ++k) {
            REQUIRE(random.bits() == other.bits());
        }
    }
}

TEST_CASE("the state 1, 2, 3, 4 gives the first numbers of the authors' program") {
    const std::vector<std::uint64_t> words{1, 2, 3, 4, 0, 0};
    test::memory_reader reader(words);
    random_stream random;
    random.archive(reader);
    CHECK(random.bits() == 11520);
    CHECK(random.bits() == 0);
    CHECK(random.bits() == 1509978240);
    CHECK(random.bits() == 1215971899390074240);
}

TEMPLATE_TEST_CASE("uniform and normal numbers have their moments", "", random_stream,
                   counted_stream) {
    // Means of n = 400 000: six standard errors, which chance exceeds below 2e-9 each.
    constexpr int n = 400'000;
    TestType random(7);
    double u1 = 0, u2 = 0, x1 = 0, x2 = 0, x4 = 0, lag = 0, before = 0;
    for (int k = 0; k < n; ++k) {
        const double u = random.uniform(), x = random.normal();
        REQUIRE(u >= 0);
        REQUIRE(u < 1);
        u1 += u;
        u2 += u * u;
        x1 += x;
        x2 += x * x;
        x4 += x * x * x * x;
        lag += x * before;
        before = x;
    }
    const double six = 6 / std::sqrt(n);
    CHECK(std::fabs(u1 / n - 0.5) < six * std::sqrt(1.0 / 12));
    CHECK(std::fabs(u2 / n - 1.0 / 3) < six * std::sqrt(4.0 / 45));
    CHECK(std::fabs(x1 / n) < six);
    CHECK(std::fabs(x2 / n - 1) < six * std::sqrt(2.0));
    CHECK(std::fabs(x4 / n - 3) < six * std::sqrt(96.0));
    CHECK(std::fabs(lag / n) < six);
}

TEMPLATE_TEST_CASE("a copy and an archive go on as the stream would, a spare included", "",
                   random_stream, counted_stream) {
    TestType random(3);
    static_cast<void>(random.normal());
    TestType copy = random;
    CHECK(copy == random);

    test::memory_writer writer;
    random.archive(writer);
    test::memory_reader reader(writer.words);
    TestType stored(99);
    CHECK(!(stored == random));
    stored.archive(reader);
    CHECK(reader.at_end());

    for (int k = 0; k < 5; ++k) {
        const double x = random.normal();
        REQUIRE(copy.normal() == x);
        REQUIRE(stored.normal() == x);
    }
    CHECK(copy == random);
}

TEST_CASE("the bits of a counted stream are those of a seed and a place") {
    counted_stream random(1234567);
    for (std::uint64_t place = 0; place < 100; ++place) {
        REQUIRE(random.bits() == thermosgd::detail::random_bits(1234567, place));
    }
    CHECK(counted_stream(4).normal() != counted_stream(3).normal());
}

TEST_CASE("numbers below a bound are uniform") {
    // χ² with 9 degrees of freedom exceeds 47 with a probability of 4e-7 and falls below 0.15 with
    // one of 2e-7.
    random_stream random(7);
    std::vector<double> counts(10, 0.0);
    constexpr int draws = 100'000;
    for (int i = 0; i < draws; ++i) {
        ++counts[random.below(10)];
    }
    double chi_squared = 0.0;
    for (const double count : counts) {
        chi_squared += (count - draws / 10.0) * (count - draws / 10.0) / (draws / 10.0);
    }
    CHECK(chi_squared < 47.0);
    CHECK(chi_squared > 0.15);
    CHECK(random.below(1) == 0);
}

TEST_CASE("a stored state of zeros, which no seed reaches, is refused") {
    const std::vector<std::uint64_t> words(6, 0);
    test::memory_reader reader(words);
    random_stream random;
    CHECK_THROWS_WITH(random.archive(reader), ContainsSubstring("random_stream"));
}

}  // namespace numeric_random_stream_test
