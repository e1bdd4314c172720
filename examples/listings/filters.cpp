// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Temperatures of single filters: "conv1" has 4 filters of 3×3 weights, and the gradient of filter
// f has noise of standard deviation f + 1. In the stationary state T goes as the variance of the
// noise, 1 : 4 : 9 : 16, while the layer as a whole shows their mean.
#include <thermosgd/thermosgd.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

int main() {
    constexpr double learning_rate = 0.1;
    std::mt19937_64 generator(2);
    std::normal_distribution<double> normal;

    thermosgd::layout layout;
    layout.add("conv1", {4, 1, 3, 3}, {.filter_axis = 0});
    thermosgd::thermometer thermo(layout);

    std::vector<float> theta(layout.size());
    for (std::uint64_t step = 0; step < 50'000; ++step) {
        for (std::size_t i = 0; i < theta.size(); ++i) {
            const double noise = static_cast<double>(i / 9 + 1) * normal(generator);
            theta[i] -= static_cast<float>(learning_rate * (theta[i] + noise));
        }
        thermo.observe(step, theta, {.learning_rate = learning_rate});
    }

    const thermosgd::report report = thermo.report();
    const double coldest = report["conv1[0]"].temperature.value;
    for (const thermosgd::group_report& filter : report.filters_of("conv1")) {
        std::printf("%-9s T = %.4f, %5.1f times the coldest\n", filter.name.c_str(),
                    filter.temperature.value, filter.temperature.value / coldest);
    }
    std::printf("%-9s T = %.4f\n", "conv1", report["conv1"].temperature.value);
}
