// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of reading images into SIMD lanes.

#include <trainer/cnn/dataset.hpp>

#include <vector>

#include "catch_shim.hpp"

namespace examples_trainer_cnn_dataset_test {

namespace {

constexpr cnn::shape image{2, 5, 7};  // 35 positions: two whole tiles of 16 and a rest

}  // namespace

TEMPLATE_TEST_CASE("a block holds the chosen images in its lanes, normalised, and the first beyond",
                   "", float, double) {
    std::vector<std::uint8_t> bytes(20 * image.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(i * 37 % 256);
    }
    const std::vector<std::uint8_t> labels(20);
    const cnn::dataset_view<std::uint8_t> data{bytes, labels, image, {0.25, 0.5}, {0.5, 2.0}};
    const auto live = GENERATE(std::size_t{1}, std::size_t{7}, std::size_t{16});
    std::vector<std::uint32_t> samples;
    for (std::size_t i = 0; i < live; ++i) {
        samples.push_back(static_cast<std::uint32_t>((19 + 7 * i) % 20));
    }
    std::vector<TestType> block(image.size() * cnn::lanes, TestType{9});
    cnn::load_block<image>(data, samples, block.data());
    for (std::size_t i = 0; i < image.size(); ++i) {
        for (std::size_t lane = 0; lane < cnn::lanes; ++lane) {
            const double found = block[i * cnn::lanes + lane];
            const std::uint32_t sample = samples[lane < live ? lane : 0];
            const double pixel = bytes[sample * image.size() + i] / 255.0;
            const double expected = i < 35 ? (pixel - 0.25) / 0.5 : (pixel - 0.5) / 2.0;
            CHECK_THAT(found, WithinAbs(expected, sizeof(TestType) == 4 ? 3e-7 : 1e-15));
        }
    }
}

TEST_CASE("floating-point images are taken as they are where no normalisation is given") {
    std::vector<float> pixels(3 * image.size());
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        pixels[i] = static_cast<float>(i) - 10.0F;
    }
    const std::vector<std::uint8_t> labels(3);
    const cnn::dataset_view<float> data{pixels, labels, image};
    const std::vector<std::uint32_t> samples{2, 0};
    std::vector<float> block(image.size() * cnn::lanes);
    cnn::load_block<image>(data, samples, block.data());
    for (std::size_t i = 0; i < image.size(); ++i) {
        CHECK(block[i * cnn::lanes] == pixels[2 * image.size() + i]);
        CHECK(block[i * cnn::lanes + 1] == pixels[i]);
    }
}

}  // namespace examples_trainer_cnn_dataset_test
