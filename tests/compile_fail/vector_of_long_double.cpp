// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: long double cannot be a parameter
#include <thermosgd/core/buffer.hpp>

#include <vector>

std::size_t count(const std::vector<long double>& v) {
    return thermosgd::parameter_count(v);
}
