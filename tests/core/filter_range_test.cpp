// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/core/filter_range.hpp>

#include <cstddef>
#include <vector>

namespace core_filter_range_test {

using namespace thermosgd;

namespace {

/// The places of a range, one by one and by chunks.
std::vector<std::size_t> places(const detail::filter_range& range) {
    std::vector<std::size_t> single, chunked;
    for (std::size_t i = 0; i < range.count; ++i) {
        single.push_back(range.place(range.begin + i));
    }
    range.for_each_chunk([&](std::size_t i, std::size_t place, std::size_t n) {
        CHECK(i == chunked.size());
        for (std::size_t k = 0; k < n; ++k) {
            chunked.push_back(place + k);
        }
    });
    CHECK(single == chunked);
    return single;
}

}  // namespace

TEST_CASE("a filter lies where row-major indexing puts it, whatever its axis") {
    const std::vector<std::size_t> shape{2, 3, 4};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        layout where;
        where.skip(5);
        where.add("w", {2, 3, 4}, {.filter_axis = axis});
        const group& g = where.groups()[0];
        for (std::size_t f = 0; f < shape[axis]; ++f) {
            std::vector<std::size_t> expected;
            for (std::size_t i = 0; i < 24; ++i) {
                const std::size_t index[] = {i / 12, i / 4 % 3, i % 4};
                if (index[axis] == f) {
                    expected.push_back(5 + i);
                }
            }
            detail::filter_range range(g, f);
            CHECK(range.contiguous == (axis == 0));
            range.count = expected.size();
            CHECK(places(range) == expected);
            range.begin = 2;
            range.count = expected.size() - 3;
            CHECK(places(range) ==
                  std::vector<std::size_t>(expected.begin() + 2, expected.end() - 1));
        }
    }
}

TEST_CASE("a group without filters is one filter") {
    layout where;
    where.add("bias", {7}, {.filter_axis = no_filters});
    detail::filter_range range(where.groups()[0], 0);
    CHECK((range.contiguous && range.chunk == 7 && range.filters == 1));
    range.count = 7;
    CHECK(places(range) == std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6});
}

}  // namespace core_filter_range_test
