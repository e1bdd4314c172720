// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of removing outputs: a network made by hand, of which it is known what each filter is for.

#include <paper/one_run/removal.hpp>

#include <thermosgd/core/executor.hpp>
#include <trainer/cnn/networks.hpp>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch_shim.hpp"

namespace examples_paper_one_run_removal_test {

namespace {

/// Four filters for three classes; the image of class c has its channel c lit.
using network = cnn::network<float, cnn::shape{3}, cnn::conv2d<4, 1>, cnn::batch_norm, cnn::relu,
                             cnn::linear<3>>;

/// Six images of class 0, three of class 1, one of class 2.
struct lit_channels {
    std::vector<float> pixels;
    std::vector<std::uint8_t> labels{0, 0, 0, 0, 0, 0, 1, 1, 1, 2};

    lit_channels() : pixels(30) {
        for (std::size_t i = 0; i < labels.size(); ++i) {
            pixels[3 * i + labels[i]] = 1.0F;
        }
    }

    [[nodiscard]] cnn::dataset_view<float> view() const { return {pixels, labels, {3}}; }
};

trainer::network_facts facts() {
    return {.name = "made",
            .description = "",
            .input = {3},
            .layers = network::describe(),
            .views = network::views(),
            .parameters = network::parameters};
}

/// Filter c < 3 finds channel c and speaks for class c alone; filter 3 is lit by all and heard by
/// none. Where nothing speaks, class 2 wins by its bias.
std::vector<float> made_parameters() {
    std::vector<float> values(network::parameters, 0.0F);
    for (const cnn::parameter_view& view : network::views()) {
        float* v = values.data() + view.offset;
        if (view.name == "conv1.weight") {
            v[0] = v[4] = v[8] = 1.0F;
            v[9] = v[10] = v[11] = 5.0F;
        } else if (view.name == "bn1.weight") {
            std::fill_n(v, 4, 1.0F);
        } else if (view.name == "bn1.bias") {
            std::fill_n(v, 4, 0.25F);  // would keep a channel alive if only weights were removed
        } else if (view.name == "linear1.weight") {
            v[0] = v[5] = v[10] = 8.0F;
        } else if (view.name == "linear1.bias") {
            v[2] = 3.0F;
        }
    }
    return values;
}

paper::segment_record filters_with(const std::vector<double>& temperatures) {
    paper::segment_record segment;
    for (std::size_t f = 0; f < temperatures.size(); ++f) {
        paper::filter_record filter;
        filter.name = "conv1[" + std::to_string(f) + "]";
        filter.temperature.value = temperatures[f];
        filter.mean_square_position.value = 10.0 * temperatures[f];
        segment.filters.push_back(filter);
    }
    return segment;
}

support::json remove_from_made(const paper::segment_record& measured) {
    const lit_channels images;
    thermosgd::serial_executor executor;
    const cnn::trainer<network> trainer({.batch_size = 2}, executor);
    return paper::removal_json(facts(), measured, made_parameters(), 10,
                               [&](std::span<const float> parameters) {
                                   return trainer.evaluate_at(images.view(), parameters);
                               });
}

}  // namespace

TEST_CASE("removing a filter costs what it is known to be for") {
    const auto result = remove_from_made(filters_with({1.0, 2.0, 3.0, 4.0}));
    CHECK(result["accuracy"] == 1.0);
    REQUIRE(result["layers"].size() == 1);  // the last layer is the answer
    const auto& layer = result["layers"][0];
    CHECK(layer["layer"] == "conv1");
    CHECK(layer["normalised"] == true);
    CHECK(layer["accuracy_damage"] == std::vector<double>{0.6, 0.3, 0.0, 0.0});
    CHECK(layer["loss_damage"][3] == 0.0);
    for (std::size_t f = 0; f < 3; ++f) {
        CHECK(layer["loss_damage"][f] > 0.01);
    }
    CHECK(layer["gamma"] == std::vector<double>{1.0, 1.0, 1.0, 1.0});
}

TEST_CASE("the hot filter that nobody hears can go, and the order of removal shows it") {
    const auto useless_is_hot = remove_from_made(filters_with({1.0, 2.0, 3.0, 4.0}))["layers"][0];
    CHECK(useless_is_hot["removed"] == std::vector<int>{0, 1, 2, 3, 4});
    const auto& hottest = useless_is_hot["curves"]["hottest first"]["accuracy"];
    const auto& coldest = useless_is_hot["curves"]["coldest first"]["accuracy"];
    CHECK(hottest == std::vector<double>{1.0, 1.0, 1.0, 0.7, 0.1});
    CHECK(coldest == std::vector<double>{1.0, 0.4, 0.1, 0.1, 0.1});
    CHECK(useless_is_hot["curves"]["smallest norm first"]["accuracy"] == coldest);
    CHECK(useless_is_hot["spearman"]["T, accuracy damage"] < -0.9);
    CHECK(useless_is_hot["spearman"]["T, x2"] == 1.0);

    // The other way round, so that no order is good by construction.
    const auto useless_is_cold = remove_from_made(filters_with({4.0, 3.0, 2.0, 1.0}))["layers"][0];
    CHECK(useless_is_cold["curves"]["coldest first"]["accuracy"] == hottest);
    CHECK(useless_is_cold["spearman"]["T, accuracy damage"] > 0.9);
}

TEST_CASE("without all filters every order is left with chance, and none removed with everything") {
    const auto layer = remove_from_made(filters_with({1.0, 2.0, 3.0, 4.0}))["layers"][0];
    for (const char* name : {"hottest first", "coldest first", "smallest norm first", "random"}) {
        CAPTURE(name);
        CHECK(layer["curves"][name]["accuracy"].front() == 1.0);
        CHECK(layer["curves"][name]["accuracy"].back() == 0.1);  // the share of class 2
    }
    const auto& random = layer["curves"]["random"];
    CHECK(random["accuracy_error"].front() == 0.0);
    CHECK(random["accuracy_error"].back() == 0.0);
    CHECK(random["loss_error"][1] > 0.0);
}

TEST_CASE("without temperatures only the random order is tried") {
    const auto layer = remove_from_made({})["layers"][0];
    CHECK(layer["curves"].size() == 1);
    CHECK(layer["curves"].contains("random"));
    CHECK(layer["T"][0].is_null());
    CHECK(!layer["spearman"].contains("T, loss damage"));
    CHECK(layer["accuracy_damage"][0] == 0.6);
}

TEST_CASE("an output goes with its weights, its bias and its normalisation, and nothing else") {
    const auto layers = paper::removable_layers(facts());
    REQUIRE(layers.size() == 1);
    std::vector<float> values(network::parameters, 1.0F);
    paper::take_out(layers[0], 2, values);
    std::vector<std::size_t> gone;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] == 0.0F) {
            gone.push_back(i);
        }
    }
    // 12 weights, 4 biases, 4 scales, 4 shifts: filter 2 of each.
    CHECK(gone == std::vector<std::size_t>{6, 7, 8, 12 + 2, 16 + 2, 20 + 2});
    CHECK(layers[0].scale == 16);

    trainer::network_facts plain = facts();
    std::erase_if(plain.layers, [](const auto& layer) { return layer.name == "bn1"; });
    std::erase_if(plain.views, [](const auto& view) { return view.name.starts_with("bn1"); });
    const auto without_norm = paper::removable_layers(plain);
    REQUIRE(without_norm.size() == 1);
    CHECK(!without_norm[0].normalised);
    CHECK(without_norm[0].parts.size() == 2);
}

