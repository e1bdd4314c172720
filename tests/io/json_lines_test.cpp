// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the JSON writer against an independent parser.

#include <thermosgd/io/json_lines.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <list>
#include <sstream>

#include <nlohmann/json.hpp>

#include "catch_shim.hpp"
#include "scratch_folder.hpp"

namespace io_json_lines_test {

using thermosgd::json_array;
using thermosgd::json_object;

TEST_CASE("every kind of value reads back as it was added") {
    json_object object;
    object.add("text", "plain")
        .add("string", std::string("s"))
        .add("truth", true)
        .add("integer", -3)
        .add("large", std::numeric_limits<std::uint64_t>::max())
        .add("double", 0.1)
        .add("float", 0.1F)
        .add("missing", std::optional<double>{})
        .add("present", std::optional(4))
        .add("numbers", std::vector<double>{1.5, 2.5})
        .add("strings", std::list<std::string>{"a", "b"})
        .add("nested", std::array<std::vector<int>, 2>{{{1}, {}}})
        .add("bits", std::vector<bool>{true, false})
        .add("object", json_object().add("k", 1))
        .add("mixed", json_array().add(1).add("two").add(json_object()).add(json_array()))
        .add("objects", std::vector<json_object>{json_object().add("a", 1), json_object()});
    const auto expected = nlohmann::json::parse(R"({
        "text": "plain", "string": "s", "truth": true, "integer": -3,
        "large": 18446744073709551615, "double": 0.1, "float": 0.1, "missing": null, "present": 4,
        "numbers": [1.5, 2.5], "strings": ["a", "b"], "nested": [[1], []], "bits": [true, false],
        "object": {"k": 1}, "mixed": [1, "two", {}, []], "objects": [{"a": 1}, {}]})");
    CHECK(nlohmann::json::parse(object.text()) == expected);
    CHECK(json_object().text() == "{}");
}

TEST_CASE("numbers keep their bits, and what JSON cannot hold is null") {
    const std::vector<double> values{1.0 / 3.0, 5e-324, 1.7976931348623157e308, -0.0, 1e5, 1e22};
    const auto read = nlohmann::json::parse(json_object().add("v", values).text())["v"];
    for (std::size_t i = 0; i < values.size(); ++i) {
        CHECK(std::bit_cast<std::uint64_t>(read[i].get<double>()) ==
              std::bit_cast<std::uint64_t>(values[i]));
    }
    const std::vector<double> unspeakable{std::numeric_limits<double>::quiet_NaN(),
                                          std::numeric_limits<double>::infinity(),
                                          -std::numeric_limits<double>::infinity()};
    CHECK(json_object().add("v", unspeakable).text() == R"({"v":[null,null,null]})");
}

TEST_CASE("any text, keys too, reads back the same") {
    std::string every;
    for (int c = 0; c < 128; ++c) {
        every.push_back(static_cast<char>(c));
    }
    for (const std::string& text :
         {every, std::string("\xcf\x83\xc2\xb2 \xe2\x9f\xa8v\xe2\x9f\xa9 \xf0\x9f\x8c\xa1"),
          std::string("\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf"), std::string()}) {
        const std::string json = json_object().add(text, text).text();
        CHECK(json.find('\n') == std::string::npos);
        const auto read = nlohmann::json::parse(json);
        CHECK(read.begin().key() == text);
        CHECK(read.begin().value() == text);
    }
}

TEST_CASE("bytes that are no UTF-8 become the replacement character and the rest stays") {
    // Lone continuation, overlong, surrogate, beyond U+10FFFF, cut short, and 0xff.
    for (const std::string bad : {"\x80", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80",
                                  "\xf4\x90\x80\x80", "\xe2\x82", "\xff"}) {
        const auto read = nlohmann::json::parse(json_object().add("v", "a" + bad + "b").text());
        std::string expected = "a";
        for (std::size_t i = 0; i < bad.size(); ++i) {
            expected += "\xef\xbf\xbd";
        }
        CHECK(read["v"] == expected + "b");
    }
}

TEST_CASE("a JSON lines file appears whole at commit, one object a line") {
    const scratch_folder folder;
    thermosgd::json_lines_writer lines(folder / "report.jsonl");
    for (int i = 0; i < 3; ++i) {
        lines.append(json_object().add("i", i).add("text", "two\nlines"));
    }
    CHECK(folder.names() == std::vector<std::string>{"report.jsonl.tmp"});
    lines.commit();
    CHECK(folder.names() == std::vector<std::string>{"report.jsonl"});
    std::istringstream text(folder.read("report.jsonl"));
    int count = 0;
    for (std::string line; std::getline(text, line); ++count) {
        CHECK(nlohmann::json::parse(line)["i"] == count);
    }
    CHECK(count == 3);
}

TEST_CASE("a JSON lines file that cannot be written names itself and leaves nothing", "[posix]") {
    const scratch_folder folder;
    std::filesystem::create_symlink("/dev/full", folder / "report.jsonl.tmp");
    std::string message;
    try {
        thermosgd::json_lines_writer lines(folder / "report.jsonl");
        lines.append(json_object().add("i", 1));
        lines.commit();
    } catch (const thermosgd::error& e) {
        message = e.what();
    }
    CHECK(message.find("report.jsonl") != std::string::npos);
    CHECK(message.find("No space left on device") != std::string::npos);
    CHECK(folder.names().empty());
}

}  // namespace io_json_lines_test
