// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: this type is not a parameter buffer
#include <thermosgd/core/buffer.hpp>

std::size_t count(double x) {
    return thermosgd::parameter_count(x);
}
