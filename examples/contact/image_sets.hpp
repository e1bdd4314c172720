// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Labelled images as the network sees them, and its groups of parameters as the thermometer does.

#include <thermosgd/core/layout.hpp>
#include <trainer/cnn/dataset.hpp>
#include <trainer/cnn/layer.hpp>
#include <trainer/data/dataset.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace contact {

using images = cnn::dataset_view<std::uint8_t>;

/// The first `count` images of a set, or all; the set must outlive the view.
[[nodiscard]] inline images view_of(const data::dataset& set, std::size_t count) {
    const std::size_t size = std::min(count, set.count());
    return {std::span(set.images).first(size * set.image_size()),
            std::span(set.labels).first(size),
            {set.channels, set.height, set.width},
            set.mean,
            set.deviation};
}

/// One group per parameter tensor in the order of the flat buffer: "conv1", "conv1.bias", …
template <class Network>
[[nodiscard]] thermosgd::layout layout_of_network() {
    thermosgd::layout where;
    for (const cnn::parameter_view& view : Network::views()) {
        const std::size_t dot = view.name.find('.');
        const bool weights = view.extents.size() > 1 && view.name.substr(dot) == ".weight";
        where.add(weights ? view.name.substr(0, dot) : view.name, view.extents,
                  {.filter_axis = thermosgd::no_filters});
    }
    return where;
}

/// The indices of the groups that are weights of convolutions and linear layers.
[[nodiscard]] inline std::vector<std::size_t> weights_of(const thermosgd::layout& where) {
    std::vector<std::size_t> indices;
    for (std::size_t g = 0; g < where.groups().size(); ++g) {
        if (where.groups()[g].name.find('.') == std::string::npos) {
            indices.push_back(g);
        }
    }
    return indices;
}

}  // namespace contact
