// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/report/table.hpp>

namespace report_table_test {

using thermosgd::display_width;
using thermosgd::text_table;

TEST_CASE("a sign of several bytes takes one place") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("1 ± 2") == 5);
    CHECK(display_width("σ²") == 2);
    CHECK(display_width("") == 0);
}

TEST_CASE("columns line up, the first to the left, the others to the right") {
    text_table table({"group", "T ± s.e."});
    table.add({"a", "1.0 ± 0.1"});
    table.add({"longer", "2"});
    table.add({"short row"});
    CHECK(table.text("> ") ==
          "> group       T ± s.e.\n"
          "> a          1.0 ± 0.1\n"
          "> longer             2\n"
          "> short row\n");
}

}  // namespace report_table_test
