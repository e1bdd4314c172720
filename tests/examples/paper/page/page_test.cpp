// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The page as text: what it refers to, what it repeats, and what it says of broken tables.

#include "catch_shim.hpp"
#include "examples/paper/page/made_report.hpp"

#include <paper/figures/figures.hpp>
#include <paper/page/page.hpp>
#include <paper/page/page_parts.hpp>
#include <paper/page/runs_text.hpp>
#include <support/html.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <thermosgd/io/file.hpp>

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace examples_paper_page_page_test {

using namespace paper;

namespace {

using words = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) {
        ++count;
    }
    return count;
}

/// The values of an attribute, "id" or "href", of all elements; "xlink:href" is the latter too.
words values_of(const std::string& text, const std::string& attribute) {
    words found;
    const std::string start = attribute + '=';
    for (std::size_t at = text.find(start); at != std::string::npos;
         at = text.find(start, at + 1)) {
        const std::size_t open = at + start.size();
        const bool whole = at > 0 && (text[at - 1] == ' ' || text[at - 1] == ':');
        if (whole && open < text.size() && (text[open] == '"' || text[open] == '\'')) {
            found.push_back(text.substr(open + 1, text.find(text[open], open + 1) - open - 1));
        }
    }
    return found;
}

/// A table of the report with these rows.
csv_table table_with(const std::string& file, const std::string& rows) {
    std::string header;
    for (const table_column& column : table_of(file).columns) {
        header += (header.empty() ? "" : ",") + std::string(column.name);
    }
    return {file, header + '\n' + rows};
}

}  // namespace

TEST_CASE("text in a page is no markup") {
    CHECK(support::escaped("plain ½⟨v²⟩") == "plain ½⟨v²⟩");
    CHECK(support::escaped("a<b & \"c\">d") == "a&lt;b &amp; &quot;c&quot;&gt;d");
    CHECK(support::escaped("&lt;") == "&amp;lt;");
    CHECK(support::escaped("a\x01\x1b"
                           "b\tc\nd") == "ab\tc\nd");
    CHECK(support::replaced("aXbXX", "X", "yy") == "ayybyyyy");
    CHECK(support::replaced("aab", "ab", "a") == "aa");
    CHECK(support::replaced("abc", "d", "e") == "abc");
}

TEST_CASE("base64 is as in RFC 4648") {
    CHECK(support::base64("").empty());
    CHECK(support::base64("f") == "Zg==");
    CHECK(support::base64("fo") == "Zm8=");
    CHECK(support::base64("foo") == "Zm9v");
    CHECK(support::base64("foob") == "Zm9vYg==");
    CHECK(support::base64("fooba") == "Zm9vYmE=");
    CHECK(support::base64("foobar") == "Zm9vYmFy");
    CHECK(support::base64(std::string("\xfb\xff\0", 3)) == "+/8A");
}

TEST_CASE("runs that differ by batch or seed share a pattern") {
    CHECK(patterns_of({}).empty());
    CHECK(patterns_of({"mnist-A-eta1e-2-b32-l4e-2-s1-0a1b2c3d"}) ==
          words{"mnist-A-eta1e-2-b32-l4e-2-s1"});
    CHECK(patterns_of(
              {"mnist-A-eta1e-2-b32-l4e-2-s1-0a1b2c3d", "mnist-A-eta1e-2-b32-l4e-2-s11-1a1b2c3d",
               "mnist-A-eta1e-2-b8-l4e-2-s1-2a1b2c3d", "mnist-A-eta1e-2-b8-l4e-2-s11-3a1b2c3d",
               "mnist-A-eta1e-2-b8-l4e-2-s11-4a1b2c3d"}) ==
          words{"mnist-A-eta1e-2-b{32,8}-l4e-2-s{1,11}"});
    // A pattern promises no run that there is not: batches of other seeds stand apart.
    CHECK(patterns_of(
              {"mnist-A-eta1e-2-b32-l4e-2-s1-0a1b2c3d", "mnist-A-eta1e-2-b32-l4e-2-s2-1a1b2c3d",
               "mnist-A-eta1e-2-b8-l4e-2-s1-2a1b2c3d", "mnist-A-eta1e-2-b64-l4e-2-s1-3a1b2c3d"}) ==
          words{"mnist-A-eta1e-2-b32-l4e-2-s{1,2}", "mnist-A-eta1e-2-b{8,64}-l4e-2-s1"});
    // Another network, η, λ or sampling is another pattern.
    CHECK(patterns_of({"mnist-A-conv-eta1e-2-b32-l4e-2-s1-0a1b2c3d",
                       "mnist-A-eta1e-2_1e-3-b32-l4e-2-s1-1a1b2c3d",
                       "mnist-A-eta1e-2-b32-l0-s1-2a1b2c3d",
                       "mnist-A-eta1e-2-b32-l0-s1-independent-3a1b2c3d",
                       "mnist-A-eta1e-2-b32-l0-s2-independent-4a1b2c3d"}) ==
          words{"mnist-A-conv-eta1e-2-b32-l4e-2-s1", "mnist-A-eta1e-2_1e-3-b32-l4e-2-s1",
                "mnist-A-eta1e-2-b32-l0-s1", "mnist-A-eta1e-2-b32-l0-s{1,2}-independent"});
    // What is no id stands as it is, at the end.
    CHECK(patterns_of({"seed set 1", "a-b", "mnist-A-eta1e-2-b32-l4e-2-s1-0a1b2c3d"}) ==
          words{"mnist-A-eta1e-2-b32-l4e-2-s1", "seed set 1", "a-b"});
}

