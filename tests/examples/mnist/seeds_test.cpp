// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Several seeds side by side: each run is the one that its command makes alone, and the table holds
/// what the library says of their temperatures.

#include "program.hpp"

#include "catch_shim.hpp"

#include <mnist/seeds.hpp>
#include <mnist/seeds_together.hpp>

#include <thermosgd/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace examples_mnist_seeds_test {

namespace fs = std::filesystem;

namespace {

std::string bytes_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

const std::vector<std::string> brief{
    "train", "--data",    "synthetic", "--limit-train",  "128", "--batch-size", "8", "--steps",
    "300",   "--filters", "none",      "--series-every", "5",   "--quiet"};

std::vector<std::string> with(std::vector<std::string> words, std::vector<std::string> more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

}  // namespace

TEST_CASE(
    "each of several seeds is the run that its command makes alone, and all are put together") {
    const scratch_folder folder;
    const std::string out = folder / "all", alone = folder / "alone";
    const program_result all = run_mnist(
        folder, with(brief, {"--seeds", "3", "--seed", "5", "--threads", "2", "--out", out}));
    CAPTURE(all.err);
    REQUIRE(all.exit_code == 0);
    CHECK(run_mnist(folder, with(brief, {"--seed", "6", "--threads", "1", "--out", alone}))
              .exit_code == 0);
    for (const char* file : {"series.csv", "weights/conv1.bias.npy"}) {
        CAPTURE(file);
        const std::string expected = bytes_of(fs::path(alone) / file);
        REQUIRE(!expected.empty());
        CHECK(bytes_of(fs::path(out) / "seed-6" / file) == expected);
        CHECK(bytes_of(fs::path(out) / "seed-7" / file) != expected);
    }

    const mnist::seeds_together read = mnist::put_together({{5, fs::path(out) / "seed-5"},
                                                            {6, fs::path(out) / "seed-6"},
                                                            {7, fs::path(out) / "seed-7"}});
    REQUIRE(read.groups.size() == 5);
    CHECK(read.groups.front().name == "conv1");
    CHECK(read.groups.back().name == "all groups");
    for (const thermosgd::part_over_runs& g : read.groups) {
        CAPTURE(g.name);
        REQUIRE(g.of_run.size() == 3);
        std::vector<thermosgd::replica> replicas;
        for (const thermosgd::estimate& e : g.of_run) {
            CHECK(e.value > 0);
            replicas.push_back(thermosgd::replica_of(e));
        }
        CHECK(g.together.mean.value == thermosgd::random_effects_mean(replicas).mean.value);
        CHECK(g.together.mean.n_eff == 3);
        // The series has no column for all groups together.
        CHECK((g.rhat > 0.9) == (g.name != "all groups"));
        CHECK((g.bulk > 1) == (g.name != "all groups"));
    }
    const std::string csv = bytes_of(fs::path(out) / "seeds.csv");
    CHECK(std::count(csv.begin(), csv.end(), '\n') == 6);
    CHECK(csv.starts_with("group,temperature,temperature_error,nu,seeds,error_of_one_run,spread"));
    const std::string text = bytes_of(fs::path(out) / "seeds.txt");
    CHECK_THAT(text, ContainsSubstring("3 seeds: 5 6 7; T = <K>/(kB d)\n\ngroup "));
    CHECK_THAT(text, ContainsSubstring("R-hat"));
    CHECK_THAT(text, ContainsSubstring("of the rows of series.csv\n"));
    CHECK_THAT(bytes_of(fs::path(out) / "figures.gp"), ContainsSubstring("\"conv1\" 0"));
}

TEST_CASE("seeds that end badly are named, and the others are put together all the same") {
    const scratch_folder folder;
    const std::string out = folder / "all";
    fs::create_directories(fs::path(out) / "seed-1");
    std::ofstream(fs::path(out) / "seed-1" / "mine.txt") << "not a result";
    const program_result result =
        run_mnist(folder, with(brief, {"--seeds", "2", "--seed", "1", "--out", out}));
    CHECK(result.exit_code == 2);
    CHECK_THAT(result.err, ContainsSubstring("seed 1 ended with exit code 2"));
    CHECK(bytes_of(fs::path(out) / "seed-1" / "mine.txt") == "not a result");
    CHECK_THAT(bytes_of(fs::path(out) / "seeds.txt"), ContainsSubstring("1 seeds: 2"));
}

TEST_CASE("bad numbers of seeds, and what does not go with several, end with code 2") {
    const scratch_folder folder;
    for (const std::vector<std::string>& more :
         {std::vector<std::string>{"--seeds", "0"},
          {"--seeds", "2000"},
          {"--seeds", "2", "--resume", "--out", folder / "x"},
          {"--seeds", "2", "--plot"}}) {
        CHECK(run_mnist(folder, with(brief, more)).exit_code == 2);
    }
    CHECK_THROWS_AS(mnist::put_together({{1, folder / "nothing"}}), thermosgd::error);
}

TEST_CASE("the command of one seed has all options, its seed, its folder and one thread") {
    mnist::train_options options;
    options.data = "synthetic";
    options.sgd.momentum = 0.5;
    options.steps = 777;
    options.threads = 4;
    options.seeds = 8;
    const std::vector<std::string> words = mnist::arguments_of_seed(options, 42, "out/seed-42");
    const auto has = [&](const std::string& word) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    CHECK(words.front() == "train");
    CHECK((has("--seed=42") && has("--out=out/seed-42") && has("--threads=1")));
    CHECK((has("--momentum=0.5") && has("--steps=777") && has("--data=synthetic")));
    CHECK(has("--quiet"));
    CHECK(std::none_of(words.begin(), words.end(),
                       [](const std::string& w) { return w.starts_with("--seeds"); }));
    options.epochs = 2.5;
    const std::vector<std::string> epochs = mnist::arguments_of_seed(options, 42, "x");
    CHECK(std::find(epochs.begin(), epochs.end(), "--epochs=2.5") != epochs.end());
    CHECK(std::find(epochs.begin(), epochs.end(), "--steps=777") == epochs.end());
}

}  // namespace examples_mnist_seeds_test
