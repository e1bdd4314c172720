// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Runs with --observables: their curves, maps and figures, and that only what is asked for is there.

#include "program.hpp"

#include "catch_shim.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace examples_mnist_observable_figures_test {

namespace {

namespace fs = std::filesystem;
using words = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

program_result run_with(const scratch_folder& folder, const std::string& out, const char* steps,
                        const words& more) {
    words all{"train", "--data", "synthetic", "--steps", steps, "--out", out, "--quiet"};
    all.insert(all.end(), more.begin(), more.end());
    return run_mnist(folder, all);
}

/// The lines of a CSV file without quotes, cut at its commas; the header first.
std::vector<words> rows_of(const fs::path& path) {
    std::vector<words> rows;
    std::istringstream text(text_of(path));
    for (std::string line; std::getline(text, line);) {
        std::istringstream row(line);
        rows.emplace_back();
        for (std::string cell; std::getline(row, cell, ',');) {
            rows.back().push_back(cell);
        }
    }
    return rows;
}

/// The names in the first column of a table, quoted ones too.
std::set<std::string> first_column(const fs::path& path) {
    std::set<std::string> names;
    std::istringstream text(text_of(path));
    std::string line;
    std::getline(text, line);
    while (std::getline(text, line)) {
        names.insert(line.starts_with('"') ? line.substr(1, line.find('"', 1) - 1)
                                           : line.substr(0, line.find(',')));
    }
    return names;
}

/// The floats of a .npy file, whose header takes 128 bytes.
std::vector<float> floats_of(const fs::path& path) {
    const std::string bytes = text_of(path);
    REQUIRE(bytes.size() >= 128);
    std::vector<float> numbers((bytes.size() - 128) / sizeof(float));
    std::memcpy(numbers.data(), bytes.data() + 128, numbers.size() * sizeof(float));
    return numbers;
}

const words figures_of_all{"diffusion",
                           "equipartition",
                           "filter_ranking",
                           "filter_temperatures",
                           "kinetic_spectrum",
                           "layer_temperatures",
                           "loss",
                           "position_spectrum",
                           "velocity_autocorrelation",
                           "velocity_distribution"};

}  // namespace

TEST_CASE("with --observables all there are curves, maps of temperatures, and figures of each") {
    const scratch_folder folder;
    const program_result result = run_with(folder, "run", "700", {"--observables", "all"});
    CAPTURE(result.err);
    REQUIRE(result.exit_code == 0);

    const std::vector<words> rows = rows_of(folder / "run/curves.csv");
    REQUIRE(rows.size() > 1000);
    CHECK(rows.front() == words{"key", "group", "x", "y", "error", "n_eff", "error_bar", "x_label",
                                "x_unit", "y_label", "y_unit", "label", "schema"});
    std::map<std::string, std::set<std::string>> groups;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        REQUIRE(rows[i].size() >= 11);
        groups[rows[i][0]].insert(rows[i][1]);
        CHECK((std::isfinite(std::stod(rows[i][2])) && std::isfinite(std::stod(rows[i][3]))));
        CHECK((rows[i][4].empty() || std::stod(rows[i][4]) >= 0.0));
    }
    const std::set<std::string> layers{"conv1", "conv2", "linear1", "linear2"};
    for (const char* name :
         {"parameter_temperature", "parameter_temperature_if_equal", "velocity_histogram",
          "velocity_histogram_if_gaussian", "kinetic_autocorrelation", "kinetic_spectrum",
          "mean_square_displacement", "position_ratio", "velocity_autocorrelation",
          "position_spectrum"}) {
        CAPTURE(name);
        CHECK(groups[name] == layers);
    }
    for (const char* name :
         {"filter_temperature", "filter_rank", "filter_rank_best", "filter_rank_worst"}) {
        CAPTURE(name);
        CHECK(groups[name] == std::set<std::string>{"conv1"});
    }
    CHECK(groups.size() == 14);

    CHECK(names_in(folder / "run/maps") == names_in(folder / "run/weights"));
    for (const std::string& name : names_in(folder / "run/maps")) {
        CAPTURE(name);
        CHECK(fs::file_size(folder / "run/maps" / name) ==
              fs::file_size(folder / "run/weights" / name));
    }
    const std::vector<float> map = floats_of(folder / "run/maps/conv1.weight.npy");
    double mean = 0.0;
    for (const float one : map) {
        CHECK(one > 0.0F);
        mean += static_cast<double>(one) / static_cast<double>(map.size());
    }
    // The layer's own temperature in the series, over the steps from 256 on that the map covers.
    const std::vector<words> series = rows_of(folder / "run/series.csv");
    const auto column = static_cast<std::size_t>(
        std::find(series[0].begin(), series[0].end(), "T_conv1") - series[0].begin());
    double expected = 0.0;
    double count = 0.0;
    for (std::size_t i = 1; i < series.size(); ++i) {
        if (std::stod(series[i].at(0)) > 256.0) {
            expected += std::stod(series[i].at(column));
            count += 1.0;
        }
    }
    CHECK_THAT(mean, WithinRel(expected / count, 0.03));

    const std::string script = text_of(folder / "run/figures.gp");
    for (const std::string& name : figures_of_all) {
        CAPTURE(name);
        CHECK(contains(script, "\"" + name + ".svg\""));
        if (fs::exists(folder / "run/loss.svg")) {  // where there is gnuplot
            CHECK(contains(text_of(folder / "run" / (name + ".svg")), "</svg>"));
        }
    }
}

