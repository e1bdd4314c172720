// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Programs of which a call that writes files fails, and the files that they leave.

#include "examples/running_program.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#ifdef THERMOSGD_FAILING_CALLS

namespace test {

/// Runs a program of which calls `first` to `last` fail. Without gnuplot, which takes longest.
inline program_result run_with_failing_calls(const scratch_folder& folder,
                                             const std::vector<std::string>& program,
                                             std::size_t first, std::size_t last, int reason) {
    std::vector<std::string> words{"env", "PATH=/nowhere", "LD_PRELOAD=" THERMOSGD_FAILING_CALLS,
                                   "FAILING_CALLS=" + std::to_string(first) + ' ' +
                                       std::to_string(last) + ' ' + std::to_string(reason),
                                   "FAILING_CALLS_COUNT=" + (folder / "calls").string()};
    words.insert(words.end(), program.begin(), program.end());
    return running_program(folder, std::move(words)).wait();
}

/// The text of every file below a folder, by its path from there.
inline std::map<std::string, std::string> files_below(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    std::error_code failure;
    for (std::filesystem::recursive_directory_iterator entry(folder, failure), end;
         !failure && entry != end; entry.increment(failure)) {
        if (entry->is_regular_file()) {
            files[entry->path().lexically_relative(folder).string()] = text_of(entry->path());
        }
    }
    return files;
}

/// Runs a program undisturbed, then with calls that fail: each alone, and all from each on.
/// \param program   its words; results go to "run" in the present folder
/// \param most      places to try, in equal distances
/// \param is_whole  (name, text, text of the undisturbed run) whether a file is sound
/// \return how many runs met a failure
inline std::size_t check_failing_calls(
    const std::vector<std::string>& program, std::size_t most,
    const std::function<bool(const std::string&, const std::string&, const std::string&)>&
        is_whole) {
    constexpr std::size_t never = std::numeric_limits<std::size_t>::max();
    const scratch_folder undisturbed;
    const program_result whole = run_with_failing_calls(undisturbed, program, never, never, EIO);
    CAPTURE(whole.err);
    REQUIRE(whole.exit_code == 0);
    const auto expected = files_below(undisturbed / "run");
    REQUIRE(expected.size() > 2);
    const std::size_t calls = std::stoul(text_of(undisturbed / "calls"));
    CAPTURE(calls);
    REQUIRE(calls > 2 * expected.size());
    const std::size_t places = std::min(calls, most);
    std::size_t tried = 0;
    for (std::size_t i = 0; i < 2 * places; ++i) {
        const std::size_t first = i / 2 * calls / places;
        const bool once = i % 2 == 0;
        const int reason = i % 4 < 2 ? ENOSPC : EIO;
        const scratch_folder folder;
        const program_result result =
            run_with_failing_calls(folder, program, first, once ? first : never - 1, reason);
        CAPTURE(first, once, reason, result.exit_code, result.err);
        // A folder that cannot be synced is no failure.
        CHECK((result.exit_code == 0 || result.exit_code == 2));
        const auto found = files_below(folder / "run");
        for (const auto& [name, text] : found) {
            CAPTURE(name);
            const auto reference = expected.find(name);
            CHECK(reference != expected.end());
            CHECK((reference == expected.end() || is_whole(name, text, reference->second)));
        }
        if (result.exit_code == 0) {
            CHECK(found.size() == expected.size());
        } else {
            CHECK(result.err.find("'run") != std::string::npos);
        }
        ++tried;
    }
    return tried;
}

}  // namespace test

#endif