TEST_CASE("a curve of many outputs has few points, and both ends") {
    trainer::network_facts wide;
    wide.layers = {{"linear1", {128}, 256}, {"relu", {128}, 0}, {"linear2", {2}, 258}};
    wide.views = {{"linear1.weight", {128, 1}, 0, 128},
                  {"linear1.bias", {128}, 128, 128},
                  {"linear2.weight", {2, 128}, 256, 256},
                  {"linear2.bias", {2}, 512, 2}};
    int calls = 0;
    std::vector<float> ones(514, 1.0F);
    const auto count_left = [&](std::span<const float> p) {
        ++calls;
        const double left = std::accumulate(p.begin(), p.begin() + 128, 0.0);
        return cnn::evaluation{.loss = 128.0 - left, .accuracy = left / 128.0};
    };
    const auto result = paper::removal_json(wide, {}, ones, 1, count_left);
    const auto& layer = result["layers"][0];
    REQUIRE(layer["removed"].size() == 17);
    CHECK(layer["removed"][1] == 8);
    CHECK(layer["removed"].back() == 128);
    for (std::size_t i = 0; i < 17; ++i) {
        CHECK(layer["curves"]["random"]["loss"][i] == layer["removed"][i]);
    }
    CHECK(calls == 1 + 1 + 128 + 50 * 15);
    CHECK(layer["loss_damage"][127] == 1.0);
    CHECK_THROWS_AS(paper::removal_json(wide, {}, ones, 1, count_left, {.random_orders = 1}),
                    std::invalid_argument);
    CHECK_THROWS_AS(paper::removal_json(wide, {}, ones, 1, count_left, {.most_points = 1}),
                    std::invalid_argument);
}

}  // namespace examples_paper_one_run_removal_test
