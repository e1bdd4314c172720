// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <support/json.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "catch_shim.hpp"

namespace examples_support_json_test {

using support::json;

namespace {

template <class T>
bool is_refused(const char* text) {
    try {
        (void)json::parse(text).get<T>();
    } catch (const json::type_error& refused) {
        return refused.id == 302;
    }
    return false;
}

template <class T>
T read(const char* text) {
    return json::parse(text).get<T>();
}

}  // namespace

TEST_CASE("whole numbers are read where the type holds them, however they are written") {
    CHECK(read<int>("-7") == -7);
    CHECK(read<int>("1e5") == 100'000);
    CHECK(read<std::uint64_t>("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
    CHECK(read<std::int64_t>("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
    CHECK(read<unsigned char>("255") == 255);
    CHECK(read<std::size_t>("0") == 0);
    CHECK(read<std::vector<std::size_t>>("[3, 4.0]") == std::vector<std::size_t>{3, 4});
    CHECK(json::parse("{}").value("absent", std::size_t{5}) == 5);
    CHECK(read<double>("1e308") == 1e308);
    CHECK(read<bool>("true"));
    CHECK(json(std::uint8_t{7}).dump() == "7");
    CHECK(json{{"b", 1}, {"a", -2}}.dump() == R"({"b":1,"a":-2})");
}

TEST_CASE("a number that an integer cannot hold is refused by name and bounds") {
    for (const char* text :
         {"1e308", "-1e308", "0.5", "1e19", "-1", "true", "\"7\"", "[]", "null"}) {
        CAPTURE(text);
        CHECK(is_refused<std::size_t>(text));
    }
    CHECK(is_refused<int>("2147483648"));
    CHECK(is_refused<int>("2147483648.0"));
    CHECK(is_refused<int>("18446744073709551615"));
    CHECK(is_refused<std::int64_t>("18446744073709551615"));
    CHECK(is_refused<unsigned char>("256"));
    CHECK(is_refused<std::vector<std::uint64_t>>("[1, -2]"));
    CHECK_THROWS_WITH(read<int>("1e308"),
                      ContainsSubstring("found 1e+308, expected a whole number from -2147483648"));
    std::size_t kept = 3;
    CHECK_THROWS_AS(json::parse(R"({"n": 1e308})").at("n").get_to(kept), json::type_error);
    CHECK(kept == 3);
}

}  // namespace examples_support_json_test
