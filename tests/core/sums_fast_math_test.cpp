// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Non-finite data under -ffast-math, where the compiler may take it for granted that there is none.
// flags: -ffast-math

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include <thermosgd/thermometer/thermometer.hpp>

#include "catch_shim.hpp"

using namespace thermosgd;

TEST_CASE("NaN and infinity are counted under -ffast-math") {
    layout where;
    where.add("a", {2, 50}, {.filter_axis = 0});
    std::vector<float> x(100, 1.0F), kept(100, 0.0F);
    x[7] = std::bit_cast<float>(std::uint32_t{0x7fc0'0000});
    x[8] = std::bit_cast<float>(std::uint32_t{0xff80'0000});
    sums_pass pass(where);
    serial_executor serial;
    pass.positions(x, std::span<float>(kept), sums_level::kinetic, serial);
    CHECK(pass.groups()[0].n_nonfinite == 2);
    CHECK(pass.filters(0)[0].n_nonfinite == 2);
    CHECK(pass.filters(0)[1].n_nonfinite == 0);
    CHECK(pass.filters(0)[1].v2 == 50.0);
}

TEST_CASE("a step with NaN is left out of averages under -ffast-math") {
    layout where;
    where.add("a", {4});
    thermometer t(where);
    std::vector<double> x(4, 0.0);
    for (std::uint64_t step = 0; step < 300; ++step) {
        for (double& value : x) {
            value = static_cast<double>(step % 2);
        }
        if (step == 100) {
            x[2] = std::bit_cast<double>(std::uint64_t{0x7ff8'0000'0000'0000});
        }
        t.observe(step, x);
    }
    const report r = t.report();
    CHECK(r.groups[0].nonfinite_steps == 2);
    CHECK(r.groups[0].temperature.value == 0.5);
    CHECK(r.first_nonfinite_step == 100);
}
