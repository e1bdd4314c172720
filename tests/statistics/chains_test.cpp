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
