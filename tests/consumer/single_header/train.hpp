// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// What both translation units do with the library.

#include <thermosgd/thermosgd.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

std::vector<thermosgd::estimate> temperatures_in_other_unit();

/// The report of 4000 steps of SGD in a quadratic well, with noise from a small generator.
inline thermosgd::report trained(std::uint64_t seed) {
    thermosgd::layout layout;
    layout.add("linear", {8, 33});
    layout.add("bias", {8});
    thermosgd::thermometer thermo(layout);
    std::vector<float> weights(layout.size());
    for (std::uint64_t step = 0; step < 4000; ++step) {
        double loss = 0.0;
        for (float& weight : weights) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            const double noise = static_cast<double>(seed >> 33U) / 0x1p30 - 1.0;
            loss += 0.5 * weight * weight;
            weight -= static_cast<float>(0.1 * (weight + noise));
        }
        thermo.observe(step, weights, {.loss = loss, .learning_rate = 0.1});
    }
    return thermo.report();
}
