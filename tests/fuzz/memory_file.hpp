// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A file that has no place on a disk, for readers that take a path.

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>

namespace fuzz {

/// One file for all inputs; it holds what it was given last.
class memory_file {
public:
    memory_file() : descriptor_(memfd_create("input", MFD_CLOEXEC)) {
        path_ = "/proc/self/fd/" + std::to_string(descriptor_);
    }
    memory_file(const memory_file&) = delete;
    memory_file& operator=(const memory_file&) = delete;
    ~memory_file() { (void)close(descriptor_); }

    /// \return its path
    const std::filesystem::path& holding(std::span<const std::uint8_t> bytes) {
        if (ftruncate(descriptor_, 0) != 0 || pwrite(descriptor_, bytes.data(), bytes.size(), 0) !=
                                                  static_cast<ssize_t>(bytes.size())) {
            std::abort();
        }
        return path_;
    }

private:
    int descriptor_;
    std::filesystem::path path_;
};

}  // namespace fuzz
