// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Gaps and error bars under -ffast-math, where std::isfinite is constantly true.
// flags: -ffast-math

#include <array>
#include <bit>
#include <cstdint>

#include <thermosgd/statistics/lugsail.hpp>

#include "catch_shim.hpp"
#include "random.hpp"

TEST_CASE("gaps are seen under -ffast-math") {
    thermosgd::batch_store store(1, 16);
    for (const std::uint64_t bits : {0x7ff8'0000'0000'0000u, 0x7ff0'0000'0000'0000u,
                                     0xfff0'0000'0000'0000u, 0x4008'0000'0000'0000u}) {
        store.append(std::array{std::bit_cast<double>(bits)});
    }
    CHECK(store.ticks() == 4);
    CHECK(store.total(0).count == 1);
    CHECK(store.total(0).mean == 3);
}

TEST_CASE("the error bar of white noise with gaps is the same under -ffast-math") {
    test::random_stream random(1);
    thermosgd::batch_store store(1);
    for (int tick = 0; tick < 20'000; ++tick) {
        const double x = 5 + random.normal();
        store.append(std::array{tick % 5 == 3 ? std::bit_cast<double>(0x7ff8'0000'0000'0000u) : x});
    }
    const thermosgd::estimate e = mean_estimate(store, 0);
    CHECK(e.verdict == thermosgd::reliability::reliable);
    // 16,000 numbers of sd 1: 0.0079, itself known to 1/sqrt(2 nu) = 14 %; 4 sd on either side.
    CHECK(e.error > 0.0079 * 0.5);
    CHECK(e.error < 0.0079 * 1.6);
    CHECK(e.interval(1 - 1e-6).contains(5));
}
