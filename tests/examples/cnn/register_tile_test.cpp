// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of register tiles.

#include <cnn/register_tile.hpp>

#include <vector>

#include "catch_shim.hpp"

TEST_CASE("the best tile fits the registers and the problem") {
    constexpr cnn::tile_shape wide = cnn::best_tile(8, 48);
    constexpr cnn::tile_shape narrow = cnn::best_tile(3, 1);
    STATIC_REQUIRE(wide.rows * wide.columns <= cnn::vector_registers - 3);
    STATIC_REQUIRE(wide.rows * wide.columns >= 10);
    STATIC_REQUIRE(narrow.rows <= 3);
    STATIC_REQUIRE(narrow.columns == 1);
}

TEMPLATE_TEST_CASE("a tile adds the outer product of its factors", "", float, double) {
    const auto check = []<std::size_t Rows, std::size_t Columns>() {
        cnn::register_tile<TestType, Rows, Columns> tile;
        tile.fill([](auto r, auto) { return static_cast<TestType>(100 * r); });
        for (int repeat = 0; repeat < 2; ++repeat) {
            tile.add_products(
                [](auto r) { return cnn::vector_of<TestType>(static_cast<TestType>(r + 1)); },
                [](auto c) { return cnn::vector_of<TestType>(static_cast<TestType>(c + 3)); });
        }
        tile.for_each([](std::size_t r, std::size_t c, const cnn::vector_of<TestType>& sum) {
            for (std::size_t i = 0; i < sum.size(); ++i) {
                CHECK(sum[i] == static_cast<TestType>(100 * r + 2 * (r + 1) * (c + 3)));
            }
        });
    };
    check.template operator()<2, 6>();
    check.template operator()<4, 3>();
    check.template operator()<1, 1>();
}
