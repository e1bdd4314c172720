// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Another program as a child process, without a shell.

#include <fmt/format.h>
#include <thermosgd/core/error.hpp>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace support {

/// Why a program could not be started.
class cannot_start : public thermosgd::error {
public:
    /// \param program  as it was called      \param output  where its output was to go, or empty
    /// \param code     of the system
    cannot_start(const std::string& program, const std::filesystem::path& output, int code)
        : error(fmt::format(
              "cannot start '{}'{}: {}", program,
              output.empty() ? "" : fmt::format(" with its output in '{}'", output.string()),
              std::generic_category().message(code))),
          reason_(std::generic_category().message(code)) {}

    /// The system's words: "No such file or directory".
    [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

private:
    std::string reason_;
};

/// What a child is started with.
struct child_options {
    std::filesystem::path folder = {};  ///< where it runs; empty: where this program does
    std::filesystem::path output = {};  ///< of its standard output; empty: that of this program
    std::filesystem::path errors = {};  ///< of its standard error; the same name as `output`: both
                                        ///< in one file; empty: that of this program
    bool own_group =
        false;  ///< whether it has a process group of its own: Ctrl-C does not reach it
};

/// Where what nobody reads goes.
inline constexpr const char* nowhere = "/dev/null";

namespace detail {

/// What posix_spawn asks for, given back at the end of a scope.
struct spawn_settings {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    spawn_settings() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    ~spawn_settings() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    spawn_settings(const spawn_settings&) = delete;
    spawn_settings& operator=(const spawn_settings&) = delete;

    void open(int descriptor, const std::filesystem::path& file) {
        posix_spawn_file_actions_addopen(&actions, descriptor, file.c_str(),
                                         O_WRONLY | O_CREAT | O_TRUNC, 0644);
    }
};

}  // namespace detail

/// Starts a program that reads nothing. Signals that this program ignores have their usual effect
/// in it.
///
/// \param words    the program, sought as a shell does, and its arguments
/// \param options  where it runs and where its output goes: names relative to options.folder
/// \return its process, to be waited for
/// \throws cannot_start naming the program, its output and the reason
[[nodiscard]] inline pid_t start_child(std::vector<std::string> words,
                                       const child_options& options = {}) {
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    detail::spawn_settings settings;
    if (!options.folder.empty()) {
        posix_spawn_file_actions_addchdir_np(&settings.actions, options.folder.c_str());
    }
    posix_spawn_file_actions_addopen(&settings.actions, STDIN_FILENO, nowhere, O_RDONLY, 0);
    if (!options.output.empty()) {
        settings.open(STDOUT_FILENO, options.output);
    }
    if (!options.errors.empty() && options.errors == options.output) {
        posix_spawn_file_actions_adddup2(&settings.actions, STDOUT_FILENO, STDERR_FILENO);
    } else if (!options.errors.empty()) {
        settings.open(STDERR_FILENO, options.errors);
    }
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    posix_spawnattr_setsigdefault(&settings.attributes, &defaults);
    posix_spawnattr_setpgroup(&settings.attributes, 0);
    posix_spawnattr_setflags(
        &settings.attributes,
        static_cast<short>(options.own_group ? POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
                                             : POSIX_SPAWN_SETSIGDEF));
    pid_t child = 0;
    const int failure = posix_spawnp(&child, words.front().c_str(), &settings.actions,
                                     &settings.attributes, arguments.data(), environ);
    if (failure != 0) {
        throw cannot_start(words.front(), options.output, failure);
    }
    return child;
}

/// How a child has ended.
struct child_end {
    int code = 0;       ///< its exit code, if it has one
    int signal = 0;     ///< the signal that ended it, or 0
    bool known = true;  ///< false where who started this program has its children forgotten

    /// \param status  as waitpid gives it
    [[nodiscard]] static child_end of(int status) {
        return WIFEXITED(status) ? child_end{.code = WEXITSTATUS(status)}
                                 : child_end{.signal = WTERMSIG(status)};
    }

    /// Whether it ended by itself with exit code 0.
    [[nodiscard]] bool well() const noexcept { return known && code == 0 && signal == 0; }
};

/// Runs a program to its end; arguments and errors as start_child.
[[nodiscard]] inline child_end run_child(std::vector<std::string> words,
                                         const child_options& options = {}) {
    const pid_t child = start_child(std::move(words), options);
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return {.known = false};
        }
    }
    return child_end::of(status);
}

}  // namespace support
