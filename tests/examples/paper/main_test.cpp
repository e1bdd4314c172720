// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The program from outside: help, exit codes, sweeps that are killed, damaged or started twice.

#include "catch_shim.hpp"
#include "examples/running_program.hpp"

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

namespace examples_paper_main_test {

namespace {

using words = std::vector<std::string>;

words paper_words(words arguments) {
    arguments.insert(arguments.begin(), THERMOSGD_PAPER_PROGRAM);
    return arguments;
}

program_result run_paper(const scratch_folder& folder, words arguments) {
    return running_program(folder, paper_words(std::move(arguments))).wait();
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A sweep of a few seconds; with `fig2` one of a minute.
words brief_sweep(const std::string& tag) {
    return {"run",       "--short", "--data",    "synthetic", "--only", tag,
            "--results", "runs",    "--threads", "2",         "--out",  "out"};
}

/// The names of results in the folder, without plan.json.
std::vector<std::string> results_in(const std::filesystem::path& folder) {
    std::vector<std::string> names = names_in(folder);
    std::erase_if(names, [](const std::string& name) {
        return !name.starts_with("synthetic-") || !name.ends_with(".json");
    });
    return names;
}

}  // namespace

TEST_CASE("every command has a help text with its options and examples, and help is no error") {
    const scratch_folder folder;
    const program_result top = run_paper(folder, {"--help"});
    CHECK(top.exit_code == 0);
    CHECK(top.err.empty());
    for (const char* command : {"plan", "run", "report", "verdicts"}) {
        CAPTURE(command);
        CHECK(contains(top.out, command));
        const program_result help = run_paper(folder, {command, "--help"});
        CHECK(help.exit_code == 0);
        CHECK(contains(help.out, std::string("paper ") + command));
        CHECK(contains(help.out, "--results"));
        CHECK(contains(help.out, "Examples:"));
    }
    CHECK(run_paper(folder, {"--version"}).out == "thermosgd 0.1.0\n");
}

TEST_CASE("bad input ends with code 2 and one line") {
    const scratch_folder folder;
    folder.write("file", "no folder");
    const std::vector<std::pair<words, std::string>> cases{
        {{"rnu"}, "'rnu'"},
        {{"run", "--only", "fig7"}, "'fig7'"},
        {{"run", "--data", "nowhere"}, "nowhere"},
        {{"run", "--data", "synthetic", "--data-set", "mnist"}, "expected MNIST"},
        {{"run", "--data-set", "cifar10"}, "--data DIR"},
        {{"run", "--data", ""}, "--data: '', expected"},
        {{"run", "--out", ""}, "--out: '', expected"},
        {{"report", "--results", ""}, "--results: '', expected"},
        {{"convert", "--out="}, "--out: '', expected"},
        {{"run", "--threads", "100000"}, "from 0 to 1024"},
        {{"run", "--data", "synthetic", "--data", "synthetic"}, "different data sets"},
        {{"run", "--short", "--data", "synthetic", "--results", "file", "--quiet"}, "'file'"},
        {{"run", "--short", "--data", "synthetic", "--results", "/proc/none", "--quiet"},
         "'/proc/none'"},
    };
    for (const auto& [arguments, part] : cases) {
        const program_result result = run_paper(folder, arguments);
        CAPTURE(arguments, result.err);
        CHECK(result.exit_code == 2);
        CHECK(result.complains_in_one_line_of(part));
        CHECK(result.out.empty());
    }
}

TEST_CASE("a plan says what there is to do and changes nothing") {
    const scratch_folder folder;
    const program_result result =
        run_paper(folder, {"plan", "--short", "--data", "synthetic", "--only", "full_batch"});
    CAPTURE(result.err);
    CHECK(result.exit_code == 0);
    CHECK(contains(result.out, "synthetic digits"));
    CHECK(contains(result.out, "full_batch"));
    CHECK(contains(result.out, "0 of 8 runs are done"));
    CHECK_FALSE(std::filesystem::exists(folder / "results"));
}

TEST_CASE("a finished sweep does nothing again, but for a damaged result") {
    const scratch_folder folder;
    const program_result first = run_paper(folder, brief_sweep("velocity"));
    CAPTURE(first.err);
    REQUIRE(first.exit_code == 0);
    const std::vector<std::string> results = results_in(folder / "runs");
    REQUIRE(results.size() == 2);
    CHECK(std::filesystem::exists(folder / "runs/plan.json"));
    const std::string whole = text_of(folder / "runs" / results[0]);
    const std::string other = text_of(folder / "runs" / results[1]);

    // One character of a number: still JSON, no longer what the checksum says.
    std::string damaged = whole;
    const std::size_t place = damaged.find("\"loss\"");
    REQUIRE(place != std::string::npos);
    const std::size_t digit = damaged.find_first_of("123456789", place);
    damaged[digit] = damaged[digit] == '1' ? '2' : '1';
    folder.write("runs/" + results[0], damaged);
    const program_result second = run_paper(folder, brief_sweep("velocity"));
    CAPTURE(second.err);
    CHECK(second.exit_code == 0);
    CHECK(contains(second.err, results[0]));
    CHECK(contains(second.err, "checksum"));
    CHECK_FALSE(contains(second.err, results[1] + "'"));
    CHECK(text_of(folder / "runs" / (results[0] + ".corrupt")) == damaged);
    CHECK(results_in(folder / "runs") == results);
    CHECK(text_of(folder / "runs" / results[1]) == other);

    const program_result third = run_paper(folder, brief_sweep("velocity"));
    CHECK(third.exit_code == 0);
    CHECK(contains(third.out, "0 runs done"));
    CHECK(contains(third.out, "2 found done"));
}

TEST_CASE("a sweep ends with the page, and the page is made again from results alone") {
    const scratch_folder folder;
    const program_result first = run_paper(folder, brief_sweep("velocity"));
    CAPTURE(first.err);
    REQUIRE(first.exit_code == 0);
    CHECK(contains(first.out, "page in out/paper.html"));
    const std::string page = text_of(folder / "out/paper.html");
    CHECK(contains(page, "<figure id=\"velocity\""));
    CHECK(std::filesystem::exists(folder / "out/csv/velocity.csv"));
    CHECK_FALSE(std::filesystem::exists(folder / "out/csv.new"));

    const program_result again =
        run_paper(folder, {"report", "--short", "--results", "runs", "--out", "elsewhere"});
    CAPTURE(again.err);
    CHECK(again.exit_code == 0);
    CHECK(text_of(folder / "elsewhere/paper.html") == page);

    const program_result verdicts = run_paper(folder, {"verdicts", "--short", "--results", "runs"});
    CHECK(verdicts.exit_code == 0);
    CHECK(contains(verdicts.out, "synthetic, 2 runs\n"));
    CHECK(contains(verdicts.out, "X-velocity"));
    CHECK(contains(verdicts.out, "Second seeds: 0 of 0 verdicts are the same."));
}

TEST_CASE(
    "a report takes no folder of others without being told to, and then removes nothing in it") {
    const scratch_folder folder;
    REQUIRE(run_paper(folder, brief_sweep("velocity")).exit_code == 0);
    std::filesystem::create_directories(folder / "own/csv");
    std::filesystem::create_directories(folder / "own/maps");
    folder.write("own/csv/a", "thesis");
    folder.write("own/maps/b", "world");
    const words report{"report", "--short", "--results", "runs", "--out", "own"};
    const program_result refused = run_paper(folder, report);
    CAPTURE(refused.err);
    CHECK(refused.exit_code == 2);
    CHECK(refused.complains_in_one_line_of("'own': holds 'csv'"));
    CHECK(refused.complains_in_one_line_of("--force"));
    CHECK(names_in(folder / "own") == words{"csv", "maps"});

    words forced = report;
    forced.emplace_back("--force");
    for (const words& command : {forced, report}) {
        CHECK(run_paper(folder, command).exit_code == 0);
        CHECK(folder.read("own/csv/a") == "thesis");
        CHECK(folder.read("own/maps/b") == "world");
        CHECK(std::filesystem::exists(folder / "own/csv/velocity.csv"));
    }
    // A sweep asks before its work, not after.
    std::filesystem::create_directories(folder / "other/csv");
    words sweep = brief_sweep("velocity");
    sweep.back() = "other";
    CHECK(run_paper(folder, sweep).complains_in_one_line_of("'other': holds 'csv'"));
}

TEST_CASE("results that are all unsound are counted, and the first fault is told") {
    const scratch_folder folder;
    std::filesystem::create_directory(folder / "runs");
    folder.write("runs/a.json", "{\"schema\": 9}");
    folder.write("runs/b.json", "no JSON");
    folder.write("runs/c.json", std::string(100'000, '['));
    for (const char* command : {"report", "verdicts"}) {
        const program_result result = run_paper(folder, {command, "--results", "runs"});
        CAPTURE(result.err);
        CHECK(result.exit_code == 2);
        CHECK(result.complains_in_one_line_of("'runs': 3 results, of which none is sound"));
        CHECK(result.complains_in_one_line_of("'runs/a.json': schema 9"));
    }
}

TEST_CASE("closed, full and broken outputs lose no page") {
    const scratch_folder folder;
    REQUIRE(run_paper(folder, brief_sweep("velocity")).exit_code == 0);
    const std::string page = text_of(folder / "out/paper.html");
    const std::vector<std::pair<std::string, int>> cases{
        {">&-", 0}, {"2>&-", 0}, {"2>/dev/full", 0}, {">/dev/full", 2}, {"2>&1 | head -1", 0}};
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto& [redirection, code] = cases[i];
        const std::string out = "out" + std::to_string(i);
        const program_result result =
            run_shell(folder, THERMOSGD_PAPER_PROGRAM,
                      "\"$0\" report --short --results runs --out " + out + ' ' + redirection);
        CAPTURE(redirection, result.err);
        CHECK(result.exit_code == code);
        CHECK(text_of(folder / out / "paper.html") == page);
    }
}

TEST_CASE("without results there is no page, and what was looked for is named") {
    const scratch_folder folder;
    std::filesystem::create_directory(folder / "empty");
    for (const char* command : {"report", "verdicts"}) {
        for (const auto& [results, part] :
             {std::pair("empty", "'empty': no results"), std::pair("absent", "'absent'")}) {
            const program_result refused = run_paper(folder, {command, "--results", results});
            CAPTURE(refused.err);
            CHECK(refused.exit_code == 2);
            CHECK(refused.complains_in_one_line_of(part));
            CHECK(refused.out.empty());
        }
    }
    CHECK_FALSE(std::filesystem::exists(folder / "results/paper"));
}

TEST_CASE("a sweep at work keeps another out, and one that was killed does not") {
    const scratch_folder folder;
    const scratch_folder elsewhere;
    running_program first(folder, paper_words(brief_sweep("fig2")));
    program_result refused{};
    first.send(SIGKILL, [&] {
        if (!std::filesystem::exists(folder / "out/state")) {
            return false;
        }
        words second = brief_sweep("fig2");
        second[7] = (folder / "runs").string();
        refused = run_paper(elsewhere, second);
        return true;
    });
    CHECK(first.wait().exit_code == -SIGKILL);
    CHECK(refused.exit_code == 2);
    CHECK(refused.complains_in_one_line_of("another sweep (process "));
    CHECK(results_in(folder / "runs").empty());
    CHECK(std::filesystem::exists(folder / "runs/.lock"));

    // Ctrl-C saves what is running; the killed sweep's lock is no hindrance.
    std::filesystem::remove_all(folder / "out");
    running_program again(folder, paper_words(brief_sweep("fig2")));
    again.send(SIGINT, [&] { return std::filesystem::exists(folder / "out/state"); });
    const program_result stopped = again.wait();
    CAPTURE(stopped.err);
    CHECK(stopped.exit_code == 130);
    CHECK(contains(stopped.err, "runs left"));
    CHECK_FALSE(names_in(folder / "out/state").empty());
    CHECK_FALSE(std::filesystem::exists(folder / "runs/.lock"));
}

}  // namespace examples_paper_main_test
