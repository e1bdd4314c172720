// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: may hold several types of scalars
#include <thermosgd/core/buffer.hpp>

#include <variant>
#include <vector>

using layer = std::variant<std::vector<float>, std::vector<thermosgd::float16>>;

std::size_t count(const std::vector<layer>& layers) {
    return thermosgd::parameter_count(layers);
}
