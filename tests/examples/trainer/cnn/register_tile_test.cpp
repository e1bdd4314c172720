// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of register tiles.

#include <trainer/cnn/register_tile.hpp>

#include <vector>

#include "catch_shim.hpp"

namespace examples_trainer_cnn_register_tile_test {

TEST_CASE("the best tile fits the registers and the problem") {
    constexpr cnn::tile_shape wide = cnn::best_tile(8, 48);
    constexpr cnn::tile_shape narrow = cnn::best_tile(3, 1);
    constexpr cnn::tile_shape unshared = cnn::best_tile(8, 5, false);
    STATIC_REQUIRE(wide.rows * wide.columns + 2 * wide.columns + 2 <= cnn::vector_registers);
    STATIC_REQUIRE(wide.rows * wide.columns >= 8);
    STATIC_REQUIRE(unshared.rows * unshared.columns <= cnn::vector_registers - 3);
    STATIC_REQUIRE(unshared.rows * unshared.columns >= 8);
    STATIC_REQUIRE(narrow.rows <= 3);
    STATIC_REQUIRE(narrow.columns == 1);
}

TEMPLATE_TEST_CASE("a tile adds the outer product of its factors", "", float, double) {
    constexpr std::size_t width = cnn::width<TestType>;
    const auto check = []<std::size_t Rows, std::size_t Columns>() {
        std::vector<TestType> left(Rows * width);
        std::vector<TestType> right(Columns * width);
        for (std::size_t i = 0; i < left.size(); ++i) {
            left[i] = static_cast<TestType>(i + 1);
        }
        for (std::size_t i = 0; i < right.size(); ++i) {
            right[i] = static_cast<TestType>(2 * i + 3);
        }
        cnn::register_tile<TestType, Rows, Columns> tile(left.data());
        tile.add_scalars_times_vectors(left.data(), width, right.data(), width);
        tile.add_vectors_times_vectors(left.data(), width, right.data(), width);
        tile.add_products_within(1, 2, left.data(), width, right.data());
        std::vector<TestType> found(Rows * Columns * width, TestType{5});
        tile.add(found.data(), Columns * width, width);
        tile.write(found.data(), Columns * width, width);
        std::vector<TestType> copy(found.size());
        cnn::register_tile<TestType, Rows, Columns> other;
        other.read(found.data(), Columns * width, width);
        other.write(copy.data(), Columns * width, width);
        CHECK(copy == found);
        for (std::size_t r = 0; r < Rows; ++r) {
            for (std::size_t c = 0; c < Columns; ++c) {
                for (std::size_t i = 0; i < width; ++i) {
                    const TestType expected =
                        5 + left[r] +
                        (left[r * width] + left[r * width + i]) * right[c * width + i] +
                        (c == 1 ? left[r * width] * right[i] : TestType{0});
                    CHECK(found[(r * Columns + c) * width + i] == expected);
                }
            }
        }
    };
    check.template operator()<2, 6>();
    check.template operator()<4, 3>();
    check.template operator()<1, 1>();
}

}  // namespace examples_trainer_cnn_register_tile_test
