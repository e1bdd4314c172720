// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which folders a program may replace files in: those that it has marked as its own.

#include <fmt/format.h>
#include <thermosgd/core/error.hpp>
#include <thermosgd/io/atomic_file.hpp>

#include <filesystem>
#include <fstream>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace support {

/// The file that tells which program the results in a folder are of.
inline constexpr std::string_view marker_name = ".made-by";

/// Whether `program` has marked a folder.
[[nodiscard]] inline bool is_own_folder(const std::filesystem::path& folder,
                                        std::string_view program) {
    std::ifstream file(folder / marker_name, std::ios::binary);
    std::string line;
    return std::getline(file, line) && line == program;
}

/// \throws thermosgd::error if the marker cannot be written
inline void mark_as_own(const std::filesystem::path& folder, std::string_view program) {
    if (!is_own_folder(folder, program)) {
        thermosgd::atomic_file file(folder / marker_name);
        file.write(fmt::format("{}\n", program));
        file.commit();
    }
}

/// Throws if one of `names` is there in a folder that is not `program`'s: whoever owns it has not been
/// asked whether it may be replaced.
///
/// \param advice  what the user can do: "--force replaces it"
/// \throws thermosgd::error naming the folder and what it holds
inline void require_own_folder(const std::filesystem::path& folder, std::string_view program,
                               std::span<const std::string> names, std::string_view advice) {
    if (is_own_folder(folder, program)) {
        return;
    }
    for (const std::string& name : names) {
        std::error_code ignored;
        if (std::filesystem::exists(std::filesystem::symlink_status(folder / name, ignored))) {
            throw thermosgd::error(fmt::format(
                "'{}': holds '{}', which '{}' did not make, expected a folder of its own, or one "
                "without that ({})",
                folder.string(), name, program, advice));
        }
    }
}

/// Whether a file below a folder, named relative to it, is one that the program makes.
using is_ours = std::function<bool(const std::filesystem::path&)>;

namespace detail {

/// Removes what is ours from a folder; the rest moves to the same place below `to`, or stays where
/// that is taken. The folder goes if it is empty then.
inline void settle(const std::filesystem::path& from, const std::filesystem::path& to,
                   const is_ours& ours) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    std::vector<fs::path> files, folders;
    for (fs::recursive_directory_iterator entry(from, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
        const bool folder = entry->is_directory(ignored) && !entry->is_symlink(ignored);
        (folder ? folders : files).push_back(entry->path());
    }
    // What a program that was killed left of a file of ours is ours, too.
    const auto begun = [&](const fs::path& name) {
        return thermosgd::atomic_file::temporary_name(fs::path(name).replace_extension()) == name &&
               ours(fs::path(name).replace_extension());
    };
    for (const fs::path& file : files) {
        const fs::path name = file.lexically_relative(from);
        if (fs::is_regular_file(fs::symlink_status(file, ignored)) && (ours(name) || begun(name))) {
            fs::remove(file, ignored);
        } else if (!fs::exists(fs::symlink_status(to / name, ignored))) {
            fs::create_directories((to / name).parent_path(), ignored);
            fs::rename(file, to / name, ignored);
        }
    }
    // The innermost first; those that still hold something stay.
    for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) {
        fs::remove(*folder, ignored);
    }
    fs::remove(from, ignored);
}

}  // namespace detail

/// Puts the folder `fresh` in the place of `target`. What others left in `target` stays there.
/// \throws thermosgd::error if a folder cannot be renamed
inline void replace_folder(const std::filesystem::path& fresh, const std::filesystem::path& target,
                           const is_ours& ours) {
    namespace fs = std::filesystem;
    const auto move = [](const fs::path& from, const fs::path& to) {
        std::error_code failure;
        fs::rename(from, to, failure);
        if (failure) {
            throw thermosgd::error(fmt::format("'{}': cannot rename this folder to '{}' ({})",
                                               from.string(), to.string(), failure.message()));
        }
    };
    fs::path old = target;
    old += ".old";
    std::error_code ignored;
    if (fs::exists(old, ignored)) {  // a replacement was killed
        detail::settle(old, target, ours);
    }
    if (fs::exists(fs::symlink_status(target, ignored))) {
        move(target, old);
    }
    if (fs::exists(fresh, ignored)) {
        move(fresh, target);
    }
    if (fs::is_directory(old, ignored)) {
        detail::settle(old, target, ours);
    }
}

/// Makes `folder` a new one, empty of what is ours.
/// \throws thermosgd::error if it holds something else, or cannot be made
inline void make_fresh_folder(const std::filesystem::path& folder, const is_ours& ours) {
    namespace fs = std::filesystem;
    std::error_code failure;
    if (fs::exists(fs::symlink_status(folder, failure))) {
        detail::settle(folder, folder, ours);
        if (fs::exists(fs::symlink_status(folder, failure))) {
            throw thermosgd::error(
                fmt::format("'{}': holds what this program did not make, expected no such folder",
                            folder.string()));
        }
    }
    fs::create_directories(folder, failure);
    if (failure) {
        throw thermosgd::error(
            fmt::format("'{}': cannot make this folder ({})", folder.string(), failure.message()));
    }
}

}  // namespace support
