// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/thermometer/options.hpp>

namespace thermometer_options_test {

using namespace thermosgd;

TEST_CASE(
    "the options of a thermometer are the paper's conventions, every step, all sums at a tenth") {
    const thermometer_options o;
    CHECK((o.mass == 1.0 && o.timestep == 1.0 && o.boltzmann == 1.0));
    CHECK(o.convention == temperature_convention::paper);
    CHECK(o.schedule == schedule::every(1));
    CHECK(o.all_every == 10);
    CHECK(o.capacity == 512);
    CHECK(o.masses.empty());
}

}  // namespace thermometer_options_test
