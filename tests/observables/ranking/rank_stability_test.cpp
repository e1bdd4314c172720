// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/series.hpp"

#include <thermosgd/observables/ranking/rank_stability.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace observables_ranking_rank_stability_test {

using namespace thermosgd;

namespace {

std::vector<std::size_t> all_columns(const batch_store& store) {
    std::vector<std::size_t> columns(store.columns());
    std::iota(columns.begin(), columns.end(), std::size_t{0});
    return columns;
}

/// Filters whose means are `early` in the first half and `late` in the second; common noise on top.
batch_store filters(const std::vector<double>& early, const std::vector<double>& late,
                    std::uint64_t seed, int ticks) {
    test::random_stream random(seed);
    test::autoregressive common(0.8, seed + 1'000'000);
    batch_store store(early.size());
    std::vector<double> row(early.size());
    for (int t = 0; t < ticks; ++t) {
        const double c = common.next();
        for (std::size_t k = 0; k < row.size(); ++k) {
            row[k] = (t < ticks / 2 ? early[k] : late[k]) + c + random.normal();
        }
        store.append(row);
    }
    return store;
}

std::vector<double> ladder(double step, std::size_t n = 16) {
    std::vector<double> means(n);
    for (std::size_t k = 0; k < n; ++k) {
        means[k] = 1 + step * static_cast<double>(k);
    }
    return means;
}

rank_stability stability(const batch_store& store, std::size_t draws = 400) {
    return estimate_rank_stability(store, all_columns(store), {.draws = draws});
}

}  // namespace

TEST_CASE("filters that keep their places, and filters that trade them all") {
    const std::vector<double> up = ladder(0.5);
    const std::vector<double> down(up.rbegin(), up.rend());
    const rank_stability kept = stability(filters(up, up, 161, 8192));
    CHECK(kept.spearman.value == 1);
    CHECK(kept.kendall.value == 1);
    CHECK(kept.kendall.error < 1e-9);
    CHECK(kept.spearman.verdict != reliability::unknown);
    CHECK(kept.p_value == 1);
    CHECK(kept.filters == 16);
    const rank_stability traded = stability(filters(up, down, 162, 8192));
    CHECK_THAT(traded.spearman.value, WithinAbs(-1, 1e-12));
    CHECK_THAT(traded.kendall.value, WithinAbs(-1, 1e-12));
}

TEST_CASE("one pair of sixteen that trades places is noticed where noise cannot do it") {
    const std::vector<double> early = ladder(0.5);
    std::vector<double> late = early;
    std::swap(late[2], late[9]);
    const rank_stability r = stability(filters(early, late, 163, 8192));
    // Thirteen of 120 pairs are turned around.
    CHECK_THAT(r.kendall.value, WithinAbs(1 - 26.0 / 120, 1e-12));
    CHECK(r.kendall_without_change > r.kendall.value);
    CHECK(r.p_value < 0.01);
}

TEST_CASE("error bar and expectation are those of many runs", "[stochastic]") {
    // Steps of 0.03 between filters, halves known to ± 0.03: places are lost to noise alone. 200
    // runs; their scatter is known to 5 %, their mean to 1/14 of it. Seeds 5000 and up.
    moments kendall, error, expected, p;
    int low = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const rank_stability r =
            stability(filters(ladder(0.03), ladder(0.03), 5000 + seed, 2048), 200);
        kendall.push(r.kendall.value);
        error.push(r.kendall.error);
        expected.push(r.kendall_without_change);
        p.push(r.p_value);
        low += r.p_value < 0.05 ? 1 : 0;
    }
    const double scatter = std::sqrt(kendall.variance());
    CAPTURE(kendall.mean, scatter, error.mean, expected.mean, p.mean, low);
    CHECK(kendall.mean < 0.9);
    CHECK(kendall.mean > 0.4);
    CHECK_THAT(error.mean, WithinRel(scatter, 0.35));
    CHECK_THAT(expected.mean, WithinAbs(kendall.mean, 0.35 * scatter));
    // False alarms at 5 %: 10 of 200 expected, 5 sigma is 15 more.
    CHECK(low <= 25);
    CHECK_THAT(p.mean, WithinAbs(0.5, 0.12));
}

TEST_CASE("like filters have no order to keep, and that is no change", "[stochastic]") {
    // 100 runs, seeds 6000 and up.
    moments kendall, expected;
    int low = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const rank_stability r = stability(filters(ladder(0), ladder(0), 6000 + seed, 2048), 200);
        kendall.push(r.kendall.value);
        expected.push(r.kendall_without_change);
        low += r.p_value < 0.05 ? 1 : 0;
    }
    CAPTURE(kendall.mean, expected.mean, low);
    CHECK_THAT(kendall.mean, WithinAbs(0, 5 * std::sqrt(kendall.variance() / 100)));
    CHECK(expected.mean < 0.2);
    CHECK(low <= 5 + 11 + 4);
}

TEST_CASE("too few filters or steps, constants and nonsense are unknown or refused") {
    CHECK(stability(batch_store(3)).spearman.verdict == reliability::unknown);
    CHECK(std::isnan(stability(batch_store(3)).kendall.value));
    CHECK(rank_stability{}.filters == 0);
    const batch_store one = filters({1}, {1}, 164, 4000);
    CHECK(stability(one).filters == 1);
    CHECK(std::isnan(stability(one).kendall.value));
    const batch_store few = filters(ladder(1), ladder(1), 165, 15);
    CHECK(stability(few).kendall.verdict == reliability::unknown);
    CHECK(std::isnan(stability(few).p_value));
    batch_store flat(2);
    for (int t = 0; t < 1000; ++t) {
        flat.append(std::vector<double>{1, 1});
    }
    CHECK(std::isnan(stability(flat).kendall.value));
    CHECK(stability(flat).kendall.verdict == reliability::unknown);
    // A filter that was never observed is not compared.
    batch_store part(3);
    test::random_stream random(166);
    for (int t = 0; t < 4000; ++t) {
        part.append(std::vector<double>{5 + random.normal(), random.normal(),
                                        std::numeric_limits<double>::infinity()});
    }
    CHECK(stability(part).filters == 2);
    CHECK(stability(part).kendall.value == 1);
    const auto columns = all_columns(few);
    CHECK_THROWS_AS(estimate_rank_stability(few, columns, {.draws = 0}), std::invalid_argument);
    CHECK_THROWS_AS(estimate_rank_stability(few, columns, {.first_batch = 99}),
                    std::invalid_argument);
    CHECK_THROWS_AS(estimate_rank_stability(few, std::vector<std::size_t>{16}),
                    std::invalid_argument);
}

}  // namespace observables_ranking_rank_stability_test
