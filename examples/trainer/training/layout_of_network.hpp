// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The thermometer's layout of a network: which parameters form a group, and which have filters.

#include "training.hpp"

#include <thermosgd/core/layout.hpp>
#include <trainer/cnn/batch_norm.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace trainer {

/// Which groups are also measured filter by filter.
enum class filter_choice { conv1, all, none };

/// Whether a layer is a batch normalisation, numbered or not.
[[nodiscard]] inline bool is_batch_norm(std::string_view layer) {
    return layer.starts_with(cnn::batch_norm::name);
}

/// Whether the layer `name` is followed at once by batch normalisation, so that the loss does not
/// change when the weights of one of its outputs are scaled.
[[nodiscard]] inline bool feeds_batch_norm(const network_facts& network, std::string_view name) {
    const auto& layers = network.layers;
    for (std::size_t i = 0; i + 1 < layers.size(); ++i) {
        if (layers[i].name == name) {
            return is_batch_norm(layers[i + 1].name);
        }
    }
    return false;
}

/// One group per parameter tensor, in the order of the flat buffer.
///
/// Weights have the name of their layer, "conv1"; biases and the scale and shift of batch
/// normalisation are groups of their own, "conv1.bias", "bn1.gamma". Weights before batch
/// normalisation are marked scale invariant; a filter is what makes one output, weights only.
/// \throws std::logic_error if the views leave gaps
[[nodiscard]] inline thermosgd::layout layout_of(const network_facts& network,
                                                 filter_choice filters) {
    thermosgd::layout layout;
    for (const cnn::parameter_view& view : network.views) {
        if (view.offset != layout.size()) {
            throw std::logic_error("layout_of: '" + view.name + "' does not follow the last view");
        }
        const std::size_t dot = view.name.find('.');
        const std::string layer = view.name.substr(0, dot);
        const bool weights = view.name.substr(dot) == ".weight";
        if (is_batch_norm(layer)) {
            layout.add(layer + (weights ? ".gamma" : ".beta"), view.extents);
        } else if (weights) {
            const bool wanted = filters == filter_choice::all ||
                                (filters == filter_choice::conv1 && layer == "conv1");
            layout.add(layer, view.extents,
                       {.filter_axis = wanted ? 0 : thermosgd::no_filters,
                        .scale_invariant = feeds_batch_norm(network, layer)});
        } else {
            layout.add(view.name, view.extents);
        }
    }
    return layout;
}

/// Whether a group of layout_of is a layer's weights, rather than biases, scale or shift.
[[nodiscard]] inline bool is_layer(std::string_view group) {
    return group.find('.') == std::string_view::npos;
}

/// The groups that are layers: those that figures and progress show.
[[nodiscard]] inline std::vector<std::size_t> layers_of(const thermosgd::layout& layout) {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < layout.groups().size(); ++i) {
        if (is_layer(layout.groups()[i].name)) {
            indices.push_back(i);
        }
    }
    return indices;
}

}  // namespace trainer
