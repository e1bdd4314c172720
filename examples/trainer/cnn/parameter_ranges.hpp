// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Which parameters weight decay acts on.

#include <cstddef>
#include <vector>

#include "layer.hpp"
#include "options.hpp"

namespace cnn {

/// Parameters that lie side by side and are all decayed or all spared.
struct parameter_range {
    std::size_t first = 0;  ///< in the flat buffer
    std::size_t count = 0;
    bool decayed = true;  ///< whether weight decay acts
};

/// All parameters of a network in their order, in as few ranges as the options allow.
///
/// \cost O(tensors), allocates
template <class Network>
[[nodiscard]] std::vector<parameter_range> parameter_ranges(const options& settings) {
    std::vector<parameter_range> ranges;
    std::size_t layer = 0;
    for (const parameter_view& view : Network::views()) {
        while (Network::offsets::parameters[layer + 1] <= view.offset) {
            ++layer;
        }
        const bool normalises = Network::offsets::over_batch[layer];
        const bool decayed = normalises ? settings.decay_batch_norm
                                        : settings.decay_biases || !view.name.ends_with("bias");
        if (ranges.empty() || ranges.back().decayed != decayed) {
            ranges.push_back({view.offset, 0, decayed});
        }
        ranges.back().count += view.size;
    }
    return ranges;
}

}  // namespace cnn