TEST_CASE("only the topics asked for are in the report, the tables and the figures") {
    const scratch_folder folder;
    REQUIRE(run_with(folder, "none", "20", {}).exit_code == 0);
    for (const char* name : {"observables.csv", "curves.csv", "maps"}) {
        CAPTURE(name);
        CHECK(!fs::exists(folder / "none" / name));
    }
    CHECK(!contains(text_of(folder / "none/figures.gp"), "curves.csv"));
    const words some{"--observables", "ranking,diffusion", "--checkpoint-every", "700"};
    REQUIRE(run_with(folder, "run", "700", some).exit_code == 0);
    CHECK(first_column(folder / "run/curves.csv") ==
          std::set<std::string>{"mean_square_displacement", "position_ratio",
                                "velocity_autocorrelation", "position_spectrum",
                                "filter_temperature", "filter_rank", "filter_rank_best",
                                "filter_rank_worst"});
    const std::string table = text_of(folder / "run/observables.csv");
    CHECK(contains(table, "\nfilter.hottest,hottest filter,"));
    CHECK(contains(table, "\nvelocity.autocorrelation.one_step,"));
    for (const char* other : {"CV^2", "kurtosis", "entropy", "virial"}) {
        CAPTURE(other);
        CHECK(!contains(table, other));
    }
    CHECK(!fs::exists(folder / "run/maps"));
    CHECK(!contains(text_of(folder / "run/figures.gp"), "\"equipartition.svg\""));
    CHECK(contains(text_of(folder / "run/figures.gp"), "\"diffusion.svg\""));
    CHECK(contains(text_of(folder / "run/configuration.json"),
                   "\"observables\": \"diffusion,ranking\""));

    const program_result other =
        run_mnist(folder, {"--resume", "--out", "run", "--steps", "800", "--observables", "all"});
    CHECK(other.exit_code == 2);
    CHECK(other.complains_in_one_line_of("--observables: all, expected diffusion,ranking"));
    // The same set in another order is the same.
    CHECK(run_mnist(folder, {"--resume", "--out", "run", "--steps", "710", "--quiet",
                             "--observables", "diffusion,ranking,diffusion"})
              .exit_code == 0);
    // A new run in the same folder leaves nothing of the old one.
    REQUIRE(run_with(folder, "run", "20", {"--force"}).exit_code == 0);
    CHECK(!fs::exists(folder / "run/curves.csv"));
    CHECK(!fs::exists(folder / "run/diffusion.svg"));
}

TEST_CASE("too short a run has its readings and curves say so rather than fail") {
    const scratch_folder folder;
    for (const char* steps : {"1", "3", "300"}) {
        const program_result result =
            run_with(folder, std::string("run") + steps, steps, {"--observables", "all"});
        CAPTURE(steps, result.err);
        CHECK(result.exit_code == 0);
        CHECK(result.err.empty());
        CHECK(fs::exists(folder / (std::string("run") + steps) / "curves.csv"));
    }
}

}  // namespace examples_mnist_observable_figures_test
