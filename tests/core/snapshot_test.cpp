// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/core/snapshot.hpp>

#include <span>
#include <vector>

namespace core_snapshot_test {

using namespace thermosgd;

TEST_CASE("a snapshot is a copy, numbered through, and outlives its source") {
    snapshot<float> kept;
    CHECK_FALSE(kept.taken());
    {
        const std::vector<std::vector<float>> layers{{1, 2}, {3}};
        kept.take(layers, 7);
    }
    CHECK(kept.taken());
    CHECK(kept.step == 7);
    CHECK(kept.x == std::vector<float>{1, 2, 3});
}

TEST_CASE("distance and norm change are those of the group, and filters add up to it") {
    layout where;
    where.skip(2);
    where.add("w", {2, 3, 2}, {.filter_axis = 1});
    std::vector<double> then(14), now(14);
    for (std::size_t i = 0; i < 14; ++i) {
        then[i] = static_cast<double>(i);
        now[i] = static_cast<double>(i * i) - 5.0;
    }
    const std::span<const double> a(then), b(now);
    double distance = 0.0, norm = 0.0;
    for (std::size_t i = 2; i < 14; ++i) {
        distance += (now[i] - then[i]) * (now[i] - then[i]);
        norm += now[i] * now[i] - then[i] * then[i];
    }
    const group& g = where.groups()[0];
    const position_pair_sums whole = compare_positions(g, no_filters, a, b);
    CHECK_THAT(whole.squared_distance, WithinRel(distance, 1e-14));
    CHECK_THAT(whole.norm_change, WithinRel(norm, 1e-14));
    position_pair_sums parts;
    for (std::size_t f = 0; f < 3; ++f) {
        const position_pair_sums part = compare_positions(g, f, a, b);
        parts.squared_distance += part.squared_distance;
        parts.norm_change += part.norm_change;
    }
    CHECK_THAT(parts.squared_distance, WithinRel(distance, 1e-14));
    CHECK_THAT(parts.norm_change, WithinRel(norm, 1e-14));
    // Filter 1 of axis 1: scalars 2, 3 and 8, 9 of the group.
    const position_pair_sums one = compare_positions(g, 1, a, b);
    double by_hand = 0.0;
    for (const std::size_t i : {4U, 5U, 10U, 11U}) {
        by_hand += (now[i] - then[i]) * (now[i] - then[i]);
    }
    CHECK_THAT(one.squared_distance, WithinRel(by_hand, 1e-14));
}

TEST_CASE("a small drift of a large norm keeps its digits") {
    layout where;
    where.add("w", {1000});
    const std::vector<double> then(1000, 1e8), now(1000, 1e8 + 1e-7);
    const double step = now[0] - then[0];
    const position_pair_sums moved = compare_positions(
        where.groups()[0], no_filters, std::span<const double>(then), std::span<const double>(now));
    CHECK_THAT(moved.norm_change, WithinRel(1000.0 * step * (now[0] + then[0]), 1e-12));
    CHECK_THAT(moved.squared_distance, WithinRel(1000.0 * step * step, 1e-12));
}

}  // namespace core_snapshot_test
