// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The trend of block variances: none on a plateau, and as large as its error says; steep for long
/// memories. Bounds of Student's t at 1e-6 over the number of comparisons.

#include <cmath>
#include <cstdint>
#include <vector>

#include <thermosgd/numeric/student_t.hpp>
#include <thermosgd/statistics/block_trend.hpp>

#include "catch_shim.hpp"
#include "series.hpp"

namespace statistics_block_trend_test {

using thermosgd::moments;
using thermosgd::student_t_critical;
using thermosgd::detail::block_ladder;
using thermosgd::detail::block_sums;
using thermosgd::detail::block_trend;
using thermosgd::detail::fit_block_trend;

namespace {

template <class Next>
block_trend trend_of(std::size_t count, std::size_t first, Next&& next) {
    std::vector<moments> cells(count);
    for (moments& cell : cells) {
        cell.push(next());
    }
    return fit_block_trend(block_ladder(block_sums(cells, {})), first);
}

double error_of(const moments& sample) {
    return std::sqrt(sample.variance() / static_cast<double>(sample.count));
}

}  // namespace

TEST_CASE("on a plateau the slope is 0 within the error that the formula gives") {
    for (const double phi : {0.0, 0.8}) {
        // V_L of AR(1) φ = 0.8 is on its plateau, g = 9, to 1 % from blocks of 32 on.
        const std::size_t first = phi > 0 ? 5 : 1;
        moments slope, z;
        double formula = 0;
        for (std::uint64_t seed = 0; seed < 4000; ++seed) {
            test::autoregressive series(phi, 10'000 + seed);
            const block_trend t = trend_of(4096, first, [&] { return series.next(); });
            slope.push(t.slope);
            z.push(t.z());
            formula = t.error;
        }
        CAPTURE(phi, slope.mean, std::sqrt(slope.variance()), formula, z.variance());
        const double critical = student_t_critical(0.25e-6, 3999);
        // A finite series has a little less of the longest blocks than an endless one.
        CHECK_THAT(slope.mean, WithinAbs(0, critical * error_of(slope) + 0.1 * formula));
        CHECK(std::sqrt(slope.variance()) > 0.9 * formula);
        CHECK(std::sqrt(slope.variance()) < 1.15 * formula);
    }
}

TEST_CASE("a memory without end has a slope at any length") {
    // V(b) ∝ b^{2H − 1}: a factor 2^{0.6} from one length to the next.
    const test::fractional_noise noise(0.8, 2048);
    test::random_stream random(7);
    moments z;
    for (int s = 0; s < 300; ++s) {
        const std::vector<double> x = noise.draw(random);
        std::size_t i = 0;
        z.push(trend_of(x.size(), 2, [&] { return x[i++]; }).z());
    }
    CAPTURE(z.mean);
    CHECK(z.mean > 4);
    CHECK(z.mean < 20);
}

TEST_CASE("neighbours that cancel have no slope that matters") {
    test::random_stream random(8);
    double before = 0;
    const block_trend t = trend_of(4096, 2, [&] {
        const double now = random.normal(), x = now - before;
        before = now;
        return x;
    });
    CHECK(t.error > 0);
    CHECK(std::fabs(t.z()) < 5);
}

TEST_CASE("fewer than two lengths have no trend") {
    test::random_stream random(9);
    const block_trend t = trend_of(15, 1, [&] { return random.normal(); });
    CHECK(t.slope == 0);
    CHECK(std::isnan(t.error));
    CHECK(t.z() == 0);
}

}  // namespace statistics_block_trend_test
