// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/io/schema.hpp>

namespace io_schema_test {

// Whoever changes a column, a member or its meaning raises this, here and in the table of the
// header.
TEST_CASE("the form of CSV tables and JSON lines has a version") {
    STATIC_REQUIRE(thermosgd::output_schema == 3);
}

}  // namespace io_schema_test
