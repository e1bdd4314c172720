// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"
#include "statistics/series.hpp"

#include <thermosgd/observables/ranking/ranking.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace observables_ranking_ranking_test {

using namespace thermosgd;

namespace {

std::vector<std::size_t> all_columns(const batch_store& store) {
    std::vector<std::size_t> columns(store.columns());
    std::iota(columns.begin(), columns.end(), std::size_t{0});
    return columns;
}

/// Filters of the means given; noise of sd 1, and `shared` times that of a series all have.
batch_store filters(const std::vector<double>& means, double shared, std::uint64_t seed,
                    int ticks) {
    test::random_stream random(seed);
    test::autoregressive common(0.9, seed + 1'000'000);
    batch_store store(means.size());
    std::vector<double> row(means.size());
    for (int t = 0; t < ticks; ++t) {
        const double c = shared * common.next();
        for (std::size_t k = 0; k < row.size(); ++k) {
            row[k] = means[k] + c + random.normal();
        }
        store.append(row);
    }
    return store;
}

}  // namespace

TEST_CASE("filters far apart are ranked for certain, whatever noise they share", "[stochastic]") {
    // The means are 0.3 apart, errors of differences 0.02, of the means themselves 0.2. Seed 151.
    const batch_store store = filters({1.3, 1.0, 1.9, 1.6}, 3, 151, 10'000);
    const filter_ranking r = rank_filters(store, all_columns(store), {.hottest = 2});
    CHECK(r.order == std::vector<std::size_t>{2, 3, 0, 1});
    CHECK(r.verdict != reliability::unknown);
    const std::array<double, 4> ranks{3, 4, 1, 2};
    for (std::size_t k = 0; k < 4; ++k) {
        CAPTURE(k);
        const filter_rank& f = r.filters[k];
        CHECK(f.value.error > 0.05);
        CHECK(f.rank == ranks[k]);
        CHECK(static_cast<double>(f.best) == ranks[k]);
        CHECK(static_cast<double>(f.worst) == ranks[k]);
        CHECK_THAT(f.among_hottest, WithinAbs(ranks[k] <= 2 ? 1 : 0, 1e-9));
        CHECK_THAT(f.among_coldest, WithinAbs(ranks[k] > 2 ? 1 : 0, 1e-9));
    }
}

TEST_CASE("filters alike are not told apart: each is hottest with its fair share", "[stochastic]") {
    // 300 runs of five like filters. All true ranks are 1 to 5 at once, so that an interval that is
    // narrower is an error: at most 5 % of runs. Probabilities add up to k. Seeds 2000 and up.
    int narrow = 0;
    moments hottest;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const batch_store store = filters({1, 1, 1, 1, 1}, 1, 2000 + seed, 2000);
        const filter_ranking r =
            rank_filters(store, all_columns(store), {.hottest = 2, .draws = 400});
        bool all = true;
        double sum = 0;
        for (const filter_rank& f : r.filters) {
            all = all && f.best == 1 && f.worst == 5;
            sum += f.among_hottest;
        }
        CHECK_THAT(sum, WithinAbs(2, 1e-9));
        hottest.push(r.filters[0].among_hottest);
        narrow += all ? 0 : 1;
    }
    CAPTURE(narrow, hottest.mean);
    // Binomial with p = 0.05 and n = 300 at five sigma.
    CHECK(narrow <= 15 + 19);
    CHECK_THAT(hottest.mean, WithinAbs(0.4, 5 * std::sqrt(hottest.variance() / 300)));
}

