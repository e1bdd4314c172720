// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the trainer's random numbers.

#include <trainer/cnn/random.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "catch_shim.hpp"

namespace examples_trainer_cnn_random_test {

TEST_CASE("the generator gives the published sequence of xoshiro256** seeded by splitmix64") {
    // splitmix64 from 1234567: the first numbers of its authors' reference program.
    std::uint64_t state = 1234567;
    CHECK(cnn::splitmix64(state) == 6457827717110365317ULL);
    CHECK(cnn::splitmix64(state) == 3203168211198807973ULL);
    // The definition of xoshiro256** written out: rotl(s1·5, 7)·9 on the seeded state.
    std::uint64_t seed = 42;
    REQUIRE(cnn::splitmix64(seed) != 0);
    const std::uint64_t second = cnn::splitmix64(seed);
    cnn::random_generator generator(42);
    CHECK(generator() == std::rotl(second * 5, 7) * 9);
}

TEST_CASE("numbers below a bound are uniform") {
    // χ² with 9 degrees of freedom exceeds 47 with a probability of 4e-7 and falls below 0.15 with
    // one of 2e-7.
    cnn::random_generator generator(7);
    std::vector<double> counts(10, 0.0);
    constexpr int draws = 100'000;
    for (int i = 0; i < draws; ++i) {
        ++counts[generator.below(10)];
    }
    double chi_squared = 0.0;
    for (const double count : counts) {
        chi_squared += (count - draws / 10.0) * (count - draws / 10.0) / (draws / 10.0);
    }
    CHECK(chi_squared < 47.0);
    CHECK(chi_squared > 0.15);
}

TEST_CASE("all orders of four elements come equally often from shuffle") {
    cnn::random_generator generator(7);
    std::vector<double> counts(256, 0.0);
    constexpr int draws = 48'000;
    for (int i = 0; i < draws; ++i) {
        std::vector<int> order{0, 1, 2, 3};
        cnn::shuffle(order, generator);
        ++counts[static_cast<std::size_t>(64 * order[0] + 16 * order[1] + 4 * order[2] + order[3])];
    }
    double chi_squared = 0.0;
    int seen = 0;
    for (const double count : counts) {
        if (count > 0.0) {
            ++seen;
            chi_squared += (count - 2000.0) * (count - 2000.0) / 2000.0;
        }
    }
    CHECK(seen == 24);
    CHECK(chi_squared < 74.0);  // 23 degrees of freedom: above with a probability of 3e-7
    CHECK(chi_squared > 3.0);   // below with a probability of 2e-7
}

TEST_CASE("uniform numbers lie between 0 and 1 with mean one half and variance one twelfth") {
    cnn::random_generator generator(3);
    constexpr int n = 100'000;
    double sum = 0.0;
    double squares = 0.0;
    for (int i = 0; i < n; ++i) {
        const double u = generator.uniform();
        REQUIRE(u >= 0.0);
        REQUIRE(u < 1.0);
        sum += u - 0.5;
        squares += (u - 0.5) * (u - 0.5);
    }
    // 5.5 standard deviations of each, exceeded by chance with a probability of 4e-8.
    CHECK(std::abs(sum / n) < 5.5 * std::sqrt(1.0 / 12.0 / n));
    CHECK(std::abs(squares / n - 1.0 / 12.0) < 5.5 * std::sqrt(1.0 / 180.0 / n));
}

TEST_CASE("streams below one seed differ") {
    std::vector<std::uint64_t> seeds;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        seeds.push_back(cnn::stream_seed(1, i));
    }
    std::sort(seeds.begin(), seeds.end());
    CHECK(std::adjacent_find(seeds.begin(), seeds.end()) == seeds.end());
}

}  // namespace examples_trainer_cnn_random_test
