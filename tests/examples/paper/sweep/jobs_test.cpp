// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <paper/sweep/folder_lock.hpp>
#include <paper/sweep/jobs.hpp>

#include "catch_shim.hpp"
#include "examples/running_program.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/core/error.hpp>

#include <atomic>
#include <csignal>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace examples_paper_sweep_jobs_test {

namespace {

using paper::do_jobs;
using paper::job;
using paper::job_watch;
using paper::jobs_options;
using paper::jobs_outcome;

std::vector<job> some_jobs(std::size_t count) {
    std::vector<job> jobs;
    for (std::size_t i = 0; i < count; ++i) {
        jobs.push_back({"run-" + std::to_string(i), 1.0 + static_cast<double>(i)});
    }
    return jobs;
}

std::string text_of_job(std::size_t number) {
    return "result " + std::to_string(number) + '\n';
}

void check_text(std::size_t number, std::string_view text) {
    if (text != text_of_job(number)) {
        throw thermosgd::error("run-" + std::to_string(number) + ".json: damaged");
    }
}

/// Work that notes which jobs it was given.
struct noted_work {
    std::mutex mutex;
    std::multiset<std::size_t> done;

    paper::job_function function() {
        return [this](std::size_t number, const job_watch& watch) {
            watch.progress(0.0);
            const std::lock_guard guard(mutex);
            done.insert(number);
            return std::optional(text_of_job(number));
        };
    }
};

jobs_options options_for(const scratch_folder& folder, std::size_t threads) {
    jobs_options options;
    options.results = folder / "runs";
    options.threads = threads;
    options.quiet = true;
    return options;
}

std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const thermosgd::error& problem) {
        return problem.what();
    }
    return "";
}

/// Runs `action` in a child process, which it ends, and returns the status that waitpid gives.
int status_of_child(const std::function<void()>& action) {
    const pid_t child = fork();
    if (child == 0) {
        action();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return status;
}

}  // namespace

TEST_CASE("every job is done once, whatever the number of threads, and leaves its file alone") {
    for (const std::size_t threads : {1, 3, 40}) {
        CAPTURE(threads);
        const scratch_folder folder;
        noted_work work;
        std::atomic<std::size_t> told = 0;
        jobs_options options = options_for(folder, threads);
        options.done = [&](std::size_t number, std::string_view text, double seconds) {
            told += text == text_of_job(number) && seconds >= 0.0 ? 1 : 0;
        };
        const jobs_outcome outcome = do_jobs(some_jobs(17), work.function(), check_text, options);
        CHECK(outcome.finished == 17);
        CHECK(outcome.found == 0);
        CHECK(outcome.left == 0);
        CHECK(work.done.size() == 17);
        CHECK(std::set(work.done.begin(), work.done.end()).size() == 17);
        CHECK(told == 17);
        CHECK(folder.read("runs/run-16.json") == text_of_job(16));
        // Neither the lock, nor the probe, nor temporary files stay.
        CHECK(names_in(folder / "runs").size() == 17);
    }
}

TEST_CASE("finished jobs are not repeated, damaged results are named, set aside and done again") {
    const scratch_folder folder;
    jobs_options options = options_for(folder, 2);
    std::vector<std::string> notices;
    options.notice = [&](std::string_view line) { notices.emplace_back(line); };
    noted_work first;
    do_jobs(some_jobs(5), first.function(), check_text, options);
    CHECK(notices.empty());
    folder.write("runs/run-3.json", "resu");
    noted_work second;
    const jobs_outcome outcome = do_jobs(some_jobs(7), second.function(), check_text, options);
    CHECK(outcome.found == 4);
    CHECK(outcome.finished == 3);
    CHECK(second.done == std::multiset<std::size_t>{3, 5, 6});
    REQUIRE(notices.size() == 1);
    CHECK(notices[0].find("run-3.json: damaged") != std::string::npos);
    CHECK(notices[0].find("run-3.json.corrupt") != std::string::npos);
    CHECK(folder.read("runs/run-3.json") == text_of_job(3));
    CHECK(folder.read("runs/run-3.json.corrupt") == "resu");
}

TEST_CASE("looking at results changes nothing unless asked to") {
    const scratch_folder folder;
    noted_work work;
    do_jobs(some_jobs(3), work.function(), check_text, options_for(folder, 1));
    folder.write("runs/run-1.json", "");
    std::size_t notices = 0;
    const auto found = paper::find_results(some_jobs(4), check_text, folder / "runs", false,
                                           [&](std::string_view) { ++notices; });
    CHECK(found == std::vector<bool>{true, false, true, false});
    CHECK(notices == 1);
    CHECK(folder.read("runs/run-1.json").empty());
}

