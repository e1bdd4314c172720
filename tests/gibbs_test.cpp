// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own program: sees nothing of the library but what this header brings
#include <thermosgd/gibbs.hpp>

#include "catch_shim.hpp"

#include <array>
#include <cmath>
#include <span>
#include <vector>

using namespace thermosgd;

TEST_CASE("one header brings a family, draws from it, their fit and its test") {
    const gibbs::rotating_trap trap;
    const auto state = gibbs::rotating_trap::parameter(1.3, 0.4);
    random_stream random(7);
    std::vector<std::array<double, 2>> series;
    for (int i = 0; i < 2000; ++i) {
        series.push_back(trap.sample_moment(state, random));
    }
    const std::span<const std::array<double, 2>> rows(series);
    const auto fit = fit_gibbs(trap, rows, {.inefficiency = 1});
    REQUIRE(fit.status == gibbs_status::fitted);
    // Five standard errors of each fail with a probability of 6e-7.
    CHECK(std::fabs(fit.b[0].value - 1.3) < 5 * fit.b[0].error);
    const estimate spin = fit.derived(gibbs::rotating_trap::angular_velocity);
    CHECK(std::fabs(spin.value - 0.4) < 5 * spin.error);
    CHECK(spin.error < 0.05);
    CHECK(test_gibbs_fit(trap, rows, random, {.replicates = 99, .inefficiency = 1}).status ==
          gibbs_status::fitted);
}
