// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Shows how far a run is: a bar drawn in place on a terminal, a few plain lines elsewhere.

#include <support/terminal.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace mnist {

/// What there is to show.
struct progress_state {
    std::uint64_t step = 0;
    std::uint64_t steps = 0;
    double loss = std::numeric_limits<double>::quiet_NaN();      ///< mean over the last steps
    double accuracy = std::numeric_limits<double>::quiet_NaN();  ///< on the test images, the last
    double seconds_left = std::numeric_limits<double>::quiet_NaN();
    std::vector<std::pair<std::string, double>> temperatures;  ///< of each layer, so far
};

/// "1:05" or "2:03:04"; "-:--" for NaN.
[[nodiscard]] inline std::string clock_text(double seconds) {
    if (!(seconds >= 0.0 && seconds < 1e7)) {
        return "-:--";
    }
    const auto whole = static_cast<std::uint64_t>(std::ceil(seconds));
    return whole < 3600 ? fmt::format("{}:{:02}", whole / 60, whole % 60)
                        : fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

/// Loss, accuracy and time left: "loss 0.412  test 97.1 %  0:23 left".
[[nodiscard]] inline std::string figures_text(const progress_state& s) {
    std::string text;
    if (std::isfinite(s.loss)) {
        text += fmt::format("  loss {:.4f}", s.loss);
    }
    if (std::isfinite(s.accuracy)) {
        text += fmt::format("  test {:.1f} %", 100.0 * s.accuracy);
    }
    return text + fmt::format("  {} left", clock_text(s.seconds_left));
}

/// "T  conv1 5.42e-07  conv2 …", as many layers as fit.
[[nodiscard]] inline std::string temperatures_text(const progress_state& s, std::size_t width) {
    std::string text = width == 0 ? "" : "T";
    for (const auto& [name, value] : s.temperatures) {
        const std::string next =
            std::isfinite(value) ? fmt::format("  {} {:.2e}", name, value) : "  " + name + " -";
        if (text.size() + next.size() > width) {
            break;
        }
        text += next;
    }
    return text;
}

/// The two lines of the bar, neither wider than `width` places; colour takes none.
[[nodiscard]] inline std::pair<std::string, std::string> bar_lines(const progress_state& s,
                                                                   std::size_t width, bool colour) {
    const std::string count = fmt::format(" {}/{}", s.step, s.steps);
    std::string figures = figures_text(s);
    if (count.size() + figures.size() > width) {
        figures = fmt::format("  {} left", clock_text(s.seconds_left));
    }
    const std::size_t used = count.size() + figures.size();
    const std::size_t places = used < width ? std::min<std::size_t>(width - used, 30) : 0;
    const std::size_t done = s.steps == 0 ? 0 : static_cast<std::size_t>(s.step * places / s.steps);
    std::string bar;
    for (std::size_t i = 0; i < places; ++i) {
        if (colour && (i == 0 || i == done)) {
            bar += i < done ? "\x1b[36m" : "\x1b[90m";
        }
        bar += i < done ? "━" : colour ? "━" : "·";
    }
    if (colour) {
        bar += "\x1b[0m";
    }
    std::string first = bar + (count + figures).substr(0, width);
    return {first, temperatures_text(s, width)};
}

/// Writes progress to standard error, until clear().
class progress {
public:
    /// \param quiet  shows nothing     \param steps  of the whole run
    progress(bool quiet, std::uint64_t steps)
        : quiet_(quiet),
          in_place_(support::is_terminal(STDERR_FILENO)),
          colour_(support::wants_colour(STDERR_FILENO)),
          line_every_(std::max<std::uint64_t>(1, (steps + 19) / 20)) {}

    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;
    ~progress() { clear(); }

    /// Whether there is something to show after `step`; only then is it worth gathering the state.
    [[nodiscard]] bool due(std::uint64_t step) {
        if (quiet_) {
            return false;
        }
        return in_place_ ? clock::now() >= next_ : step % line_every_ == 0;
    }

    /// Shows a state.
    void show(const progress_state& s) {
        if (!in_place_) {
            support::tell(fmt::format("step {:>{}}/{}{}  {}\n", s.step,
                                      std::to_string(s.steps).size(), s.steps, figures_text(s),
                                      temperatures_text(s, 1000)));
            return;
        }
        next_ = clock::now() + std::chrono::milliseconds(100);
        // One column stays free: some terminals wrap a line that is full.
        const std::size_t width = support::size_of_terminal(STDERR_FILENO).columns - 1;
        const auto [first, second] = bar_lines(s, width, colour_);
        // Back to the start, and down and up again: both lines exist even at the bottom.
        support::tell(fmt::format("\r\x1b[K{}\n\x1b[K{}\r\x1b[1A", first, second));
        drawn_ = true;
    }

    /// Removes the bar, so that other text can follow.
    void clear() {
        if (std::exchange(drawn_, false)) {
            support::tell("\r\x1b[J");
        }
    }

private:
    using clock = std::chrono::steady_clock;

    bool quiet_;
    bool in_place_;
    bool colour_;
    std::uint64_t line_every_;
    clock::time_point next_{};
    bool drawn_ = false;
};

}  // namespace mnist
