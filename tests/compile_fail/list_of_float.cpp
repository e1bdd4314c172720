// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: this type is not a parameter buffer
// expect: specialise thermosgd::buffer_traits
#include <thermosgd/core/buffer.hpp>

#include <list>

void walk(const std::list<float>& l) {
    thermosgd::for_each_run(l, [](thermosgd::strided_run<const float>) {});
}
