// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Weights that are stored in bfloat16 and nowhere else, and float weights with a copy in bfloat16.
#include <thermosgd/thermosgd.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

int main() {
    std::mt19937_64 generator(1);
    std::normal_distribution<float> normal;

    thermosgd::layout layout;
    layout.add("fast", {64}, {.learning_rate_scale = 1.0});
    layout.add("slow", {64}, {.learning_rate_scale = 1e-2});
    layout.add("frozen", {64}, {.learning_rate_scale = 1e-4});
    thermosgd::thermometer stored(layout), master(layout);

    std::vector<thermosgd::bfloat16> half(layout.size(), thermosgd::bfloat16(1.0F));
    std::vector<float> single(layout.size(), 1.0F);
    for (std::uint64_t step = 0; step < 20'000; ++step) {
        for (const thermosgd::group& g : layout.groups()) {
            const auto eta = static_cast<float>(0.1 * g.options.learning_rate_scale);
            for (std::size_t i = g.offset; i < g.offset + g.size; ++i) {
                const float noise = normal(generator);
                single[i] -= eta * (single[i] - 1.0F + noise);
                half[i] = thermosgd::bfloat16(half[i] - eta * (half[i] - 1.0F + noise));
            }
        }
        stored.observe(step, half, {.learning_rate = 0.1});
        master.observe(step, single, {.learning_rate = 0.1});
    }

    const thermosgd::report a = stored.report(), b = master.report();
    for (const std::string& remark : thermosgd::remarks(a)) {
        std::printf("%s\n", remark.c_str());
    }
    std::puts(
        "\n         T in float   v = 0 in bfloat16   T in bfloat16   float, unseen in bfloat16");
    for (const char* name : {"fast", "slow", "frozen"}) {
        std::printf("%-8s %10.3g %16.1f %%", name, b[name].temperature.value,
                    100 * a[name].zero_velocities);
        if (a[name].zero_velocities < 1) {
            std::printf(" %17.3g", a[name].temperature.value);
        } else {
            std::printf(" %17s", "none");
        }
        std::printf(" %23.1f %%\n", 100 * b[name].invisible_in_bfloat16);
    }
}
