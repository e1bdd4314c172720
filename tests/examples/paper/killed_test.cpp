// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Sweeps that are killed at random times, and go on.

#include "catch_shim.hpp"
#include "examples/running_program.hpp"
#include "random.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace examples_paper_killed_test {

namespace {

using words = std::vector<std::string>;

/// The texts of the results, by their names.
std::map<std::string, std::string> results_in(const std::filesystem::path& folder) {
    std::map<std::string, std::string> results;
    for (const std::string& name : names_in(folder)) {
        if (name.starts_with("synthetic-") && name.ends_with(".json")) {
            results[name] = text_of(folder / name);
        }
    }
    return results;
}

/// A result without what depends on the machine and the hour.
nlohmann::json numbers_of(const std::string& text) {
    nlohmann::json result = nlohmann::json::parse(text);
    for (const char* name :
         {"checksum", "machine", "seconds", "observing_seconds", "peak_memory_mb"}) {
        result.erase(name);
    }
    return result;
}

}  // namespace

TEST_CASE("killed thirty times at random, sweeps lose no result and repeat none", "[long]") {
    // Without gnuplot, which would outlive the killed sweep.
    const words sweep{"env",       "PATH=/nowhere", THERMOSGD_PAPER_PROGRAM,
                      "run",       "--short",       "--data",
                      "synthetic", "--only",        "velocity",
                      "--results", "runs",          "--threads",
                      "1",         "--out",         "out",
                      "--quiet"};
    const scratch_folder whole;
    const auto begin = std::chrono::steady_clock::now();
    const program_result undisturbed = running_program(whole, sweep).wait();
    const std::chrono::duration<double> duration = std::chrono::steady_clock::now() - begin;
    CAPTURE(undisturbed.err);
    REQUIRE(undisturbed.exit_code == 2);  // there are no figures
    const auto expected = results_in(whole / "runs");
    REQUIRE(expected.size() == 2);

    test::random_stream random(31);
    int kills = 0;
    std::size_t kept = 0;
    for (int attempts = 0; kills < 30;) {
        const scratch_folder folder;
        std::map<std::string, std::string> done;
        for (int kills_of_sweep = 0;;) {
            REQUIRE(++attempts < 200);
            running_program program(folder, sweep);
            if (kills_of_sweep < 5) {
                program.kill_after(random.uniform() * duration);
            }
            const program_result result = program.wait();
            CAPTURE(kills, kills_of_sweep, result.err);
            const auto now = results_in(folder / "runs");
            for (const auto& [name, text] : done) {
                CAPTURE(name);
                CHECK(now.contains(name));
                CHECK((!now.contains(name) || now.at(name) == text));
            }
            kept += done.size();
            done = now;
            if (result.exit_code == -SIGKILL) {
                ++kills;
                ++kills_of_sweep;
                continue;
            }
            CHECK(result.err == undisturbed.err);
            REQUIRE(result.exit_code == undisturbed.exit_code);
            break;
        }
        CHECK(done.size() == expected.size());
        for (const auto& [name, text] : expected) {
            CAPTURE(name);
            REQUIRE(done.contains(name));
            CHECK((numbers_of(done.at(name)) == numbers_of(text)));
        }
        for (const std::string& name : names_in(folder / "runs")) {
            CAPTURE(name);
            // A plan that is the same is not written again, over what a kill left.
            CHECK((!name.ends_with(".tmp") || name == "plan.json.tmp"));
            CHECK(!name.ends_with(".corrupt"));
        }
        CHECK(names_in(folder / "out/csv") == names_in(whole / "out/csv"));
    }
    CHECK(kept > 10);
}

}  // namespace examples_paper_killed_test
