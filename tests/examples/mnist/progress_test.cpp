// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <mnist/progress.hpp>

#include <thermosgd/report/table.hpp>

#include "catch_shim.hpp"

#include <cstddef>
#include <limits>
#include <string>

namespace examples_mnist_progress_test {

namespace {

mnist::progress_state some_state() {
    return {.step = 12'000,
            .steps = 25'000,
            .loss = 0.2714,
            .accuracy = 0.9825,
            .seconds_left = 23.4,
            .temperatures = {{"conv1", 5.546e-7}, {"conv2", 8.739e-8}, {"linear1", 7.084e-9}}};
}

}  // namespace

TEST_CASE("the bar says it all where there is room") {
    const auto [first, second] = mnist::bar_lines(some_state(), 100, false);
    CHECK(first.find(" 12000/25000  loss 0.2714  test 98.2 %  0:24 left") != std::string::npos);
    CHECK(second == "T  conv1 5.55e-07  conv2 8.74e-08  linear1 7.08e-09");
}

TEST_CASE("the bar never gets wider than the terminal") {
    for (std::size_t width = 0; width <= 120; ++width) {
        CAPTURE(width);
        const auto [first, second] = mnist::bar_lines(some_state(), width, false);
        CHECK(thermosgd::display_width(first) <= width);
        CHECK(thermosgd::display_width(second) <= width);
    }
}

TEST_CASE("without colour there is no escape sequence, and nothing unknown is shown as a number") {
    mnist::progress_state s = some_state();
    s.loss = s.accuracy = s.seconds_left = std::numeric_limits<double>::quiet_NaN();
    s.temperatures[1].second = std::numeric_limits<double>::quiet_NaN();
    const auto [first, second] = mnist::bar_lines(s, 100, false);
    CHECK(first.find('\x1b') == std::string::npos);
    CHECK((first + second).find("nan") == std::string::npos);
    CHECK(first.find("-:-- left") != std::string::npos);
    CHECK(second.find("conv2 -") != std::string::npos);
}

TEST_CASE("the clock counts up to hours") {
    CHECK(mnist::clock_text(0.0) == "0:00");
    CHECK(mnist::clock_text(59.1) == "1:00");
    CHECK(mnist::clock_text(3723.0) == "1:02:03");
    CHECK(mnist::clock_text(std::numeric_limits<double>::infinity()) == "-:--");
}

}  // namespace examples_mnist_progress_test
