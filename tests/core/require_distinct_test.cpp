// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/core/require_distinct.hpp>

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "catch_shim.hpp"

namespace core_require_distinct_test {

using namespace thermosgd;

namespace {

using run = strided_run<const float>;

layout three_groups() {
    layout l;
    l.add("embed", {2, 5});
    l.add("hidden", {4});
    l.add("head", {2, 5});
    return l;
}

template <class P>
std::string message_of(const layout& l, const P& p) {
    try {
        require_distinct("observe", l, p);
    } catch (const layout_error& refused) {
        return refused.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a group that lies in the memory of another is refused, and both are named") {
    const layout l = three_groups();
    const std::vector<float> a(10), b(4), c(10);
    using parts = std::vector<std::span<const float>>;
    CHECK(message_of(l, parts{a, b, c}).empty());
    CHECK(message_of(l, parts{c, b, a}).empty());
    CHECK(message_of(l, parts{a, b, a}) ==
          "observe: group \"head\" (scalar 14) lies in the memory of group \"embed\" (scalar 0); "
          "expected tied parameters once: give the second to layout::skip");

    const std::map<std::string, std::span<const float>> named{{"a", a}, {"b", b}, {"c", a}};
    CHECK_FALSE(message_of(l, named).empty());
    CHECK(message_of(l, std::vector<std::vector<float>>{a, b, a}).empty());  // copies
}

TEST_CASE("memory that is shared in part is refused; neighbours are not") {
    const layout l = three_groups();
    const std::vector<float> all(30);
    const std::span<const float> whole(all);
    using parts = std::vector<std::span<const float>>;
    CHECK(
        message_of(l, parts{whole.subspan(14, 10), whole.subspan(10, 4), whole.first(10)}).empty());
    CHECK_FALSE(
        message_of(l, parts{whole.first(10), whole.subspan(10, 4), whole.subspan(13, 10)}).empty());
    CHECK_FALSE(
        message_of(l, parts{whole.first(10), whole.subspan(9, 4), whole.subspan(13, 10)}).empty());
    // A buffer of several groups, and one within it.
    CHECK_FALSE(message_of(l, parts{whole.first(14), whole.subspan(13, 10)}).empty());
    CHECK(message_of(l, parts{whole.first(14), whole.subspan(14, 10)}).empty());
}

TEST_CASE("what the layout skips may be tied, and empty groups lie nowhere") {
    layout l;
    l.add("embed", {10});
    l.add("nothing", {0});
    l.skip(10);
    l.add("hidden", {4});
    const std::vector<float> a(10), b(4);
    using parts = std::vector<std::span<const float>>;
    CHECK(message_of(l, parts{a, a, b}).empty());
    CHECK(message_of(l, parts{a, std::span<const float>(), a, b}).empty());
    CHECK_FALSE(message_of(l, parts{a, a, std::span<const float>(a).first(4)}).empty());
}

TEST_CASE("strided runs that take turns in memory share nothing") {
    layout l;
    l.add("even", {5});
    l.add("odd", {5});
    const std::vector<float> all(10);
    detail::observed_memory<float> apart(l.groups());
    apart.add(run{all.data(), 5, 2});
    apart.add(run{all.data() + 1, 5, 2});
    CHECK_NOTHROW(apart.require_apart("observe"));
    detail::observed_memory<float> same(l.groups());
    same.add(run{all.data(), 5, 2});
    same.add(run{all.data(), 5, 2});
    CHECK_THROWS_AS(same.require_apart("observe"), layout_error);
}

}  // namespace core_require_distinct_test
