// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Whether someone is watching, and how wide the screen is.

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace support {

/// Writes to standard error, for people. Where it cannot be written nothing happens: what a program
/// computes does not depend on who watches.
inline void tell(std::string_view text) noexcept {
    if (!text.empty()) {
        (void)std::fwrite(text.data(), 1, text.size(), stderr);
    }
    (void)std::fflush(stderr);
}

/// Whether a file descriptor is a terminal on which a line can be drawn again.
[[nodiscard]] inline bool is_terminal(int descriptor) {
    const char* kind = std::getenv("TERM");
    return isatty(descriptor) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

/// Whether colour is welcome there (no-color.org).
[[nodiscard]] inline bool wants_colour(int descriptor) {
    const char* refusal = std::getenv("NO_COLOR");
    return is_terminal(descriptor) && (refusal == nullptr || *refusal == '\0');
}

/// The columns and rows of a terminal at this moment; 80 × 24 where it does not tell.
struct terminal_size {
    std::size_t columns = 80;
    std::size_t rows = 24;
};

[[nodiscard]] inline terminal_size size_of_terminal(int descriptor) {
    winsize size{};
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
        return {};
    }
    return {size.ws_col, size.ws_row};
}

}  // namespace support
