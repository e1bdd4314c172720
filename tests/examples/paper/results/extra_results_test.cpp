// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <paper/results/extra_results.hpp>

namespace examples_paper_results_extra_results_test {

namespace {

constexpr float nan_float = std::numeric_limits<float>::quiet_NaN();

/// A convolution, its bias and a linear layer in one flat buffer of nine numbers.
std::vector<cnn::parameter_view> three_views() {
    std::vector<cnn::parameter_view> views(3);
    views[0].name = "conv1.weight";
    views[0].offset = 0;
    views[0].size = 4;
    views[0].extents = {2, 1, 1, 2};
    views[1].name = "conv1.bias";
    views[1].offset = 4;
    views[1].size = 2;
    views[1].extents = {2};
    views[2].name = "linear1.weight";
    views[2].offset = 6;
    views[2].size = 3;
    views[2].extents = {1, 3};
    return views;
}

}  // namespace

TEST_CASE("tensors of weights read back to the accuracy of their levels") {
    const std::vector<float> numbers{-1.0F, 0.0F, 0.5F, 3.0F, 9.0F, 9.0F, 2.0F, 2.0F, 2.0F};
    const auto all = paper::tensors_json(three_views(), numbers, false);
    REQUIRE(all.size() == 2);
    CHECK_FALSE(all.contains("conv1.bias"));
    const auto& conv1 = all.at("conv1.weight");
    CHECK(conv1.at("extents") == std::vector<std::size_t>{2, 1, 1, 2});
    const std::vector<double> back = paper::tensor_of(conv1);
    REQUIRE(back.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(std::fabs(back[i] - numbers[i]) <= 0.5 * 4.0 / 255.0 + 1e-12);
    }
    CHECK(back[0] == -1.0);
    CHECK(back[3] == 3.0);
    CHECK(paper::tensor_of(all.at("linear1.weight")) == std::vector<double>{2.0, 2.0, 2.0});

    const auto only = paper::tensors_json(three_views(), numbers, false, "linear1.weight");
    CHECK(only.size() == 1);
}

TEST_CASE("temperatures are kept to a share of themselves") {
    const std::vector<float> numbers{1e-9F, 1e-7F, 1e-8F,     3e-8F, 1.0F,
                                     1.0F,  0.0F,  nan_float, 5e-7F};
    const auto all = paper::tensors_json(three_views(), numbers, true);
    const std::vector<double> back = paper::tensor_of(all.at("conv1.weight"));
    REQUIRE(back.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(back[i] == Approx(numbers[i]).epsilon(0.5 * std::log(100.0) / 255.0 + 1e-5));
    }
    // What has no logarithm counts as the least that has one.
    for (const double t : paper::tensor_of(all.at("linear1.weight"))) {
        CHECK(t == Approx(5e-7));
    }
}

TEST_CASE("readings without a number are left out") {
    const std::vector<thermosgd::reading> readings{
        {"temperature.gini", "Gini coefficient of T", "conv1", thermosgd::exact_value(0.25), "1",
         "a remark"},
        {"temperature.gini", "Gini coefficient of T", "conv2", {}, "1", "not available"},
        {"kinetic.degrees_of_freedom.variance", "degrees of freedom", "conv2",
         thermosgd::exact_value(7.5), "1", ""}};
    const auto json = paper::readings_json(readings);
    REQUIRE(json.size() == 2);
    CHECK(json[0][1] == "conv1");
    CHECK(paper::estimate_of(json[0][2]).value == 0.25);
    CHECK(json[0][4] == "a remark");

    paper::segment_record segment;
    segment.groups.resize(2);
    segment.groups[0].name = "conv1";
    segment.groups[1].name = "conv2";
    paper::take_spread(readings, segment);
    CHECK(segment.groups[0].gini == 0.25);
    CHECK(std::isnan(segment.groups[0].d_eff));
    CHECK(segment.groups[1].d_eff == 7.5);
}

}  // namespace examples_paper_results_extra_results_test
