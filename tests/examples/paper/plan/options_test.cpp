// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <paper/plan/options.hpp>

#include "catch_shim.hpp"

#include <thermosgd/core/error.hpp>

#include <string>
#include <utility>
#include <vector>

namespace examples_paper_plan_options_test {

namespace {

using paper::parse_command_line;
using paper::run_options;
using words = std::vector<std::string>;

std::string refusal_of(const words& arguments) {
    try {
        static_cast<void>(parse_command_line(arguments));
    } catch (const thermosgd::error& problem) {
        return problem.what();
    }
    return "";
}

}  // namespace

TEST_CASE("without a command, run is meant, with the defaults of the whole plan") {
    for (const words& arguments : {words{}, words{"run"}}) {
        const run_options o = parse_command_line(arguments);
        CHECK(o.what == run_options::command::run);
        CHECK(o.data.empty());
        CHECK_FALSE(o.everything);
        CHECK_FALSE(o.short_form);
        CHECK(o.only.empty());
        CHECK(o.threads == 0);
        CHECK(o.results.empty());
        CHECK(o.out == "results/paper");
    }
    CHECK(parse_command_line({"--short"}).short_form);
}

TEST_CASE("options reach their places, data sets may be several") {
    const run_options o = parse_command_line(
        {"run", "--everything", "--only", "fig4", "--data", "a", "--data", "b", "--data-set",
         "mnist", "--threads", "3", "--results", "r", "--out", "o", "--quiet"});
    CHECK(o.everything);
    CHECK(o.only == "fig4");
    CHECK(o.data == words{"a", "b"});
    CHECK(o.data_set == "mnist");
    CHECK(o.threads == 3);
    CHECK(o.results == "r");
    CHECK(o.out == "o");
    CHECK(o.quiet);
    CHECK(parse_command_line({"plan"}).what == run_options::command::plan);
    CHECK(parse_command_line({"report"}).what == run_options::command::report);
    CHECK(parse_command_line({"verdicts", "--out", "p"}).out == "p");
}

TEST_CASE("what means nothing is refused in one line with its name, value and what was expected") {
    const std::vector<std::pair<words, words>> cases{
        {{"rnu"}, {"'rnu'", "plan, run, report, verdicts or convert"}},
        {{"run", "--only", "fig7"}, {"--only", "'fig7'", "fig2, fig3", "seeds2"}},
        {{"run", "--threads", "two"}, {"--threads", "'two'", "whole number"}},
        {{"run", "--threads", "-1"}, {"--threads"}},
        {{"run", "--data-set", "imagenet"}, {"--data-set", "'imagenet'", "cifar10"}},
        {{"run", "--frobnicate"}, {"--frobnicate", "paper run --help"}},
        {{"--frobnicate"}, {"--frobnicate"}},
        {{"run", "--out"}, {"--out"}},
        {{"run", "fig4"}, {"fig4"}},
        {{"report", "--threads", "2"}, {"--threads"}},
    };
    for (const auto& [arguments, parts] : cases) {
        const std::string refusal = refusal_of(arguments);
        CAPTURE(arguments, refusal);
        CHECK(refusal.find('\n') == std::string::npos);
        for (const std::string& part : parts) {
            CAPTURE(part);
            CHECK(refusal.find(part) != std::string::npos);
        }
    }
}

}  // namespace examples_paper_plan_options_test
