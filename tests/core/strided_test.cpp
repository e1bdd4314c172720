// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/core/strided.hpp>

#include <array>
#include <cstddef>
#include <numeric>
#include <vector>

#include "catch_shim.hpp"

namespace core_strided_test {

namespace {

using thermosgd::order_of_strides;
using thermosgd::storage_order;

using extents = std::vector<std::size_t>;
using strides = std::vector<std::ptrdiff_t>;

struct seen {
    std::vector<int> offsets{};
    std::size_t runs = 0;
};

/// Offsets of the scalars from element (0, …, 0), in the order of the walk.
seen walk(const extents& e, const strides& s, storage_order order, std::ptrdiff_t first = 0) {
    static std::vector<float> memory(1000);
    seen result;
    const float* const origin = memory.data() + first;
    thermosgd::for_each_strided_run(
        origin, e, s, order, [&](thermosgd::strided_run<const float> r) {
            ++result.runs;
            for (std::size_t i = 0; i < r.size; ++i) {
                result.offsets.push_back(static_cast<int>(&r[i] - origin));
            }
        });
    return result;
}

std::vector<int> counting(int first, int size, int step = 1) {
    std::vector<int> v;
    for (int i = 0; i < size; ++i) {
        v.push_back(first + i * step);
    }
    return v;
}

}  // namespace

TEST_CASE("an array without gaps is one run, in row-major and in column-major order") {
    const auto rows = walk({2, 3, 4}, {12, 4, 1}, storage_order::row_major);
    CHECK(rows.runs == 1);
    CHECK(rows.offsets == counting(0, 24));
    const auto columns = walk({2, 3, 4}, {1, 2, 6}, storage_order::column_major);
    CHECK(columns.runs == 1);
    CHECK(columns.offsets == counting(0, 24));
}

TEST_CASE("axes that are not regular stay apart, the slowest first") {
    // The left 2 columns of a row-major 3 × 4.
    const auto left = walk({3, 2}, {4, 1}, storage_order::row_major);
    CHECK(left.runs == 3);
    CHECK(left.offsets == std::vector<int>{0, 1, 4, 5, 8, 9});
    // A row-major array walked against its memory.
    const auto across = walk({2, 3}, {3, 1}, storage_order::column_major);
    CHECK(across.runs == 3);
    CHECK(across.offsets == std::vector<int>{0, 3, 1, 4, 2, 5});
    // The two inner axes merge although the outer one has a gap.
    const auto gap = walk({2, 2, 3}, {10, 3, 1}, storage_order::row_major);
    CHECK(gap.runs == 2);
    CHECK(gap.offsets == std::vector<int>{0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15});
}

TEST_CASE("every second column of an even width is one strided run") {
    const auto even = walk({3, 2}, {4, 2}, storage_order::row_major);
    CHECK(even.runs == 1);
    CHECK(even.offsets == counting(0, 6, 2));
    const auto odd = walk({3, 3}, {5, 2}, storage_order::row_major);
    CHECK(odd.runs == 3);
    CHECK(odd.offsets == std::vector<int>{0, 2, 4, 5, 7, 9, 10, 12, 14});
}

TEST_CASE("negative strides merge and walk like positive ones") {
    const auto reversed = walk({3, 4}, {-4, -1}, storage_order::row_major, 500);
    CHECK(reversed.runs == 1);
    CHECK(reversed.offsets == counting(0, 12, -1));
    const auto mirrored = walk({2, 3}, {3, -1}, storage_order::row_major, 500);
    CHECK(mirrored.runs == 2);
    CHECK(mirrored.offsets == std::vector<int>{0, -1, -2, 3, 2, 1});
}

TEST_CASE("the stride of an extent of 1 does not matter") {
    for (const std::ptrdiff_t any : {0, 1, -7, 1000}) {
        const auto a = walk({1, 3, 1, 2, 1}, {any, 2, any, 1, any}, storage_order::row_major);
        CHECK(a.runs == 1);
        CHECK(a.offsets == counting(0, 6));
        CHECK(order_of_strides(extents{1, 3, 1}, strides{any, 2, any}) == storage_order::flat);
        CHECK(order_of_strides(extents{3, 1, 2}, strides{2, any, 1}) == storage_order::row_major);
        CHECK(order_of_strides(extents{3, 1, 2}, strides{1, any, 3}) ==
              storage_order::column_major);
    }
}

TEST_CASE("a broadcast axis repeats its scalars") {
    const auto repeated = walk({2, 3}, {0, 1}, storage_order::row_major);
    CHECK(repeated.offsets == std::vector<int>{0, 1, 2, 0, 1, 2});
    const auto still = walk({2, 3}, {0, 0}, storage_order::row_major);
    CHECK(still.runs == 1);
    CHECK(still.offsets == std::vector<int>(6, 0));
}

TEST_CASE("rank 0 is one scalar, and an extent of 0 none") {
    CHECK(walk({}, {}, storage_order::flat).offsets == std::vector<int>{0});
    CHECK(walk({3, 0}, {0, 1}, storage_order::row_major).runs == 0);
    CHECK(walk({0}, {1}, storage_order::flat).runs == 0);
    CHECK(walk({2, 3, 0}, {1, 2, 6}, storage_order::column_major).runs == 0);
}

TEST_CASE("the order is read off the strides") {
    CHECK(order_of_strides(extents{}, strides{}) == storage_order::flat);
    CHECK(order_of_strides(extents{5}, strides{-3}) == storage_order::flat);
    CHECK(order_of_strides(extents{0, 5}, strides{5, 1}) == storage_order::flat);
    CHECK(order_of_strides(extents{2, 3, 4}, strides{12, 4, 1}) == storage_order::row_major);
    CHECK(order_of_strides(extents{2, 3, 4}, strides{1, 2, 6}) == storage_order::column_major);
    CHECK(order_of_strides(extents{2, 3}, strides{-3, -1}) == storage_order::row_major);
    CHECK(order_of_strides(extents{2, 3}, strides{-1, 2}) == storage_order::column_major);
    CHECK(order_of_strides(extents{2, 3, 4}, strides{4, 8, 1}) == storage_order::row_major);
    CHECK(order_of_strides(extents{3, 3}, strides{1, 1}) == storage_order::row_major);
}

TEST_CASE("a transposed array is column-major with the runs of the original") {
    const auto original = walk({3, 2}, {4, 1}, storage_order::row_major);
    const strides transposed{1, 4};
    const auto order = order_of_strides(extents{2, 3}, transposed);
    const auto same = walk({2, 3}, transposed, order);
    CHECK(order == storage_order::column_major);
    CHECK(same.runs == original.runs);
    CHECK(same.offsets == original.offsets);
}

TEST_CASE("permuted axes that are neither order are walked in row-major order") {
    // A row-major 2 × 3 × 4 with its first two axes exchanged.
    const extents e{3, 2, 4};
    const strides s{4, 12, 1};
    const auto permuted = walk(e, s, order_of_strides(e, s));
    std::vector<int> expected;
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 2; ++j) {
            for (int k = 0; k < 4; ++k) {
                expected.push_back(4 * i + 12 * j + k);
            }
        }
    }
    CHECK(permuted.offsets == expected);
    CHECK(permuted.runs == 6);
}

}  // namespace core_strided_test
