// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of lanes, tiles of a range, and aligned memory.

#include <trainer/cnn/simd.hpp>

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "catch_shim.hpp"

namespace examples_trainer_cnn_simd_test {

TEST_CASE("the lanes of a block are a whole number of native vectors") {
    STATIC_REQUIRE(cnn::vectors<float> * cnn::width<float> == cnn::lanes);
    STATIC_REQUIRE(cnn::vectors<double> * cnn::width<double> == cnn::lanes);
}

TEST_CASE("tiles cover a range once, in order, the last one shorter") {
    std::vector<std::pair<std::size_t, std::size_t>> tiles;
    cnn::for_each_tile<11, 4>(
        [&](std::size_t start, auto length) { tiles.emplace_back(start, length()); });
    CHECK(tiles == std::vector<std::pair<std::size_t, std::size_t>>{{0, 4}, {4, 4}, {8, 3}});
    tiles.clear();
    cnn::for_each_tile<3, 4>(
        [&](std::size_t start, auto length) { tiles.emplace_back(start, length()); });
    CHECK(tiles == std::vector<std::pair<std::size_t, std::size_t>>{{0, 3}});
}

TEST_CASE("a lane mask is one for lanes with a sample") {
    const cnn::lane_mask<float> mask(5);
    for (std::size_t lane = 0; lane < cnn::lanes; ++lane) {
        CHECK(mask[lane / cnn::width<float>][lane % cnn::width<float>] == (lane < 5 ? 1.0F : 0.0F));
    }
}

TEST_CASE("an aligned buffer starts on a cache line and holds zeros") {
    cnn::aligned_buffer<double> buffer(100);
    CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64 == 0);
    for (std::size_t i = 0; i < 100; ++i) {
        CHECK(buffer.data()[i] == 0.0);
    }
    const double* place = buffer.data();
    const cnn::aligned_buffer<double> moved = std::move(buffer);
    CHECK(moved.data() == place);
}

TEMPLATE_TEST_CASE("a broadcast fills all lanes, and their sum is the sum of all", "", float,
                   double) {
    std::vector<TestType> values(cnn::width<TestType>);
    TestType sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<TestType>(i * i + 1);
        sum += values[i];
    }
    CHECK(cnn::sum_lanes<TestType>(cnn::load(values.data())) == sum);
    const auto three = cnn::broadcast(TestType{3});
    CHECK(cnn::sum_lanes<TestType>(three) == static_cast<TestType>(3 * values.size()));
    CHECK(std::signbit(cnn::broadcast(TestType{-0.0})[0]));
}

TEMPLATE_TEST_CASE("vectors summed up together have the sums of each, added to the target", "",
                   float, double) {
    constexpr std::size_t count = 2 * cnn::width<TestType> + 1;
    constexpr std::size_t width = cnn::width<TestType>;
    std::vector<TestType> vectors(count * width);
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        vectors[i] = TestType{1} / static_cast<TestType>(i + 3);
    }
    std::vector<TestType> target(count, TestType{2});
    cnn::add_lane_sums<count>(vectors.data(), target.data());
    for (std::size_t i = 0; i < count; ++i) {
        const TestType sum = cnn::sum_lanes<TestType>(cnn::load(vectors.data() + i * width));
        CHECK(target[i] == TestType{2} + sum);
    }
}

}  // namespace examples_trainer_cnn_simd_test
