// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// One step of the main network, a batch of 32, after a first one that sets everything up.
#include "counted.hpp"

#include <trainer/cnn/networks.hpp>
#include <trainer/cnn/trainer.hpp>

#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
    using network = cnn::main_network<float>;
    constexpr std::size_t samples = 64;
    std::vector<std::uint8_t> pixels(samples * network::input_shape.size());
    std::vector<std::uint8_t> labels(samples);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        pixels[i] = static_cast<std::uint8_t>(i * i % 251);
    }
    for (std::size_t i = 0; i < samples; ++i) {
        labels[i] = static_cast<std::uint8_t>(i % 10);
    }
    const cnn::dataset_view<std::uint8_t> data{pixels, labels, network::input_shape};
    thermosgd::serial_executor serial;
    cnn::trainer<network> trainer({}, serial);
    double loss = trainer.step(data);
    counted([&] { loss = trainer.step(data); });
    std::printf("%g\n", loss);
}
