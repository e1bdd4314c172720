// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Variances of block means against their definition and closed forms. Comparisons with truth are
/// two-sided, by Student's t at 1e-6 over their number.

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/block_variance.hpp>

#include "catch_shim.hpp"
#include "series.hpp"

namespace statistics_block_variance_test {

using thermosgd::moments;
using thermosgd::student_t_critical;
using thermosgd::detail::block_ladder;
using thermosgd::detail::block_sums;

namespace {

/// Compares a sample of independent numbers with the truth of their mean; `slack` is a known bias.
void check_mean(const moments& sample, double truth, int comparisons, double slack = 0) {
    const double count = static_cast<double>(sample.count);
    const double error = std::sqrt(sample.variance() / count);
    CAPTURE(error, sample.count);
    CHECK_THAT(
        sample.mean,
        WithinAbs(truth, student_t_critical(0.5e-6 / comparisons, count - 1) * error + slack));
}

std::vector<moments> single_cells(std::span<const double> series) {
    std::vector<moments> cells;
    for (const double x : series) {
        cells.push_back({1, x, 0});
    }
    return cells;
}

}  // namespace

TEST_CASE("block variances equal their definition") {
    test::random_stream random(1);
    std::vector<double> series(50);
    for (double& x : series) {
        x = 1e3 + random.normal();
    }
    long double mean = 0;
    for (const double x : series) {
        mean += x / 50.0L;
    }
    long double variance = 0;
    for (const double x : series) {
        variance += (x - mean) * (x - mean) / 49.0L;
    }
    for (const std::size_t block : {1u, 2u, 7u, 25u, 49u}) {
        CAPTURE(block);
        long double sum = 0;
        for (std::size_t i = 0; i + block <= 50; ++i) {
            long double block_mean = 0;
            for (std::size_t k = 0; k < block; ++k) {
                block_mean += series[i + k] / static_cast<long double>(block);
            }
            sum += (block_mean - mean) * (block_mean - mean);
        }
        const long double b = static_cast<long double>(block);
        const long double expected = b * sum / (50 - b + 1) * 50 / (50 - b) / variance;
        CHECK_THAT(thermosgd::detail::block_variance(single_cells(series), block),
                   WithinRel(static_cast<double>(expected), 1e-9));
    }
    CHECK(std::isnan(thermosgd::detail::block_variance(single_cells(series), 50)));
    CHECK(std::isnan(thermosgd::detail::block_variance(single_cells(series), 0)));
}

TEST_CASE("block variances of AR(1) follow their closed form") {
    constexpr double phi = 0.9;
    constexpr std::array<std::size_t, 9> blocks{1, 2, 4, 8, 16, 32, 64, 128, 256};
    constexpr std::array table{1.0,     1.9,     3.5245,  6.1855, 9.8346,
                               13.5681, 16.1908, 17.5938, 18.2969};
    std::array<moments, blocks.size()> sample;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        test::autoregressive series(phi, seed);
        std::vector<moments> cells;
        for (int t = 0; t < 65'536; ++t) {
            cells.push_back({1, series.next(), 0});
        }
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            sample[i].push(thermosgd::detail::block_variance(cells, blocks[i]));
        }
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        CAPTURE(blocks[i]);
        const double length = static_cast<double>(blocks[i]);
        const double exact = test::autoregressive::block_variance(phi, length);
        CHECK_THAT(exact, WithinAbs(table[i], 6e-5));
        // The finite series biases V by at most g b/N, 0.0003 of V at the blocks that are sharp.
        check_mean(sample[i], exact, 9, 3e-4 * exact);
    }
}

TEST_CASE("a ladder holds V of every power of two of which there are four") {
    test::random_stream random(3);
    std::vector<double> series(100);
    for (double& x : series) {
        x = random.normal();
    }
    const std::vector<moments> cells = single_cells(series);
    const block_sums sums(cells, {});
    const block_ladder ladder(sums);
    REQUIRE(ladder.levels() == 5);  // 1, 2, 4, 8, 16; of 32 there are three
    for (std::size_t level = 0; level < ladder.levels(); ++level) {
        CHECK(ladder.variance(level) ==
              thermosgd::detail::block_variance(cells, std::size_t{1} << level));
        CHECK(ladder.blocks(level) == 100.0 / double(1 << level));
        CHECK(ladder.length(level) == double(1 << level));
    }
    CHECK(ladder.raw_lugsail(2) == 2 * ladder.variance(2) - ladder.variance(1));
    CHECK(ladder.lugsail(2) >= 0.5 * ladder.variance(2));
    CHECK(block_ladder(block_sums({}, {})).levels() == 0);
}

TEST_CASE("the lugsail estimate is kept above half of V and one part in N") {
    std::vector<double> alternating(64);
    for (std::size_t i = 0; i < alternating.size(); ++i) {
        alternating[i] = i % 2 == 0 ? 1 : -1;
    }
    const std::vector<moments> cells = single_cells(alternating);
    const block_ladder ladder{block_sums(cells, {})};
    CHECK(ladder.raw_lugsail(1) < 0);
    CHECK(ladder.lugsail(1) == 1.0 / 64);
}

TEST_CASE("the skewness of block means falls as theirs does") {
    // χ² of one degree of freedom: γ² = 8 for single numbers, 8/b for means of b of them.
    for (const std::size_t block : {std::size_t{1}, std::size_t{4}}) {
        moments sample;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            test::random_stream random(100 + seed);
            std::vector<double> series(16'384);
            for (double& x : series) {
                const double z = random.normal();
                x = 1e-100 * z * z;
            }
            sample.push(block_sums(single_cells(series), {}).squared_skewness(block));
        }
        const double exact = 8.0 / double(block);
        // Squared, an estimate is biased by its variance and by the range of a finite sample.
        check_mean(sample, exact, 2, 0.03 * exact);
    }
    CHECK(block_sums(single_cells(std::vector<double>(10, 2.0)), {}).squared_skewness(2) == 0);
}

}  // namespace statistics_block_variance_test
