// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Runs that are killed at random times, and go on.

#include "program.hpp"

#include "catch_shim.hpp"
#include "random.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace examples_mnist_killed_test {

namespace {

namespace fs = std::filesystem;
using words = std::vector<std::string>;

/// The arguments of the program, run without gnuplot: a child would outlive the killed parent.
words without_gnuplot(words arguments) {
    words all{"env", "PATH=/nowhere"};
    for (std::string& word : mnist_words(std::move(arguments))) {
        all.push_back(std::move(word));
    }
    return all;
}

/// All files but those that tell times, by their names.
std::map<std::string, std::string> results_in(const fs::path& run) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(run)) {
        if (entry.is_regular_file()) {
            const std::string name = entry.path().lexically_relative(run).string();
            const bool timed = name == "report.txt" || name == "checkpoint.bin";
            files[name] = timed ? "" : text_of(entry.path());
        }
    }
    return files;
}

}  // namespace

TEST_CASE("killed thirty times at random and resumed, runs end with the same files", "[long]") {
    const words run{"train",
                    "--data",
                    "synthetic",
                    "--steps",
                    "400",
                    "--out",
                    "run",
                    "--series-every",
                    "7",
                    "--momentum",
                    "0.5",
                    "--evaluate-every",
                    "60",
                    "--dropout",
                    "0.1",
                    "--checkpoint-every",
                    "20",
                    "--threads",
                    "1",
                    "--observables",
                    "equipartition",
                    "--quiet"};
    const scratch_folder whole;
    const auto begin = std::chrono::steady_clock::now();
    const program_result undisturbed = running_program(whole, without_gnuplot(run)).wait();
    const std::chrono::duration<double> duration = std::chrono::steady_clock::now() - begin;
    CAPTURE(undisturbed.err);
    REQUIRE(undisturbed.exit_code == 0);
    const auto expected = results_in(whole / "run");
    REQUIRE(expected.size() > 30);

    test::random_stream random(30);
    int kills = 0, resumed = 0;
    for (int attempts = 0; kills < 30;) {
        const scratch_folder folder;
        for (int kills_of_run = 0;;) {
            REQUIRE(++attempts < 200);
            words next{"train", "--resume", "--out", "run", "--threads", "1", "--quiet"};
            if (!fs::exists(folder / "run/checkpoint.bin")) {
                next = run;
                next.emplace_back("--force");  // of a run without a checkpoint there are files
            } else {
                ++resumed;
            }
            running_program program(folder, without_gnuplot(next));
            if (kills_of_run < 3) {
                program.kill_after(random.uniform() * duration);
            }
            const program_result result = program.wait();
            CAPTURE(kills, kills_of_run, result.err);
            if (result.exit_code == -SIGKILL) {
                ++kills;
                ++kills_of_run;
                continue;
            }
            REQUIRE(result.exit_code == 0);
            break;
        }
        const auto found = results_in(folder / "run");
        CHECK(found.size() == expected.size());
        for (const auto& [name, text] : expected) {
            CAPTURE(kills, name);
            CHECK(found.contains(name));
            CHECK((!found.contains(name) || found.at(name) == text));
        }
    }
    CHECK(resumed > 10);
}

}  // namespace examples_mnist_killed_test
