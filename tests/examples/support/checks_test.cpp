// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// What an option accepts.

#include <support/checks.hpp>

#include <stdexcept>
#include <string>

#include "catch_shim.hpp"

namespace examples_support_checks_test {

namespace {

/// What the check says of a text; empty if it accepts it.
std::string verdict(const CLI::Validator& check, std::string text) {
    return check(text);
}

}  // namespace

TEST_CASE("a whole number in a range is refused with the range") {
    const CLI::Validator threads = support::count(1, 1024);
    CHECK(verdict(threads, "1").empty());
    CHECK(verdict(threads, "1024").empty());
    for (const char* bad : {"0", "1025", "100000", "9223372036854775807", "18446744073709551616",
                            "-1", "", " 1", "1e2", "0x10"}) {
        CAPTURE(bad);
        CHECK_THAT(verdict(threads, bad), ContainsSubstring("a whole number from 1 to 1024"));
    }
}

TEST_CASE("no text is a value that is refused, not an option that was left out") {
    CHECK(verdict(support::not_empty("a folder"), "x").empty());
    CHECK(verdict(support::not_empty("a folder"), "") == "'', expected a folder");
    CHECK_NOTHROW(support::refuse_empty_values({"train", "--out", "a=", "--data=x", "-", "--"}));
    CHECK_THROWS_WITH(support::refuse_empty_values({"train", "--data="}),
                      ContainsSubstring("--data: '', expected a value"));
}

}  // namespace examples_support_checks_test
