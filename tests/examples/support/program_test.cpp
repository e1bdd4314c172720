// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// What main() of every program makes of an exception. What it prints is held by the tests of the
/// programs, which see it as a user does.

#include <support/program.hpp>

#include <thermosgd/core/error.hpp>

#include <array>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch_shim.hpp"

namespace examples_support_program_test {

/// Runs a body with the words "name", "a", "b c".
template <class Body>
int run(Body&& body) {
    std::string name = "name", first = "a", second = "b c";
    std::array<char*, 3> words{name.data(), first.data(), second.data()};
    return support::run_program("program_test", "fewer images", 3, words.data(), body);
}

TEST_CASE("the body has the words after the name, and its exit code is the program's") {
    std::vector<std::string> seen;
    CHECK(run([&](std::vector<std::string> words) {
              seen = std::move(words);
              return 7;
          }) == 7);
    CHECK(seen == std::vector<std::string>{"a", "b c"});
}

TEST_CASE("a program that is started without even a name has no words") {
    std::vector<std::string> seen{"x"};
    CHECK(support::run_program("program_test", "", 0, nullptr, [&](std::vector<std::string> words) {
              seen = std::move(words);
              return 0;
          }) == support::success);
    CHECK(seen.empty());
}

TEST_CASE("bad input ends with 2, a fault of the program with 1") {
    using words = std::vector<std::string>;
    CHECK(run([](words) -> int { throw thermosgd::error("a file"); }) == support::bad_input);
    CHECK(run([](words) -> int { throw std::invalid_argument("an option"); }) ==
          support::bad_input);
    CHECK(run([](words) -> int { throw std::bad_alloc(); }) == support::bad_input);
    CHECK(run([](words) -> int { throw std::logic_error("a fault"); }) == support::internal_error);
}

}  // namespace examples_support_program_test
