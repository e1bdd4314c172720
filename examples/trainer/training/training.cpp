// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Networks by name.

#include "training_of.hpp"

namespace trainer {

network_facts facts_of(std::string_view name, cnn::shape input) {
    network_facts facts;
    facts.name = name;
    facts.input = input;
    cnn::visit_network<float>(name, input, [&]<class Network>() {
        facts.layers = Network::describe();
        facts.views = Network::views();
        facts.parameters = Network::parameters;
        facts.operations = Network::operations().forward + Network::operations().backward;
        facts.smallest_batch = Network::smallest_batch;
    });
    for (const cnn::network_entry& entry : cnn::network_names()) {
        if (entry.name == name) {
            facts.description = entry.description;
        }
    }
    return facts;
}

std::unique_ptr<training> make_training(std::string_view name, const cnn::options& settings,
                                        const data::train_test& sets,
                                        thermosgd::thread_pool& pool) {
    return shape_of(sets.train) == cnn::cifar10_shape
               ? make_training_for<cnn::cifar10_shape>(name, settings, sets, pool)
               : make_training_for<cnn::mnist_shape>(name, settings, sets, pool);
}

}  // namespace trainer
