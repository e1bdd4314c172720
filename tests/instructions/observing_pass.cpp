// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Observing passes over small filters, large filters and one whole group, at both levels.
#include "counted.hpp"

#include <thermosgd/core/sums_pass.hpp>

#include <cstdio>
#include <span>
#include <vector>

namespace {

template <class T>
double passes() {
    thermosgd::layout layout;
    layout.add("small filters", {80, 25}, {.filter_axis = 0});
    layout.add("large filters", {16, 200}, {.filter_axis = 0});
    layout.add("whole", {100'003});
    thermosgd::sums_pass pass(layout);
    std::vector<T> before(layout.size());
    std::vector<T> after(layout.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        after[i] = static_cast<T>(1 + i % 7);
    }
    thermosgd::serial_executor serial;
    double sum = 0;
    counted([&] {
        for (const auto level : {thermosgd::sums_level::kinetic, thermosgd::sums_level::all}) {
            pass.positions(after, std::span<T>(before), level, serial);
            sum += pass.groups()[0].v2;
            pass.displacements(after, {}, level, serial);
            sum += pass.groups()[0].v2;
        }
    });
    return sum;
}

}  // namespace

int main() {
    std::printf("%g\n", passes<float>() + passes<double>());
}
