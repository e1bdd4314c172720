// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// One line that says what a program is doing and how far it is: drawn in place on a terminal, a
/// line per piece of work elsewhere.

#include "terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace support {

/// "━━━━──── 42 %  heavy ball, seed 2", no wider than `width` places.
[[nodiscard]] inline std::string progress_text(std::string_view what, double done,
                                               std::size_t width) {
    constexpr std::size_t places = 20;
    const double share = std::isfinite(done) ? std::clamp(done, 0.0, 1.0) : 0.0;
    const auto full = static_cast<std::size_t>(std::floor(share * places));
    std::string bar;
    for (std::size_t i = 0; i < places; ++i) {
        bar += i < full ? "━" : "─";
    }
    const std::string rest = fmt::format(" {:3.0f} %  {}", 100.0 * share, what);
    return width < places ? rest.substr(0, width) : bar + rest.substr(0, width - places);
}

/// Writes to standard error, until clear().
class progress_line {
public:
    /// \param quiet  shows nothing
    explicit progress_line(bool quiet) : quiet_(quiet), in_place_(is_terminal(STDERR_FILENO)) {}

    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;
    ~progress_line() { clear(); }

    /// What begins now, and the share of the work that is done [1].
    void show(std::string_view what, double done) {
        if (quiet_) {
            return;
        }
        if (!in_place_) {
            tell(fmt::format("{}\n", what));
            return;
        }
        // One column stays free: some terminals wrap a line that is full.
        const std::size_t width = size_of_terminal(STDERR_FILENO).columns - 1;
        tell("\r\x1b[K" + progress_text(what, done, width));
        drawn_ = true;
    }

    /// Removes the line, so that other text can follow.
    void clear() {
        if (std::exchange(drawn_, false)) {
            tell("\r\x1b[K");
        }
    }

private:
    bool quiet_;
    bool in_place_;
    bool drawn_ = false;
};

}  // namespace support