TEST_CASE("the probability of being hottest is that of the difference", "[stochastic]") {
    // Two filters whose difference is measured as m ± σ: P = P(t_ν < m/σ). Seeds 3000 and up.
    for (std::uint64_t seed = 3000; seed < 3010; ++seed) {
        const batch_store store = filters({1.0, 1.02}, 2, seed, 8000);
        const auto columns = all_columns(store);
        const filter_ranking r = rank_filters(store, columns, {.draws = 20'000});
        const bootstrap_draws blocks(store, columns, 0, store.batches());
        double variance = 0;
        const auto n = static_cast<double>(blocks.blocks());
        for (std::size_t b = 0; b < blocks.blocks(); ++b) {
            const double d = blocks.deviation(b, 1) - blocks.deviation(b, 0);
            variance += d * d / (n * (n - 1));
        }
        const double z =
            (r.filters[1].value.value - r.filters[0].value.value) / std::sqrt(variance);
        const double p = 1 - student_t_tail(z, n - 1);
        CAPTURE(z, p);
        // Blocks may be longer than the shortest, hence the room beyond 5/√20,000.
        CHECK_THAT(r.filters[1].among_hottest, WithinAbs(p, 0.06));
        CHECK_THAT(r.filters[0].among_hottest, WithinAbs(1 - r.filters[1].among_hottest, 1e-9));
        CHECK_THAT(r.filters[0].among_coldest, WithinAbs(r.filters[1].among_hottest, 1e-9));
    }
}

TEST_CASE("intervals hold the true ranks at once", "[stochastic]") {
    // Six filters 0.05 apart, differences known to ± 0.03: 300 runs, at most 5 % may miss a rank,
    // and intervals are neither trivial nor points. Seeds 4000 and up.
    int missed = 0;
    double width = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const batch_store store = filters({1.25, 1.2, 1.15, 1.1, 1.05, 1.0}, 1, 4000 + seed, 2000);
        const filter_ranking r = rank_filters(store, all_columns(store), {.draws = 1});
        bool hold = true;
        for (std::size_t k = 0; k < 6; ++k) {
            const filter_rank& f = r.filters[k];
            hold = hold && f.best <= k + 1 && k + 1 <= f.worst;
            width += static_cast<double>(f.worst - f.best) / 1800;
        }
        missed += hold ? 0 : 1;
    }
    CAPTURE(missed, width);
    CHECK(missed <= 15 + 19);
    CHECK(width > 0.5);
    CHECK(width < 4);
}

TEST_CASE("the ranking is the same every time, and burn-in is left out") {
    batch_store store(2);
    test::random_stream random(152);
    for (int t = 0; t < 2560; ++t) {
        store.append(std::array{random.normal() + (t < 256 ? 100 : 0), 1 + random.normal()});
    }
    const auto columns = all_columns(store);
    CHECK(rank_filters(store, columns).order == std::vector<std::size_t>{0, 1});
    const std::size_t first = 256 / store.ticks_per_batch();
    const filter_ranking r = rank_filters(store, columns, {.first_batch = first});
    CHECK(r.order == std::vector<std::size_t>{1, 0});
    CHECK(r.filters[1].best == 1);
    CHECK(r.filters[1].worst == 1);
    const filter_ranking again = rank_filters(store, columns, {.first_batch = first});
    CHECK(again.filters[0].among_hottest == r.filters[0].among_hottest);
}

TEST_CASE("constants rank exactly, equal ones share a rank, unseen ones have none") {
    const double none = std::numeric_limits<double>::quiet_NaN();
    batch_store store(4);
    for (int t = 0; t < 600; ++t) {
        store.append(std::array{2.0, 3.0, none, 2.0});
    }
    const filter_ranking r = rank_filters(store, all_columns(store));
    CHECK(r.filters[1].rank == 1);
    CHECK(r.filters[0].rank == 2.5);
    CHECK(r.filters[3].rank == 2.5);
    CHECK(std::isnan(r.filters[2].rank));
    CHECK(std::isnan(r.filters[2].among_hottest));
    CHECK(r.filters[1].worst == 1);
    CHECK(r.filters[0].best == 2);
    CHECK(r.filters[0].worst == 3);
    CHECK(r.order == std::vector<std::size_t>{1, 0, 3});
    CHECK_THAT(r.filters[1].among_hottest, WithinAbs(1, 1e-9));
    // Equal ones share the place that is left, at either end.
    CHECK_THAT(r.filters[0].among_coldest, WithinAbs(0.5, 1e-9));
    CHECK_THAT(r.filters[3].among_coldest, WithinAbs(0.5, 1e-9));
    const filter_ranking two = rank_filters(store, all_columns(store), {.hottest = 2});
    CHECK_THAT(two.filters[1].among_hottest, WithinAbs(1, 1e-9));
    CHECK_THAT(two.filters[0].among_hottest, WithinAbs(0.5, 1e-9));
    CHECK_THAT(two.filters[3].among_hottest, WithinAbs(0.5, 1e-9));
    CHECK_THAT(two.filters[3].among_coldest, WithinAbs(1, 1e-9));
}

TEST_CASE("too little is unknown, and says nothing about ranks") {
    const filter_ranking nothing = rank_filters(batch_store(2), std::array<std::size_t, 2>{0, 1});
    CHECK(nothing.order.empty());
    CHECK(nothing.verdict == reliability::unknown);
    CHECK(std::isnan(nothing.filters[0].rank));
    CHECK(rank_filters(batch_store(2), {}).filters.empty());

    const batch_store few = filters({1, 9}, 0, 153, 8);
    const filter_ranking r = rank_filters(few, all_columns(few));
    CHECK(r.verdict == reliability::unknown);
    CHECK(r.filters[1].rank == 1);
    CHECK(r.filters[1].worst == 2);
    CHECK(r.filters[0].best == 1);
    CHECK(std::isnan(r.filters[0].among_hottest));

    // Ten blocks are the fewest of which extremes are drawn.
    for (const int ticks : {9, 10}) {
        const batch_store short_run = filters({1, 9}, 0, 153, ticks);
        const filter_ranking s = rank_filters(short_run, all_columns(short_run));
        CAPTURE(ticks);
        CHECK(std::isnan(s.filters[0].among_hottest) == (ticks < 10));
    }

    const batch_store one = filters({1}, 0, 154, 4000);
    const filter_ranking alone = rank_filters(one, all_columns(one), {.hottest = 3});
    CHECK(alone.verdict == reliability::reliable);
    CHECK(alone.filters[0].worst == 1);
    CHECK_THAT(alone.filters[0].among_hottest, WithinAbs(1, 1e-9));

    const auto columns = all_columns(few);
    CHECK_THROWS_AS(rank_filters(few, std::array<std::size_t, 1>{2}), std::invalid_argument);
    CHECK_THROWS_WITH(rank_filters(few, std::array<std::size_t, 1>{2}),
                      ContainsSubstring("rank_filters"));
    CHECK_THROWS_AS(rank_filters(few, columns, {.hottest = 0}), std::invalid_argument);
    CHECK_THROWS_AS(rank_filters(few, columns, {.draws = 0}), std::invalid_argument);
    CHECK_THROWS_AS(rank_filters(few, columns, {.level = 1}), std::invalid_argument);
    CHECK_THROWS_AS(rank_filters(few, columns, {.first_batch = 9}), std::invalid_argument);
}

}  // namespace observables_ranking_ranking_test
