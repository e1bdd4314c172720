// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include <trainer/training/layout_of_network.hpp>

#include <trainer/cnn/networks.hpp>

#include "catch_shim.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace examples_trainer_training_layout_of_network_test {

namespace {

template <class Network>
trainer::network_facts facts() {
    trainer::network_facts result;
    result.layers = Network::describe();
    result.views = Network::views();
    result.parameters = Network::parameters;
    return result;
}

}  // namespace

TEST_CASE("every parameter is in one group, in the order of the flat buffer") {
    const auto layout =
        trainer::layout_of(facts<cnn::main_network<float>>(), trainer::filter_choice::conv1);
    CHECK(layout.size() == 13'338);
    std::size_t covered = 0;
    for (const thermosgd::group& g : layout.groups()) {
        CHECK(g.offset == covered);
        covered += g.size;
    }
    CHECK(covered == 13'338);
    CHECK(layout.at("conv1").shape == std::vector<std::size_t>{8, 1, 5, 5});
    CHECK(layout.at("bn3.gamma").size == 128);
    CHECK(layout.at("linear2.bias").size == 10);
}

TEST_CASE("only weights before batch normalisation are scale invariant") {
    const auto invariant = [](const trainer::network_facts& network) {
        std::vector<std::string> names;
        const auto layout = trainer::layout_of(network, trainer::filter_choice::none);
        for (const auto& g : layout.groups()) {
            if (g.options.scale_invariant) {
                names.push_back(g.name);
            }
        }
        return names;
    };
    using names = std::vector<std::string>;
    CHECK(invariant(facts<cnn::main_network<float>>()) == names{"conv1", "conv2", "linear1"});
    CHECK(invariant(facts<cnn::network_a_alternate<float>>()) == names{"conv1", "linear1"});
    CHECK(invariant(facts<cnn::network_a_plain<float>>()).empty());
}

TEST_CASE("filters are counted as asked, and never for biases") {
    const auto network = facts<cnn::main_network<float>>();
    CHECK(trainer::layout_of(network, trainer::filter_choice::none).filters() == 0);
    CHECK(trainer::layout_of(network, trainer::filter_choice::conv1).filters() == 8);
    CHECK(trainer::layout_of(network, trainer::filter_choice::all).filters() == 8 + 16 + 128 + 10);
}

TEST_CASE("the layers are the groups of weights") {
    const auto layout =
        trainer::layout_of(facts<cnn::main_network<float>>(), trainer::filter_choice::none);
    std::vector<std::string> names;
    for (const std::size_t i : trainer::layers_of(layout)) {
        names.push_back(layout.groups()[i].name);
    }
    CHECK(names == std::vector<std::string>{"conv1", "conv2", "linear1", "linear2"});
}

TEST_CASE("views that leave a gap are refused") {
    auto network = facts<cnn::main_network<float>>();
    network.views.erase(network.views.begin() + 1);
    CHECK_THROWS_AS(trainer::layout_of(network, trainer::filter_choice::none), std::logic_error);
}

}  // namespace examples_trainer_training_layout_of_network_test
