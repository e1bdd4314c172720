// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// One of the units of mixed_march, compiled twice with unlike flags. UNIT names it.
#include <thermosgd/thermosgd.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace UNIT {

/// The temperature of a motion that is the same in both units.
double temperature() {
    thermosgd::layout names;
    names.add("w", {4, 500}, {.filter_axis = 0});
    names.add("b", {4});
    thermosgd::thermometer thermo(names);
    std::vector<float> x(names.size());
    for (std::uint64_t step = 0; step < 600; ++step) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = static_cast<float>((step * 37 + i * 11) % 17);
        }
        thermo.observe(step, x);
    }
    return thermo.report()["w"].temperature.value;
}

/// Throws layout_error.
void observe_too_few() {
    thermosgd::layout names;
    names.add("w", {4});
    thermosgd::thermometer thermo(names);
    thermo.observe(0, std::array<double, 3>{});
}

}  // namespace UNIT