TEST_CASE("claims are counted by verdict, seeds agree only on what was run and can be decided") {
    const std::string html = claims_section(table_with(
        "claims.csv",
        "A,2,<script>alert(1)</script>,1 & "
        "2,confirmed,\"\"\"big\"\"\",confirmed,yes,fig4_beta.csv\n"
        "B,2,says,2,contradicted,1,not testable,2,\n"
        "C,2,says,3,not testable,1,not run,,\n"
        "D,2,says,4,not run,,not run,,\n"
        "E,2,says,5,not testable,no run can decide it,not testable,no run can decide it,\n"));
    CHECK_FALSE(contains(html, "<script>"));
    CHECK(contains(html, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    CHECK(contains(html, "1 &amp; 2"));
    CHECK(contains(html, "&quot;big&quot; <a href=\"csv/fig4_beta.csv\">"));
    CHECK(contains(html, "<tr id=\"claim-A\">"));
    CHECK(contains(html, "<span class=\"verdict confirmed\">✓ confirmed</span>"));
    CHECK(contains(html, "<b>1</b>confirmed"));
    CHECK(contains(html, "<b>1</b>contradicted"));
    CHECK(contains(html, "<b>2</b>not testable"));
    CHECK(contains(html, "<b>1</b>not run"));
    CHECK(contains(html, "<b>1 of 2</b>same verdict"));
}

TEST_CASE("JSON lines hold the numbers and texts of a table") {
    const std::string lines = json_lines_of(
        table_with("fig1_network.csv", "A,\"\"\"c\"\", \\ d\",weight,200,1e-7\nA,,bias,,inf\n"),
        table_of("fig1_network.csv"));
    CHECK(lines == R"({"network":"A","group":"\"c\", \\ d","kind":"weight","d":200,"total":1e-7})"
                   "\n"
                   R"({"network":"A","group":"","kind":"bias","d":null,"total":null})"
                   "\n");
}

