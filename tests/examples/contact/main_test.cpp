// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The program from outside: help, exit codes, and what it writes.

#include "program.hpp"

#include "catch_shim.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace examples_contact_main_test {

namespace {

using schemes = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t lines_of(const std::filesystem::path& file) {
    const std::string text = text_of(file);
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("help names the parts, the options, examples and exit codes, and is no error") {
    const scratch_folder folder;
    const program_result help = run_contact(folder, {"--help"});
    CHECK(help.exit_code == 0);
    for (const char* part : {"oscillators", "optimisers", "dynamics", "--data", "--quick",
                             "--steps", "--seeds", "--out", "Examples:", "Exit codes:"}) {
        CAPTURE(part);
        CHECK(contains(help.out, part));
    }
    CHECK(run_contact(folder, {"--version"}).out == "thermosgd 0.1.0\n");
}

TEST_CASE("bad words end with code 2 and one line that says what was expected") {
    const scratch_folder folder;
    const std::vector<std::pair<schemes, schemes>> cases{
        {{"oscilators"}, {"oscilators", "optimisers, dynamics"}},
        {{"--frobnicate"}, {"--frobnicate", "--help"}},
        {{"--steps", "0"}, {"--steps", "'0'", "at least 1"}},
        {{"--temperature", "-1"}, {"--temperature", "'-1'", "above 0"}},
        {{"--timestep", "nan"}, {"--timestep", "'nan'"}},
        {{"--data", ""}, {"--data", "''", "a folder, or 'synthetic'"}},
        {{"--out", ""}, {"--out", "''", "a folder"}},
        {{"--out="}, {"--out", "''"}},
        {{"--threads", "100000"}, {"--threads", "from 0 to 1024"}},
        {{"optimisers", "--data", "nowhere"}, {"nowhere"}},
        {{"dynamics", "--data", "synthetic", "--images", "5000"}, {"5000", "1000"}},
        {{"optimisers", "--data", "synthetic", "--batch-size", "1"}, {"--batch-size", "2"}},
    };
    for (const auto& [arguments, parts] : cases) {
        const program_result result = run_contact(folder, arguments);
        CAPTURE(arguments, result.err);
        CHECK(result.exit_code == 2);
        for (const std::string& part : parts) {
            CAPTURE(part);
            CHECK(result.complains_in_one_line_of(part));
        }
    }
}

TEST_CASE("oscillators need no images and leave a table of every scheme") {
    const scratch_folder folder;
    const program_result result = run_contact(folder, {"oscillators", "--out", "run"});
    CHECK(result.exit_code == 0);
    CHECK(contains(result.out, "KL6"));
    CHECK(contains(result.out, "Hénon–Heiles"));
    CHECK(lines_of(folder / "run/oscillators.csv") > 500);
    CHECK(contains(text_of(folder / "run/figures.gp"), "convergence.svg"));
    CHECK_FALSE(contains(text_of(folder / "run/figures.gp"), "training.svg"));
    CHECK(contains(result.out, text_of(folder / "run/report.txt")));

    const program_result again = run_contact(folder, {"oscillators", "--out", "run"});
    CHECK(again.exit_code == 2);
    CHECK(again.complains_in_one_line_of("--force"));
    folder.write("run/notes.txt", "mine");
    CHECK(run_contact(folder, {"oscillators", "--out", "run", "--force"}).exit_code == 0);
    CHECK(folder.read("run/notes.txt") == "mine");
}

TEST_CASE("--force removes nothing where no run of this program has been") {
    const scratch_folder folder;
    std::filesystem::create_directory(folder / "own");
    folder.write("own/report.txt", "thesis");
    const program_result refused =
        run_contact(folder, {"oscillators", "--out", "own", "--force", "--quiet"});
    CAPTURE(refused.err);
    CHECK(refused.exit_code == 2);
    CHECK(refused.complains_in_one_line_of("'own': holds 'report.txt'"));
    CHECK(folder.read("own/report.txt") == "thesis");
    CHECK(names_in(folder / "own") == std::vector<std::string>{"report.txt"});
}

TEST_CASE("closed, full and broken outputs lose no result") {
    const scratch_folder folder;
    REQUIRE(run_contact(folder, {"oscillators", "--out", "plain", "--quiet"}).exit_code == 0);
    const std::string table = folder.read("plain/oscillators.csv");
    const std::vector<std::pair<std::string, int>> cases{
        {">&-", 0}, {"2>&-", 0}, {"2>/dev/full", 0}, {">/dev/full", 2}, {"| head -1", 0}};
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto& [redirection, code] = cases[i];
        const std::string out = "run" + std::to_string(i);
        const program_result result =
            run_shell(folder, THERMOSGD_CONTACT_PROGRAM,
                      "\"$0\" oscillators --out " + out + ' ' + redirection);
        CAPTURE(redirection, result.err);
        CHECK(result.exit_code == code);
        CHECK(folder.read(out + "/oscillators.csv") == table);
        CHECK(contains(folder.read(out + "/report.txt"), "KL6"));
    }
}

TEST_CASE("a small run of the optimisers writes every row and its table") {
    const scratch_folder folder;
    const program_result result = run_contact(
        folder,
        {"optimisers", "--data", "synthetic", "--steps", "30", "--seeds", "2", "--out", "run"});
    CAPTURE(result.err);
    CHECK(result.exit_code == 0);
    CHECK(contains(result.out, "heavy ball"));
    CHECK(contains(result.out, "η = 0.01, μ = 0.9"));
    CHECK(lines_of(folder / "run/optimisers.csv") == 1 + 5 * 2 * 30);
    for (const char* figure :
         {"training.svg", "optimiser_energies.svg", "optimiser_temperatures"}) {
        CHECK(contains(text_of(folder / "run/figures.gp"), figure));
    }
}

TEST_CASE("a small run of the dynamics writes its series and readings") {
    const scratch_folder folder;
    const program_result result =
        run_contact(folder, {"dynamics", "--quick", "--data", "synthetic", "--images", "32",
                             "--measure", "40", "--starts", "1", "--out", "run"});
    CAPTURE(result.err);
    CHECK(result.exit_code == 0);
    CHECK(lines_of(folder / "run/ensembles.csv") == 1 + 3 * 40);
    CHECK(lines_of(folder / "run/energies.csv") == 1 + 4);
    for (const char* name : {"Langevin", "CSVR", "constant_E"}) {
        CHECK(contains(text_of(folder / (std::string("run/equipartition_") + name + ".csv")),
                       "T of the hottest over T of the coldest"));
    }
    CHECK(contains(result.out, "Equipartition, Langevin"));
}

TEST_CASE("a step that the network cannot take ends with code 3 and says where") {
    const scratch_folder folder;
    const program_result result =
        run_contact(folder, {"dynamics", "--quick", "--quiet", "--data", "synthetic", "--images",
                             "32", "--timestep", "1e4", "--out", "run"});
    CHECK(result.exit_code == 3);
    CHECK(result.complains_in_one_line_of("--timestep"));
    CHECK(result.out.empty());
    CHECK(contains(text_of(folder / "run/report.txt"), "failed and is left out"));
    CHECK(lines_of(folder / "run/ensembles.csv") == 1);
}

}  // namespace examples_contact_main_test
