// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/statistics/chains.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "catch_shim.hpp"

namespace statistics_chains_test {

using namespace thermosgd;

TEST_CASE("a store becomes a chain of its batch means, burn-in and gaps left out") {
    batch_store store(2, 8);
    for (int t = 0; t < 8; ++t) {
        store.append(
            std::array{double(t), t == 5 ? std::numeric_limits<double>::quiet_NaN() : 1.0});
    }
    REQUIRE(store.batches() >= 4);
    const std::vector<double> all = chain_of(store, 0);
    REQUIRE(all.size() == store.batches());
    CHECK(all.front() == store.batch(0, 0).mean);
    CHECK(chain_of(store, 0, 2).size() == store.batches() - 2);
    CHECK_THROWS_AS(chain_of(store, 2), std::invalid_argument);
    CHECK_THROWS_AS(chain_of(store, 0, 100), std::invalid_argument);
}

TEST_CASE("a chain of longer stretches is that of a store with longer batches, from the end on") {
    batch_store store(2, 64);
    for (int t = 0; t < 90; ++t) {  // 45 batches of two
        store.append(
            std::array{double(t), t < 40 ? std::numeric_limits<double>::quiet_NaN() : double(t)});
    }
    REQUIRE(store.ticks_per_batch() == 2);
    CHECK(chain_of(store, 0, 5, 2) == chain_of(store, 0, 5));
    const std::vector<double> eights = chain_of(store, 0, 3, 8);
    REQUIRE(eights.size() == 10);  // 42 batches are ten times four, and two at the start
    for (std::size_t i = 0; i < eights.size(); ++i) {
        CHECK_THAT(eights[i], WithinRel(10 + 8 * static_cast<double>(i) + 3.5, 1e-14));
    }
    // Of the second column nothing was seen in the first 40 ticks, and half of the next stretch.
    const std::vector<double> seen = chain_of(store, 1, 0, 16);
    CHECK(seen.size() == 4);
    CHECK_THAT(seen[0], WithinRel(40.5, 1e-14));
    CHECK(chain_of(store, 0, 44, 8).empty());
    CHECK(chain_of(store, 0, store.batches(), 2).empty());
    CHECK_THROWS_WITH(chain_of(store, 0, 0, 3),
                      "chain_of: ticks = 3, expected a multiple of 2, the length of a batch");
    CHECK_THROWS_AS(chain_of(store, 0, 0, 0), std::invalid_argument);
    CHECK_THROWS_AS(chain_of(store, 2, 0, 2), std::invalid_argument);
}

TEST_CASE("numbers as small as the temperatures of trained networks can be compared") {
    CHECK_FALSE(detail::nothing_to_compare({{1e-20, 2e-20}, {1e-20, 3e-20}}));
    CHECK(detail::nothing_to_compare({{1e-20, 1e-20}, {1e-20, 1e-20}}));
    CHECK(detail::nothing_to_compare({{1.0, 1 + 2e-16}, {1.0, 1.0}}));
    CHECK_FALSE(detail::nothing_to_compare({{1.0, 1 + 1e-15}, {1.0, 1.0}}));
    CHECK(detail::nothing_to_compare({{0.0, 0.0}, {0.0, 0.0}}));
    CHECK(detail::nothing_to_compare({}));
}

TEST_CASE("chains are cut to the last numbers of the shortest") {
    const chains cut = last_of_equal_length({{1, 2, 3}, {4, 5}});
    CHECK(cut == chains{{2, 3}, {4, 5}});
    CHECK(last_of_equal_length({}).empty());
}

TEST_CASE("halves leave out the middle of an odd length") {
    CHECK(detail::split({{1, 2, 3, 4, 5}}) == chains{{1, 2}, {4, 5}});
    CHECK(detail::split({{1, 2, 3, 4}}) == chains{{1, 2}, {3, 4}});
    CHECK(detail::split({{1}}) == chains{{1}});
}

TEST_CASE("normal scores are of ranks, ties share theirs") {
    const chains z = detail::normal_scores({{10, 20}, {20, 30}});
    // Ranks 1, 2.5, 2.5, 4 of 4: (r − 3/8)/4.25.
    CHECK_THAT(z[0][0], WithinRel(normal_quantile(0.625 / 4.25), 1e-14));
    CHECK(z[0][1] == 0.0);
    CHECK(z[1][0] == 0.0);
    CHECK_THAT(z[1][1], WithinRel(-z[0][0], 1e-14));
}

TEST_CASE("quantiles lie on straight lines between order statistics") {
    const std::vector<double> sorted{1, 2, 4, 8};
    CHECK(detail::quantile_of_sorted(sorted, 0.0) == 1);
    CHECK(detail::quantile_of_sorted(sorted, 1.0) == 8);
    CHECK(detail::quantile_of_sorted(sorted, 0.5) == 3);
    CHECK_THAT(detail::quantile_of_sorted(sorted, 0.9), WithinRel(6.8, 1e-14));
    CHECK(detail::folded({{1, 2}, {4, 8}}) == chains{{2, 1}, {1, 5}});
    CHECK(detail::folded({{1, 2, 9}}) == chains{{1, 0, 7}});
}

}  // namespace statistics_chains_test