TEST_CASE("an interruption stops what runs and starts nothing more, and the rest is done later") {
    const scratch_folder folder;
    jobs_options options = options_for(folder, 2);
    std::atomic<bool> asked = false;
    options.interrupted = [&] { return asked.load(); };
    const auto stoppable = [&](std::size_t number, const job_watch& watch) {
        if (number < 2) {
            return std::optional(text_of_job(number));
        }
        asked = true;
        while (!watch.stop_asked()) {
            usleep(1000);
        }
        return std::optional<std::string>();
    };
    const jobs_outcome outcome = do_jobs(some_jobs(9), stoppable, check_text, options);
    CHECK(outcome.finished == 2);
    CHECK(outcome.left == 7);
    CHECK(names_in(folder / "runs") == std::vector<std::string>{"run-0.json", "run-1.json"});
    noted_work rest;
    CHECK(do_jobs(some_jobs(9), rest.function(), check_text, options_for(folder, 2)).finished == 7);
}

TEST_CASE("what a job throws ends the sweep once the others have stopped") {
    const scratch_folder folder;
    std::atomic<int> stopped = 0;
    const auto failing = [&](std::size_t number, const job_watch& watch) {
        if (number == 0) {
            throw thermosgd::error("run-0 cannot be done");
        }
        while (!watch.stop_asked()) {
            usleep(1000);
        }
        ++stopped;
        return std::optional<std::string>();
    };
    const std::string message =
        message_of([&] { do_jobs(some_jobs(9), failing, check_text, options_for(folder, 2)); });
    CHECK(message == "run-0 cannot be done");
    CHECK(stopped <= 1);
    CHECK(names_in(folder / "runs").empty());
}

TEST_CASE("a second sweep in a folder is refused by name, and a dead one leaves no lock") {
    const scratch_folder folder;
    {
        const paper::folder_lock first(folder.path(), {});
        const std::string message =
            message_of([&] { const paper::folder_lock second(folder.path(), {}); });
        CHECK(message.find("another sweep (process " + std::to_string(getpid()) + ")") !=
              std::string::npos);
        CHECK(message.find(folder.path().string()) != std::string::npos);
    }
    CHECK(folder.names().empty());
    // A process that is killed cannot unlock; its file stays, its lock does not.
    const int status = status_of_child([&] {
        const paper::folder_lock lock(folder.path(), {});
        raise(SIGKILL);
    });
    CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
    CHECK(folder.names() == std::vector<std::string>{".lock", ".lock-0"});
    CHECK(message_of([&] { const paper::folder_lock after(folder.path(), {}); }).empty());
    CHECK(folder.names().empty());
}

TEST_CASE("processes that share a plan lock each its own part, and keep a whole sweep out") {
    const scratch_folder folder;
    const paper::folder_lock first(folder.path(), {.rank = 0, .ranks = 2});
    const auto refused = [&](paper::share part) {
        return !message_of([&] { const paper::folder_lock lock(folder.path(), part); }).empty();
    };
    CHECK(!refused({.rank = 1, .ranks = 2}));
    CHECK(refused({.rank = 0, .ranks = 2}));
    CHECK(refused({}));
}

TEST_CASE("the parts of a plan are disjoint and make up the whole") {
    const scratch_folder folder;
    std::multiset<std::size_t> all;
    for (const std::size_t rank : {0, 1, 2}) {
        noted_work work;
        jobs_options options = options_for(folder, 2);
        options.part = {rank, 3};
        const jobs_outcome outcome = do_jobs(some_jobs(8), work.function(), check_text, options);
        CHECK(outcome.found == 0);
        CHECK(outcome.finished == work.done.size());
        all.insert(work.done.begin(), work.done.end());
    }
    CHECK(all == std::multiset<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7});
    jobs_options wrong = options_for(folder, 1);
    wrong.part = {3, 3};
    noted_work none;
    CHECK_THROWS_AS(do_jobs(some_jobs(1), none.function(), check_text, wrong),
                    std::invalid_argument);
}

TEST_CASE("a folder that cannot be written to is named before any work is done") {
    const scratch_folder folder;
    folder.write("runs", "a file where the folder should be");
    noted_work work;
    const std::string message = message_of(
        [&] { do_jobs(some_jobs(2), work.function(), check_text, options_for(folder, 1)); });
    CHECK(message.find("runs") != std::string::npos);
    CHECK(work.done.empty());
}

TEST_CASE("a disk that fills leaves no half result, and says so") {
    const scratch_folder folder;
    const auto long_text = [](std::size_t, const job_watch&) {
        return std::optional(std::string(100'000, 'x'));
    };
    // Files end at 32 kB in the child, as on a disk that is full.
    const int status = status_of_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{32'768, 32'768};
        setrlimit(RLIMIT_FSIZE, &limit);
        const std::string message = message_of([&] {
            do_jobs(
                some_jobs(3), long_text, [](std::size_t, std::string_view) {},
                options_for(folder, 1));
        });
        _exit(message.find("run-0.json.tmp") != std::string::npos &&
                      message.find("cannot write") != std::string::npos
                  ? 7
                  : 8);
    });
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 7));
    CHECK(names_in(folder / "runs").empty());
}

}  // namespace examples_paper_sweep_jobs_test
