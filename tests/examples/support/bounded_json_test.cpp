// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// JSON of untrusted origin, and names in it.

#include <support/bounded_json.hpp>

#include <string>

#include "catch_shim.hpp"
#include "scratch_folder.hpp"

namespace examples_support_bounded_json_test {

namespace {

std::string fault_of(const std::string& text, const support::json_limits& limits = {}) {
    try {
        (void)support::parse_bounded(text, "a.json", limits);
    } catch (const thermosgd::error& problem) {
        return problem.what();
    }
    return {};
}

}  // namespace

TEST_CASE("JSON within the limits is read, and what is none is discarded") {
    CHECK(support::parse_bounded(R"({"a":[1,{"b":2}]})", "a.json").at("a").at(1).at("b") == 2);
    CHECK(support::parse_bounded("{", "a.json").is_discarded());
    CHECK(support::parse_bounded("", "a.json").is_discarded());
}

TEST_CASE("arrays in each other, many values and long texts are refused by name before they cost") {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    CHECK(fault_of(nested(32)).empty());
    CHECK_THAT(fault_of(nested(34)),
               ContainsSubstring("'a.json'") && ContainsSubstring("deeper than 32"));
    CHECK_THAT(fault_of(nested(1'000'000)), ContainsSubstring("deeper than 32"));
    CHECK_THAT(fault_of("[1,1,1,1,1,1]", {.values = 5}), ContainsSubstring("more than 5 values"));
    CHECK_THAT(fault_of("[1,1,1,1,1,1]", {.bytes = 5}), ContainsSubstring("13 bytes"));
    const scratch_folder folder;
    folder.write("large.json", std::string(100, ' '));
    CHECK_THROWS_WITH(support::read_bounded(folder / "large.json", {.bytes = 99}),
                      ContainsSubstring("large.json': 100 bytes, expected at most 99"));
    CHECK(support::read_bounded(folder / "large.json").size() == 100);
}

TEST_CASE("a name has no character that a shell, a path, gnuplot or HTML would take for another") {
    for (const char* good : {"conv1", "conv1[3]", "bn1.gamma", "all groups", "Fashion-MNIST",
                             "conv1/linear2", "CIFAR-10 subset", "hottest first", "A-conv", "7"}) {
        CAPTURE(good);
        CHECK(support::is_plain_name(good));
    }
    for (const char* bad : {"", "a`touch b`", "/etc/x", "../x", "a/../b", ".hidden", "a\"b", "a'b",
                            "<script>", "a\nb", "a;b", "$(x)", "a\\b", "-e", "a\xc3\xa4"}) {
        CAPTURE(bad);
        CHECK_FALSE(support::is_plain_name(bad));
    }
    CHECK(support::is_plain_name(std::string(64, 'a')));
    CHECK_FALSE(support::is_plain_name(std::string(65, 'a')));
    CHECK_FALSE(support::is_plain_name(std::string("a\0b", 3)));
    CHECK(support::is_file_name("conv1.weight"));
    CHECK_FALSE(support::is_file_name("conv1/weight"));
}

}  // namespace examples_support_bounded_json_test
