// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The line that says how far a program is.

#include <support/progress_line.hpp>

#include <thermosgd/report/table.hpp>

#include <limits>
#include <string>

#include "catch_shim.hpp"

namespace examples_support_progress_line_test {

TEST_CASE("the bar grows with the share of the work, and the line is never too wide") {
    CHECK(support::progress_text("heavy ball", 0.5, 80) ==
          "━━━━━━━━━━──────────  50 %  heavy ball");
    CHECK(support::progress_text("end", 1.0, 80) == "━━━━━━━━━━━━━━━━━━━━ 100 %  end");
    for (std::size_t width = 0; width < 60; ++width) {
        CAPTURE(width);
        CHECK(thermosgd::display_width(support::progress_text("some long text", 0.3, width)) <=
              width);
    }
}

TEST_CASE("a share that is no number or out of range shows as none or all") {
    CHECK(support::progress_text("x", std::numeric_limits<double>::quiet_NaN(), 40) ==
          support::progress_text("x", 0.0, 40));
    CHECK(support::progress_text("x", 7.0, 40) == support::progress_text("x", 1.0, 40));
}

}  // namespace examples_support_progress_line_test