TEST_CASE("the page holds all it shows, refers to files beside it and names nothing twice") {
    const scratch_folder folder;
    const page_sources report = test::make_report(folder);
    CHECK(write_page(report).empty());
    const std::string page = text_of(page_file(folder.path()));
    REQUIRE(page.starts_with("<!doctype html>"));
    CHECK_FALSE(contains(page, "role=\"alert\""));
    CHECK_FALSE(contains(page, "class=\"none\""));

    // Nothing comes from elsewhere: addresses are names of namespaces.
    const std::string beyond =
        support::replaced(support::replaced(page, "=\"http://www.w3.org/2000/svg\"", ""),
                          "=\"http://www.w3.org/1999/xlink\"", "");
    for (const char* part : {"http:", "https:", "src=", "<script", "<link", "@import", "url(\"",
                             "href=\"//", "<iframe", "<object"}) {
        CAPTURE(part);
        CHECK_FALSE(contains(beyond, part));
    }
    const words ids = values_of(page, "id");
    const std::set<std::string> names(ids.begin(), ids.end());
    CHECK(names.size() == ids.size());
    std::size_t files = 0;
    for (const std::string& link : values_of(page, "href")) {
        CAPTURE(link);
        if (link.starts_with("#")) {
            CHECK(names.count(link.substr(1)) == 1);
        } else if (!link.starts_with("data:image/png;base64,iVBORw0KGgo")) {
            CHECK(std::filesystem::exists(folder / link));
            ++files;
        }
    }
    CHECK(files > 2 * tables.size());

    figure_sources from{table_folder(tables_of_page(report.folder)), report.results};
    for (const figure& f : make_figures(from)) {
        CAPTURE(f.name);
        CHECK(count_of(page, "<figure id=\"" + f.name + "\"") == 1);
        CHECK(count_of(page, "<h3>" + support::escaped(f.title) + "</h3>") == 1);
        CHECK(contains(page, "<p>" + support::escaped(f.caption) + "</p>"));
        for (const std::string& run : f.runs) {
            CHECK(names.count("run-" + run) == 1);
        }
        for (const panel& p : f.panels) {
            CHECK(std::filesystem::exists(folder / ("figures/" + f.name + "/" + p.name + ".svg")));
        }
        for (const std::string& file : f.tables) {
            const std::string bytes = text_of(folder / "csv" / file);
            CHECK(contains(page, fmt::format("<a href=\"csv/{}\" data-fnv1a=\"{:016x}\">", file,
                                             thermosgd::checksum(bytes))));
        }
    }
    CHECK(count_of(page, "<figure ") == 18);
    CHECK(contains(page, "Plan, wall time"));

    for (const table& t : tables) {
        const std::string file(t.file);
        CAPTURE(file);
        const csv_table& rows = from.tables.get(file);
        std::istringstream lines(
            text_of(folder / ("jsonl/" + file.substr(0, file.size() - 4) + ".jsonl")));
        std::size_t row = 0;
        for (std::string line; std::getline(lines, line); ++row) {
            const nlohmann::json object = nlohmann::json::parse(line);
            REQUIRE(object.size() == t.columns.size());
            for (const table_column& column : t.columns) {
                const nlohmann::json& value = object.at(std::string(column.name));
                if (column.unit.empty()) {
                    REQUIRE(value.get<std::string>() == rows.text(row, column.name));
                } else if (const double number = rows.number(row, column.name);
                           std::isfinite(number)) {
                    REQUIRE(value.get<double>() == number);
                } else {
                    REQUIRE(value.is_null());
                }
            }
        }
        CHECK(row == rows.size());
        CHECK(row > 0);
    }
}

TEST_CASE("a page on broken tables says which, where they are missing and at the top") {
    const scratch_folder folder;
    const page_sources report = test::make_report(folder);
    std::filesystem::create_directory(folder / "jsonl");
    folder.write("jsonl/decay.jsonl", "of another report");
    test::cut_short(folder, "claims.csv");
    test::spoil_number(folder, "decay.csv", "T");
    test::spoil_number(folder, "runs.csv", "steps");
    const words problems = write_page(report);
    REQUIRE(problems.size() == 3);
    CHECK_THAT(problems[0], ContainsSubstring("'claims.csv' line "));
    CHECK_THAT(problems[1], ContainsSubstring("'decay.csv' line "));
    CHECK_THAT(problems[1], ContainsSubstring("column 'T', found 'many'"));
    CHECK_THAT(problems[2], ContainsSubstring("'runs.csv' line "));

    const std::string page = text_of(page_file(folder.path()));
    const std::string top = page.substr(0, page.find("<main>"));
    CHECK(count_of(top, "<p class=\"problem\" role=\"alert\">Incomplete: ") == 3);
    for (const std::string& problem : problems) {
        CHECK(contains(top, support::escaped(problem)));
        CHECK(count_of(page, support::escaped(problem)) == 2);
    }
    CHECK(contains(page, "<section id=\"claims\"><p class=\"problem\" role=\"alert\">"));
    CHECK(contains(page, "<section id=\"configuration\"><p class=\"problem\" role=\"alert\">"));
    // The place of the figure is kept, without a drawing or data; all others stand.
    CHECK(count_of(page, "<figure ") == 18);
    const std::size_t begin = page.find("<figure id=\"decay\"");
    REQUIRE(begin != std::string::npos);
    const std::string decay = page.substr(begin, page.find("</figure>", begin) - begin);
    CHECK(contains(decay, "role=\"alert\">This figure is missing: 'decay.csv' line "));
    CHECK_FALSE(contains(decay, "<svg"));
    CHECK_FALSE(contains(decay, "csv/decay.csv"));
    CHECK(count_of(page, "This figure is missing") == 1);
    // Lines of a table that cannot be read would be those of another report.
    CHECK_FALSE(std::filesystem::exists(folder / "jsonl/decay.jsonl"));
    CHECK(std::filesystem::exists(folder / "jsonl/sampling.jsonl"));
    CHECK_FALSE(std::filesystem::exists(folder / "figures/decay/temperatures.svg"));
}

}  // namespace examples_paper_page_page_test
