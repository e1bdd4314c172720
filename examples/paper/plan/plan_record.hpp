// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What a plan has cost so far, over all sittings: plan.json beside the results.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// One start of the program until its end.
struct sitting {
    std::string plan;             ///< "default", "everything fig4", …
    std::size_t threads = 0;      ///< runs at a time
    std::size_t runs = 0;         ///< finished
    double wall_seconds = 0.0;    ///< from the start to the end of the last run
    double run_seconds = 0.0;     ///< of the finished runs, earlier sittings included
    double peak_memory_mb = 0.0;  ///< of the process
    std::string machine;          ///< model of the processor
    std::string version;          ///< of the library
};

/// The file in the folder of results.
[[nodiscard]] std::filesystem::path plan_record_file(const std::filesystem::path& results,
                                                     std::size_t rank = 0);

/// The sittings of a file; none if there is no file. One that cannot be read is named by a notice
/// and counts as none.
[[nodiscard]] std::vector<sitting> read_plan_record(
    const std::filesystem::path& file, const std::function<void(std::string_view)>& notice);

/// Writes the sittings and their sums.
/// \throws thermosgd::error naming the file
void write_plan_record(const std::filesystem::path& file, const std::vector<sitting>& sittings);

}  // namespace paper
