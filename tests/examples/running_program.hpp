// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Starts a program as a user would, and catches what it says.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scratch_folder.hpp"

/// All of a file; empty if it is not there.
inline std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What a run of a program left.
struct program_result {
    int exit_code;    ///< or minus the signal that ended it
    std::string out;  ///< standard output
    std::string err;  ///< standard error

    /// Whether standard error is a single line that contains `part`.
    [[nodiscard]] bool complains_in_one_line_of(const std::string& part) const {
        return err.find(part) != std::string::npos && !err.empty() &&
               err.find('\n') == err.size() - 1;
    }
};

/// The program at work, its standard output and error going to files.
class running_program {
public:
    /// \param folder  where it runs, and where its output goes
    /// \param words   the program and its arguments
    running_program(const scratch_folder& folder, std::vector<std::string> words)
        : out_(folder / "standard-output"), err_(folder / "standard-error") {
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addchdir_np(&actions, folder.path().c_str());
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        constexpr int fresh = O_WRONLY | O_CREAT | O_TRUNC;
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out_.c_str(), fresh, 0600);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err_.c_str(), fresh, 0600);
        // As from a shell, however the tests were started: nohup ignores SIGHUP.
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t defaults;
        sigemptyset(&defaults);
        for (const int signal : {SIGHUP, SIGINT, SIGTERM, SIGPIPE}) {
            sigaddset(&defaults, signal);
        }
        posix_spawnattr_setsigdefault(&attributes, &defaults);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
        std::vector<char*> arguments;
        for (std::string& word : words) {
            arguments.push_back(word.data());
        }
        arguments.push_back(nullptr);
        const int failure = posix_spawnp(&process_, arguments.front(), &actions, &attributes,
                                         arguments.data(), environ);
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
        if (failure != 0) {
            throw std::runtime_error("cannot start " + words.front());
        }
    }
    running_program(const running_program&) = delete;
    running_program& operator=(const running_program&) = delete;
    ~running_program() {
        if (process_ > 0) {
            kill(process_, SIGKILL);
            waitpid(process_, nullptr, 0);
        }
    }

    /// Sends a signal as soon as `ready` holds; throws if the program ends before, or after a minute.
    void send(int signal, const std::function<bool()>& ready) {
        for (int waited = 0; !ready(); ++waited) {
            int status = 0;
            if (waited == 60'000 || waitpid(process_, &status, WNOHANG) != 0) {
                process_ = waited == 60'000 ? process_ : 0;
                throw std::runtime_error("the program was not seen at work: " + text_of(err_));
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        kill(process_, signal);
    }

    /// Kills it after a time, if it has not ended by then.
    void kill_after(std::chrono::duration<double> time) const {
        std::this_thread::sleep_for(time);
        kill(process_, SIGKILL);
    }

    /// Waits for its end.
    program_result wait() {
        int status = 0;
        waitpid(std::exchange(process_, 0), &status, 0);
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), text_of(out_),
                text_of(err_)};
    }

    /// Standard error so far.
    [[nodiscard]] std::string errors() const { return text_of(err_); }

private:
    std::filesystem::path out_;
    std::filesystem::path err_;
    pid_t process_ = 0;
};

/// Runs a line of sh to its end; "$0" in it is `program`.
inline program_result run_shell(const scratch_folder& folder, const char* program,
                                const std::string& line) {
    return running_program(folder, {"sh", "-c", line, program}).wait();
}

/// The sorted names of the entries of a folder; empty if it is not there.
inline std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    std::error_code failure;
    for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        names.push_back(entry->path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}
