// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <thermosgd/core/error.hpp>

#include <stdexcept>
#include <string>
#include <type_traits>

#include "catch_shim.hpp"

namespace core_error_test {

namespace {

[[noreturn]] void fail() {
    THERMOSGD_THROW(thermosgd::layout_error("observe: size = 3, expected 4"));
}

}  // namespace

TEST_CASE("a layout error is an error of the library and a runtime error") {
    STATIC_REQUIRE(std::is_base_of_v<thermosgd::error, thermosgd::layout_error>);
    REQUIRE_THROWS_AS(fail(), thermosgd::error);
    REQUIRE_THROWS_AS(fail(), std::runtime_error);
}

TEST_CASE("a thrown error carries its message unchanged") {
    std::string message;
    try {
        fail();
    } catch (const thermosgd::error& e) {
        message = e.what();
    }
    REQUIRE(message == "observe: size = 3, expected 4");
}

TEST_CASE("an invariant that holds passes without effect") {
    int evaluations = 0;
    THERMOSGD_ASSERT(++evaluations == 1);
    REQUIRE(evaluations <= 1);
}

}  // namespace core_error_test
