// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/report/runs_together_text.hpp>

#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

namespace report_runs_together_text_test {

using namespace thermosgd;

namespace {

estimate measured(double value, reliability verdict = reliability::reliable) {
    return {.value = value, .error = 0.02, .n_eff = 200, .g = 1, .nu = 100, .verdict = verdict};
}

runs_together two_runs() {
    const std::vector<double> a{1, 4, 2, 3, 5, 1, 2, 6, 3, 4}, b{2, 3, 6, 1, 5, 2, 4, 1, 3, 5};
    runs_together all;
    all.runs = {"seed-1.bin", "seed-2.bin"};
    all.observed_steps = {1000, 1000};
    all.observations_per_number = 64;
    all.parameters = {.learning_rate = 0.01, .weight_decay = 0.04, .batch_size = 32};
    all.groups.push_back(part_together("conv1", {measured(1.1), measured(0.9)}, 1, {a, b}));
    all.groups.push_back(
        part_together("linear1", {measured(2, reliability::unknown), measured(2)}, 0, {a, b}));
    all.total = part_together("all groups", {measured(1), measured(1)}, 2, {});
    return all;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

}  // namespace

TEST_CASE("runs together begin with their convention, names, lengths and hyper-parameters") {
    const std::vector<std::string> lines = lines_of(to_text(two_runs()));
    REQUIRE(lines.size() > 8);
    CHECK_THAT(lines[0], ContainsSubstring("T = <K>/(kB d), K = sum m v^2/2, m = 1 (times group"));
    CHECK(lines[1] == "2 runs: seed-1.bin, seed-2.bin");
    CHECK(lines[2] ==
          "1000 displacements of each; eta 0.01, lambda 0.04, momentum not given, "
          "batch 32");
    CHECK(lines[3].empty());
}

TEST_CASE("the table of runs lines up, and shows what is known") {
    const std::vector<std::string> lines = lines_of(to_text(two_runs()));
    const std::size_t width = display_width(lines[4]);
    for (std::size_t i = 4; i <= 6; ++i) {
        CHECK(display_width(lines[i]) <= width);
    }
    CHECK(lines[4].starts_with("group"));
    // The mean 1 of 0.9 and 1.1, spread sqrt(0.02 - 0.0004), chi² = 0.02/0.0004.
    CHECK(lines[5].starts_with("conv1"));
    CHECK_THAT(lines[5], ContainsSubstring("1.00 ± 0.10") && ContainsSubstring("  2 %  14 % [") &&
                             ContainsSubstring("  50  ") && ContainsSubstring("2 x 10") &&
                             ContainsSubstring("1 of 2"));
    CHECK_THAT(lines[6], ContainsSubstring("  1 % ?  "));
    CHECK(lines[7].starts_with("all groups"));
    CHECK_THAT(lines[7], ContainsSubstring("  -  ") && ContainsSubstring("2 of 2"));
}

TEST_CASE("the legend names the unit, and can be left out as can filters") {
    runs_together all = two_runs();
    CHECK_THAT(to_text(all), ContainsSubstring("T [loss/kB]: mean over runs by random effects") &&
                                 ContainsSubstring("means of K over 64 displacements") &&
                                 !ContainsSubstring("seeds permute"));
    all.filters.push_back(part_together("conv1[0]", {measured(1), measured(2)}, 0, {}));
    CHECK_THAT(to_text(all), ContainsSubstring("conv1[0]") && ContainsSubstring("seeds permute"));
    const std::string brief = to_text(all, {.filters = false, .legend = false});
    CHECK_THAT(brief, !ContainsSubstring("conv1[0]") && !ContainsSubstring("loss/kB"));
    std::ostringstream out;
    out << all;
    CHECK(out.str() == to_text(all));
}

TEST_CASE("runs of other lengths are told, and so is one run alone") {
    runs_together all = two_runs();
    all.observed_steps = {2000, 500};
    CHECK_THAT(to_text(all), ContainsSubstring("500 (seed-2.bin) to 2000 (seed-1.bin) "
                                               "displacements, chains cut to the shortest"));
    all.runs.pop_back();
    all.observed_steps.pop_back();
    CHECK_THAT(to_text(all), ContainsSubstring("1 run: seed-1.bin\n") &&
                                 ContainsSubstring("one run alone: no spread and no R-hat"));
}

}  // namespace report_runs_together_text_test
