// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// How much memory this process has needed.

#include <sys/resource.h>

namespace support {

/// The most memory that this process has held at once until now [MB]; 0 where it is not known.
///
/// \cost one system call
[[nodiscard]] inline double peak_memory() {
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) != 0) {
        return 0.0;
    }
    constexpr double kibibyte = 1024e-6;  // the unit of Linux
    return static_cast<double>(usage.ru_maxrss) * kibibyte;
}

}  // namespace support
