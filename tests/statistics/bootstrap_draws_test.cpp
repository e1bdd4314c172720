// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/numeric/random_stream.hpp>
#include <thermosgd/statistics/bootstrap_draws.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace statistics_bootstrap_draws_test {

using namespace thermosgd;

namespace {

/// Two columns that share their noise: a = c + e, b = 2c + f, of variance 2 and 5, covariance 2.
batch_store shared_noise(std::uint64_t seed, int ticks) {
    test::random_stream random(seed);
    batch_store store(2);
    for (int t = 0; t < ticks; ++t) {
        const double c = random.normal();
        store.append(std::array{10 + c + random.normal(), 20 + 2 * c + random.normal()});
    }
    return store;
}

}  // namespace

TEST_CASE("blocks are as short as leaves at most so many of them") {
    const std::array<std::size_t, 2> columns{0, 1};
    for (const std::size_t rows : {31U, 32U, 33U, 63U, 64U, 65U, 96U, 97U}) {
        const batch_store store = shared_noise(5, static_cast<int>(rows));
        REQUIRE(store.batches() == rows);
        const bootstrap_draws blocks(store, columns, 0, rows);
        const std::size_t length = (rows + most_draw_blocks - 1) / most_draw_blocks;
        CAPTURE(rows);
        CHECK(blocks.blocks() == rows / length);
        CHECK(blocks.blocks() <= most_draw_blocks);
    }
}

TEST_CASE("draws have the covariance of the block means, times that of Student's t") {
    const batch_store store = shared_noise(141, 32'000);
    const std::array<std::size_t, 2> columns{0, 1};
    const bootstrap_draws blocks(store, columns, 0, store.batches());
    const std::size_t n = blocks.blocks();
    CHECK(n >= 16);
    CHECK(n <= most_draw_blocks);
    std::array<double, 3> expected{};
    for (std::size_t b = 0; b < n; ++b) {
        const double x = blocks.deviation(b, 0), y = blocks.deviation(b, 1);
        const double share = 1 / static_cast<double>(n * (n - 1));
        expected[0] += x * x * share;
        expected[1] += x * y * share;
        expected[2] += y * y * share;
    }
    const double nu = static_cast<double>(n - 1);
    detail::counted_stream random(5);
    moments mean, xx, xy, yy;
    std::array<double, 2> drawn{};
    constexpr int draws = 100'000;
    for (int d = 0; d < draws; ++d) {
        blocks.draw(random, blocks.means(), drawn);
        const double x = drawn[0] - blocks.means()[0], y = drawn[1] - blocks.means()[1];
        mean.push(x);
        xx.push(x * x);
        xy.push(x * y);
        yy.push(y * y);
    }
    const double wider = nu / (nu - 2);
    CHECK_THAT(mean.mean, WithinAbs(0, 5 * std::sqrt(mean.variance() / draws)));
    CHECK_THAT(xx.mean, WithinAbs(wider * expected[0], 5 * std::sqrt(xx.variance() / draws)));
    CHECK_THAT(xy.mean, WithinAbs(wider * expected[1], 5 * std::sqrt(xy.variance() / draws)));
    CHECK_THAT(yy.mean, WithinAbs(wider * expected[2], 5 * std::sqrt(yy.variance() / draws)));
    // And that of the data, variance 2 over 32,000 ticks: χ²/ν with ν from 15 to 31 lies in these
    // bounds except for 1e-4 of seeds.
    CHECK(expected[0] > 0.2 * 2 / 32'000);
    CHECK(expected[0] < 2.9 * 2 / 32'000);
    CHECK(expected[1] > 0);
    CHECK_THAT(blocks.means()[1], WithinAbs(20, 0.1));
}

TEST_CASE("batches without an observation are left out for every column") {
    test::random_stream random(142);
    batch_store store(2);
    for (int t = 0; t < 40; ++t) {
        const double b = t < 10 ? std::numeric_limits<double>::quiet_NaN() : random.normal();
        store.append(std::array{t < 10 ? 1e9 : 1.0, b});
    }
    const std::array<std::size_t, 2> columns{0, 1};
    const bootstrap_draws both(store, columns, 0, store.batches());
    CHECK(both.blocks() == 30);
    CHECK(both.means()[0] == 1);
    const bootstrap_draws first(store, std::span(columns).first(1), 0, store.batches());
    CHECK(first.means()[0] > 1e8);
    // Blocks at least as long as asked for, and what is left over is at the beginning.
    const bootstrap_draws longer(store, columns, 0, store.batches(), 7);
    CHECK(longer.blocks() == 4);
    CHECK(bootstrap_draws(store, columns, 5, 5).blocks() == 0);
    CHECK(bootstrap_draws(store, {}, 0, store.batches()).means().empty());
}

}  // namespace statistics_bootstrap_draws_test
