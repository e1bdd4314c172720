// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/core/sums.hpp>

#include <array>
#include <cmath>
#include <vector>

namespace core_sums_test {

using namespace thermosgd;

TEST_CASE("adding sums adds every field") {
    const sums a{1, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9, 10};
    sums b = a;
    b += a;
    CHECK(b == sums{2, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18, 20});
    CHECK(pairwise_sum({}) == sums{});
    const std::array<sums, 3> three{a, a, a};
    CHECK(pairwise_sum(three).v2 == 9.0);
    CHECK(pairwise_sum(three).d == 3);
}

TEST_CASE("the pairwise tree keeps the error far below that of a running sum") {
    const std::vector<sums> parts(1 << 20, sums{1, 0.1, 0.1, 0, 0, 0, 0, 0, 0, 0});
    double running = 0.0;
    for (const sums& s : parts) {
        running += s.v2;
    }
    const double exact = 0.1 * static_cast<double>(1 << 20);
    CHECK(std::fabs(pairwise_sum(parts).v2 - exact) <= 1e-15 * exact);
    CHECK(std::fabs(running - exact) > 1e-13 * exact);
}

}  // namespace core_sums_test
