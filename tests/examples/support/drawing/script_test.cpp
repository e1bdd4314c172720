// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Text that a script of gnuplot takes as text, whatever it holds.

#include <support/drawing/script.hpp>

#include <set>
#include <string>

#include "catch_shim.hpp"

namespace examples_support_drawing_script_test {

TEST_CASE("no text ends its own quotes") {
    using support::in_quotes;
    CHECK(in_quotes("T of `conv1`") == "\"T of \\`conv1\\`\"");
    CHECK(in_quotes("a\"b") == "\"a\\\"b\"");
    CHECK(in_quotes("a\\") == "\"a\\\\\"");
    CHECK(in_quotes("two\nlines") == "\"two lines\"");
    CHECK(in_quotes("a\r\x1b") == "\"a  \"");
}

TEST_CASE("the first seven curves have colours of their own") {
    std::set<std::string> colours;
    for (std::size_t i = 0; i < 7; ++i) {
        colours.insert(support::colour(i));
    }
    CHECK(colours.size() == 7);
    CHECK(support::colour(7) == support::colour(0));
}

}  // namespace examples_support_drawing_script_test
