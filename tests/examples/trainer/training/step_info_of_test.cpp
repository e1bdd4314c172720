// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of what a training tells the thermometer.

#include <trainer/training/step_info_of.hpp>

#include <trainer/cnn/networks.hpp>
#include <trainer/cnn/parameter_ranges.hpp>

#include <cmath>
#include <cstddef>
#include <string>

#include "catch_shim.hpp"

namespace examples_trainer_training_step_info_of_test {

using thermosgd::decay_kind;
using thermosgd::optimiser_kind;

TEST_CASE("SGD and heavy ball tell all, and their laws are read") {
    const thermosgd::step_info info = trainer::step_info_of(
        {.learning_rate = 0.5, .weight_decay = 0.04, .momentum = 0.9, .batch_size = 48}, 2.25,
        0.25);
    CHECK(info.loss == 2.25);
    CHECK(info.learning_rate == 0.25);
    CHECK(info.weight_decay == 0.04);
    CHECK(info.momentum_coefficient == 0.9);
    CHECK(info.batch_size == 48.0);
    CHECK(info.optimiser == optimiser_kind::sgd);
    CHECK(info.common().coupled());
    CHECK(std::isnan(info.beta2));
    CHECK(info.of_groups.empty());
}

TEST_CASE(
    "other optimisers are named with their coefficients, their decay and the rate of the step") {
    const thermosgd::step_info nesterov = trainer::step_info_of(
        {.weight_decay = 0.1, .momentum = 0.5, .optimiser = cnn::optimiser::nesterov}, 1.0, 1e-3);
    CHECK(nesterov.optimiser == optimiser_kind::nesterov);
    CHECK(nesterov.momentum_coefficient == 0.5);
    CHECK(nesterov.decay == decay_kind::coupled);
    CHECK(std::isnan(nesterov.beta2));
    for (const cnn::optimiser kind : {cnn::optimiser::adam, cnn::optimiser::adamw}) {
        CAPTURE(cnn::to_string(kind));
        const thermosgd::step_info info = trainer::step_info_of(
            {.weight_decay = 0.1, .optimiser = kind, .beta1 = 0.8, .beta2 = 0.95}, 1.0, 1e-3);
        const bool decoupled = kind == cnn::optimiser::adamw;
        CHECK(info.optimiser == (decoupled ? optimiser_kind::adamw : optimiser_kind::adam));
        CHECK(info.decay == (decoupled ? decay_kind::decoupled : decay_kind::coupled));
        CHECK(info.learning_rate == 1e-3);
        CHECK(info.weight_decay == 0.1);
        CHECK(info.momentum_coefficient == 0.8);
        CHECK(info.beta2 == 0.95);
    }
}

TEST_CASE("groups that decay spares are told with a decay of 0, in the order of the layout") {
    const trainer::network_facts network = trainer::facts_of("A", cnn::mnist_shape);
    const thermosgd::layout layout = trainer::layout_of(network, trainer::filter_choice::none);
    const auto told = [&](bool biases, bool batch_norm) {
        return trainer::step_teller({.weight_decay = 0.1,
                                     .decay_batch_norm = batch_norm,
                                     .decay_biases = biases,
                                     .optimiser = cnn::optimiser::adamw},
                                    network);
    };
    CHECK(told(true, true).of_step(1.0, 0.5).of_groups.empty());
    for (const bool biases : {true, false}) {
        for (const bool batch_norm : {true, false}) {
            if (biases && batch_norm) {
                continue;
            }
            trainer::step_teller teller = told(biases, batch_norm);
            (void)teller.of_step(3.0, 0.7);
            const thermosgd::step_info info = teller.of_step(1.0, 0.5);
            CHECK(info.weight_decay == 0.1);
            REQUIRE(info.of_groups.size() == layout.groups().size());
            std::size_t spared = 0;
            for (std::size_t g = 0; g < info.of_groups.size(); ++g) {
                const std::string& name = layout.groups()[g].name;
                const bool normalises = name.ends_with(".gamma") || name.ends_with(".beta");
                const bool decayed = normalises                ? batch_norm
                                     : name.ends_with(".bias") ? biases
                                                               : true;
                CAPTURE(name, biases, batch_norm);
                CHECK(info.of_groups[g].weight_decay == (decayed ? 0.1 : 0.0));
                CHECK(info.of_groups[g].learning_rate == 0.5);
                CHECK(info.of_groups[g].optimiser == optimiser_kind::adamw);
                spared += decayed ? 0U : 1U;
            }
            CHECK(spared > 0);
            CHECK(spared < info.of_groups.size());
        }
    }
}

TEST_CASE("what is told to be spared is what the trainer spares") {
    const trainer::network_facts network = trainer::facts_of("B", cnn::mnist_shape);
    cnn::visit_network<float>("B", cnn::mnist_shape, [&]<class Network>() {
        for (const bool biases : {true, false}) {
            for (const bool batch_norm : {true, false}) {
                const cnn::options settings{.decay_batch_norm = batch_norm, .decay_biases = biases};
                const auto ranges = cnn::parameter_ranges<Network>(settings);
                for (const cnn::parameter_view& view : network.views) {
                    CAPTURE(view.name, biases, batch_norm);
                    for (const cnn::parameter_range& range : ranges) {
                        if (range.first <= view.offset && view.offset < range.first + range.count) {
                            CHECK(range.decayed == !trainer::is_spared(settings, view.name));
                        }
                    }
                }
            }
        }
    });
}

}  // namespace examples_trainer_training_step_info_of_test
