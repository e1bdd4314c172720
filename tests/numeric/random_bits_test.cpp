// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/numeric/random_bits.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace numeric_random_bits_test {

using thermosgd::stream_seed;
using thermosgd::detail::random_bits;

TEST_CASE("the sequence is that of the published generator") {
    // From 1234567: the first numbers of its authors' reference program; from 0: those quoted most.
    static_assert(random_bits(1234567, 0) == 6457827717110365317U);
    CHECK(random_bits(1234567, 1) == 3203168211198807973U);
    CHECK(random_bits(0, 0) == 0xe220'a839'7b1d'cdafU);
    CHECK(random_bits(0, 1) == 0x6e78'9e6a'a1b9'65f4U);
}

TEST_CASE("every bit is fair, and a neighbouring place or seed changes half of them") {
    constexpr int n = 4096;
    int ones[64] = {}, of_place = 0, of_seed = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        const std::uint64_t bits = random_bits(9, i);
        for (int b = 0; b < 64; ++b) {
            ones[b] += static_cast<int>(bits >> b & 1U);
        }
        of_place += std::popcount(bits ^ random_bits(9, i + 1));
        of_seed += std::popcount(bits ^ random_bits(8, i));
    }
    // Six standard deviations of a fair coin: fails by chance below 2e-9 each.
    for (const int count : ones) {
        CHECK(std::abs(count - n / 2) < 6 * 32);
    }
    CHECK(std::abs(of_place - 32 * n) < 6 * 256);
    CHECK(std::abs(of_seed - 32 * n) < 6 * 256);
}

TEST_CASE("the seeds of streams below one seed differ") {
    std::vector<std::uint64_t> seeds;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        seeds.push_back(stream_seed(1, i));
    }
    CHECK(stream_seed(2, 0) != seeds[0]);
    std::sort(seeds.begin(), seeds.end());
    CHECK(std::adjacent_find(seeds.begin(), seeds.end()) == seeds.end());
    // Seeds of stored runs depend on these numbers.
    static_assert(stream_seed(7, 3) == 0x100d'3db9'b776'9042U);
}

}  // namespace numeric_random_bits_test
