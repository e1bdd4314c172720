// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: integers cannot be parameters
#include <thermosgd/core/buffer.hpp>

#include <vector>

std::size_t count(const std::vector<bool>& v) {
    return thermosgd::parameter_count(v);
}
