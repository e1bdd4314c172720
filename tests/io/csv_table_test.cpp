// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/io/csv_table.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace io_csv_table_test {

using namespace thermosgd;
using names = std::vector<std::string>;

TEST_CASE("a table has the form of csv_writer, and stands under its name once it is committed") {
    const scratch_folder folder;
    folder.write("t.csv", "before");
    csv_table table(folder / "t.csv", {"a", "b, c"});
    table.append(0.5, "x");
    table.append(std::optional<double>{}, true);
    CHECK(folder.read("t.csv") == "before");
    table.commit();
    CHECK(folder.read("t.csv") == "a,\"b, c\"\n0.5,x\n,1\n");
    CHECK(folder.names() == names{"t.csv"});
}

TEST_CASE("a table that is not committed leaves what stood there") {
    const scratch_folder folder;
    folder.write("t.csv", "before");
    {
        csv_table table(folder / "t.csv", {"a"});
        table.append(1);
        CHECK_THROWS_AS(table.append(1, 2), std::invalid_argument);
    }
    CHECK(folder.read("t.csv") == "before");
    CHECK(folder.names() == names{"t.csv"});
    CHECK_THROWS_AS(csv_table(folder / "t.csv", {}), std::invalid_argument);
}

}  // namespace io_csv_table_test
