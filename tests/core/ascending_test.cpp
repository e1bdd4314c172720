// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/core/ascending.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace core_ascending_test {

TEST_CASE("numbers are sorted upward and downward") {
    std::vector<double> x{2, -1, 3, 3, 0};
    std::sort(x.begin(), x.end(), thermosgd::detail::ascending{});
    CHECK(x == std::vector<double>{-1, 0, 2, 3, 3});
    std::sort(x.begin(), x.end(), thermosgd::detail::descending{});
    CHECK(x == std::vector<double>{3, 3, 2, 0, -1});
}

TEST_CASE("a name is looked up without a copy of it") {
    const std::map<std::string, int, thermosgd::detail::ascending> numbers{{"a", 1}, {"b", 2}};
    CHECK(numbers.find(std::string_view("b"))->second == 2);
}

}  // namespace core_ascending_test
