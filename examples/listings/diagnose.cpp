// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Beyond the temperature: a recorder follows single parameters, and diagnose() reads what it and the
// thermometer know. It is asked for two topics and pays for no more. The noise of the gradients is
// correlated here, ξ ← 0.8 ξ + normal: velocities stay Gaussian, without skewness or kurtosis, and
// their autocorrelation after one step is 0.755 by the closed form.
#include <thermosgd/diagnostics.hpp>
#include <thermosgd/diagnostics/topics.hpp>
#include <thermosgd/thermosgd.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

int main() {
    thermosgd::layout layout;
    layout.add("weights", {32});
    thermosgd::thermometer thermo(layout);
    thermosgd::diagnostics_recorder recorder(
        layout, {.topics = {thermosgd::topic::distribution, thermosgd::topic::diffusion}});

    std::mt19937_64 generator(9);
    std::normal_distribution<double> normal;
    std::vector<double> theta(layout.size()), noise(layout.size());
    for (std::uint64_t step = 0; step < 20'000; ++step) {
        for (std::size_t i = 0; i < theta.size(); ++i) {
            noise[i] = 0.8 * noise[i] + normal(generator);
            theta[i] -= 0.05 * (theta[i] + noise[i]);
        }
        thermo.observe(step, theta, {.learning_rate = 0.05}, recorder);
    }

    for (const thermosgd::reading& r : thermosgd::diagnose(thermo, recorder)) {
        std::printf("%-36s %8.2g ± %-8.1g %s\n", r.key.c_str(), r.value.value, r.value.error,
                    r.unit.c_str());
    }
}
