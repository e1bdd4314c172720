// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: integers cannot be parameters
#include <thermosgd/core/buffer.hpp>

#include <cstdint>
#include <vector>

// The bits of bfloat16 as integers: say which format they are by reading them as thermosgd::bfloat16.
std::size_t count(const std::vector<std::uint16_t>& bits) {
    return thermosgd::parameter_count(bits);
}
