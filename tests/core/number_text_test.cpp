// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "random.hpp"

#include <thermosgd/core/number_text.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>

namespace core_number_text_test {

using namespace thermosgd::detail;

namespace {

template <class T>
std::string text_of(T value) {
    std::string text;
    append_number(text, value);
    return text;
}

}  // namespace

TEST_CASE("numbers are written in the fewest digits that read back to the same bits") {
    CHECK(text_of(0.1) == "0.1");
    CHECK(text_of(0.1F) == "0.1");
    CHECK(text_of(1e-7) == "1e-07");
    CHECK(text_of(42U) == "42");
    CHECK(text_of(std::int64_t{-7}) == "-7");
    CHECK(text_of(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    test::random_stream random(1);
    for (int i = 0; i < 100'000; ++i) {
        const double x = std::bit_cast<double>(random.bits());
        if (thermosgd::is_finite(x)) {
            REQUIRE(std::bit_cast<std::uint64_t>(std::strtod(text_of(x).c_str(), nullptr)) ==
                    std::bit_cast<std::uint64_t>(x));
        }
    }
}

TEST_CASE("truth values and characters are no numbers") {
    STATIC_REQUIRE(text_number<int>);
    STATIC_REQUIRE(text_number<float>);
    STATIC_REQUIRE(text_number<std::uint8_t>);
    STATIC_REQUIRE_FALSE(text_number<bool>);
    STATIC_REQUIRE_FALSE(text_number<char>);
    STATIC_REQUIRE_FALSE(text_number<std::string>);
}

TEST_CASE("numbers of a given precision are those of printf in the C locale") {
    test::random_stream random(2);
    for (int i = 0; i < 20'000; ++i) {
        const double x = std::bit_cast<double>(random.bits());
        if (!thermosgd::is_finite(x)) {
            continue;
        }
        const int precision = static_cast<int>(random.bits() % 31);
        for (const char form : {'e', 'f', 'g'}) {
            const char format[] = {'%', '.', '*', form, '\0'};
            char expected[400];
            std::snprintf(expected, sizeof expected, format, precision, x);
            REQUIRE(print_number(form, precision, x) == expected);
        }
    }
    CHECK(print_number('g', 3, std::numeric_limits<double>::quiet_NaN()) == "nan");
    CHECK(print_number('f', 3, -std::numeric_limits<double>::infinity()) == "-inf");
    CHECK(number_text(0.1) == "0.1");
    CHECK(number_text(1e-9) == "1e-09");
    CHECK(number_text(std::numeric_limits<double>::infinity()) == "inf");
}

}  // namespace core_number_text_test
