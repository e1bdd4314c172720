// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// gnuplot as a child process, without a shell, and SVG figures that appear once they are whole.

#include <support/child_process.hpp>

#include <fmt/format.h>
#include <thermosgd/io/atomic_file.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

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
    try {
        const child_end end =
            run_child({"gnuplot", "-d", "-e", assignments, "figures.gp"},
                      {.folder = folder, .output = silent ? nowhere : "", .errors = nowhere});
        if (end.known && !end.well()) {
            return fmt::format("no figures: gnuplot failed; 'gnuplot figures.gp' in '{}' says why",
                               folder.string());
        }
    } catch (const cannot_start& problem) {
        return fmt::format("no figures: gnuplot cannot be run ({}); install gnuplot-nox, then '{}'",
                           problem.reason(), again);
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
