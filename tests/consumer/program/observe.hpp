// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What both translation units do with the library.

#include <thermosgd/thermosgd.hpp>

#include <cstdint>
#include <vector>

double temperature_in_other_unit();

inline double temperature_of(std::vector<float> weights) {
    thermosgd::layout layout;
    layout.add("linear", {2, 2}, {.filter_axis = 0});
    thermosgd::thermometer thermo(layout);
    for (std::uint64_t step = 0; step < 3; ++step) {
        thermo.observe(step, weights);
        for (float& weight : weights) {
            weight += 1;
        }
    }
    return thermo.report().groups.front().temperature.value;
}
