// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// One process at a time in a folder of results.

#include <fmt/format.h>
#include <thermosgd/core/error.hpp>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace support {

/// The name of the file that is locked; it is there only as long as someone is at work, or was killed.
inline constexpr std::string_view lock_name = ".lock";

/// A file that this process has locked. The lock is the system's (flock), held by the open file: that of a
/// process that was killed is free at once, and there is no process number that could be taken for
/// another's. The system unlocks it when the process ends, however it does.
class locked_file {
public:
    /// \param operation  LOCK_EX or LOCK_SH
    /// \param other      what another process that has it is called: "another sweep"
    /// \throws thermosgd::error if the file cannot be made, or another process has it
    locked_file(std::filesystem::path path, int operation, const char* other)
        : path_(std::move(path)) {
        do {
            close_file();
            file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
            if (file_ < 0) {
                fail("cannot lock this folder", errno);
            }
            if (flock(file_, operation | LOCK_NB) != 0) {
                const int reason = errno;
                if (reason != EWOULDBLOCK) {
                    fail("cannot lock this folder", reason);
                }
                const std::string owner = read_owner();
                close_file();
                throw thermosgd::error(
                    fmt::format("'{}': {}{} is at work in this folder, expected one that is free",
                                path_.parent_path().string(), other, owner));
            }
            // Its last owner may have removed the file between open and flock.
        } while (!is_in_place());
        write_owner();
    }
    locked_file(const locked_file&) = delete;
    locked_file& operator=(const locked_file&) = delete;
    ~locked_file() {
        // Nobody else has it if this upgrade succeeds.
        if (flock(file_, LOCK_EX | LOCK_NB) == 0) {
            unlink(path_.c_str());
        }
        close_file();
    }

private:
    [[nodiscard]] bool is_in_place() const {
        struct stat opened{};
        struct stat named{};
        return fstat(file_, &opened) == 0 && stat(path_.c_str(), &named) == 0 &&
               opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
    }

    /// " (process 1234)", or nothing where the file does not say.
    [[nodiscard]] std::string read_owner() const {
        char digits[24] = {};
        const ssize_t count = pread(file_, digits, sizeof digits - 1, 0);
        const std::string text(digits, count > 0 ? static_cast<std::size_t>(count) : 0);
        const std::string number = text.substr(0, text.find_first_not_of("0123456789"));
        return number.empty() ? number : fmt::format(" (process {})", number);
    }

    /// For people only: the lock itself does not depend on it, so that a full disk is no matter.
    void write_owner() const {
        const std::string text = fmt::format("{}\n", getpid());
        if (ftruncate(file_, 0) == 0) {
            [[maybe_unused]] const ssize_t written = pwrite(file_, text.data(), text.size(), 0);
        }
    }

    void close_file() noexcept {
        if (file_ >= 0) {
            close(file_);
            file_ = -1;
        }
    }

    [[noreturn]] void fail(const char* what, int reason) {
        close_file();
        throw thermosgd::error(fmt::format("'{}': {} ({})", path_.parent_path().string(), what,
                                           std::generic_category().message(reason)));
    }

    std::filesystem::path path_;
    int file_ = -1;
};

/// Keeps other processes out of a folder as long as it lives.
class folder_lock {
public:
    /// \param folder  exists and can be written to
    /// \param other   as locked_file's
    /// \throws thermosgd::error naming the folder, and the process that is at work there
    folder_lock(const std::filesystem::path& folder, const char* other)
        : file_(folder / lock_name, LOCK_EX, other) {}

private:
    locked_file file_;
};

}  // namespace support
