// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: may hold several types of scalars
#include <thermosgd/core/buffer.hpp>

#include <tuple>
#include <vector>

std::size_t count(const std::tuple<std::vector<float>, std::vector<thermosgd::bfloat16>>& layers) {
    return thermosgd::parameter_count(layers);
}
