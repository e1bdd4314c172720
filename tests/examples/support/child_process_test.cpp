// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Child processes: where they run, what becomes of their output, and how they end.

#include <support/child_process.hpp>

#include <csignal>
#include <filesystem>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "catch_shim.hpp"
#include "examples/running_program.hpp"
#include "scratch_folder.hpp"

namespace examples_support_child_process_test {

namespace fs = std::filesystem;

TEST_CASE("a child runs in its folder, reads nothing, and its output goes where it is told to") {
    const scratch_folder folder;
    const support::child_end end = support::run_child(
        {"sh", "-c", "cat; pwd; echo \"$1\" >&2", "sh", "a word"},
        {.folder = folder.path(), .output = folder / "out", .errors = folder / "err"});
    CHECK(end.well());
    CHECK(text_of(folder / "out") == fs::canonical(folder.path()).string() + '\n');
    CHECK(text_of(folder / "err") == "a word\n");
}

TEST_CASE("both outputs in one file follow each other, and a file of before is replaced") {
    const scratch_folder folder;
    folder.write("both", "what was here before, and is longer than what comes\n");
    CHECK(support::run_child({"sh", "-c", "echo 1; echo 2 >&2; echo 3"},
                             {.output = folder / "both", .errors = folder / "both"})
              .well());
    CHECK(text_of(folder / "both") == "1\n2\n3\n");
    CHECK(support::run_child({"sh", "-c", "echo 1; echo 2 >&2"},
                             {.output = support::nowhere, .errors = support::nowhere})
              .well());
}

TEST_CASE("exit codes and signals are told apart") {
    const support::child_end code = support::run_child({"sh", "-c", "exit 7"});
    CHECK((code.code == 7 && code.signal == 0 && !code.well()));
    const support::child_end signal = support::run_child({"sh", "-c", "kill -TERM $$"});
    CHECK((signal.code == 0 && signal.signal == SIGTERM && !signal.well()));
}

TEST_CASE("a program that is not there is named with the reason") {
    const scratch_folder folder;
    const std::string absent = folder / "absent";
    CHECK_THROWS_WITH(support::run_child({absent}),
                      "cannot start '" + absent + "': No such file or directory");
    CHECK_THROWS_WITH(support::run_child({"true"}, {.output = folder / "no/file"}),
                      ContainsSubstring("'true' with its output in") &&
                          ContainsSubstring("no/file': No such file or directory"));
    try {
        (void)support::start_child({absent});
        FAIL("started");
    } catch (const support::cannot_start& problem) {
        CHECK(problem.reason() == "No such file or directory");
    }
}

TEST_CASE("a child has a process group of its own only where it is asked for") {
    const scratch_folder folder;
    for (const bool own : {false, true}) {
        const pid_t child = support::start_child({"sleep", "30"}, {.own_group = own});
        CHECK(getpgid(child) == (own ? child : getpgrp()));
        kill(child, SIGKILL);
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        CHECK(support::child_end::of(status).signal == SIGKILL);
    }
}

TEST_CASE("a child does not ignore the signals of broken pipes that its parent does") {
    auto* const before = std::signal(SIGPIPE, SIG_IGN);
    const support::child_end end = support::run_child({"sh", "-c", "kill -PIPE $$; exit 3"});
    std::signal(SIGPIPE, before);
    CHECK(end.signal == SIGPIPE);
}

}  // namespace examples_support_child_process_test
