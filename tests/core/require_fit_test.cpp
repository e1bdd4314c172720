// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own unit: specialises thermosgd::buffer_traits
/// \file
/// Buffers that a layout takes, and those that it refuses although their scalars add up.

#include <thermosgd/core/require_fit.hpp>

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "catch_shim.hpp"

namespace core_require_fit_test {

/// A matrix whose columns lie next to each other.
struct column_major_matrix {
    std::vector<float> scalars;
};

}  // namespace core_require_fit_test

template <>
struct thermosgd::buffer_traits<core_require_fit_test::column_major_matrix> {
    using matrix = core_require_fit_test::column_major_matrix;
    using value_type = float;
    static constexpr bool lends_memory = true;
    static std::size_t size(const matrix& m) { return m.scalars.size(); }
    static storage_order order(const matrix&) { return storage_order::column_major; }
    template <class F>
    static void for_each_run(const matrix& m, F&& f) {
        f(strided_run<const float>{m.scalars.data(), m.scalars.size()});
    }
};

namespace core_require_fit_test {

using namespace thermosgd;
using buffers = std::vector<std::vector<float>>;
using named = std::vector<std::pair<std::string, std::vector<float>>>;

layout conv_and_bias() {
    layout l;
    l.add("conv", {2, 3});
    l.skip(4);
    l.add("bias", {5});
    return l;
}

std::vector<float> of(std::size_t n) {
    return std::vector<float>(n);
}

TEST_CASE("one flat buffer, one per group, and pieces that end where groups end fit") {
    const layout l = conv_and_bias();
    CHECK_NOTHROW(require_fit("f", l, of(15)));
    CHECK_NOTHROW(require_fit("f", l, buffers{of(6), of(4), of(5)}));
    CHECK_NOTHROW(require_fit("f", l, buffers{of(10), of(5)}));
    CHECK_NOTHROW(require_fit("f", l, buffers{of(8), of(2), of(5)}));  // within what is skipped
    CHECK_NOTHROW(require_fit("f", l, buffers{of(2), of(4), {}, of(4), of(3), of(2)}));
    CHECK_NOTHROW(require_fit("f", l, buffers{of(6), of(9)}));
}

TEST_CASE("buffers that overlap a group in part are refused, the message names both") {
    layout l;
    l.add("a", {10});
    l.add("b", {30});
    CHECK_THROWS_AS(require_fit("f", l, buffers{of(30), of(10)}), layout_error);
    CHECK_THROWS_WITH(require_fit("f", l, buffers{of(30), of(10)}),
                      ContainsSubstring("f: a buffer of the scalars 0 to 29 overlaps group \"b\", "
                                        "10 to 39"));
    CHECK_THROWS_AS(require_fit("f", l, buffers{of(5), of(35)}), layout_error);
    CHECK_THROWS_AS(require_fit("f", l, buffers{of(5), of(10), of(25)}), layout_error);
    CHECK_NOTHROW(require_fit("f", l, buffers{of(5), of(5), of(30)}));
}

TEST_CASE("another number of scalars is refused first") {
    CHECK_THROWS_WITH(require_fit("f", conv_and_bias(), of(14)), ContainsSubstring("hold 14"));
    CHECK_THROWS_WITH(require_fit("f", conv_and_bias(), buffers{of(6)}),
                      ContainsSubstring("hold 6"));
}

TEST_CASE("names stand at the groups of these names") {
    const layout l = conv_and_bias();
    CHECK_NOTHROW(
        require_fit("f", l, named{{"conv", of(6)}, {"running mean", of(4)}, {"bias", of(5)}}));
    CHECK_THROWS_WITH(
        require_fit("f", l, named{{"conv2", of(6)}, {"running mean", of(4)}, {"bias", of(5)}}),
        ContainsSubstring("buffer \"conv2\" begins at scalar 0, where the layout has group "
                          "\"conv\""));
    // A group of the layout where the layout has none.
    CHECK_THROWS_WITH(require_fit("f", l, named{{"conv", of(6)}, {"bias", of(4)}, {"x", of(5)}}),
                      ContainsSubstring("buffer \"bias\" begins at scalar 6"));
    // Nested: the name stands for all its buffers.
    const std::vector<std::pair<const char*, buffers>> nested{
        {"conv", {of(3), of(3)}}, {"rest", {of(4)}}, {"bias", {of(5)}}};
    CHECK_NOTHROW(require_fit("f", l, nested));
}

TEST_CASE("a map in another order than the layout is refused, equal sizes or not") {
    layout l;
    l.add("linear1", {30});
    l.add("conv1", {30});
    std::map<std::string, std::vector<float>> net{{"linear1", of(30)}, {"conv1", of(30)}};
    CHECK_THROWS_AS(require_fit("f", l, net), layout_error);
    layout sorted;
    sorted.add("conv1", {30});
    sorted.add("linear1", {30});
    CHECK_NOTHROW(require_fit("f", sorted, net));
    // Keys that are no text have no names to compare.
    const std::map<int, std::vector<float>> numbered{{1, of(30)}, {2, of(30)}};
    CHECK_NOTHROW(require_fit("f", l, numbered));
}

TEST_CASE("a column-major buffer with filters needs a group that says so") {
    layout rows, columns, whole;
    rows.add("linear", {3, 8}, {.filter_axis = 0});
    columns.add("linear", {3, 8}, {.filter_axis = 0, .column_major = true});
    whole.add("linear", {3, 8});
    const column_major_matrix m{of(24)};
    CHECK_THROWS_WITH(require_fit("f", rows, m), ContainsSubstring(".column_major = true"));
    CHECK_NOTHROW(require_fit("f", columns, m));
    CHECK_NOTHROW(require_fit("f", whole, m));
    CHECK_NOTHROW(require_fit("f", rows, of(24)));
    // Behind the last group there is none to ask.
    rows.skip(24);
    CHECK_NOTHROW(require_fit("f", rows, std::vector{of(24), of(24)}));
    columns.skip(24);
    CHECK_NOTHROW(require_fit("f", columns, std::vector{m, m}));
}

}  // namespace core_require_fit_test
