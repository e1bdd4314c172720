// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "scratch_folder.hpp"

#include <paper/figures/csv_table.hpp>
#include <paper/figures/table_folder.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace examples_paper_figures_csv_table_test {

using namespace paper;

namespace {

/// What is wrong with the text of a file; empty if nothing is.
std::string complaint_of(std::string_view text) {
    try {
        const csv_table table("t.csv", text);
        return {};
    } catch (const table_error& broken) {
        return broken.what();
    }
}

/// The table of networks with these rows.
std::string networks(const std::string& rows) {
    return "network,group,kind,d [1],total [1]\n" + rows;
}

}  // namespace

TEST_CASE("fields are taken apart where commas and quotes say") {
    const csv_table table("t.csv",
                          "name,T [1],note\n"
                          "conv1,1.5e-7,\"one, two\"\n"
                          "\"conv2\",,\"he said \"\"no\"\"\"\n"
                          "\"two\nlines\",-3,\"\"\n"
                          "η·λ,0,\" spaces \"\n");
    CHECK(table.name() == "t.csv");
    CHECK(table.columns() == std::vector<std::string>{"name", "T [1]", "note"});
    REQUIRE(table.size() == 4);
    CHECK(table.text(0, "note") == "one, two");
    CHECK(table.text(1, "name") == "conv2");
    CHECK(table.text(1, "note") == "he said \"no\"");
    CHECK(table.text(2, "name") == "two\nlines");
    CHECK(table.text(2, "note").empty());
    CHECK(table.text(3, "name") == "η·λ");
    CHECK(table.text(3, "note") == " spaces ");
    CHECK(table.number(0, "T [1]") == 1.5e-7);
    CHECK(std::isnan(table.number(1, "T [1]")));
    CHECK(table.number(2, "T [1]") == -3);
}

TEST_CASE("a header alone is a table without rows") {
    const csv_table table("t.csv", "a,b\n");
    CHECK(table.size() == 0);
    CHECK(table.columns().size() == 2);
    CHECK(table.different("a").empty());
}

TEST_CASE("the texts of a column come once each, in the order of their first rows") {
    const csv_table table("t.csv", "layer\nlinear1\nconv1\nlinear1\nconv1\nconv2\n");
    CHECK(table.different("layer") == std::vector<std::string>{"linear1", "conv1", "conv2"});
}

TEST_CASE("a file that is no table is refused, with its name and the line") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "'t.csv' line 1: the file ends in the middle of a line"},
        {"a,b", "'t.csv' line 1: the file ends in the middle of a line"},
        {"a,b\n1,2\n3,", "'t.csv' line 3: the file ends in the middle of a line"},
        {"a,b\n1,2\n3\n", "'t.csv' line 3: 1 fields where the header has 2"},
        {"a,b\n1,2,3\n", "'t.csv' line 2: 3 fields where the header has 2"},
        {"a,b\n\n", "'t.csv' line 2: 1 fields where the header has 2"},
        {"a,b\n1,2\n3,\"4\n", "'t.csv' line 3: a quote that does not end"},
        {"a,b\n1,\"2\"\"\n", "'t.csv' line 2: a quote that does not end"},
        {std::string("a,b\n1,\0\n", 8), "'t.csv' line 2: a character that no text has"},
        {"a,b\r\n1,2\r\n", "'t.csv' line 1: a character that no text has"},
    };
    for (const auto& [text, complaint] : cases) {
        CAPTURE(text);
        CHECK(complaint_of(text) == complaint);
    }
    CHECK(complaint_of("a,b\n1,2\n").empty());
}

TEST_CASE("a field that is no number is named by line and column") {
    const csv_table table("t.csv", "T,full\n1e-7,1\nten,0\n1e-7 ,yes\n0x10,\ninf,1\n");
    CHECK_NOTHROW(table.number(0, "T"));
    CHECK_THROWS_WITH(table.number(1, "T"),
                      "'t.csv' line 3: expected a number in column 'T', found 'ten'");
    CHECK_THROWS_AS(table.number(2, "T"), table_error);
    CHECK_THROWS_AS(table.number(3, "T"), table_error);
    CHECK(table.number(4, "T") == std::numeric_limits<double>::infinity());

    CHECK(table.flag(0, "full"));
    CHECK_FALSE(table.flag(1, "full"));
    CHECK_THROWS_WITH(table.flag(2, "full"),
                      "'t.csv' line 4: expected 0 or 1 in column 'full', found 'yes'");
    CHECK_THROWS_AS(table.flag(3, "full"), table_error);
    CHECK_THROWS_WITH(table.text(0, "S"), "'t.csv' line 1: no column 'S'");
    CHECK_THROWS_AS(table.text(5, "T"), std::out_of_range);
}

TEST_CASE("columns that are not as expected are named, one missing and one too many as well") {
    const csv_table table("t.csv", "a,b\n");
    CHECK_NOTHROW(table.expect_columns({"a", "b"}));
    CHECK_THROWS_WITH(table.expect_columns({"a", "c"}),
                      "'t.csv' line 1: column 2: expected 'c', found 'b'");
    CHECK_THROWS_WITH(table.expect_columns({"a"}),
                      "'t.csv' line 1: column 2: expected 'the end', found 'b'");
    CHECK_THROWS_WITH(table.expect_columns({"a", "b", "c"}),
                      "'t.csv' line 1: column 3: expected 'c', found 'the end'");
}

TEST_CASE("a table of the report is read once, its columns named without units") {
    const scratch_folder folder;
    folder.write("fig1_network.csv", networks("A,conv1,weight,200,13338\n"));
    table_folder tables(folder.path());
    CHECK(tables.path() == folder.path());
    const csv_table& network = tables.get("fig1_network.csv");
    CHECK(network.columns() == std::vector<std::string>{"network", "group", "kind", "d", "total"});
    CHECK(network.number(0, "d") == 200);

    folder.write("fig1_network.csv", networks(""));
    CHECK(&tables.get("fig1_network.csv") == &network);
    CHECK(network.size() == 1);
    CHECK(table_folder(folder.path()).get("fig1_network.csv").size() == 0);
}

TEST_CASE("a table of the report that is missing or broken is refused by name") {
    const scratch_folder folder;
    table_folder tables(folder.path());
    const auto complaint_about = [&](const std::string& text) -> std::string {
        folder.write("fig1_network.csv", text);
        try {
            static_cast<void>(tables.get("fig1_network.csv"));
            return {};
        } catch (const table_error& broken) {
            return broken.what();
        }
    };
    CHECK_THROWS_WITH(tables.get("fig1_network.csv"), "'fig1_network.csv' cannot be read");
    CHECK_THROWS_AS(tables.get("fig7.csv"), std::out_of_range);
    CHECK(complaint_about(networks("A,conv1,weight,200,13338\nA,conv2,weig")) ==
          "'fig1_network.csv' line 3: the file ends in the middle of a line");
    CHECK(complaint_about("network,group,kind,d [1],total\n") ==
          "'fig1_network.csv' line 1: column 5: expected 'total [1]', found 'total'");
    // Every number is looked at, also one that no figure would read.
    CHECK(complaint_about(networks("A,conv1,weight,200,13338\nA,conv2,weight,many,13338\n")) ==
          "'fig1_network.csv' line 3: expected a number in column 'd', found 'many'");
    // A column of text may hold anything.
    CHECK(complaint_about(networks("A,many,weight,200,13338\n")).empty());
    CHECK(tables.get("fig1_network.csv").text(0, "group") == "many");
}

}  // namespace examples_paper_figures_csv_table_test
