// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/report/nearest_name.hpp>

#include <array>
#include <span>
#include <string_view>

namespace report_nearest_name_test {

using thermosgd::edit_distance;
using thermosgd::nearest_name;

TEST_CASE("the edit distance counts insertions, deletions and replacements, either way round") {
    CHECK(edit_distance("", "") == 0);
    CHECK(edit_distance("abc", "abc") == 0);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
    CHECK(edit_distance("sitting", "kitten") == 3);
    CHECK(edit_distance("diffusoin", "diffusion") == 2);
    CHECK(edit_distance("flaw", "lawn") == 2);
}

TEST_CASE("the nearest name is the one with the least distance, the first of several") {
    constexpr std::array<std::string_view, 3> known{"gradient", "ranking", "gibbs"};
    CHECK(nearest_name("gradeint", known) == "gradient");
    CHECK(nearest_name("rank", known) == "ranking");
    CHECK(nearest_name("gibbs", known) == "gibbs");
    constexpr std::array<std::string_view, 2> tied{"ab", "ac"};
    CHECK(nearest_name("ad", tied) == "ab");
    CHECK(nearest_name("ad", std::span<const std::string_view>{}).empty());
}

}  // namespace report_nearest_name_test
