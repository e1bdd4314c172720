// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "core/bit_patterns.hpp"

#include <thermosgd/core/all_finite.hpp>

#include <cstddef>
#include <vector>

namespace core_all_finite_test {

using thermosgd::all_finite;

TEST_CASE("one number that is not finite is found at every place of a block") {
    for (const std::size_t size : {1U, 7U, 8U, 9U, 64U, 100U}) {
        for (std::size_t place = 0; place < size; ++place) {
            for (const auto& pattern : bit_patterns<double>()) {
                std::vector<double> v(size, 0.5);
                v[place] = pattern.value();
                // Finite numbers pass unless their fourth powers overflow.
                const bool large = pattern.finite && (v[place] > 1e76 || v[place] < -1e76);
                CAPTURE(size, place, pattern.name);
                CHECK(all_finite(v) == (pattern.finite && !large));
            }
        }
    }
}

TEST_CASE("nothing, zeros, denormals and large numbers are finite") {
    CHECK(all_finite(std::vector<double>{}));
    CHECK(all_finite(std::vector<double>(100, 0.0)));
    CHECK(all_finite(std::vector<double>(100, 5e-324)));
    CHECK(all_finite(std::vector<double>(4096, 1e75)));
    CHECK_FALSE(all_finite(std::vector<double>(1, 1e78)));
}

}  // namespace core_all_finite_test
