// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// gnuplot as a child process, without a shell, and SVG figures that appear once they are whole.

#include <fmt/format.h>
#include <thermosgd/io/atomic_file.hpp>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace support {

/// Runs `gnuplot -e ASSIGNMENTS figures.gp` in a folder and waits for its end.
///
/// \param silent  whether what it prints on standard output is dropped
/// \param again   the command that draws the figures once gnuplot is there
/// \return empty, or one line on why there are no figures
[[nodiscard]] inline std::string run_gnuplot(const std::filesystem::path& folder,
                                             const std::string& assignments, bool silent,
                                             const std::string& again) {
    // -d: no start-up files, which may change what the script means.
    std::vector<std::string> words{"gnuplot", "-d", "-e", assignments, "figures.gp"};
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (silent) {
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    }
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    pid_t child = 0;
    const int failure =
        posix_spawnp(&child, "gnuplot", &actions, &attributes, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failure != 0) {
        return fmt::format("no figures: gnuplot cannot be run ({}); install gnuplot-nox, then '{}'",
                           std::generic_category().message(failure), again);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return fmt::format("no figures: gnuplot failed; 'gnuplot figures.gp' in '{}' says why",
                           folder.string());
    }
    return {};
}

/// Draws the figures of a folder by its figures.gp, which writes to names that end in `suffix`;
/// each appears under its name once it is whole.
///
/// \param names  of the figures that there may be, without ".svg"
/// \param again  as run_gnuplot's
/// \return empty, or why figures are missing: a line for the user, no reason to fail
[[nodiscard]] inline std::string draw_svg(const std::filesystem::path& folder,
                                          const std::vector<std::string>& names,
                                          const std::string& again) {
    namespace fs = std::filesystem;
    std::string problem = run_gnuplot(folder, "suffix = '.tmp'", true, again);
    for (const std::string& name : names) {
        const fs::path final_name = folder / (name + ".svg");
        const fs::path temporary = thermosgd::atomic_file::temporary_name(final_name);
        std::error_code failure;
        if (problem.empty() && fs::exists(temporary, failure)) {
            std::ifstream file(temporary, std::ios::binary);
            const std::string text{std::istreambuf_iterator<char>(file), {}};
            // gnuplot says nothing when the disk is full.
            if (text.find("</svg>") != std::string::npos) {
                fs::rename(temporary, final_name, failure);
            }
            if (failure || fs::exists(temporary, failure)) {
                problem = fmt::format("'{}': cannot write this figure", final_name.string());
            }
        }
        fs::remove(temporary, failure);
    }
    return problem;
}

}  // namespace support
