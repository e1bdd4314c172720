// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Checkpoints of several seeds, put together. Each run saves its thermometer; a program of later
// reads the files into thermometers of the same layout and asks what they say together: the mean
// over runs with their spread, whether they have come to one distribution (R-hat), and what the
// next seed will measure. A run of another learning rate, or one that met NaN, is refused by the
// name of its file.
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/report/runs_together_text.hpp>
#include <thermosgd/thermometer/put_together.hpp>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

thermosgd::layout two_layers() {
    thermosgd::layout layout;
    layout.add("hidden", {8, 16});
    layout.add("output", {16});
    return layout;
}

void train(std::uint64_t seed, double eta, const std::string& file) {
    std::mt19937_64 generator(seed);
    std::normal_distribution<double> normal;
    const double noise = 1 + 0.05 * normal(generator);  // where this seed has ended up
    thermosgd::thermometer thermo(two_layers());
    std::vector<double> theta(thermo.layout().size());
    for (std::uint64_t step = 0; step < 5'000; ++step) {
        for (std::size_t i = 0; i < theta.size(); ++i) {
            theta[i] -= eta * (theta[i] + (i < 128 ? noise : 1) * normal(generator));
        }
        thermo.observe(step, theta, {.learning_rate = eta});
    }
    thermosgd::save_checkpoint(file, "two layers", thermo);
}

int main() {
    const std::vector<std::string> files{"seed-1.bin", "seed-2.bin", "seed-3.bin", "seed-4.bin"};
    std::vector<thermosgd::thermometer> runs;
    for (std::size_t i = 0; i < files.size(); ++i) {
        train(i + 1, i == 3 ? 0.2 : 0.1, files[i]);
        runs.emplace_back(two_layers());
        thermosgd::load_checkpoint(files[i], "two layers", runs.back());
        std::filesystem::remove(files[i]);
    }
    try {
        std::cout << thermosgd::put_together(runs, files);
    } catch (const std::invalid_argument& refusal) {
        std::cout << refusal.what() << "\n\n";
    }
    runs.pop_back();
    std::cout << thermosgd::put_together(runs, std::vector(files.begin(), files.begin() + 3));
}
